// Material that is billed and not installed yet: where it stands, and saying that it is work now.
import { Dialog, Field, Segments } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Said, today_in } from "../../../components/parts.js";
import { quantity_milli } from "../../../domain/line_item.js";
import { share } from "../../../domain/money.js";
import { in_locale, money, t } from "../../../messages.js";
import { settings } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { sum_typed, SumField } from "../fields.js";
import { JobSection } from "./job_section.js";
import { sum_of } from "../money.js";
import { Refused, use_mutation } from "../mutation.js";
import { number_or_draft } from "../words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** A line of an invoice, and its number. @typedef {{ line: Row, number: string }} Stored */

const MILLI = 1000;

/** @param {{ job: Row, invoices: Row[] }} props */
export function StoredMaterial({ job, invoices }) {
  const [opened, set_opened] = useState(/** @type {Stored | null} */ (null));
  const stored = stored_on(invoices);
  if (stored.length === 0) return null;
  const current = opened && stored.find(({ line }) => line.id === opened.line.id);
  return html`
    <${JobSection} name="stored" title=${t("stored.title")}
      about=${t("stored.sum", { amount: money(sum_of(stored, ({ line }) => line.stored_minor)) })}>
      <ul class="list">${stored.map((one) =>
        html`<li key=${one.line.id} class="list-row wrapping-line">
          <${Icon} name="job" />
          <span class="grow stack tight"><span class="title">${one.line.description}</span>
            <span class="dim small">${about(one)}</span></span>
          <span class="money">${money(one.line.stored_minor)}</span>
          ${!job.canceled_at && html`<div class="row-actions">
            <button type="button" class="small" onClick=${() => set_opened(one)}
              aria-label=${`${t("stored.install")}: ${one.line.description}`}>${t("stored.install")}</button>
          </div>`}</li>`
      )}</ul>
      ${current && html`
        <${Install} job=${job} stored=${current} on_close=${() => set_opened(null)} />
      `}
      <//>
  `;
}

/** @param {Row[]} invoices @returns {Stored[]} */
function stored_on(invoices) {
  return invoices.filter(({ status }) => status === "open" || status === "paid").flatMap((invoice) =>
    (invoice.lines ?? []).filter((/** @type {Row} */ { stored_minor }) => stored_minor > 0)
      .map((/** @type {Row} */ line) => ({ line, number: number_or_draft(invoice) }))
  );
}

/** @param {Stored} props */
function about({ line: { base_minor, stored_minor, note }, number }) {
  return [
    number,
    stored_minor < base_minor && t("stored.installed_of", {
      amount: money(base_minor - stored_minor),
      whole: money(base_minor),
    }),
    note,
  ].filter(Boolean).join(" · ");
}

/** @param {{ job: Row, stored: Stored, on_close: () => void }} props */
function Install({ job, stored: { line }, on_close }) {
  const today = today_in(settings.value?.zone);
  const [how, set_how] = useState("rest");
  const [typed, set_typed] = useState("");
  const [installed_on, set_installed_on] = useState(today);
  const { busy, problem, set_problem, send } = use_mutation();
  const amount_minor = amount_of(how, typed, line);
  const is_too_much = amount_minor !== null && amount_minor > line.stored_minor;
  const can = amount_minor !== null && amount_minor > 0 && !is_too_much;
  const wrong = is_too_much
    ? t("refusal.invoices.more_than_stored", { stored_minor: money(line.stored_minor) })
    : null;
  const change = (/** @type {() => void} */ does) => {
    set_problem(null);
    does();
  };
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!can) return;
    const body = { amount_minor, installed_on };
    if (!await send("POST", `/api/stored-materials/${line.id}/install`, body)) return;
    toast(t("stored.done", { amount: money(amount_minor), name: line.description }));
    on_close();
  };
  const ways = ["rest", "amount", ...(line.quantity === null ? [] : ["units"])];
  return html`
    <${Dialog} title=${t("stored.head", { name: line.description })} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <${Segments} label=${t("stored.how")} value=${how}
          on_pick=${(/** @type {string} */ way) =>
            change(() => {
              set_how(way);
              set_typed("");
            })}
          options=${ways.map((value) => ({ value, label: t(`stored.${value}`) }))} />
        ${how === "amount" && html`
          <${SumField} label=${t("chosen.amount_asked")} value=${typed} wrong=${wrong} required=${true}
            on_input=${(/** @type {string} */ value) => change(() => set_typed(value))} />
        `}
        ${how === "units" && html`
          <${Field} label=${t("chosen.units_asked", { count: in_locale(Number(line.quantity)) })}
            value=${typed} class="figures" inputmode="decimal" autocomplete="off" required=${true}
            wrong=${typed.trim() && !units_typed(typed) ? t("refusal.jobs.not_a_quantity") : wrong}
            on_input=${(/** @type {string} */ value) => change(() => set_typed(value))} />
        `}
        <${Field} label=${t("stored.day")} type="date" value=${installed_on} required=${true} max=${today}
          on_input=${set_installed_on} />
        ${can && html`<div class="words" role="status">
          <p><${Said} say="stored.then" amount=${money(amount_minor)}
            left=${money(line.stored_minor - amount_minor)} /></p>
          ${job.retainage?.stored_rate_bps != null && html`<p>${t("stored.retainage")}</p>`}</div>`}
        <${Refused} problem=${problem} />
        <div class="dialog-actions"><button class="primary" disabled=${busy || !can}>${t("stored.do", {
          amount: can ? money(amount_minor) : "",
        }).trim()}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}

/**
 * What is said to be installed, before tax; null while nothing readable is typed. Rounding may not cost the
 * last of it.
 * @param {string} how @param {string} typed @param {Row} line
 */
function amount_of(how, typed, { base_minor, stored_minor, quantity }) {
  if (how === "rest") return stored_minor;
  if (how === "amount") return sum_typed(typed);
  const milli = units_typed(typed);
  if (!milli) return null;
  const amount_minor = share(base_minor, milli, Math.round(Number(quantity) * MILLI));
  return amount_minor === stored_minor + 1 ? stored_minor : amount_minor;
}

/** @param {string} typed */
const units_typed = (typed) => quantity_milli(typed.trim().replace(",", "."));
