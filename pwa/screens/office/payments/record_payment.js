// A payment that the office takes: the same fact as on a phone, kept on this device before anything else.
import { Dialog, Field, Segments } from "../../../components/forms.js";
import { toast } from "../../../components/page.js";
import { Notice, Said, today_in } from "../../../components/parts.js";
import { invoice_addresses } from "../../../domain/invoice_address.js";
import { money, t } from "../../../messages.js";
import { remember, remembered } from "../../../store/database.js";
import { new_id, record } from "../../../store/outbox.js";
import { customer as customer_of, invoices, invoices_of, jobs, settings } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { ExactSum } from "../../exact_sum.js";
import { Check, sum_to_type, sum_typed, SumField } from "../fields.js";
import { owed } from "../money.js";
import {
  invoices_to_ask_about,
  opens_of,
  opens_of_customer,
  order_shown,
  quick_amounts,
  split_in_sentences,
} from "../../phone/payment.js";
import { received_at } from "../../phone/payment_details.js";
import { send_receipt } from "../../receipt.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/**
 * `hint`: of the invoices it is for, these first.
 * @typedef {{ id: string, method: string, typed: string, invoice_id: string, hint: string[],
 *   is_answered: boolean, reference: string, note: string, taken_on: string }} Draft
 */

/** Instead of one invoice: all that the customer owes, on whichever job. */
const OF_CUSTOMER = "customer";
/** Another sum, or another invoice, is another question. */
const UNASKED = { hint: [], is_answered: false };
/** Whether the last payment taken at this desk was receipted by mail: so is the next, unless it is said. */
const RECEIPTS = "stagebill.receipts";
const METHODS = ["check", "cash", "card", "ach", "financing", "other"];

