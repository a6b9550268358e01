// What the office’s tables are made of: where one is narrow, a row is a card and each figure has its word.
import { Money } from "../../components/parts.js";
import { money, t } from "../../messages.js";
import { html } from "../../vendor/ui.js";

/** Characters of a sum of which a tablet on its edge has no room for three beside each other. */
const LONG_SUM = 10;

/**
 * A cell with a sum, and its word where the table is too narrow for a head.
 * @param {{ word: string, minor: number, sum?: boolean }} props  `sum`: at the foot, of all rows
 */
export function Sum({ word, minor, sum }) {
  return html`
    <td class=${money(minor).length > LONG_SUM ? "end long" : "end"} data-label=${t(word)}>
      <${Money} minor=${minor} plain=${!sum} />
    </td>
  `;
}

/**
 * The amount of an invoice: as its paper says it, and under it what was credited and what that leaves.
 * @param {{ invoice: import("../../store/cache.js").Row }} props
 */
export function Billed({ invoice: { total_minor, credited_minor = 0 } }) {
  if (credited_minor === 0) return html`<${Sum} word="table.amount" minor=${total_minor} />`;
  return html`
    <td class=${money(total_minor).length > LONG_SUM ? "end long" : "end"} data-label=${t("table.amount")}>
      <span class="stack tight">
        <${Money} minor=${total_minor} plain=${true} />
        <span class="dim small">${t("table.credited", { amount: money(-credited_minor) })}</span>
        <span class="small">${t("table.net", { amount: money(total_minor - credited_minor) })}</span>
      </span>
    </td>
  `;
}
