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
 * The amount as people read it: $1,000.00; ¥33,330; 1.000,00 €.
 * @param {number} minor @param {string} currency @param {string} language
 * @returns {string}
 */
export function format_money(minor, currency, language) {
  const format = new Intl.NumberFormat(locale_of(language, currency), { style: "currency", currency });
  return format.format(Number(decimal_text(minor, exponent(currency))));
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

/**
 * Minor units of what a person typed, read as their language writes it and never guessed; null if it is no
 * amount: signs, exponents, foreign digits, misplaced separators, too many decimals, zero, too much.
 * @param {string} text @param {string} currency @param {string} language
 * @returns {number | null}
 */
export function parse_money(text, currency, language) {
  const { symbol, group, point } = signs(currency, language);
  const decimals = exponent(currency);
  const fraction = decimals ? `(?:${point}([0-9]{0,${decimals}}))?` : "()";
  const whole = `([0-9]+|[0-9]{1,3}(?:${group}[0-9]{3})+)`;
  const shape = new RegExp(`^(?:${symbol})?\\s*${whole}${fraction}\\s*(?:${symbol})?$`);
  const match = shape.exec(text.trim());
  if (match === null) return null;
  const digits = match[1].replace(/[^0-9]/g, "") + (match[2] ?? "").padEnd(decimals, "0");
  const minor = Number(digits);
  return minor >= 1 && minor <= AMOUNT_MAX ? minor : null;
}

/**
 * The signs of this currency in this language, ready for a regular expression.
 * @param {string} currency @param {string} language
 */
function signs(currency, language) {
  const locale = locale_of(language, currency);
  const money = new Intl.NumberFormat(locale, { style: "currency", currency });
  const plain = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, useGrouping: true });
  return {
    symbol: sign(money.formatToParts(0), "currency"),
    group: sign(plain.formatToParts(1234567.5), "group"),
    point: sign(plain.formatToParts(1234567.5), "decimal"),
  };
}

/** @param {Intl.NumberFormatPart[]} parts @param {string} type */
function sign(parts, type) {
  const found = parts.find((part) => part.type === type)?.value ?? "";
  return found.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
