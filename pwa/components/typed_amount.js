// What fingers type and people paste, as minor units. Text only: a sum never passes through a float.

/** The most that one payment may be, in minor units: the server's limit too. */
const AMOUNT_MINOR_MAX = 1_000_000_000_000;

/**
 * The minor units of a typed text such as "3000", "3,000.5", "1.234,56" or "$ 12.00"; null when it is not
 * one sum. The last separator begins the cents when no more digits follow it than the currency has; else
 * it must be the one that groups thousands where the reader lives: "12.345" is a slip of the finger in
 * English, and twelve thousand in Spanish. It is never guessed.
 * @param {string} text
 * @param {number} decimals
 * @param {string} [group] the separator of thousands; either one where none is given
 * @returns {number | null}
 */
export function minor_of(text, decimals, group) {
  const bare = text.replace(/[^\d.,-]/g, "");
  if (!/^\d[\d.,]*$/.test(bare) && !/^[.,]\d+$/.test(bare)) return null;
  const { whole, fraction, is_grouped_by } = halves(bare, decimals);
  if (is_grouped_by && group && is_grouped_by !== group) return null;
  const digits = `${whole}${fraction.padEnd(decimals, "0")}`.replace(/^0+(?=\d)/, "");
  return digits.length > 15 || Number(digits) > AMOUNT_MINOR_MAX ? null : Number(digits);
}

/**
 * The typed text after one more key of the keypad: a digit, "." or "back".
 * @param {string} text
 * @param {string} key
 * @param {number} decimals
 */
export function after_key(text, key, decimals) {
  if (key === "back") return text.slice(0, -1);
  if (key === ".") return decimals === 0 || text.includes(".") ? text : `${text || "0"}.`;
  const typed = text === "0" ? key : `${text}${key}`;
  const [, fraction = ""] = typed.split(".");
  return fraction.length > decimals || minor_of(typed, decimals) === null ? text : typed;
}

/**
 * A sum as the keypad would have typed it: "3000", "12.50".
 * @param {number} minor
 * @param {number} decimals
 */
export function typed_of(minor, decimals) {
  const digits = String(minor).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals);
  return decimals === 0 || Number(fraction) === 0 ? whole : `${whole}.${fraction}`;
}

/**
 * @param {string} bare
 * @param {number} decimals
 */
function halves(bare, decimals) {
  const last = Math.max(bare.lastIndexOf("."), bare.lastIndexOf(","));
  const after = bare.length - last - 1;
  const begins_cents = last >= 0 && after <= decimals;
  const whole = begins_cents ? bare.slice(0, last) : bare;
  return {
    whole: whole.replace(/\D/g, "") || "0",
    fraction: begins_cents ? bare.slice(last + 1) : "",
    // Beside cents of their own separator the thousands' one is plain; alone it could be taken for cents.
    is_grouped_by: begins_cents ? "" : bare.replace(/\d/g, "").charAt(0),
  };
}
