// Keeping reminders of one invoice, or to a customer, back: for good, or up to a promised day. Questions and
// disputes hold by themselves while they are open.
import { has_concern } from "../../../components/concerns.js";
import { Dialog, Field, Segments } from "../../../components/forms.js";
import { toast } from "../../../components/page.js";
import { Notice } from "../../../components/parts.js";
import { day, money, t } from "../../../messages.js";
import { cache, settings } from "../../../store/view.js";
import { call } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { Refused, use_mutation } from "../mutation.js";
import { number_or_draft } from "../words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const REASONS = ["promised", "off"];

/** @param {{ invoice: Row, on_close: () => void }} props */
export function HoldDialog({ invoice, on_close }) {
  const [known, set_known] = useState(/** @type {Row | null} */ (null));
  const [is_offline, set_offline] = useState(false);
  useEffect(() => {
    call("GET", `/api/invoices/${invoice.id}/reminders`).then(
      ({ body }) => set_known(body),
      () => set_offline(true),
    );
  }, []);
  return html`
    <${Dialog} title=${t("hold.title", { number: number_or_draft(invoice) })} on_close=${on_close}>
      ${is_offline && html`<p class="dim" role="status">${t("messages.offline")}</p>`}
      ${!known && !is_offline && html`<div class="skeleton as-card"></div>`}
      ${known && html`
        <p>${next_in_words(known)}</p>
        ${known.customer_hold && html`
          <${Notice} kind="wait"><p>${t(
      known.customer_hold.by_customer ? "hold.by_customer" : "hold.of_customer",
    )}</p><//>
          <${Lift} path=${`/api/customers/${invoice.customer_id}/resume-reminders`} on_close=${on_close} />
        `}
        ${["question", "disputed"].map((kind) =>
          has_concern(invoice, kind) &&
          html`<${Notice} key=${kind} kind="wait">${
            t(`hold.by_${kind === "question" ? kind : "dispute"}`)
          }<//>`
        )}
        ${known.hold
          ? html`<${Held} path=${`/api/invoices/${invoice.id}`} hold=${known.hold} on_close=${on_close} />`
          : html`<${HoldForm} path=${`/api/invoices/${invoice.id}`} on_close=${on_close} />`}
      `}
    <//>
  `;
}

/** What a customer is reminded of next, and whether at all. @param {{ customer: Row }} props */
export function CustomerReminders({ customer }) {
  const [known, set_known] = useState(/** @type {Row | null} */ (null));
  const [is_offline, set_offline] = useState(false);
  const [is_open, set_open] = useState(false);
  useEffect(() => {
    call("GET", `/api/customers/${customer.id}/reminders`).then(
      ({ body }) => (set_known(body), set_offline(false)),
      () => set_offline(true),
    );
  }, [customer.id, is_open, cache.mark.value?.cursor]);
  const close = () => set_open(false);
  return html`
    <section class="stack close" aria-labelledby="reminders">
      <h2 id="reminders" class="panel-head">${t("hold.customer_all")}</h2>
      <div class="card stack">
        ${is_offline && html`<p class="dim" role="status">${t("messages.offline")}</p>`}
        ${!known && !is_offline && html`<div class="skeleton as-row"></div>`}
        ${known?.returned.map((/** @type {Row} */ one) =>
          html`
            <${Notice} key=${one.address} kind="late">
              <p>${t("hold.returned", { to: one.address, day: day(one.at), why: one.words })}</p>
              <//>
          `
        )}
        ${known && html`
          <p>${customer_next(known, customer)}</p>
          ${known.hold
            ? html`
              <${Held} path=${`/api/customers/${customer.id}`} hold=${known.hold}
                on_close=${() => set_known({ ...known, hold: null })} />
            `
            : html`<div><button type="button" onClick=${() => set_open(true)}>${
              t("hold.customer_do")
            }</button></div>`}
        `}
      </div>
      ${is_open && html`
        <${Dialog} title=${t("hold.customer_title", { name: customer.name })} on_close=${close}>
          <${HoldForm} path=${`/api/customers/${customer.id}`} on_close=${close} />
          <//>
      `}
    </section>
  `;
}

/** @param {Row} known @param {Row} customer */
function customer_next({ hold, next }, customer) {
  if (hold) return t("hold.customer_held", { name: customer.name });
  if (!settings.value?.reminders?.is_on) return t("hold.plan_off");
  if (!next) return t("hold.customer_none");
  const due_minor = next.invoices.reduce(
    (/** @type {number} */ sum, /** @type {Row} */ one) => sum + one.due_minor,
    0,
  );
  return t("hold.customer_next", { day: day(next.on), amount: money(due_minor) });
}

/** @param {Row} known */
function next_in_words({ next_on, hold, customer_hold }) {
  if (hold || customer_hold) return t("hold.is_held");
  if (next_on) return t("hold.next", { day: day(next_on) });
  return t(settings.value?.reminders?.is_on ? "hold.none_next" : "hold.plan_off");
}

/** @param {{ path: string, hold: Row, on_close: () => void }} props */
function Held({ path, hold, on_close }) {
  return html`
    <${Notice} kind="wait">
      <p>${t(hold.by_customer ? "hold.by_customer" : `hold.why_${hold.why}`)}${hold.until
        ? ` · ${t("hold.until_day", { day: day(hold.until) })}`
        : ""}
        ${hold.note && html`<br />${hold.note}`}</p>
      <//>
      <${Lift} path=${`${path}/resume-reminders`} on_close=${on_close} />
  `;
}

/** @param {{ path: string, on_close: () => void }} props */
function Lift({ path, on_close }) {
  const { busy, problem, send } = use_mutation();
  const lift = async () => {
    if (!await send("POST", path, {})) return;
    toast(t("hold.lifted"));
    on_close();
  };
  return html`
    <${Refused} problem=${problem} />
    <div class="form-end"><button type="button" class="primary" disabled=${busy} onClick=${lift}>${t(
      "hold.lift",
    )}</button></div>
  `;
}

/** @param {{ path: string, on_close: () => void }} props */
function HoldForm({ path, on_close }) {
  const [draft, set_draft] = useState({ why: "promised", until: "", note: "" });
  const { busy, problem, send } = use_mutation();
  const change = (/** @type {Partial<typeof draft>} */ part) =>
    set_draft((before) => ({ ...before, ...part }));
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const body = { why: draft.why, until: draft.until || null, note: draft.note.trim() };
    if (!await send("POST", `${path}/hold-reminders`, body)) return;
    toast(t("hold.done"));
    on_close();
  };
  return html`
    <form class="stack" onSubmit=${submit}>
      <${Segments} label=${t("hold.why")} value=${draft.why}
        options=${REASONS.map((value) => ({ value, label: t(`hold.why_${value}`) }))}
        on_pick=${(/** @type {string} */ why) => change({ why })} />
      <${Field} label=${t("hold.until")} type="date" value=${draft.until}
        required=${draft.why === "promised"} optional=${draft.why !== "promised"}
        help=${t("hold.until_help")} on_input=${(/** @type {string} */ until) => change({ until })} />
      <${Field} label=${t("hold.note")} value=${draft.note} limit=${200} optional=${true}
        on_input=${(/** @type {string} */ note) => change({ note })} />
      <${Refused} problem=${problem} />
      <div class="dialog-actions"><button class="primary" disabled=${busy}>${t("hold.do")}</button>
        <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
    </form>
  `;
}
