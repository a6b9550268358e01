// @ts-check
/** An allocation is the part of a payment that settles one invoice: oldest due first, never more than due. */

/** 4095 groups; a job with more open invoices is matched one by one. */
const SUBSET_INVOICES_MAX = 12;

/**
 * `due_minor` leaves out what is on its way by bank debit. Instants and days are ISO texts.
 * @typedef {{invoice_id: string, due_minor: number, due_on: string | null, issued_at: string,
 *   number_seq: number, number?: string | null}} Open
 * @typedef {{invoice_id: string, amount_minor: number}} Part
 * @typedef {{parts: Part[], unapplied_minor: number}} Split
 * @typedef {{kind: "closes" | "part" | "unapplied", invoice_id: string | null, number: string,
 *   amount_minor: number, due_after_minor: number}} Said
 */

/**
 * The open side of an invoice as devices hold it, with its number's digits for the order.
 * @param {{id: string, number: string | null, due_minor: number, pending_minor?: number,
 *   due_on: string | null, issued_at: string | null}} invoice
 * @returns {Open}
 */
export function open_of(invoice) {
  const payable_minor = invoice.due_minor - (invoice.pending_minor ?? 0);
  return {
    invoice_id: invoice.id,
    due_minor: payable_minor > 0 ? payable_minor : 0,
    due_on: invoice.due_on,
    issued_at: invoice.issued_at ?? "",
    number_seq: Number(/[0-9]+$/.exec(invoice.number ?? "")?.[0] ?? 0),
    number: invoice.number,
  };
}

/**
 * Oldest due first, then oldest issued, then number; an invoice without a due date comes last.
 * @param {readonly Open[]} opens
 * @returns {Open[]}
 */
export function oldest_first(opens) {
  return [...opens].sort((one, other) =>
    by(one.due_on ?? "9999-12-31", other.due_on ?? "9999-12-31") || by(one.issued_at, other.issued_at) ||
    one.number_seq - other.number_seq || by(one.invoice_id, other.invoice_id)
  );
}

/**
 * Fill the hinted invoices in their order, then the others, oldest due first. With `whole_only` the first
 * invoice that the money does not cover stops it; the rest is unapplied.
 * @param {number} amount_minor @param {readonly Open[]} opens
 * @param {{hint?: readonly string[] | null, whole_only?: boolean}} [choices]
 * @returns {Split}
 */
export function allocate(amount_minor, opens, { hint = null, whole_only = false } = {}) {
  /** @type {Part[]} */
  const parts = [];
  let left_minor = amount_minor;
  for (const open of in_order(opens, hint ?? [])) {
    const part_minor = Math.min(left_minor, open.due_minor);
    if (part_minor <= 0) continue;
    if (whole_only && part_minor < open.due_minor) break;
    parts.push({ invoice_id: open.invoice_id, amount_minor: part_minor });
    left_minor -= part_minor;
  }
  return { parts, unapplied_minor: left_minor };
}

/** @param {readonly Open[]} opens @param {readonly string[]} hint */
function in_order(opens, hint) {
  const place = (/** @type {Open} */ open) => {
    const found = hint.indexOf(open.invoice_id);
    return found < 0 ? hint.length : found;
  };
  return oldest_first(opens).sort((one, other) => place(one) - place(other));
}

/**
 * Which invoices the sum equals: each single one that does, else the smallest group, oldest first.
 * @param {number} amount_minor @param {readonly Open[]} opens
 * @returns {string[][]}
 */
export function exact_matches(amount_minor, opens) {
  const candidates = oldest_first(opens).filter((open) => open.due_minor > 0);
  const exact = candidates.filter((open) => open.due_minor === amount_minor);
  const singles = exact.map((open) => [open.invoice_id]);
  if (singles.length > 0 || candidates.length > SUBSET_INVOICES_MAX) return singles;
  for (let size = 2; size <= candidates.length; size += 1) {
    const group = group_of(size, amount_minor, candidates);
    if (group !== null) return [group];
  }
  return [];
}

/**
 * The first group of this size, in the order given, that the sum equals.
 * @param {number} size @param {number} amount_minor @param {readonly Open[]} candidates
 * @returns {string[] | null}
 */
function group_of(size, amount_minor, candidates) {
  if (size === 0) return amount_minor === 0 ? [] : null;
  for (const [place, open] of candidates.entries()) {
    const others = group_of(size - 1, amount_minor - open.due_minor, candidates.slice(place + 1));
    if (others !== null) return [open.invoice_id, ...others];
  }
  return null;
}

/**
 * What a preview says of the split, clause by clause; the sentences are in messages/.
 * @param {Split} split @param {readonly Open[]} opens
 * @returns {Said[]}
 */
export function in_words(split, opens) {
  const known = new Map(opens.map((open) => [open.invoice_id, open]));
  const clauses = split.parts.map((part) => said(part, known.get(part.invoice_id)));
  if (split.unapplied_minor === 0) return clauses;
  const { unapplied_minor } = split;
  return [...clauses, {
    kind: "unapplied",
    invoice_id: null,
    number: "",
    amount_minor: unapplied_minor,
    due_after_minor: 0,
  }];
}

/**
 * @param {Part} part @param {Open | undefined} open
 * @returns {Said}
 */
function said({ invoice_id, amount_minor }, open) {
  const due_after_minor = (open?.due_minor ?? amount_minor) - amount_minor;
  const kind = due_after_minor === 0 ? "closes" : "part";
  return { kind, invoice_id, number: open?.number ?? "", amount_minor, due_after_minor };
}

/** @param {string} one @param {string} other */
function by(one, other) {
  return one === other ? 0 : one < other ? -1 : 1;
}
