/** Visits: whose time is taken twice. */

/**
 * @typedef {{id: string, starts_at: string, ends_at: string, technician_ids: string[], state: string,
 *   job_id?: string}} Visit
 */

const WALL_CLOCK = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

/**
 * The other visits that one of these technicians has to go to at the same time.
 * @param {Omit<Visit, "state">} visit
 * @param {Visit[]} others
 */
export function clashes({ id, starts_at, ends_at, technician_ids }, others) {
  const [from, to] = [Date.parse(starts_at), Date.parse(ends_at)];
  return others.filter((other) =>
    other.id !== id && (other.state === "planned" || other.state === "on_the_way") &&
    Date.parse(other.starts_at) < to && from < Date.parse(other.ends_at) &&
    other.technician_ids.some((each) => technician_ids.includes(each))
  );
}

/**
 * The instant of a wall clock ("2026-03-04T09:00") in a zone. Where the clock jumps over it, the one after.
 * @param {string} typed
 * @param {string} zone
 */
export function instant_in(typed, zone) {
  if (!WALL_CLOCK.test(typed)) return null;
  const guess = Date.parse(`${typed}:00Z`);
  if (Number.isNaN(guess)) return null;
  // Twice: the offset of the guess may not be that of the result, on the days when clocks change.
  const first = guess - offset_ms(guess, zone);
  return new Date(guess - offset_ms(first, zone)).toISOString();
}

/**
 * What a clock in the zone shows at an instant, as a field of date and time takes it.
 * @param {string} instant
 * @param {string} zone
 */
export function wall_clock(instant, zone) {
  const at = Date.parse(instant);
  return new Date(at + offset_ms(at, zone)).toISOString().slice(0, 16);
}

/**
 * @param {number} at
 * @param {string} zone
 */
function offset_ms(at, zone) {
  /** @type {Intl.DateTimeFormatOptions} */
  const shown = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" };
  const format = new Intl.DateTimeFormat("en-US", {
    ...shown,
    second: "numeric",
    hourCycle: "h23",
    timeZone: zone,
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const there = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
  return there - Math.floor(at / 1000) * 1000;
}
