// What stands about an invoice beside its money: an open question, a dispute, a promised day.
import { day, t } from "../messages.js";
import { html } from "../vendor/ui.js";
import { Chip } from "./parts.js";

/** @typedef {import("../store/cache.js").Row} Row */
/** @typedef {{ kind: string, amount_minor: number, on: string | null }} Concern */

/** A row that this phone made itself has none. @param {Row} invoice @returns {Concern[]} */
export function concerns_of(invoice) {
  return invoice.concerns ?? [];
}

/** @param {Row} invoice @param {string} kind */
export function has_concern(invoice, kind) {
  return concerns_of(invoice).some((concern) => concern.kind === kind);
}

/** @param {{ invoice: Row, today: string }} props */
export function Concerns({ invoice, today }) {
  const shown = concerns_of(invoice).map((concern) => in_words(concern, invoice, today)).filter((one) =>
    one !== null
  );
  if (shown.length === 0) return null;
  return html`<span class="row wraps tight">${
    shown.map(({ state, text }) => html`<${Chip} key=${text} state=${state}>${text}<//>`)
  }</span>`;
}

/**
 * A promise of what is paid is no word any more; one that was not kept is another.
 * @param {Concern} concern @param {Row} invoice @param {string} today
 */
function in_words({ kind, on }, invoice, today) {
  if (kind === "question") return { state: "pending", text: t("concern.question") };
  if (kind === "disputed") {
    return {
      state: "attention",
      text: on ? t("concern.disputed_until", { day: day(on) }) : t("concern.disputed"),
    };
  }
  if (invoice.status !== "open" || on === null) return null;
  const is_over = on < today;
  return {
    state: is_over ? "overdue" : "pending",
    text: t(is_over ? "concern.broken" : "concern.promised", { day: day(on) }),
  };
}
