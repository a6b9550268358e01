// Lists as files for a spreadsheet: each button takes what its list shows now.
import { Icon } from "../components/icon.js";
import { t } from "../messages.js";
import { html } from "../vendor/ui.js";

/** @typedef {import("../store/cache.js").Row} Row */

// As many names as fit into an address; a list that is longer goes out whole, and the button says so.
const IDS_MAX = 500;

/**
 * The jobs that were found, in their order. What a filter means is known to the device alone ("due to be
 * billed" as of today), so it names the rows.
 * @param {{ found: Row[], q?: string }} props
 */
export function JobsExport({ found, q = "" }) {
  if (found.length === 0) return null;
  const is_named = found.length <= IDS_MAX;
  const query = is_named ? { ids: found.map(({ id }) => id).join(",") } : { q };
  return html`<${Export} list="jobs" query=${query} text=${
    t(is_named ? "export.jobs" : "export.all_jobs", { count: found.length })
  } />`;
}

/**
 * Money received: of a job, or of the customer and the days that a list of invoices is narrowed to.
 * @param {{ job_id?: string, customer_id?: string, taken_from?: string, taken_to?: string }} props
 */
export function PaymentsExport(props) {
  return html`<${Export} list="payments" query=${props} text=${t("export.payments")} />`;
}

/** @param {{ list: string, query: Record<string, string | undefined>, text: string }} props */
function Export({ list, query, text }) {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) asked.set(name, value);
  return html`<a class="button" href=${`/api/${list}.csv?${asked}`} download>
    <${Icon} name="download" /><span class="quiet-word">${text}</span></a>`;
}
