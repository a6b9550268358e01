// What a customer is told of a credit that answers their question, in the language that they read: the office
// may speak another one, and may write it otherwise.
import { decimal_text, exponent, locale_of } from "../../../domain/money.js";

/** @typedef {{ amount_minor: number, currency: string, number: string, lines: string }} Credited */

/** @type {Record<string, { lines: string, part: string }>} */
const WORDS = {
  en: {
    lines: "We took {amount} off invoice {number}: {lines}. Your page shows what is left to pay.",
    part: "We took {amount} off invoice {number}. Your page shows what is left to pay.",
  },
  es: {
    lines: "Descontamos {amount} de la factura {number}: {lines}. Su página muestra lo que queda por pagar.",
    part: "Descontamos {amount} de la factura {number}. Su página muestra lo que queda por pagar.",
  },
  ar: {
    lines: "خصمنا {amount} من الفاتورة {number}: {lines}. تُظهر صفحتك ما تبقّى للدفع.",
    part: "خصمنا {amount} من الفاتورة {number}. تُظهر صفحتك ما تبقّى للدفع.",
  },
};
/** Customers read Arabic with the digits of their bills. */
const DIGITS = { ar: "ar-u-nu-latn" };

/** @param {Credited} credited @param {string | null | undefined} language @returns {string} */
export function credited_words({ amount_minor, currency, number, lines }, language) {
  const spoken = language && Object.hasOwn(WORDS, language) ? language : "en";
  const locale = DIGITS[/** @type {keyof typeof DIGITS} */ (spoken)] ?? locale_of(spoken, currency);
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  const text = /** @type {Intl.StringNumericLiteral} */ (decimal_text(amount_minor, exponent(currency)));
  /** @type {Record<string, string>} */
  const facts = { amount: format.format(text), number, lines };
  // A number or a name of the other direction keeps its place in the sentence.
  const apart = (/** @type {string} */ fact) => spoken === "ar" ? `\u2068${fact}\u2069` : fact;
  return WORDS[spoken][lines ? "lines" : "part"].replace(
    /\{(\w+)\}/g,
    (_, name) => apart(facts[name] ?? ""),
  );
}
