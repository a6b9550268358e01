// After the button: saved on this device and waiting to be sent, or NOT saved with every way out.
import { Dialog, Field, refusal_in_words } from "../../components/forms.js";
import { Icon } from "../../components/icon.js";
import { Page, toast } from "../../components/page.js";
import { Notice, Said, TheNumber } from "../../components/parts.js";
import { invoice_addresses } from "../../domain/invoice_address.js";
import { clock_time, money, t } from "../../messages.js";
import { go, Link } from "../../router.js";
import { facts, NotSaved, record } from "../../store/outbox.js";
import { customer as customer_of, invoices_of, payments_of } from "../../store/view.js";
import { call } from "../../sync/api.js";
import { status } from "../../sync/status.js";
import { needs_ios_instructions } from "../../sync/installation.js";
import { html, useState } from "../../vendor/ui.js";
import { has_pay_code, unapplied_in_words } from "./words.js";
import { send_receipt } from "../receipt.js";

/** @typedef {import("../../store/cache.js").Row} Row */
/** @typedef {import("./record_payment.js").Kept} Kept */

const REASON_MAX = 500;

/** @param {{ kept: Kept, job: Row, on_another: () => void }} props */
export function Saved({ kept, job, on_another }) {
  const [undoing, set_undoing] = useState(false);
  const fact = facts.value.find(({ payment_id }) => payment_id === kept.body.payment_id);
  const is_sent = kept.is_sent || fact?.state === "applied" || fact?.state === "unapplied";
  const row = payments_of(job.id).find(({ id }) => id === kept.body.payment_id);
  const unapplied = (row && is_sent && unapplied_in_words(row)) ||
    (fact?.state === "unapplied" && t("saved.unapplied"));
  const at = fact?.settled_at ?? status.value.last_sync_at;
  const { invoice_id = null } = kept.body;
  // The one that was paid on; of a payment on the job, the oldest that something is still due of.
  const payable = invoices_of(job.id).findLast((row) =>
    has_pay_code(row) && (invoice_id === null || row.id === invoice_id)
  );
  return html`
    <${Page} title=${t("saved.title")} back=${`/jobs/${job.id}`} closes=${true}
      foot=${html`<${Link} class="button primary" href=${`/jobs/${job.id}`}>${t("nav.done")}<//>`}>
      <section class=${is_sent ? "saved sent" : "saved"} role="status">
        <${Icon} name=${is_sent ? "check" : "phone"} size="large" />
        <div class="stack close">
          <${TheNumber} minor=${kept.body.amount_minor} settled=${is_sent} />
          <p class="dim">${t(`method.${kept.body.method}`)} ${kept.body.reference ?? ""} · ${kept.body.job_id
            ? job.title
            : job.customer_name}</p>
        </div>
        <${Notice} kind=${is_sent ? "paid" : "wait"}><p><b>${is_sent
          ? t("saved.sent", { time: at ? clock_time(at) : "" })
          : t("saved.on_device")}</b></p>${unapplied && html`<p>${unapplied}</p>`}
            ${!is_sent && needs_ios_instructions() && html`<p class="small">${t("device.ios")}</p>`}
            ${!is_sent && !status.value.online && html`<p class="small">${t("saved.keep_app")}</p>`}<//>
          ${kept.receipt && html`<p class="dim"><${Said} say="saved.receipt" receipt=${kept.receipt} /><br />
        <span class="small">${t(is_sent ? "saved.receipt_sent" : "saved.receipt_unsent")}</span></p>`}
          <div class="actions centered">${payable && html`
            <${Link} class="button" href=${`/invoices/${payable.id}/code`}><${Icon} name="qr" />${t(
              "pay_code.show",
            )}<//>
          `}<${MailReceipt} kept=${kept} job=${job} /><button type="button" onClick=${on_another}>${t(
            "saved.another",
          )}</button>
            ${!kept.is_sent && html`<button type="button" onClick=${() => set_undoing(true)}>
          <${Icon} name="undo" />${t("saved.undo")}</button>`}</div>
        </section>
        ${undoing &&
          html`
            <${UndoDialog} kept=${kept} on_close=${() => set_undoing(false)}
              on_undone=${() => go(`/jobs/${job.id}`)} />
          `}
      <//>
  `;
}

/**
 * For who has an address and was billed for something: money that is on no invoice has no receipt.
 * @param {{ kept: Kept, job: Row }} props
 */
function MailReceipt({ kept, job }) {
  const [is_asked, set_asked] = useState(false);
  const is_billed = invoices_of(job.id).some(({ status }) => status === "open" || status === "paid");
  if (is_asked || !is_billed || invoice_addresses(customer_of(job.customer_id)).length === 0) return null;
  const ask = async () => {
    await send_receipt(kept.body.payment_id);
    set_asked(true);
    toast(t("receipt.on_its_way"));
  };
  return html`
    <button type="button" onClick=${ask}><${Icon} name="send" />${t("saved.receipt_mail")}</button>
  `;
}

/** @param {{ kept: Kept, on_close: () => void, on_undone: () => void }} props */
function UndoDialog({ kept, on_close, on_undone }) {
  const [reason, set_reason] = useState("");
  const [wrong, set_wrong] = useState("");
  const { payment_id, amount_minor } = kept.body;
  const undo = async () => {
    if (!reason.trim()) return set_wrong(t("saved.undo_why_missing"));
    try {
      await record("payments.reverse_payment", { payment_id, reason: reason.trim() }, { deps: [payment_id] });
      on_close();
      toast(t("saved.undone", { amount: money(amount_minor) }));
      on_undone();
    } catch (error) {
      set_wrong(t(error instanceof NotSaved ? `not_saved.${error.reason}` : "not_saved.failed"));
    }
  };
  return html`
    <${Dialog} title=${t("saved.undo_title", { amount: money(amount_minor) })} on_close=${on_close}
      actions=${html`
        <button type="button" class="danger primary" onClick=${undo}>${t("saved.undo_do")}</button>
        <button type="button" onClick=${on_close}>${t("saved.undo_keep")}</button>
      `}>
      <p>${t("saved.undo_then")}</p>
      <${Field} label=${t(
        "saved.undo_why",
      )} value=${reason} on_input=${set_reason} wrong=${wrong} limit=${REASON_MAX} />
      <//>
  `;
}

/**
 * The disk said no. The form stays as it is; here are the ways out.
 * @param {{
 *   reason: string, id: string, body: Record<string, any>, on_retry: () => void, on_sent: () => void,
 *   path?: string, key_of?: () => string,
 * }} props  `key_of`: the mutation that a sending is, where it is not `id`
 */
export function NotSavedNotice(
  { reason, id, body, on_retry, on_sent, path = "/api/payments", key_of = () => id },
) {
  const [said, set_said] = useState("");
  const send = async () => {
    try {
      const answer = await call("POST", path, body, { key: key_of() });
      if (answer.ok) return on_sent();
      set_said(refusal_in_words(answer.body ?? {}));
    } catch {
      set_said(t("not_saved.no_signal"));
    }
  };
  const copy = () =>
    navigator.clipboard.writeText(as_text(id, body)).then(
      () => set_said(t("not_saved.copied")),
      () => set_said(as_text(id, body)),
    );
  return html`<${Notice} kind="late" live=${true}>
    <p><b>${t("not_saved.title")}</b> ${t(`not_saved.${reason}`)}</p>
    <div class="actions"><button type="button" onClick=${on_retry}>${t("not_saved.retry")}</button>
      <button type="button" onClick=${send}>${t("not_saved.send")}</button>
      <button type="button" onClick=${copy}>${t("not_saved.copy")}</button></div>
    ${said && html`<p role="status">${said}</p>`}<//>`;
}

/**
 * @param {string} id
 * @param {Record<string, any>} body
 */
function as_text(id, body) {
  return [`Stagebill ${id}`, ...Object.entries(body).map(([name, value]) => `${name}: ${value}`)].join("\n");
}
