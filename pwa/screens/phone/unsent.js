// Not sent yet: everything this phone holds that the server has not answered for, and what needs a person.
import { Dialog, Field, refusal_in_words } from "../../components/forms.js";
import { Icon } from "../../components/icon.js";
import { Later, Page, toast } from "../../components/page.js";
import { Empty, Money, Notice, Said } from "../../components/parts.js";
import { clock_time, day, money, t } from "../../messages.js";
import { entries, HANDED_IN, NotSaved, outbox } from "../../store/outbox.js";
import { MAKES } from "../../store/requests.js";
import {
  customer as customer_of,
  invoice as invoice_of,
  job as job_of,
  payments,
  settings,
} from "../../store/view.js";
import { sync_now } from "../../sync/engine.js";
import { photos_waiting, status } from "../../sync/status.js";
import { html, useState } from "../../vendor/ui.js";
import { method_icon, payment_name } from "./words.js";
import { export_unsent } from "../unsent_file.js";

/** @typedef {import("../../store/ledger.js").Entry} Entry */

/** @type {Readonly<Record<string, string>>} */
const ICONS = {
  "invoices.create_invoice": "invoice",
  "schedules.issue_stage": "invoice",
  "invoices.discard_request": "invoice",
  "jobs.report_visit": "calendar",
  "jobs.tick_item": "check",
  "jobs.add_note": "note",
  "attachments.attach_file": "camera",
  "attachments.tie_file": "camera",
  "payments.allocate_payment": "check",
  "notifications.allow_texts": "check",
  "notifications.text_invoice": "send",
  "invoices.send_invoice": "send",
  "notifications.send_receipt": "send",
};

/** Asked for again elsewhere where it is still wanted: nothing of these has to be mended. */
export const LET_GO = new Set([
  "invoices.discard_request",
  "notifications.allow_texts",
  "notifications.text_invoice",
  "notifications.send_receipt",
  "invoices.send_invoice",
  "notifications.send_receipt", // of money that was taken back since, say
]);

const request = () => import("./request.js");

export default function PhoneUnsent() {
  const open = entries.value.filter((entry) => !entry.parked?.mended_by);
  const with_office = open.filter(({ parked }) => parked?.code === HANDED_IN);
  const stuck = open.filter(({ parked }) => parked && parked.code !== HANDED_IN);
  const waiting = open.filter((entry) => !entry.parked);
  const { unsent_minor, online } = status.value;
  return html`
    <${Page} title=${t("unsent.title")} back="/"
      foot=${waiting.length > 0 && html`<button type="button" class="primary" onClick=${() => sync_now()}>
      <${Icon} name="send" />${t("unsent.send_now")}</button>`}>
        ${photos_waiting.value > 0 && html`
          <${Notice} kind="wait" icon="camera">
            <p>${t("photo.unsent", { count: photos_waiting.value })}</p>
            <//>
        `}
        ${open.length === 0 && photos_waiting.value === 0 &&
          html`<${Empty} icon="check" title=${t("unsent.empty")} text=${t("unsent.empty_text")} />`}
        ${stuck.length > 0 && html`<section class="stack close" aria-labelledby="stuck">
      <h2 id="stuck" class="section-head late-text">${t("unsent.attention", { count: stuck.length })}</h2>
      ${stuck.map((entry) => html`<${Stuck} key=${entry.id} entry=${entry} />`)}</section>`}
        ${with_office.length > 0 && html`
          <section class="stack close" aria-labelledby="with_office">
            <h2 id="with_office" class="section-head">${t("unsent.with_office", {
              count: with_office.length,
            })}</h2>
            ${with_office.map((entry) => html`<${Stuck} key=${entry.id} entry=${entry} />`)}</section>
        `}
        ${waiting.length > 0 && html`
          <section class="stack close" aria-labelledby="waiting">
            <div class="section-head"><h2 id="waiting" class="grow">${t("unsent.waiting", {
              count: waiting.length,
            })}</h2>
                  ${unsent_minor > 0 && html`<${Money} minor=${unsent_minor} />`}</div>
            <ul class="list">${waiting.map((entry) =>
              html`<${Waiting} key=${entry.id} entry=${entry} />`
            )}</ul>
            <p class="small dim">${t(online ? "unsent.will_send" : "unsent.will_send_later")}</p>
          </section>
        `}
        ${open.length > 0 && html`<button type="button" class="full" onClick=${export_unsent}>
      <${Icon} name="download" />${t("unsent.export")}</button>`}
      <//>
  `;
}

/** @param {{ entry: Entry }} props */
function Waiting({ entry }) {
  return html`
    <li class="list-row">
      <${Icon} name=${entry_icon(entry)} />
      <div class="grow stack tight"><span class="title">${entry_name(entry)}</span>
          <span class="dim small">${entry_detail(entry)}</span></div>
      <${EntryMoney} entry=${entry} />
    </li>
  `;
}

/** @param {{ entry: Entry }} props */
function Stuck({ entry }) {
  const { mutation: { type }, parked } = entry;
  if (MAKES.has(type) && parked?.state === "rejected" && parked.code !== HANDED_IN) {
    return html`
      <article class="card stack">
        <${Headline} entry=${entry} />
        <${Later} load=${request} pick="Answer" entry=${entry} />
      </article>
    `;
  }
  return html`<${StuckOther} entry=${entry} />`;
}

