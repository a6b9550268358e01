// An invoice that goes to its customer from the door: by mail, or as a text to who agreed to texts. What is
// asked for is kept on this phone first, and leaves once, when there is signal.
import { Dialog, Field, Segments } from "../../components/forms.js";
import { Icon } from "../../components/icon.js";
import { toast } from "../../components/page.js";
import { Notice } from "../../components/parts.js";
import { invoice_addresses } from "../../domain/invoice_address.js";
import { day, t } from "../../messages.js";
import { entries, NotSaved, record } from "../../store/outbox.js";
import { customer as customer_of, job as job_of, me, settings } from "../../store/view.js";
import { html, useState } from "../../vendor/ui.js";
import { has_pay_code, invoice_number } from "./words.js";

/** @typedef {import("../../store/cache.js").Row} Row */
/** @typedef {{ mutation: { type: string, body: any }, parked?: any }} Kept */

export const TEXT = "notifications.text_invoice";
export const MAIL = "invoices.send_invoice";
export const AGREE = "notifications.allow_texts";
const HOW = ["in_person", "by_phone", "in_writing"];
const NOTE_MAX = 200;
const DIGITS_SHOWN = 4;
const JOINED = "\u2060"; // no line ends between the dots and the digits

/** @param {{ invoice: Row }} props */
export default function Send({ invoice }) {
  const [is_asking, set_asking] = useState(false);
  const [is_busy, set_busy] = useState(false);
  const customer = customer_of(job_of(invoice.job_id)?.customer_id);
  const may = me.value?.role !== "technician" || settings.value?.technicians_invoice;
  if (!customer || !may) return null;
  const { texts, waits } = standing_of(invoice, customer, entries.value);
  const addresses = invoice_addresses(customer);
  const number = invoice.request_id ? t("invoice.title") : invoice_number(invoice);
  const ends = ends_of(customer.mobile);
  /** @param {string} type @param {Record<string, unknown>} body @param {string[]} [deps] */
  const keep = async (type, body, deps = []) => {
    set_busy(true);
    const is_kept = await kept(type, body, deps);
    set_busy(false);
    return is_kept;
  };
  const send = async (/** @type {string} */ type) => {
    // One that has no number yet is made first; where that is refused, so is this.
    const deps = invoice.request_id ? [invoice.request_id] : [];
    if (!await keep(type, { invoice_id: invoice.id }, deps)) return;
    toast(t(type === TEXT ? "give.texted" : "give.mailed", { number, ends, to: addresses.join(", ") }));
  };
  const agree = async (/** @type {{ how: string, note: string }} */ said) => {
    const body = { customer_id: customer.id, mobile: customer.mobile, ...said, agreed_at: now() };
    if (!await keep(AGREE, body)) return;
    set_asking(false);
    toast(t("give.agreed", { name: customer.name }));
  };
  const can_pay = pays_online(invoice);
  const can_text = texts === "may" && can_pay && !waits.has(TEXT);
  const can_mail = addresses.length > 0 && !waits.has(MAIL) && !invoice.sends;
  const can_ask = texts === null && customer.mobile && can_pay;
  return html`
    <section class="card stack close" aria-label=${t("give.title")}>
      <h2>${t("give.title")}</h2>
      ${!invoice.request_id && html`<p class="dim small">${invoice.sent_at
        ? t("give.sent", { day: day(invoice.sent_at) })
        : t("give.not_sent")}</p>`}
      ${[AGREE, TEXT, MAIL].filter((type) => waits.has(type)).map((type) =>
        html`<${Notice} key=${type} kind="wait" icon="clock">${t(`give.waits.${type}`)}<//>`
      )}
      ${can_text && html`<button type="button" class="full" disabled=${is_busy} onClick=${() => send(TEXT)}>
        <${Icon} name="send" /><span>${t("give.text", { ends })}</span></button>`}
      ${can_mail && html`<button type="button" class="full" disabled=${is_busy} onClick=${() => send(MAIL)}>
        <${Icon} name="send" /><span>${t("give.mail", { to: addresses.join(", ") })}</span></button>`}
      ${can_ask && html`<button type="button" class="full" disabled=${is_busy}
        onClick=${() => set_asking(true)}>
        <${Icon} name="check" /><span>${t("give.ask", { ends })}</span></button>`}
      ${texts === "stopped" && html`<p class="small">${t("give.stopped", { ends })}</p>`}
      ${!can_text && !can_mail && !can_ask && waits.size === 0 && texts !== "stopped" &&
        html`<p class="small">${t("give.no_way")}</p>`}
      ${is_asking && html`<${Agree} customer=${customer} is_busy=${is_busy} on_agree=${agree}
        on_close=${() => set_asking(false)} />`}
    </section>
  `;
}

/**
 * How they agreed: it has to be shown later, to whoever asks.
 * @param {{ customer: Row, is_busy: boolean, on_agree: (said: { how: string, note: string }) => void,
 *   on_close: () => void }} props
 */
function Agree({ customer, is_busy, on_agree, on_close }) {
  const [how, set_how] = useState(HOW[0]);
  const [note, set_note] = useState("");
  const facts = { name: customer.name, company: settings.value?.name, mobile: customer.mobile };
  return html`
    <${Dialog} title=${t("give.ask_title")} on_close=${on_close}
      actions=${html`
        <button type="button" class="primary" disabled=${is_busy}
          onClick=${() => on_agree({ how, note: note.trim() })}>${t("give.ask_do")}</button>
        <button type="button" onClick=${on_close}>${t("nav.cancel")}</button>
      `}>
      <p>${t("give.ask_said", facts)}</p>
      <${Segments} label=${t("give.how")} value=${how} on_pick=${set_how}
        options=${HOW.map((value) => ({ value, label: t(`give.how_${value}`) }))} />
      <${Field} label=${t("pay.note")} value=${note} limit=${NOTE_MAX} optional=${true}
        on_input=${set_note} />
    <//>
  `;
}

/**
 * What the server knows of the customer, and over it what waits on this phone.
 * @param {Row} invoice @param {Row} customer @param {readonly Kept[]} said
 * @returns {{ texts: "may" | "stopped" | null, waits: Set<string> }}
 */
export function standing_of(invoice, customer, said) {
  const waiting = said.filter(({ parked }) => !parked).map(({ mutation }) => mutation);
  const of_invoice = waiting.filter(({ type, body }) =>
    (type === TEXT || type === MAIL) && body.invoice_id === invoice.id
  );
  const agrees = waiting.some(({ type, body }) => type === AGREE && body.customer_id === customer.id);
  const waits = new Set([...of_invoice.map(({ type }) => type), ...(agrees ? [AGREE] : [])]);
  return { texts: customer.texts ?? (agrees ? "may" : null), waits };
}

/** Enough to know the number by, on one line. @param {string | null} mobile */
export function ends_of(mobile) {
  return `…${JOINED}${(mobile ?? "").replace(/\D/g, "").slice(-DIGITS_SHOWN)}`;
}

function now() {
  return new Date().toISOString();
}

/** A text needs a way to pay. @param {Row} invoice */
function pays_online(invoice) {
  if (!invoice.request_id) return has_pay_code(invoice);
  const { card, ach, financing } = settings.value?.payment_options ?? {};
  return Boolean(card || ach || financing) && invoice.due_minor > 0;
}

/** @param {string} type @param {Record<string, unknown>} body @param {string[]} deps */
async function kept(type, body, deps) {
  try {
    await record(type, body, { deps });
    return true;
  } catch (error) {
    toast(t(error instanceof NotSaved ? `not_saved.${error.reason}` : "not_saved.failed"));
    return false;
  }
}
