// Correcting an invoice that is issued: what it says is frozen, so it becomes void and a new one takes its
// place, in one step. The customer's old link leads to the new one.
import { Dialog, Field } from "../components/forms.js";
import { toast } from "../components/page.js";
import { Notice } from "../components/parts.js";
import { money, t } from "../messages.js";
import { html, useState } from "../vendor/ui.js";
import { DueTermsField, sum_to_type, sum_typed, SumField } from "./office_fields.js";
import { Refused, use_mutation } from "./office_mutation.js";
import { number_or_draft } from "./office_words.js";

/** @typedef {import("../store/cache.js").Row} Row */

const REASON_MAX = 200;
const TITLE_MAX = 200;

/** Money on it, or a release of held money, has other ways out. @param {Row} invoice */
export function is_replaceable({ status, paid_minor, pending_minor, credited_minor, released_minor }) {
  return status === "open" && paid_minor === 0 && pending_minor === 0 && credited_minor === 0 &&
    released_minor === 0;
}

/** @param {{ job: Row, invoice: Row, on_close: () => void }} props */
export function ReplaceDialog({ job, invoice, on_close }) {
  const [draft, set_draft] = useState({
    amount: sum_to_type(invoice.total_minor),
    title: invoice.title,
    due_terms: invoice.due_terms,
    reason: "",
  });
  const { busy, problem, set_problem, send } = use_mutation();
  const number = number_or_draft(invoice);
  const by_line = invoice.lines?.length > 0;
  const amount_minor = by_line ? invoice.total_minor : sum_typed(draft.amount);
  const left_minor = job.left_to_invoice_minor + invoice.total_minor - (amount_minor ?? 0);
  const change = (/** @type {Partial<typeof draft>} */ part) => {
    set_problem(null);
    set_draft((before) => ({ ...before, ...part }));
  };
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const made = await send("POST", `/api/invoices/${invoice.id}/replace`, {
      reason: draft.reason.trim(),
      title: draft.title.trim(),
      due_terms: draft.due_terms,
      ...(amount_minor !== invoice.total_minor && { amount_minor }),
    });
    if (!made) return;
    toast(t("replace.done", { number, made: made.number ?? "", amount: money(made.total_minor) }));
    on_close();
  };
  return html`
    <${Dialog} title=${t("replace.title", { number })} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <p class="dim small">${t("replace.frozen")}</p>
        ${by_line
          ? html`<${Notice} kind="plain" icon="info">${
            t("replace.by_line", { amount: money(invoice.total_minor) })
          }<//>`
          : html`
            <${SumField} label=${t("new_invoice.amount_asked")} value=${draft.amount} required=${true}
              wrong=${left_minor < 0
                ? t("replace.too_much", { left: money(job.left_to_invoice_minor + invoice.total_minor) })
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
        ${amount_minor && left_minor >= 0 &&
          html`<p>${t("replace.then", { number, amount: money(amount_minor), left: money(left_minor) })}</p>`}
        <${Refused} problem=${problem} />
        <div class="dialog-actions">
          <button class="primary" disabled=${busy || !amount_minor || left_minor < 0}>${t(
            "replace.do",
          )}</button>
          <button type="button" onClick=${on_close}>${t("void.keep")}</button></div>
      </form>
      <//>
  `;
}
