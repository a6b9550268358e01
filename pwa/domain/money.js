// @ts-check
/**
 * Money is whole minor units of the organization's currency. Only `share` and `split` round.
 * Products of two amounts pass 2^53, so both reckon with BigInt; what they return is a safe whole number.
 */

export const AMOUNT_MAX = 1_000_000_000_000;
/** Parts per million: how percents and rates are reckoned; 1 bps = 100 ppm. */
export const PPM = 1_000_000;

/** @type {Record<string, string>} */
const LOCALES = { en: "en-US", es: "es" };
/** @type {Record<string, string>} */
const LOCALES_BY_CURRENCY = { "es USD": "es-US", "es MXN": "es-MX", "en GBP": "en-GB" };

/**
 * `amount × numerator ÷ denominator`, half up; a negative amount rounds as its mirror image.
 * @param {number} amount @param {number} numerator @param {number} denominator
 * @returns {number}
 */
export function share(amount, numerator, denominator) {
  const product = BigInt(amount) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const magnitude = product < 0n ? -product : product;
  const rounded = Number((2n * magnitude + divisor) / (2n * divisor));
  return product < 0n && rounded !== 0 ? -rounded : rounded;
}

/**
 * Parts in proportion to the weights that add up to the amount exactly. The largest remainders get the units
 * that are left over; among equal ones the first does.
 * @param {number} amount @param {readonly number[]} weights
 * @returns {number[]}
 */
export function split(amount, weights) {
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (whole === 0n) return weights.map(() => 0);
  const magnitude = BigInt(amount < 0 ? -amount : amount);
  const floors = weights.map((weight) => (magnitude * BigInt(weight)) / whole);
  const remainders = weights.map((weight) => (magnitude * BigInt(weight)) % whole);
  const left = Number(magnitude - floors.reduce((sum, floor) => sum + floor, 0n));
  const largest_first = weights.map((_, place) => place).sort((one, other) =>
    remainders[one] === remainders[other] ? one - other : remainders[one] > remainders[other] ? -1 : 1
  );
  const lucky = new Set(largest_first.slice(0, left));
  const sign = amount < 0 ? -1 : 1;
  return floors.map((floor, place) => sign * (Number(floor) + (lucky.has(place) ? 1 : 0)) || 0);
}

/**
 * A percent from the wire in parts per million, or null if it is none: above 0, at most 100, four decimals.
 * @param {number} bps
 * @returns {number | null}
 */
export function percent_ppm(bps) {
  const ppm = whole_ppm(bps);
  return ppm !== null && ppm >= 1 && ppm <= PPM ? ppm : null;
}

/**
 * A tax rate from the wire in parts per million, or null if it is not one.
 * @param {number} bps
 * @returns {number | null}
 */
export function rate_ppm(bps) {
  const ppm = whole_ppm(bps);
  return ppm !== null && ppm <= PPM ? ppm : null;
}

/**
 * A percent as the wire writes it, from parts per million: 333330 is 3333.3.
 * @param {number} ppm
 * @returns {number}
 */
export function in_bps(ppm) {
  return Number(decimal_text(ppm, 2));
}

/**
 * By way of its text, because 0.07 × 100 is not 7.
 * @param {number} bps
 * @returns {number | null}
 */
function whole_ppm(bps) {
  const match = /^([0-9]{1,6})(?:\.([0-9]{1,2}))?$/.exec(String(bps));
  return match ? Number(match[1] + (match[2] ?? "").padEnd(2, "0")) : null;
}

/** Asked for each sum on a screen, and slow to find. @type {Map<string, number>} */
const exponents = new Map();

/**
 * How many decimals the currency has: JPY 0, USD 2, KWD 3.
 * @param {string} currency
 * @returns {number}
 */
export function exponent(currency) {
  const known = exponents.get(currency);
  if (known !== undefined) return known;
  const options = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  const decimals = options.maximumFractionDigits ?? 2;
  exponents.set(currency, decimals);
  return decimals;
}

/**
 * The locale that says how money of this currency is written in this language.
 * @param {string} language @param {string} currency
 * @returns {string}
 */
export function locale_of(language, currency) {
  return LOCALES_BY_CURRENCY[`${language} ${currency}`] ?? LOCALES[language] ?? language;
}

/**
 * Minor units as a plain decimal text: 123456 with 2 decimals is "1234.56".
 * @param {number} minor @param {number} decimals
 * @returns {string}
 */
export function decimal_text(minor, decimals) {
  if (decimals === 0) return String(minor);
  const digits = String(minor < 0 ? -minor : minor).padStart(decimals + 1, "0");
  return `${minor < 0 ? "-" : ""}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

