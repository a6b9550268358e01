// @ts-check
/** Credit is unapplied money of a job, drawn upon when an invoice is issued: oldest payment first. */

/**
 * @typedef {{payment_id: string, unapplied_minor: number, taken_at: string}} Credit
 * @typedef {{payment_id: string, amount_minor: number}} Draw
 */

/**
 * What settles a new invoice at once. With `whole_only` nothing does unless the credits cover it.
 * @param {number} due_minor @param {readonly Credit[]} credits @param {{whole_only?: boolean}} [choices]
 * @returns {Draw[]}
 */
export function draw(due_minor, credits, { whole_only = false } = {}) {
  /** @type {Draw[]} */
  const draws = [];
  let left_minor = due_minor;
  for (const credit of [...credits].sort(oldest_first)) {
    const amount_minor = Math.min(left_minor, credit.unapplied_minor);
    if (amount_minor <= 0) continue;
    draws.push({ payment_id: credit.payment_id, amount_minor });
    left_minor -= amount_minor;
  }
  return whole_only && left_minor > 0 ? [] : draws;
}

/** @param {Credit} one @param {Credit} other */
function oldest_first(one, other) {
  if (one.taken_at !== other.taken_at) return one.taken_at < other.taken_at ? -1 : 1;
  return one.payment_id < other.payment_id ? -1 : 1;
}