/** @param {{ entry: Entry }} props */
function Headline({ entry }) {
  return html`
    <div class="row">
      <${Icon} name=${entry_icon(entry)} />
      <div class="grow stack tight"><h3>${entry_name(entry)}</h3>
        <span class="dim small">${entry_detail(entry)}</span></div>
      <${EntryMoney} entry=${entry} />
    </div>
  `;
}

/** @param {{ entry: Entry }} props */
function StuckOther({ entry }) {
  const [mending, set_mending] = useState(false);
  const parked = /** @type {NonNullable<Entry["parked"]>} */ (entry.parked);
  const is_handed_in = parked.code === HANDED_IN;
  const is_refused = parked.state === "rejected";
  const is_payment = entry.mutation.type === "payments.record_payment";
  const is_discard = is_refused && entry.mutation.type === "invoices.discard_request";
  const can_let_go = is_refused && !is_handed_in && LET_GO.has(entry.mutation.type);
  const phone = settings.value?.phone;
  return html`
    <article class="card stack">
      <${Headline} entry=${entry} />
      <${Notice} kind=${is_handed_in ? "wait" : "late"}><p>${is_discard
        ? t("request.was_sent")
        : refusal_in_words({ code: parked.code, ...parked.facts })}</p>
          ${!is_handed_in && html`<p class="small">${
            t(
              is_payment && is_refused ? "unsent.money_is_safe" : "unsent.kept_here",
            )
          }</p>`}<//>
        <div class="actions">
          ${is_refused
            ? is_payment && !is_handed_in && html`
              <button type="button" class="primary" onClick=${() => set_mending(true)}>${t(
                "unsent.mend",
              )}</button>
            `
            : html`<button type="button" class="primary" onClick=${() => outbox.retry(entry.id)}>
          ${t("unsent.retry")}</button>`}
          ${can_let_go && html`<button type="button" class="primary" onClick=${() => outbox.let_go(entry.id)}>
          ${t("request.understood")}</button>`}
          ${phone && html`<a class="button" href=${`tel:${phone}`}>${t("unsent.call_office")}</a>`}</div>
        ${mending && html`<${MendDialog} entry=${entry} on_close=${() => set_mending(false)} />`}
      </article>
  `;
}

/**
 * What the server refused stays refused; its content becomes a new entry, without what made it wrong.
 * @param {{ entry: Entry, on_close: () => void }} props
 */
function MendDialog({ entry, on_close }) {
  const { body } = entry.mutation;
  const [reference, set_reference] = useState(String(body.reference ?? ""));
  const [note, set_note] = useState(String(body.note ?? ""));
  const [wrong, set_wrong] = useState("");
  const mend = async () => {
    try {
      await outbox.mend(entry.id, { reference, note, invoice_id: undefined });
      on_close();
      toast(t("unsent.mended"));
      sync_now();
    } catch (error) {
      set_wrong(t(error instanceof NotSaved ? `not_saved.${error.reason}` : "not_saved.failed"));
    }
  };
  return html`
    <${Dialog} title=${t("unsent.mend_title")} on_close=${on_close}
      actions=${html`
        <button type="button" class="primary" onClick=${mend}>
                ${t("unsent.mend_do", { amount: money(body.amount_minor) })}</button>
        <button type="button" onClick=${on_close}>${t("nav.cancel")}</button>
      `}>
        <p><${Said} say="unsent.mend_then" amount=${money(body.amount_minor)} /></p>
        <${Field} label=${t("pay.reference")} value=${reference} on_input=${set_reference} optional=${true} />
        <${Field} label=${t("pay.note")} value=${note} on_input=${set_note} optional=${true} lines=${true} />
        ${wrong && html`<${Notice} kind="late" live=${true}>${wrong}<//>`}
      <//>
  `;
}

/** @param {{ entry: Entry }} props */
function EntryMoney({ entry: { mutation: { type, body, seen } } }) {
  if (MAKES.has(type)) return html`<${Money} minor=${Number(seen.amount_minor)} />`;
  if (type === "payments.record_payment") return html`<${Money} minor=${body.amount_minor} />`;
  if (type !== "payments.reverse_payment") return null;
  const payment = payments.value.find(({ id }) => id === body.payment_id);
  return payment ? html`<${Money} minor=${-payment.amount_minor} />` : null;
}

/** @param {Entry} entry */
function entry_icon({ mutation: { type, body } }) {
  return type === "payments.record_payment" ? method_icon(body.method) : ICONS[type] ?? "undo";
}

/** @param {Entry} entry */
function entry_name({ mutation: { type, body } }) {
  if (type === "payments.record_payment") return payment_name({ id: "", ...body });
  return t(`mutation.${type}`);
}

/** @param {Entry} entry */
function entry_detail({ mutation: { type, body, seen, created_at } }) {
  const where = MAKES.has(type) || !body.invoice_id
    ? job_of(body.job_id ?? seen.job_id)?.title ?? customer_of(body.customer_id)?.name
    : invoice_of(body.invoice_id)?.number;
  return [where, `${day(created_at)} ${clock_time(created_at)}`, body.receipt].filter(Boolean).join(" · ");
}
