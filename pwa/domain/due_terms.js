// @ts-check
/** The due date that an invoice's terms give it, as a day in the organization's zone. Days are ISO texts. */

/**
 * @typedef {{kind: "receipt"} | {kind: "start"} | {kind: "completion"} | {kind: "net", days: number}
 *   | {kind: "date", on: string}} DueTerms
 */

/**
 * Fixed at issue; null while nothing fixes it: on receipt before it is sent, a job without its dates.
 * @param {DueTerms} terms @param {string} issued_on
 * @param {string | null} [starts_on] @param {string | null} [completes_on]
 * @returns {string | null}
 */
export function due_on(terms, issued_on, starts_on = null, completes_on = null) {
  switch (terms.kind) {
    case "receipt":
      return null;
    case "start":
      return starts_on;
    case "completion":
      return completes_on;
    case "net":
      return days_after(issued_on, terms.days);
    case "date":
      return terms.on;
  }
}

/**
 * @param {string} day @param {number} days
 * @returns {string}
 */
export function days_after(day, days) {
  // Counted in UTC, where every day has 24 hours.
  const moved = new Date(`${day}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/**
 * The day that it is now in the organization's zone: due dates turn over at its midnight.
 * @param {Date} now @param {string} zone IANA name.
 * @returns {string}
 */
export function day_in_zone(now, zone) {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(now);
  const part = (/** @type {string} */ type) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}
