// Money that a job has as credit, put on an invoice of it from the phone. What waits for the office's word is
// not offered: where the phone does not know, the server says so.
import { Icon } from "../components/icon.js";
import { toast } from "../components/page.js";
import { Chip, Notice } from "../components/parts.js";
import { money, t } from "../messages.js";
import { entries, NotSaved, record } from "../store/outbox.js";
import { payments_of } from "../store/view.js";
import { html } from "../vendor/ui.js";
import { payment_name } from "./phone_words.js";

/** @typedef {import("../store/cache.js").Row} Row */

const APPLY = "payments.allocate_payment";
/** Credit, and not money that needs a decision: for stages to come, or taken off an invoice. */
const CREDIT = ["advance", null];

/** @param {{ invoice: Row }} props */
export function Credit({ invoice }) {
  const payable_minor = invoice.status === "open" ? invoice.due_minor - invoice.pending_minor : 0;
  const payment = payments_of(invoice.job_id).find(({ unsent, unapplied_minor, unapplied_reason }) =>
    !unsent && unapplied_minor > 0 && CREDIT.includes(unapplied_reason)
  );
  if (!payment || payable_minor <= 0) return null;
  const amount_minor = Math.min(payable_minor, payment.unapplied_minor);
  const is_said = entries.value.some(({ mutation: { type, body }, parked }) =>
    type === APPLY && !parked && body.payment_id === payment.id
  );
  return html`<${Notice} kind="act" icon="info">
    <p>${
    t("credit.is_there", { amount: money(payment.unapplied_minor), payment: payment_name(payment) })
  }</p>
    ${
    is_said
      ? html`<${Chip} state="on_this_phone" />`
      : html`<div class="actions"><button type="button"
        onClick=${() => apply(payment, invoice, amount_minor)}><${Icon} name="check" />${
        t("credit.apply", { amount: money(amount_minor) })
      }</button></div>`
  }<//>`;
}

/** Kept on this phone first. @param {Row} payment @param {Row} invoice @param {number} amount_minor */
async function apply(payment, invoice, amount_minor) {
  try {
    await record(APPLY, { payment_id: payment.id, invoice_id: invoice.id, amount_minor });
    toast(t("credit.said", { amount: money(amount_minor) }));
  } catch (error) {
    toast(t(error instanceof NotSaved ? `not_saved.${error.reason}` : "not_saved.failed"));
  }
}