/** @param {{ job: Row, invoice?: Row, on_close: () => void }} props  `invoice`: the one it is meant for */
export function RecordPayment({ job, invoice, on_close }) {
  const [draft, set_draft] = useState(() => new_draft(invoice));
  const [failure, set_failure] = useState("");
  const [with_receipt, set_receipt] = useState(remembered(RECEIPTS) === "on");
  const addresses = invoice_addresses(customer_of(job.customer_id));
  // Where an invoice takes only its whole sum, the money may lie on none, and so have no receipt.
  const may_have_receipt = addresses.length > 0 && chosen_opens(job, draft).length > 0 &&
    !settings.value?.whole_invoices_only;
  const change = (/** @type {Partial<Draft>} */ part) => set_draft((before) => ({ ...before, ...part }));
  const amount_minor = sum_typed(draft.typed) ?? 0;
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    let kept_minor = amount_minor;
    try {
      const sent = body_of(job, draft, amount_minor);
      const { body } = await record("payments.record_payment", sent, { id: draft.id });
      kept_minor = body.amount_minor;
    } catch (error) {
      return set_failure(error instanceof Error && "reason" in error ? String(error.reason) : "failed");
    }
    if (may_have_receipt) remember(RECEIPTS, with_receipt ? "on" : "off");
    // The money is kept, whatever becomes of its receipt: entered again it would be there twice.
    const is_whole = !may_have_receipt || !with_receipt ||
      await send_receipt(draft.id).then(() => true, () => false);
    toast(t(is_whole ? "office_pay.done" : "office_pay.no_receipt", { amount: money(kept_minor) }));
    on_close();
  };
  return html`
    <${Dialog} title=${t("pay.record")} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <${Segments} as="picks" label=${t("pay.method")} value=${draft.method}
          on_pick=${(/** @type {string} */ method) => change({ method })}
          options=${METHODS.map((value) => ({ value, label: t(`method.${value}`) }))} />
        <${Amount} job=${job} draft=${draft} change=${change} />
        <${Preview} job=${job} draft=${draft} amount_minor=${amount_minor} change=${change} />
        <div class="fields"><${Field} label=${t(
          draft.method === "check" ? "pay.check_number" : "pay.reference",
        )} optional=${true}
            value=${draft.reference} limit=${200} autocomplete="off" on_input=${(
              /** @type {string} */ reference,
            ) => change({ reference })} />
          <${Field} label=${t("pay.taken_on")} type="date" optional=${true} value=${draft
            .taken_on} max=${today_in(settings.value?.zone)}
            on_input=${(/** @type {string} */ taken_on) => change({ taken_on })} /></div>
        ${may_have_receipt && html`
          <${Check} label=${t("receipt.with", { to: addresses.join(", ") })} checked=${with_receipt}
            on_change=${set_receipt} />
        `}
        ${failure &&
          html`<${Notice} kind="late" live=${true}><b>${t("not_saved.title")}</b> ${
            t(`not_saved.${failure}`)
          }<//>`}
        <div class="dialog-actions"><button class="primary" disabled=${amount_minor ===
          0}>${amount_minor === 0 ? t("pay.type_amount") : t("office_pay.do", {
            amount: money(amount_minor),
          })}</button><button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div></form>
      <//>
  `;
}

/** @param {Row | undefined} invoice @returns {Draft} */
function new_draft(invoice) {
  const meant = { typed: invoice ? sum_to_type(owed(invoice)) : "", invoice_id: invoice?.id ?? "" };
  return { id: new_id(), method: "check", ...meant, ...UNASKED, reference: "", note: "", taken_on: "" };
}

/** @param {{ job: Row, draft: Draft, change: (part: Partial<Draft>) => void }} props */
function Amount({ job, draft, change }) {
  const opens = chosen_opens(job, draft);
  const of_job = opens_of(invoices_of(job.id));
  const is_wide = opens_of_customer(job.customer_id, jobs.value, invoices.value).length > of_job.length;
  const options = of_job.map(({ invoice_id, number, due_minor }) => ({
    value: invoice_id,
    label: `${number} · ${money(due_minor)}`,
  }));
  return html`
    <${SumField} label=${t("pay.amount")} value=${draft.typed} required=${true}
      on_input=${(/** @type {string} */ typed) => change({ typed, ...UNASKED })} />
        ${opens.length > 0 &&
          html`<div class="picks" role="group" aria-label=${t("pay.quick")}>${
            quick_amounts(opens, 0).map(({ name, number, amount_minor }) =>
              html`<button key=${`${name}${number}`} type="button" onClick=${() =>
                change({ typed: sum_to_type(amount_minor), ...UNASKED })}>${money(amount_minor)} · ${
                t(`pay.quick_${name}`, { number })
              }</button>`
            )
          }</div>`}
        ${(options.length > 1 || is_wide) && html`
          <${Field} label=${t("office_pay.for")} value=${draft.invoice_id}
            options=${[
              { value: "", label: t("office_pay.for_job") },
              ...(is_wide ? [{ value: OF_CUSTOMER, label: t("pay.for_customer") }] : []),
              ...options,
            ]}
            on_input=${(/** @type {string} */ invoice_id) => change({ invoice_id, ...UNASKED })} />
        `}
  `;
}

/**
 * @param {{ job: Row, draft: Draft, amount_minor: number, change: (part: Partial<Draft>) => void }} props
 */
function Preview({ job, draft, amount_minor, change }) {
  if (amount_minor === 0) return null;
  const opens = chosen_opens(job, draft);
  const is_for_one = draft.invoice_id !== "" && draft.invoice_id !== OF_CUSTOMER;
  const asked = is_for_one || draft.is_answered ? [] : invoices_to_ask_about(amount_minor, opens);
  /** One invoice of this job is what the choice above then says. */
  const answer = (/** @type {import("../../exact_sum.js").Answer} */ { hint, is_answered }) =>
    change(draft.invoice_id === "" && hint.length === 1 ? { invoice_id: hint[0] } : { hint, is_answered });
  const said = split_in_sentences(amount_minor, opens, {
    hint: draft.hint,
    whole_only: settings.value?.whole_invoices_only ?? false,
    left_minor: draft.invoice_id ? 0 : job.left_to_invoice_minor,
    of_customer: draft.invoice_id === OF_CUSTOMER,
  });
  return html`
    <div class="words" role="status">
      <p>${said.map(({ say, number, amount_minor: part_minor, left_minor }) =>
        html`<span key=${`${say}${number}`}><${Said} say=${say} number=${number} amount=${money(part_minor)}
        left=${money(left_minor)} />${" "}</span>`
      )}</p>
      ${asked.length > 0 &&
        html`<${ExactSum} amount_minor=${amount_minor} asked=${asked} opens=${opens} change=${answer} />`}
    </div>
  `;
}

/** @param {Row} job @param {Draft} draft */
function chosen_opens(job, { invoice_id }) {
  if (invoice_id === OF_CUSTOMER) return opens_of_customer(job.customer_id, jobs.value, invoices.value);
  return opens_of(invoices_of(job.id).filter(({ id }) => invoice_id === "" || id === invoice_id));
}

/** @param {Row} job @param {Draft} draft @param {number} amount_minor */
function body_of(job, draft, amount_minor) {
  const of_customer = draft.invoice_id === OF_CUSTOMER;
  const hint = of_customer ? order_shown(chosen_opens(job, draft), draft.hint) : draft.hint;
  return {
    payment_id: draft.id,
    method: draft.method,
    amount_minor,
    currency: job.currency,
    taken_at: received_at(/** @type {any} */ (draft)),
    ...(!of_customer && { job_id: job.id }),
    customer_id: job.customer_id,
    ...(hint.length > 0 && { hint }),
    ...(draft.invoice_id && !of_customer && { invoice_id: draft.invoice_id }),
    ...(draft.reference && { reference: draft.reference }),
  };
}
