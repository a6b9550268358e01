// What a device that was shut out left with the office: each thing whole, to be accepted or declined.
import { Dialog, Field, refusal_in_words } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Money, Said } from "../../../components/parts.js";
import { instant, money, t } from "../../../messages.js";
import { Link } from "../../../router.js";
import {
  customer as customer_of,
  devices,
  handed_in,
  job as job_of,
  members,
  payments,
} from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { asked_invoice, open_arrivals, taken_minor } from "./arrival.js";
import { Refused, use_mutation } from "../mutation.js";
import { device_name } from "./device_words.js";
import { method_icon, percent_in_words, who_and_where } from "../../phone/words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const DECIDED_SHOWN = 20;
const REASON_MAX = 500;

export function Arrivals() {
  const open = open_arrivals.value;
  const done = handed_in.value.filter(({ state }) => state !== "open")
    .sort((one, other) => one.decided_at < other.decided_at ? 1 : -1).slice(0, DECIDED_SHOWN);
  return html`
    ${open.length > 0 && html`
      <section class="stack close" aria-labelledby="arrivals">
        <h2 id="arrivals" class="panel-head">${t("arrivals.title")}</h2>
        <p class="dim small">${t("arrivals.is")} ${t("arrivals.accept_then")}</p>
        ${open.map((arrival) => html`<${Open} key=${arrival.id} arrival=${arrival} />`)}
      </section>
    `}
    ${done.length > 0 && html`
      <section class="stack close" aria-labelledby="decided">
        <h2 id="decided" class="panel-head">${t("arrivals.done")}</h2>
        <ul class="list">${done.map((arrival) => html`<${Done} key=${arrival.id} arrival=${arrival} />`)}</ul>
      </section>
    `}
  `;
}

/** A word of it where the office looks first, and where money that needs a decision is looked at. */
export function ArrivalsNotice() {
  const open = open_arrivals.value;
  const minor = open.reduce((sum, arrival) => sum + taken_minor(arrival), 0);
  return open.length > 0 && html`
    <section class="notice wait board-need" aria-label=${t("arrivals.title")}>
      <${Icon} name="phone" />
      <p class="grow">${t("arrivals.notice", { count: open.length })}
        ${minor > 0 && html`${" "}<${Said} say="arrivals.notice_money" amount=${money(minor)} />`}</p>
      <${Link} class="button" href="/devices">${t("arrivals.look")}<//>
    </section>
  `;
}

/** @param {{ arrival: Row }} props */
function Open({ arrival }) {
  const [is_declining, set_declining] = useState(false);
  const { busy, problem, send } = use_mutation();
  const { body } = arrival.sent;
  const minor = taken_minor(arrival);
  const invoice = asked_invoice(arrival);
  const accept = async () => {
    if (await send("POST", `/api/handed-in/${arrival.id}/accept`)) toast(t("arrivals.accepted"));
  };
  return html`
    <article class="card stack" data-arrival=${arrival.id}>
      <div class="row top-aligned"><${Icon} name=${minor
        ? method_icon(body.method)
        : invoice
        ? "invoice"
        : "note"} />
        <div class="grow stack tight"><h3><${What} arrival=${arrival} /></h3>
          <p class="dim small">${details(arrival).join(" · ")}</p>
          ${invoice && html`<p class="small">${
            t(
              invoice.is_mailed ? "arrivals.invoice_mailed" : "arrivals.invoice_numbered",
            )
          }${!invoice.is_binding && ` ${t("arrivals.invoice_reckoned")}`}</p>`}</div>
        ${minor > 0 && html`<${Money} minor=${minor} />`}
        ${invoice && invoice.amount_minor > 0 && html`<${Money} minor=${invoice.amount_minor} />`}</div>
      <${Refused} problem=${problem} />
      <div class="actions">
        <button type="button" class="primary" disabled=${busy} onClick=${accept}>${accept_in_words(
          minor,
          invoice,
        )}</button>
        <button type="button" disabled=${busy} onClick=${() => set_declining(true)}>${t(
          "arrivals.decline",
        )}</button></div>
      ${is_declining && html`<${DeclineDialog} arrival=${arrival} on_close=${() => set_declining(false)} />`}
    </article>
  `;
}

