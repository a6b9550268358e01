// What is open about an invoice besides its money: a question, a dispute, a payment that failed or was taken
// back, a promise, a payment that nobody can check.
import { days_after } from "../domain/due_terms.js";
import { day, t } from "../messages.js";
import { html } from "../vendor/ui.js";
import { Chip } from "./parts.js";

/** @typedef {import("../store/cache.js").Row} Row */
/** @typedef {{ state: string, text: string }} Worded */
/** @typedef {{ kind: string, amount_minor: number, on: string | null, name: string }} Concern */

/** A bank debit that is on its way for longer is somebody's to look into. */
export const PENDING_DAYS_MAX = 10;

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

/** What a whole job's chips say, the first first: what one has to see before going there. */
const OF_JOB = ["disputed", "taken_back", "debit_failed", "in_doubt", "question", "promised"];

/**
 * Each of them once, whichever of the job's invoices it is of; of promised days the first.
 * @param {{ invoices: Row[], today: string }} props
 */
export function JobConcerns({ invoices, today }) {
  const shown = job_concerns(invoices, today);
  if (shown.length === 0) return null;
  return html`<span class="row wraps tight">${
    shown.map(({ state, text }) => html`<${Chip} key=${text} state=${state}>${text}<//>`)
  }</span>`;
}

/** @param {Row[]} invoices @param {string} today @returns {Worded[]} */
export function job_concerns(invoices, today) {
  const all = invoices.flatMap((invoice) => concerns_of(invoice).map((concern) => ({ concern, invoice })));
  return OF_JOB.flatMap((kind) => {
    const words = all.filter(({ concern }) => concern.kind === kind)
      .toSorted((one, other) => (one.concern.on ?? "") < (other.concern.on ?? "") ? -1 : 1)
      .map(({ concern, invoice }) =>
        kind === "disputed"
          ? { state: kind, text: t("state.disputed") }
          : in_words(concern, invoice, today)
      );
    return words.find((one) => one !== null) ?? [];
  });
}

/**
 * A promise of what is paid is no word any more; one that was not kept is another.
 * @param {Concern} concern @param {Row} invoice @param {string} today @returns {Worded | null}
 */
function in_words(concern, invoice, today) {
  const { kind, on } = concern;
  if (kind === "accepted") return { state: "paid", text: t("concern.accepted") };
  if (kind === "question") return { state: "pending", text: t("concern.question") };
  if (kind === "pending") {
    const is_late = on !== null && days_after(on, PENDING_DAYS_MAX) < today;
    return is_late && on ? { state: "overdue", text: t("concern.late", { day: day(on) }) } : null;
  }
  if (kind === "in_doubt") return { state: "attention", text: t("concern.in_doubt") };
  if (kind === "disputed") {
    return on ? { state: "attention", text: t("concern.answer_by", { day: day(on) }) } : null;
  }
  if (invoice.status !== "open" || on === null) return null;
  if (kind === "taken_back" || kind === "debit_failed") {
    return { state: "attention", text: setback_in_words(concern) };
  }
  if (kind !== "promised") return null; // of a newer server, until this app is as new
  const is_over = on < today;
  return {
    state: is_over ? "overdue" : "pending",
    text: t(is_over ? "concern.broken" : "concern.promised", { day: day(on) }),
  };
}

/** Bank debits that should have arrived by now. @param {Row} invoice @param {string} today */
export function late_debits(invoice, today) {
  return concerns_of(invoice).filter(({ kind, on }) =>
    kind === "pending" && on !== null && days_after(on, PENDING_DAYS_MAX) < today
  );
}

/** When a bank took money back, or a debit failed. @param {Row} invoice @returns {Concern[]} */
export function setbacks_of(invoice) {
  return concerns_of(invoice).filter(({ kind }) => kind === "taken_back" || kind === "debit_failed");
}

/** Without a chip. @param {Concern} concern */
export function setback_in_words({ kind, on }) {
  return t(kind === "debit_failed" ? "concern.failed" : "concern.taken_back", { day: day(on ?? "") });
}

/** Who accepted the stage, and when; nothing where nobody did. @param {Row} invoice @returns {string[]} */
export function acceptances_in_words(invoice) {
  return concerns_of(invoice).filter(({ kind }) => kind === "accepted")
    .map(({ name, on }) => t("concern.accepted_by", { name, day: day(on ?? "") }));
}
