// How many parts a text is sent and billed in: 160 signs of the short alphabet, or 70 of any (GSM 03.38).

const SHORT = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿" +
    "abcdefghijklmnopqrstuvwxyzäöñüà",
);
const TWICE = new Set("\f^{}\\[~]|€"); // two places each
const [SHORT_ONE, SHORT_EACH] = [160, 153];
const [LONG_ONE, LONG_EACH] = [70, 67];

/**
 * The length of a text; `is_short`: all of it is in the short alphabet.
 * @param {string} text
 * @returns {{ places: number, segments: number, is_short: boolean }}
 */
export function length_of(text) {
  const signs = [...text];
  const is_short = signs.every((sign) => SHORT.has(sign) || TWICE.has(sign));
  // Outside the short alphabet a sign beyond the basic plane takes two places, as it does in a string here.
  const places = is_short
    ? signs.reduce((sum, sign) => sum + (TWICE.has(sign) ? 2 : 1), 0)
    : text.length;
  const [one, each] = is_short ? [SHORT_ONE, SHORT_EACH] : [LONG_ONE, LONG_EACH];
  const begun = places + each - 1; // a segment that is begun counts whole
  return { places, segments: places <= one ? 1 : (begun - (begun % each)) / each, is_short };
}
