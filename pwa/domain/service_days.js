// @ts-check
/** On which days a job's visits took place, as an invoice that is issued now says it to the customer. */

const DAY_MS = 86_400_000;

/**
 * Days without a gap, both ends included; each "2026-03-04".
 * @typedef {{first: string, last: string}} Span
 */

/**
 * The days of a visit that took place. One that was done early took place until then: what was planned for
 * later is no day of service.
 * @param {string} starts_on
 * @param {string} ends_on
 * @param {string} done_on  the day of the company's zone on which it was marked done
 * @returns {Span}
 */
export function span_of(starts_on, ends_on, done_on) {
  const first = starts_on < done_on ? starts_on : done_on;
  const until = ends_on < done_on ? ends_on : done_on;
  return { first, last: first > until ? first : until };
}

/**
 * The same days in as few spans as they make, in their order.
 * @param {readonly Span[]} spans
 * @returns {Span[]}
 */
export function joined(spans) {
  /** @type {Span[]} */
  const found = [];
  for (const span of spans.toSorted((one, other) => one.first < other.first ? -1 : 1)) {
    const before = found.at(-1);
    if (before === undefined || Date.parse(span.first) > Date.parse(before.last) + DAY_MS) {
      found.push({ ...span });
    } else if (span.last > before.last) before.last = span.last;
  }
  return found;
}
