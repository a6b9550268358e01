// A total below what is invoiced is settled in the same step: which invoices are voided, which are credited,
// and which stay. We propose it, the newest first; a person may choose otherwise.
import { Field } from "../../../components/forms.js";
import { money, t } from "../../../messages.js";
import { invoices_of } from "../../../store/view.js";
import { html } from "../../../vendor/ui.js";
import { creditable_of } from "../invoices/credit.js";
import { sum_to_type, sum_typed, SumField } from "../fields.js";
import { number_or_draft } from "../words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** By the invoice's id. @typedef {Record<string, { effect: string, typed: string }>} Choice */

/** To try, before a person has given the reason. */
const NO_REASON = "–";

/**
 * As the server is asked; null as long as an amount is missing, nothing where we are to propose.
 * @param {Choice | null} choice
 */
export function settle_to_try(choice) {
  if (!choice) return {};
  const chosen = Object.entries(choice);
  const credit = chosen.filter(([, { effect }]) => effect === "credit").map(([invoice_id, { typed }]) => (
    { invoice_id, amount_minor: sum_typed(typed) ?? 0 }
  ));
  if (credit.some(({ amount_minor }) => amount_minor <= 0)) return null;
  const ended = chosen.filter(([, { effect }]) => effect === "void").map(([invoice_id]) => invoice_id);
  return { settle: { reason: NO_REASON, void: ended, credit } };
}

/** What we propose, to be changed. @param {Row} simulation @returns {Choice} */
function proposed({ settle }) {
  return Object.fromEntries([
    ...settle.void.map((/** @type {string} */ id) => [id, { effect: "void", typed: "" }]),
    ...settle.credit.map((/** @type {Row} */ { invoice_id, amount_minor }) => (
      [invoice_id, { effect: "credit", typed: sum_to_type(amount_minor) }]
    )),
  ]);
}

/**
 * @param {{ job: Row, simulation: Row | null, choice: Choice | null,
 *   on_change: (choice: Choice | null) => void }} props
 */
export function SettlementChoice({ job, simulation, choice, on_change }) {
  if (!choice) {
    if (!simulation?.settle || simulation.blocked_minor > 0) return null;
    return html`<div><button type="button" class="quiet small"
      onClick=${() => on_change(proposed(simulation))}>${t("settle.otherwise")}</button></div>`;
  }
  const live = invoices_of(job.id).filter(({ status, released_minor }) =>
    (status === "open" || status === "paid") && released_minor === 0
  ).toSorted((one, other) => one.created_at < other.created_at ? 1 : -1);
  return html`<fieldset class="field stage-fields"><legend>${t("settle.title")}</legend>
    ${
    live.map((invoice) =>
      html`
        <${OneInvoice} key=${invoice.id} invoice=${invoice} chosen=${choice[invoice.id]}
          on_change=${(/** @type {Choice[string]} */ one) => on_change({ ...choice, [invoice.id]: one })} />
      `
    )
  }
    <button type="button" class="quiet small" onClick=${() => on_change(null)}>${
    t("settle.as_proposed")
  }</button>
  </fieldset>`;
}

/**
 * @param {{ invoice: Row, chosen?: { effect: string, typed: string },
 *   on_change: (chosen: { effect: string, typed: string }) => void }} props
 */
function OneInvoice({ invoice, chosen = { effect: "keep", typed: "" }, on_change }) {
  const creditable_minor = creditable_of(invoice);
  const can_end = invoice.paid_minor === 0 && invoice.pending_minor === 0 && invoice.credited_minor === 0;
  const ways = ["keep", ...(can_end ? ["void"] : []), ...(creditable_minor > 0 ? ["credit"] : [])];
  const amount_minor = sum_typed(chosen.typed) ?? 0;
  const facts = { left: money(creditable_minor), creditable_minor: money(creditable_minor) };
  return html`<div class="fields">
    <${Field} label=${`${number_or_draft(invoice)} · ${money(invoice.total_minor)}`} value=${chosen.effect}
      options=${ways.map((way) => ({ value: way, label: t(`settle.${way}`) }))}
      on_input=${(/** @type {string} */ effect) =>
    on_change({ effect, typed: effect === "credit" ? chosen.typed || sum_to_type(creditable_minor) : "" })} />
    ${
    chosen.effect === "credit" && html`
      <${SumField} label=${t("credit.amount")} value=${chosen.typed} help=${t("credit.hint", facts)}
        wrong=${amount_minor > creditable_minor ? t("refusal.scope.more_than_creditable", facts) : null}
        on_input=${(/** @type {string} */ typed) => on_change({ effect: "credit", typed })} />
    `
  }</div>`;
}
