// What the office calls things, where the phone has no word for them.
import { language, t } from "../messages.js";
import { settings } from "../store/view.js";

/** @typedef {import("../store/cache.js").Row} Row */

/** A draft has no number, and in the office a name. @param {Row} invoice */
export function number_or_draft({ number }) {
  return number ?? t("state.draft");
}

/** The hour at the company, wherever this screen stands. @param {string} instant */
export function company_hour(instant) {
  const format = new Intl.DateTimeFormat(language.value, {
    hour: "numeric",
    minute: "2-digit",
    timeZone: settings.value?.zone,
  });
  return format.format(new Date(instant));
}
