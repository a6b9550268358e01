// What the office's figures and next actions are made of: rows in, plain facts out.
import { days_after } from "../domain/due_terms.js";

/** @typedef {import("../store/cache.js").Row} Row */
/**
 * A job on the board. `filters`: the lists that it belongs to. `next`: the one thing to do.
 * @typedef {{ job: Row, invoices: Row[], filters: string[], next: Next, late_days: number }} Standing
 * @typedef {{ say: string, href: string, amount_minor?: number, number?: string }} Next
 */

const DAYS_SOON = 7;
const DAY_MS = 86_400_000;

/** What is owed on an invoice and not on its way. @param {Row} invoice */
export function owed(invoice) {
  return invoice.status === "open" ? Math.max(0, invoice.due_minor - invoice.pending_minor) : 0;
}

/** @param {Row} invoice @param {string} today */
export function is_overdue(invoice, today) {
  return owed(invoice) > 0 && invoice.due_on !== null && invoice.due_on < today;
}

/** @param {readonly Row[]} rows @param {(row: Row) => number} of */
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
 * @param {Row} job @param {Row[]} invoices @param {Row[]} waiting Open decisions. @param {string} today
 * @returns {Standing}
 */
export function standing(job, invoices, waiting, today) {
  const late = invoices.filter((invoice) => is_overdue(invoice, today));
  const oldest = late.map(({ due_on }) => due_on).sort()[0];
  const decision = waiting.find(({ job_id }) => job_id === job.id);
  const filters = [
    decision && "decide",
    job.left_to_invoice_minor > 0 && "ready",
    late.length > 0 && "overdue",
    invoices.some((invoice) => owed(invoice) > 0) && "due",
    job.unsent_minor !== 0 && "unsent",
  ].filter((name) => typeof name === "string");
  return {
    job,
    invoices,
    filters,
    late_days: oldest ? Math.round((Date.parse(today) - Date.parse(oldest)) / DAY_MS) : 0,
    next: next_action(job, invoices, { decision, late: late[0] }),
  };
}

/**
 * Money that waits for a word comes first, then paper that has not left, then money that is late.
 * @param {Row} job @param {Row[]} invoices
 * @param {{ decision?: Row, late?: Row }} pressing
 * @returns {Next}
 */
function next_action(job, invoices, { decision, late }) {
  const here = `/office/jobs/${job.id}`;
  const draft = invoices.find(({ status }) => status === "draft");
  const unsent = invoices.find(({ status, sent_at }) => status === "open" && sent_at === null);
  if (decision) return { say: "next.decide", href: "/decisions", amount_minor: decision.amount_minor };
  if (draft) return { say: "next.draft", href: here, amount_minor: draft.total_minor };
  if (unsent) return { say: "next.send", href: here, number: unsent.number };
  if (late) return { say: "next.remind", href: here, number: late.number };
  if (job.left_to_invoice_minor === 0) return { say: "next.open", href: here };
  if (job.invoiced_minor === 0) return { say: "next.first", href: `${here}/invoice` };
  return { say: "next.rest", href: `${here}/invoice?share=rest`, amount_minor: job.left_to_invoice_minor };
}

/**
 * Whether every word that was typed is somewhere in these texts.
 * @param {string} typed @param {...(string | null | undefined)} texts
 */
export function is_found(typed, ...texts) {
  const all = folded(texts.filter(Boolean).join(" "));
  return folded(typed).split(/\s+/).every((word) => all.includes(word));
}

/** @param {string} text */
function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();
}
