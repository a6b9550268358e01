// What the office calls things, where the phone has no word for them.
import { refusal_in_words } from "../../components/forms.js";
import { day, money, t } from "../../messages.js";
import { percent_in_words } from "../phone/words.js";

/** @typedef {import("../../store/cache.js").Row} Row */

const NO_BREAK = "\u00a0";

/** A draft has no number, and in the office a name. @param {Row} invoice */
export function number_or_draft({ number }) {
  return number ?? t("state.draft");
}

/** A release bills none of the job's work. @param {Row} invoice */
export function share_in_words({ released_minor, percent_bps }) {
  return released_minor > 0 ? "—" : percent_in_words(percent_bps);
}

/** @type {Record<string, string>} */
const LABELS = {
  name: "customer.name",
  email: "field.email",
  mobile: "customer.mobile",
  phone: "settings.phone",
  address: "customer.address",
  street: "address.street",
  city: "address.city",
  region: "address.region",
  postal_code: "address.postal_code",
  country: "address.country",
  title: "new_job.title",
  site: "new_job.site",
  description: "new_job.description",
  quantity: "new_job.quantity",
  unit_price_minor: "new_job.price",
  tax_rate_bps: "new_job.rate",
  reason: "void.reason",
  message: "invoice.message",
  password: "field.password",
};

/**
 * What was refused, as a sentence; for a field that does not fit, with the name that people see over it.
 * @param {{ code?: string } & Record<string, any>} problem
 */
export function refused_in_words(problem) {
  const field = /[a-z_]+$/.exec(problem.errors?.[0]?.path ?? "")?.[0] ?? "";
  if (LABELS[field]) return t("office.check_field", { field: t(LABELS[field]) });
  return refusal_in_words({ ...problem, gateway: gateway_name(problem.gateway) });
}

/** What a processor calls itself. @param {string | undefined} slug */
export function gateway_name(slug) {
  return slug ? slug[0].toUpperCase() + slug.slice(1) : "";
}

/**
 * What an invoice bills; where something is held back, what is then to be paid.
 * @param {Record<string, any>} invoice
 */
export function billed_in_words({ total_minor, owed_minor }) {
  const amount = money(total_minor);
  return owed_minor === total_minor ? amount : t("new_invoice.to_pay", { amount, due: money(owed_minor) });
}

/** The day an invoice is due on, in one line; where its terms give none yet, those. @param {Row} invoice */
export function due_day({ due_on, due_terms, status }) {
  if (due_on) return day(due_on).replaceAll(" ", NO_BREAK);
  return status === "void" || status === "canceled" ? "–" : t(`table.due_${due_terms.kind}`);
}
