// What customers are written to in. The office itself speaks the first two.

export const CUSTOMER_LANGUAGES = [
  { value: "en", label: "English" },
  { value: "es", label: "Español" },
  { value: "ar", label: "العربية" },
];

/** @param {string | null | undefined} value */
export function language_name(value) {
  return CUSTOMER_LANGUAGES.find((each) => each.value === value)?.label ?? null;
}

/**
 * A company's own words for a reader of this language; in another one where they are said only there.
 * @param {Record<string, string>} texts @param {string | null | undefined} language
 */
export function said_in(texts, language) {
  const wanted = texts[language ?? ""] ?? texts.en;
  return [wanted, ...CUSTOMER_LANGUAGES.map((each) => texts[each.value])]
    .map((text) => (text ?? "").trim()).find(Boolean) ?? "";
}