/** @param {number} minor @param {ReturnType<typeof asked_invoice>} invoice */
function accept_in_words(minor, invoice) {
  if (minor > 0) return t("arrivals.accept_sum", { amount: money(minor) });
  if (!invoice?.amount_minor) return t("arrivals.accept");
  return t(invoice.is_mailed ? "arrivals.accept_and_mail" : "arrivals.accept_invoice", {
    amount: money(invoice.amount_minor),
  });
}

/** @param {{ arrival: Row }} props */
function Done({ arrival }) {
  const { busy, problem, send } = use_mutation();
  const { state, decided_by, decided_at, reason, outcome, code } = arrival;
  const accept = async () => {
    if (await send("POST", `/api/handed-in/${arrival.id}/accept`)) toast(t("arrivals.accepted"));
  };
  const became = state === "accepted" && outcome === null ? t("arrivals.recording") : "";
  return html`
    <li class="list-row wrapping-line"><div class="grow stack tight">
        <span class="title"><${What} arrival=${arrival} /></span>
        <span class="dim small">${[
          t(`arrivals.was_${state}`, { who: name_of(decided_by), time: instant(decided_at), reason }),
          became,
        ].filter(Boolean).join(" · ")}</span>
        ${outcome === "rejected" && html`<span class="late-text small">${
          t("arrivals.refused", {
            why: refusal_in_words({ code }),
          })
        }</span>`}
        <${Refused} problem=${problem} /></div>
      ${state === "declined" && html`
        <button type="button" class="small" disabled=${busy}
          onClick=${accept}>${t("arrivals.accept")}</button>
      `}
    </li>
  `;
}

/** @param {{ arrival: Row, on_close: () => void }} props */
function DeclineDialog({ arrival, on_close }) {
  const [reason, set_reason] = useState("");
  const { busy, problem, send } = use_mutation();
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!await send("POST", `/api/handed-in/${arrival.id}/decline`, { reason: reason.trim() })) return;
    toast(t("arrivals.declined"));
    on_close();
  };
  return html`
    <${Dialog} title=${t("arrivals.decline_title")} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <p>
          <${What} arrival=${arrival} />
        </p>
        <p>${t("arrivals.decline_then")}</p>
        <${Field} label=${t("arrivals.reason")} value=${reason} required=${true} limit=${REASON_MAX}
          autocomplete="off" on_input=${set_reason} />
        <${Refused} problem=${problem} />
        <div class="dialog-actions"><button class="danger primary" disabled=${busy || !reason.trim()}>${t(
          "arrivals.decline_do",
        )}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}

/** @param {{ arrival: Row }} props */
function What({ arrival }) {
  const { type, sent: { body }, member_id } = arrival;
  const who = name_of(member_id);
  if (type === "payments.record_payment") {
    const by = t(`method.by_${body.method}`);
    const amount = money(taken_minor(arrival));
    return html`<${Said} say="arrivals.payment" who=${who} amount=${amount} by=${by} />`;
  }
  const invoice = asked_invoice(arrival);
  if (invoice) {
    return html`<${Said} say="arrivals.invoice" who=${who} amount=${money(invoice.amount_minor)} />`;
  }
  if (type === "payments.reverse_payment") return html`<${Said} say="arrivals.reversal" who=${who} />`;
  return html`<${Said} say="arrivals.other" who=${who} what=${t(`mutation.${type}`)} />`;
}

/** @param {Row} arrival */
function details(arrival) {
  const { sent: { body, created_at }, device_id, received_at } = arrival;
  const invoice = asked_invoice(arrival);
  const payment = payments.value.find(({ id }) => id === body.payment_id);
  const job = job_of(body.job_id ?? payment?.job_id ?? invoice?.job_id ?? "");
  const device = devices.value.find(({ id }) => id === device_id);
  const at = body.taken_at ?? created_at;
  return [
    job ? who_and_where(job) : customer_of(body.customer_id ?? invoice?.customer_id ?? "")?.name,
    job ? job.title : t("arrivals.no_job"),
    invoice?.percent_bps && t("arrivals.percent", { percent: percent_in_words(invoice.percent_bps) }),
    at && t(invoice ? "arrivals.made" : "arrivals.taken", { time: instant(at) }),
    t("arrivals.came", { time: instant(received_at) }),
    device && device_name(device),
    body.receipt,
    body.reference,
    body.note ?? body.text ?? body.reason ?? body.message,
  ].filter(Boolean);
}

/** @param {string | null} member_id */
function name_of(member_id) {
  return members.value.find(({ id }) => id === member_id)?.name ?? "";
}
