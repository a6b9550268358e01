// What the office's figures are made of: rows in, plain facts out.
import { days_after } from "../../domain/due_terms.js";
import { is_overdue, payable_of as owed } from "../../domain/next_step.js";

export { is_overdue, owed };

/** @typedef {import("../../store/cache.js").Row} Row */

const DAYS_SOON = 7;

/** @template T @param {readonly T[]} rows @param {(row: T) => number} of */
export function sum_of(rows, of) {
  return rows.reduce((sum, row) => sum + of(row), 0);
}

/**
 * The four sums over the board.
 * @param {readonly Row[]} jobs @param {readonly Row[]} invoices @param {string} today
 */
export function board_sums(jobs, invoices, today) {
  const soon = days_after(today, DAYS_SOON);
  const open = invoices.filter(({ status }) => status === "open");
  const is_soon = (/** @type {Row} */ { due_on }) => due_on !== null && due_on >= today && due_on <= soon;
  return {
    due_soon: sum_of(open.filter(is_soon), owed),
    overdue: sum_of(open.filter((invoice) => is_overdue(invoice, today)), owed),
    pending: sum_of(open, ({ pending_minor }) => pending_minor),
    ready: sum_of(jobs, ({ left_to_invoice_minor }) => left_to_invoice_minor),
  };
}

/**
 * Whether every word that was typed is somewhere in these texts.
 * @param {string} typed @param {...(string | null | undefined)} texts
 */
export function is_found(typed, ...texts) {
  return finder(typed)(folded(texts.filter(Boolean).join(" ")));
}

/**
 * The same for many texts that are folded already: what was typed is folded once.
 * @param {string} typed
 * @returns {(text: string) => boolean}
 */
export function finder(typed) {
  const words = folded(typed).split(/\s+/);
  return (text) => words.every((word) => text.includes(word));
}

/** Without accents and capitals. @param {string} text */
export function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();
}
