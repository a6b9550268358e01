// Correcting an invoice that is issued: what it says is frozen, so it becomes void and a new one takes its
// place, in one step. The customer's old link leads to the new one.
import { Dialog, Field } from "../../../components/forms.js";
import { toast } from "../../../components/page.js";
import { Notice } from "../../../components/parts.js";
import { money, t } from "../../../messages.js";
import { invoices_of } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { asks_of, billed_by_lines, chosen_again, ChosenLines, job_without } from "./chosen_lines.js";
import { DueTermsField, sum_to_type, sum_typed, SumField } from "../fields.js";
import { stage_of } from "../../reckoning.js";
import { Refused, use_mutation } from "../mutation.js";
import { billed_in_words, number_or_draft } from "../words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/**
 * @typedef {{ amount: string, lines: import("./chosen_lines.js").Chosen, title: string,
 *   due_terms: any, reason: string }} Draft
 * `body`: as the server is asked; nothing where it bills what it billed.
 * @typedef {{ amount_minor: number | null, body: Record<string, any>, tax_on_top?: boolean }} Asked
 */

const REASON_MAX = 200;
const TITLE_MAX = 200;

/** Money on it, or a release of held money, has other ways out. @param {Row} invoice */
export function is_replaceable({ status, paid_minor, pending_minor, credited_minor, released_minor }) {
  return status === "open" && paid_minor === 0 && pending_minor === 0 && credited_minor === 0 &&
    released_minor === 0;
}

/** @param {{ job: Row, invoice: Row, on_close: () => void }} props */
export function ReplaceDialog({ job, invoice, on_close }) {
  const [draft, set_draft] = useState(() => draft_of(invoice));
  const { busy, problem, set_problem, send } = use_mutation();
  const number = number_or_draft(invoice);
  const by_line = invoice.lines?.length > 0;
  const freed = job_without(job, invoice);
  const others = invoices_of(job.id).filter(({ id }) => id !== invoice.id);
  const asked = by_line ? lines_asked(freed, others, draft, invoice) : amount_asked(draft, invoice);
  const left_minor = freed.left_to_invoice_minor - (asked.amount_minor ?? 0);
  const change = (/** @type {Partial<Draft>} */ part) => {
    set_problem(null);
    set_draft((before) => ({ ...before, ...part }));
  };
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const made = await send("POST", `/api/invoices/${invoice.id}/replace`, {
      reason: draft.reason.trim(),
      title: draft.title.trim(),
      due_terms: draft.due_terms,
      ...asked.body,
    });
    if (!made) return;
    toast(t("replace.done", { number, made: made.number ?? "", amount: billed_in_words(made) }));
    on_close();
  };
  // Its own correction closes the dialog; whatever else happened to it was done elsewhere.
  if (!busy && !is_replaceable(invoice)) return html`<${Gone} invoice=${invoice} on_close=${on_close} />`;
  return html`
    <${Dialog} title=${t("replace.title", { number })} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <p class="dim small">${t("replace.frozen")}</p>
        ${by_line
          ? html`
            <div class="boxed">
              <${ChosenLines} job=${freed} invoices=${others} draft=${draft} change=${change} />
            </div>
          `
          : html`
            <${SumField} label=${t("new_invoice.amount_asked")} value=${draft.amount} required=${true}
              wrong=${left_minor < 0
                ? t("replace.too_much", { left: money(freed.left_to_invoice_minor) })
                : null}
              on_input=${(/** @type {string} */ amount) => change({ amount })} />
          `}
        <${Field} label=${t("new_invoice.stage")} value=${draft.title} limit=${TITLE_MAX} optional=${true}
          autocomplete="off" on_input=${(/** @type {string} */ title) => change({ title })} />
        <${DueTermsField} value=${draft.due_terms}
          on_change=${(/** @type {any} */ due_terms) => change({ due_terms })} />
        <${Field} label=${t("void.reason")} value=${draft.reason} required=${true} limit=${REASON_MAX}
          autocomplete="off" placeholder=${t("replace.reason_hint")}
          on_input=${(/** @type {string} */ reason) => change({ reason })} />
        ${asked.amount_minor && left_minor >= 0 &&
          html`<p class="words" role="status">${
            t("replace.then", { number, amount: money(asked.amount_minor), left: money(left_minor) })
          }${asked.tax_on_top && ` ${t("new_invoice.tax_comes_on_top")}`}</p>`}
        <${Refused} problem=${problem} />
        <div class="dialog-actions">
          <button class="primary" disabled=${busy || !asked.amount_minor || left_minor < 0}>${t(
            "replace.do",
          )}</button>
          <button type="button" onClick=${on_close}>${t("void.keep")}</button></div>
      </form>
      <//>
  `;
}

/**
 * Why it cannot be corrected any more: it ended, or money came in for it, or a part of it was credited.
 * @param {Row} invoice
 */
function in_the_way({ status, paid_minor, pending_minor, credited_minor }) {
  if (status === "void" || status === "canceled") return status;
  if (pending_minor > 0) return "pending";
  return paid_minor > 0 || credited_minor === 0 ? "paid" : "credited";
}

/** @param {{ invoice: Row, on_close: () => void }} props */
function Gone({ invoice, on_close }) {
  const number = number_or_draft(invoice);
  return html`
    <${Dialog} title=${t("replace.title", { number })} on_close=${on_close} actions=${html`
      <button type="button" class="primary" onClick=${on_close}>${t("nav.close")}</button>
    `}>
      <${Notice} kind="wait" live=${true}><p>${
        t(`replace.${in_the_way(invoice)}`, {
          number,
          amount: money(invoice[`${in_the_way(invoice)}_minor`] ?? 0),
        })
      }</p><//>
      <//>
  `;
}

/** @param {Row} invoice @returns {Draft} */
function draft_of(invoice) {
  return {
    amount: sum_to_type(invoice.total_minor),
    lines: chosen_again(invoice),
    title: invoice.title,
    due_terms: invoice.due_terms,
    reason: "",
  };
}

/** @param {Draft} draft @param {Row} invoice @returns {Asked} */
function amount_asked({ amount }, { total_minor }) {
  const amount_minor = sum_typed(amount);
  return { amount_minor, body: amount_minor === total_minor ? {} : { amount_minor } };
}

/**
 * The same lines bill what they billed; the server reckons them again as they were asked for.
 * @param {Row} freed @param {Row[]} others @param {Draft} draft @param {Row} invoice
 * @returns {Asked}
 */
function lines_asked(freed, others, { lines }, invoice) {
  const is_same = JSON.stringify(asks_of(freed, lines)) ===
    JSON.stringify(asks_of(freed, chosen_again(invoice)));
  if (is_same) return { amount_minor: invoice.total_minor, body: {} };
  const stage = stage_of(freed, others, billed_by_lines(freed, others, lines));
  if (!stage || "code" in stage) return { amount_minor: null, body: {} };
  return {
    amount_minor: stage.amount_minor,
    body: { lines: asks_of(freed, lines) },
    tax_on_top: "is_before_tax" in stage && stage.is_before_tax,
  };
}
