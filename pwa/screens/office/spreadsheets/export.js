// Lists as files for a spreadsheet: each takes what its list shows now.
import { Icon } from "../../../components/icon.js";
import { t } from "../../../messages.js";
import { html } from "../../../vendor/ui.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {import("../../../components/menu.js").Item} Item */

// As many names as fit into an address; a list that is longer goes out whole, and its button says so.
const IDS_MAX = 500;

/** The jobs that were found, in their order. @param {{ found: Row[], q?: string }} props */
export function JobsExport({ found, q = "" }) {
  if (found.length === 0) return null;
  const { text, href } = list_of("jobs", found, q);
  return html`<a class="button" href=${href} aria-label=${text} download>
    <${Icon} name="download" /><span class="quiet-word">${text}</span></a>`;
}

/**
 * A list in its order. What a filter means is known to the device alone ("due to be billed" as of today), so
 * the rows are named.
 * @param {"jobs" | "customers"} list @param {Row[]} found @param {string} q
 * @returns {Item & { href: string }}
 */
export function list_of(list, found, q) {
  const is_named = found.length <= IDS_MAX;
  return {
    text: t(is_named ? `export.${list}` : `export.all_${list}`, { count: found.length }),
    icon: "download",
    is_file: true,
    href: address(list, is_named ? { ids: found.map(({ id }) => id).join(",") } : { q }),
  };
}

/** What an item of a menu takes out. @param {string} list @param {string} text @param {string} query */
export function file_of(list, text, query) {
  return { text, icon: "download", is_file: true, href: `/api/${list}.csv?${query}` };
}

/**
 * Money received: of a job, or of the customer and the days that a list of invoices is narrowed to.
 * @param {Record<string, string | undefined>} asked
 */
export function payments_of_list(asked) {
  return { text: t("export.payments"), icon: "cash", is_file: true, href: address("payments", asked) };
}

/** @param {{ job_id: string }} props */
export function PaymentsExport({ job_id }) {
  return html`<a class="button" href=${address("payments", { job_id })} download>
    <${Icon} name="download" />${t("export.payments")}</a>`;
}

/** @param {string} list @param {Record<string, string | undefined>} query */
function address(list, query) {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) asked.set(name, value);
  return `/api/${list}.csv?${asked}`;
}
