// The spans that a report can be asked for, as days of the company: no clock here, today is given.

/** @typedef {{ from_on: string, to_on: string }} Span */

export const SPANS = ["this_month", "last_month", "this_quarter", "last_quarter", "this_year", "custom"];
const MONTHS_OF_QUARTER = 3;

/**
 * The first and the last day of a span; what is chosen by hand is as it was typed.
 * @param {string} name
 * @param {string} today
 * @param {Span} chosen
 * @returns {Span}
 */
export function span_of(name, today, chosen) {
  const [year, month] = today.split("-").map(Number);
  const quarter = month - 1 - (month - 1) % MONTHS_OF_QUARTER;
  if (name === "custom") return chosen;
  if (name === "last_month") return months(year, month - 2, 1);
  if (name === "this_quarter") return months(year, quarter, MONTHS_OF_QUARTER);
  if (name === "last_quarter") return months(year, quarter - MONTHS_OF_QUARTER, MONTHS_OF_QUARTER);
  if (name === "this_year") return months(year, 0, 12);
  return months(year, month - 1, 1);
}

/** @param {Span} span */
export function is_whole({ from_on, to_on }) {
  return from_on !== "" && to_on !== "" && from_on <= to_on;
}

/**
 * So many whole months; a month below 0 is one of the year before.
 * @param {number} year @param {number} first  counted from 0
 * @param {number} count
 */
function months(year, first, count) {
  return { from_on: iso(year, first, 1), to_on: iso(year, first + count, 0) };
}

/** @param {number} year @param {number} month @param {number} day */
function iso(year, month, day) {
  return new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
}

const DAYS_SHOWN_MAX = 31;
const WEEKS_SHOWN_MAX = 26;
const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;

/**
 * The bars of a span: each day of a month, each week of half a year, else each month. A bar names its first
 * and last day.
 * @param {Span} span
 * @returns {Span[]}
 */
export function bars_of({ from_on, to_on }) {
  const days = (Date.parse(to_on) - Date.parse(from_on)) / DAY_MS + 1;
  if (days > DAYS_SHOWN_MAX && days > WEEKS_SHOWN_MAX * WEEK_DAYS) return by_month(from_on, to_on);
  const step = days <= DAYS_SHOWN_MAX ? 1 : WEEK_DAYS;
  const found = [];
  for (let on = from_on; on <= to_on; on = moved(on, step)) {
    const last = moved(on, step - 1);
    found.push({ from_on: on, to_on: last < to_on ? last : to_on });
  }
  return found;
}

/** @param {string} from_on @param {string} to_on */
function by_month(from_on, to_on) {
  const found = [];
  for (let on = from_on; on <= to_on;) {
    const [year, month] = on.split("-").map(Number);
    const last = iso(year, month, 0);
    found.push({ from_on: on, to_on: last < to_on ? last : to_on });
    on = moved(last, 1);
  }
  return found;
}

/** @param {string} on @param {number} days */
function moved(on, days) {
  return new Date(Date.parse(on) + days * DAY_MS).toISOString().slice(0, 10);
}
