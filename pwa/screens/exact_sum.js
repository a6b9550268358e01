// A sum that is exactly what is due on an invoice, or on a few: whether it is for them is asked, not guessed.
import { Said } from "../components/parts.js";
import { money, t } from "../messages.js";
import { html } from "../vendor/ui.js";

/** @typedef {{ hint: string[], is_answered: boolean }} Answer */

/**
 * @param {{ amount_minor: number, asked: string[], opens: import("../domain/allocation.js").Open[],
 *   change: (answer: Answer) => void }} props  `asked`: the invoices that the sum equals
 */
export function ExactSum({ amount_minor, asked, opens, change }) {
  const numbers = opens.filter(({ invoice_id }) => asked.includes(invoice_id)).map(({ number }) => number);
  const number = numbers.join(" + ");
  return html`
    <p class="question">
      <${Said} say="split.exact" number=${number} amount=${money(amount_minor)} />
    </p>
    <div class="actions"><button type="button" onClick=${() => change({ hint: asked, is_answered: true })}>
            ${t("split.exact_yes", { number })}</button>
          <button type="button" onClick=${() => change({ hint: [], is_answered: true })}>
            ${t("split.exact_no")}</button></div>
  `;
}
