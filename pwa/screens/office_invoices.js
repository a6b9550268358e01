// All invoices in one table: by state, by a word, with the sums of what is shown.
import { Segments } from "../components/forms.js";
import { Empty, Search, today_in } from "../components/parts.js";
import { day, t } from "../messages.js";
import { Link } from "../router.js";
import { customer as customer_of, invoices, job as job_of, ready, settings } from "../store/view.js";
import { html, useState } from "../vendor/ui.js";
import { is_found, is_overdue, owed, sum_of } from "./office_money.js";
import { focus_search, OfficePage, use_keys } from "./office_page.js";
import { Sum } from "./office_table.js";
import { number_or_draft } from "./office_words.js";
import { InvoiceState, percent_in_words } from "./phone_words.js";

/** @typedef {import("../store/cache.js").Row} Row */

const SHOWN_FIRST = 100;
/** @type {Record<string, (invoice: Row, today: string) => boolean>} */
const FILTERS = {
  open: ({ status }) => status === "open",
  overdue: is_overdue,
  not_sent: ({ status, sent_at }) => status === "open" && sent_at === null,
  draft: ({ status }) => status === "draft",
  paid: ({ status }) => status === "paid",
  void: ({ status }) => status === "void",
};

export default function OfficeInvoices() {
  const [filter, set_filter] = useState("open");
  const [typed, set_typed] = useState("");
  const [is_whole, set_whole] = useState(false);
  use_keys({ "/": focus_search });
  const today = today_in(settings.value?.zone);
  const named = invoices.value.filter((invoice) => is_named(invoice, typed));
  const found = named.filter((invoice) => filter === "all" || FILTERS[filter](invoice, today))
    .sort((one, other) => one.created_at < other.created_at ? 1 : -1);
  const shown = is_whole ? found : found.slice(0, SHOWN_FIRST);
  const options = Object.entries(FILTERS).map(([value, fits]) => ({
    value,
    count: named.filter((invoice) => fits(invoice, today)).length,
  })).filter(({ value, count }) => count > 0 || value === filter);
  return html`<${OfficePage} title=${t("office.invoices")}>
    <div class="office-tools"><${Search} value=${typed} label=${t("invoices.search")} on_input=${set_typed} />
      ${
    invoices.value.length > 0 &&
    html`<${Segments} as="picks" label=${t("today.filter")} value=${filter} on_pick=${set_filter} options=${[
      ...options.map(({ value, count }) => ({ value, label: t(`invoices.only_${value}`, { count }) })),
      { value: "all", label: t("invoices.all", { count: named.length }) },
    ]} />`
  }</div>
    ${shown.length > 0 && html`<${Table} shown=${shown} found=${found} today=${today} />`}
    ${
    shown.length < found.length && html`
      <button type="button" class="centered"
        onClick=${() => set_whole(true)}>${t("today.show_all", { count: found.length })}</button>
    `
  }
    ${
    ready.value && found.length === 0 && html`
      <${Empty} icon="invoice" title=${t("invoices.empty")}
        text=${t(invoices.value.length === 0 ? "invoices.empty_text" : "invoices.none_found")}>
            ${invoices.value.length === 0 &&
              html`<${Link} class="button primary" href="/board">${t("office.board")}<//>`}<//>
    `
  }
  <//>`;
}

/** @param {Row} invoice @param {string} typed */
function is_named({ number, title, job_id, customer_id }, typed) {
  return is_found(typed, number, title, job_of(job_id)?.title, customer_of(customer_id)?.name);
}

/** @param {{ shown: Row[], found: Row[], today: string }} props */
function Table({ shown, found, today }) {
  const live = found.filter(({ status }) => status !== "void");
  return html`
    <div class="office-table">
      <table>
        <thead>
          <tr>
            <th scope="col">${t("invoice.title")}</th>
            <th scope="col">${t("table.state")}</th>
            <th scope="col" class="end">${t("table.share")}</th>
            <th scope="col" class="end">${t("table.amount")}</th>
            <th scope="col" class="end">${t("table.due")}</th>
            <th scope="col" class="end">${t("table.due_on")}</th>
          </tr>
        </thead>
        <tbody>${shown.map((invoice) =>
          html`
            <tr key=${invoice.id} class=${invoice.status === "void" ? "gone" : ""}>
              <th scope="row">
                <${Link} class="job-link" href=${`/office/jobs/${invoice.job_id}`}>${number_or_draft(
                  invoice,
                )}<//>
                    <span class="dim small">${about(invoice)}</span></th>
                  <td><${InvoiceState} invoice=${invoice} today=${today} /></td>
                  <td class="end" data-label=${t("table.share")}>${percent_in_words(invoice.percent_bps)}</td>
                  <${Sum} word="table.amount" minor=${invoice.total_minor} />
                  <${Sum} word="table.due" minor=${owed(invoice)} />
                  <td class="end" data-label=${t("table.due_on")}>${invoice.due_on
                    ? day(invoice.due_on)
                    : "–"}</td></tr>
          `
        )}</tbody>
        <tfoot>
          <tr>
            <th scope="row" colspan="3">${t("job.invoices", { count: found.length })}</th>
            <${Sum} word="table.amount" minor=${sum_of(live, ({ total_minor }) => total_minor)} sum=${true} />
            <${Sum} word="table.due" minor=${sum_of(live, owed)} sum=${true} />
            <td></td>
          </tr>
        </tfoot>
      </table>
    </div>
  `;
}

/** @param {Row} invoice */
function about({ customer_id, job_id, title }) {
  return [customer_of(customer_id)?.name, job_of(job_id)?.title, title].filter(Boolean).join(" · ");
}
