// Crediting part of an invoice: the invoice stays as it is printed, less is owed of it. What will be true
// afterwards is said before.
import { Dialog, Field } from "../../../components/forms.js";
import { toast } from "../../../components/page.js";
import { Said } from "../../../components/parts.js";
import { money, t } from "../../../messages.js";
import { html, useState } from "../../../vendor/ui.js";
import { sum_to_type, sum_typed, SumField } from "../fields.js";
import { Refused, use_mutation } from "../mutation.js";
import { number_or_draft } from "../words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const REASON_MAX = 200;
const WORD_MAX = 4000;

/**
 * What can be credited: money that is on its way stays where it goes. Held money goes with its work; where it
 * was released already, the server says how much less that is.
 * @param {Row} invoice
 */
export function creditable_of(
  { status, total_minor, released_minor, credited_minor, owed_minor, pending_minor },
) {
  if (status !== "open" && status !== "paid") return 0;
  const billed_minor = total_minor - released_minor - credited_minor;
  return pending_minor > 0 ? Math.max(Math.min(owed_minor - pending_minor, billed_minor), 0) : billed_minor;
}

/**
 * What is to be credited so that so much less is owed: of what is held back a part is let go with it.
 * @param {Row} invoice @param {number} less_minor
 */
export function credit_for(invoice, less_minor) {
  const { total_minor, released_minor, credited_minor, held_minor } = invoice;
  const billed_minor = total_minor - released_minor - credited_minor;
  const paid_out_minor = billed_minor - Math.max(held_minor, 0);
  if (paid_out_minor <= 0) return 0;
  return Math.min(Math.round((less_minor * billed_minor) / paid_out_minor), creditable_of(invoice));
}

/**
 * `amount_minor`, `reason`: what is typed at first. `word_for`: what the customer is told of such a sum; it
 * can be written anew, and `on_credited` then takes it.
 * @param {{ invoice: Row, amount_minor?: number, reason?: string,
 *   word_for?: (amount_minor: number) => string, on_credited?: (word: string) => unknown,
 *   on_close: () => void }} props
 */
export function CreditDialog(
  { invoice, amount_minor: first_minor, reason: first_reason = "", word_for, on_credited, on_close },
) {
  const [typed, set_typed] = useState(first_minor ? sum_to_type(first_minor) : "");
  const [reason, set_reason] = useState(first_reason.slice(0, REASON_MAX));
  const [own_word, set_own_word] = useState(/** @type {string | null} */ (null));
  const { busy, problem, set_problem, send } = use_mutation();
  const number = number_or_draft(invoice);
  const creditable_minor = creditable_of(invoice);
  const amount_minor = sum_typed(typed);
  const word = own_word ?? word_for?.(amount_minor ?? 0) ?? "";
  const is_too_much = amount_minor !== null && amount_minor > creditable_minor;
  const left_minor = money(creditable_minor);
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!amount_minor || is_too_much) return;
    const body = { amount_minor, reason: reason.trim() };
    if (!await send("POST", `/api/invoices/${invoice.id}/credit`, body)) return;
    toast(t("credit.done", { number, amount: money(amount_minor) }));
    on_close();
    on_credited?.(word.trim());
  };
  const type = (/** @type {string} */ value) => {
    set_problem(null);
    set_typed(value);
  };
  return html`
    <${Dialog} title=${t("credit.title", { number })} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <${SumField} label=${t("credit.amount")} value=${typed} on_input=${type} required=${true}
          help=${t("credit.hint", { left: left_minor })}
          wrong=${is_too_much
            ? t("refusal.scope.more_than_creditable", { creditable_minor: left_minor })
            : null} />
        ${amount_minor !== null && amount_minor > 0 && !is_too_much &&
          html`<${Afterwards} invoice=${invoice} amount_minor=${amount_minor} />`}
        <${Field} label=${t("lines.reason")} value=${reason} required=${true} limit=${REASON_MAX}
          autocomplete="off" on_input=${set_reason} />
        ${word_for && html`
          <${Field} label=${t("questions.answer")} value=${word} lines=${true} limit=${WORD_MAX}
            help=${t("questions.credit_then")} on_input=${set_own_word} />
        `}
        <${Refused} problem=${problem} />
        <div class="dialog-actions">
          <button class="primary" disabled=${busy || is_too_much}>${t("credit.save", {
            amount: amount_minor && !is_too_much ? money(amount_minor) : "",
          }).trim()}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}

/** @param {{ invoice: Row, amount_minor: number }} props */
function Afterwards({ invoice, amount_minor }) {
  const billed_minor = invoice.total_minor - invoice.credited_minor;
  const unheld_minor = Math.round((Math.max(invoice.held_minor, 0) * amount_minor) / billed_minor);
  const owed_minor = invoice.owed_minor - amount_minor + unheld_minor;
  const surplus_minor = invoice.paid_minor - owed_minor;
  return html`<div class="words" role="status"><p><${Said} say="credit.will" number=${
    number_or_draft(invoice)
  }
    owed=${money(Math.max(owed_minor - invoice.paid_minor, 0))} amount=${money(amount_minor)} /></p>
    ${
    unheld_minor > 0 && html`
      <p>
        <${Said} say="credit.unheld" amount=${money(unheld_minor)} />
      </p>
    `
  }
    ${
    surplus_minor > 0 && html`
      <p>
        <${Said} say="credit.surplus" amount=${money(surplus_minor)} />
      </p>
    `
  }</div>`;
}
