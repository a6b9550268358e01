// The money that a customer paid, for whatever job: where each payment went, and what of it is not applied.
import { answers_in_words, refunds_in_words, beside_in_words } from "../../../components/aftermath.js";
import { Icon } from "../../../components/icon.js";
import { Menu } from "../../../components/menu.js";
import { Chip, Money } from "../../../components/parts.js";
import { day, t } from "../../../messages.js";
import { members, payments } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { kept_of, receipts_of, went_to } from "../jobs/job_payments.js";
import { method_icon, payment_name, payment_state, unapplied_in_words } from "../../phone/words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const SHOWN_FIRST = 8;

/** @param {{ customer: Row }} props */
export function CustomerPayments({ customer }) {
  const [is_whole, set_whole] = useState(false);
  const paid = payments.value.filter(({ customer_id }) => customer_id === customer.id)
    .toSorted((one, other) => one.taken_at < other.taken_at ? 1 : -1);
  const shown = is_whole ? paid : paid.slice(0, SHOWN_FIRST);
  if (paid.length === 0) return null;
  return html`<section class="stack close" aria-labelledby="paid">
    <h2 id="paid" class="panel-head">${t("customer_page.payments", { count: paid.length })}</h2>
    <ul class="list">${shown.map((payment) => html`<${Line} key=${payment.id} payment=${payment} />`)}</ul>
    ${
    shown.length < paid.length && html`
      <button type="button" class="centered"
        onClick=${() => set_whole(true)}>${t("today.show_all", { count: paid.length })}</button>
    `
  }
  </section>`;
}

/** @param {{ payment: Row }} props */
function Line({ payment }) {
  const state = payment_state(payment);
  const split = payment.allocations.map((/** @type {Row} */ part) => went_to(part, [])).join(" · ");
  return html`
    <li class="list-row wrapping-line money-line">
      <${Icon} name=${method_icon(payment.method)} />
      <div class="grow stack tight"><span class="title">${payment_name(payment)}</span>
          <span class="dim small">${about_payment(payment).join(" · ")}</span>
          ${split && html`<span class="small">${split}</span>`}</div>
      <div class="end stack tight">
        <span class=${state === "reversed" ? "struck" : ""}><${Money} minor=${payment.amount_minor} /></span>
        ${state && html`<${Chip} state=${state} />`}</div>
      ${!payment.unsent && kept_of(payment) > 0 && html`
        <div class="row-actions">
          <${Menu} label=${t("payment_do.more", { payment: payment_name(payment) })}
            items=${receipts_of(payment)} /></div>
      `}
    </li>
  `;
}

/** When, by whom and what for it was taken, and all of it that no invoice has. @param {Row} payment */
export function about_payment(payment) {
  return [
    day(payment.taken_at),
    members.value.find(({ id }) => id === payment.recorded_by)?.name,
    !payment.job_id && t("customer_page.for_all_jobs"),
    beside_in_words(payment),
    payment.note,
    unapplied_in_words(payment),
    ...refunds_in_words(payment),
    ...answers_in_words(payment),
  ].filter(Boolean);
}
