// Credit that lies on a job, applied to an invoice of it at the door: kept on this phone first, as all is.
import { Icon } from "../../components/icon.js";
import { toast } from "../../components/page.js";
import { Notice } from "../../components/parts.js";
import { draw } from "../../domain/credit.js";
import { money, t } from "../../messages.js";
import { entries, NotSaved, record } from "../../store/outbox.js";
import { payments_of, settings } from "../../store/view.js";
import { html, useState } from "../../vendor/ui.js";
import { invoice_number } from "./words.js";

/** @typedef {import("../../store/cache.js").Row} Row */

const APPLY = "payments.allocate_payment";
/** Money that never waits for the office's word. */
const AS_MEANT = ["advance", "whole_invoices_only", null];

/** @param {{ invoice: Row }} props */
export default function Credit({ invoice }) {
  const [is_busy, set_busy] = useState(false);
  const number = invoice_number(invoice);
  const waiting_minor = said_of(invoice).reduce((sum, { body }) => sum + body.amount_minor, 0);
  if (waiting_minor > 0) {
    const unsent = money(waiting_minor);
    return html`
      <${Notice} kind="wait" icon="clock">${t("credit_here.unsent", { amount: unsent, number })}<//>
    `;
  }
  const draws = draws_for(invoice, payments_of(invoice.job_id), {
    whole_only: Boolean(settings.value?.whole_invoices_only),
  });
  const amount = money(draws.reduce((sum, { amount_minor }) => sum + amount_minor, 0));
  if (draws.length === 0) return null;
  const apply = async () => {
    set_busy(true);
    try {
      for (const each of draws) await record(APPLY, { ...each, invoice_id: invoice.id });
      toast(t("credit_here.kept", { amount, number }));
    } catch (error) {
      toast(t(error instanceof NotSaved ? `not_saved.${error.reason}` : "not_saved.failed"));
    }
    set_busy(false);
  };
  return html`
    <section class="card stack close" aria-label=${t("credit_here.title")}>
      <p>${t("credit_here.lies_here", { amount })}</p>
      <button type="button" class="full" disabled=${is_busy} onClick=${apply}>
        <${Icon} name="check" /><span>${t("credit_here.apply", { amount, number })}</span></button>
    </section>
  `;
}

/** What was said of the invoice on this phone, and not sent yet. @param {Row} invoice */
function said_of(invoice) {
  return entries.value.filter(({ mutation, parked }) =>
    mutation.type === APPLY && !parked && mutation.body.invoice_id === invoice.id
  ).map(({ mutation }) => mutation);
}

/**
 * What of the job's money would settle the invoice, oldest first. Money that this phone has not sent yet
 * finds its place on the server.
 * @param {Row} invoice @param {readonly Row[]} payments @param {{whole_only?: boolean}} [choices]
 */
export function draws_for(invoice, payments, choices) {
  if (invoice.status !== "open") return [];
  const credits = payments.filter(is_credit)
    .map(({ id, unapplied_minor, taken_at }) => ({ payment_id: id, unapplied_minor, taken_at }));
  return draw(invoice.due_minor - invoice.pending_minor, credits, choices);
}

/** A payment that came before the server said whether it waits has its reason only. @param {Row} payment */
function is_credit({ unsent, unapplied_minor, awaits_decision, unapplied_reason = null }) {
  const waits = awaits_decision ?? !AS_MEANT.includes(unapplied_reason);
  return !unsent && unapplied_minor > 0 && !waits;
}
