// Reports as of today: what is due by age, what is billed and done, what is held back, what is unapplied.
import { Empty, Notice } from "../../../components/parts.js";
import { money, t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { html } from "../../../vendor/ui.js";
import { address, Bars, Figures, LeftOff, Report, Sums, use_report } from "./report_parts.js";

/** @typedef {Record<string, any>} Row */
/** @typedef {import("./report_parts.js").Cell} Cell */

/** The columns of aging, and the list that shows what is in each. @type {[name: string, show: string][]} */
const BUCKETS = [
  ["current", "due"],
  ["days_1", "overdue"],
  ["days_31", "overdue"],
  ["days_61", "overdue"],
  ["days_91", "overdue"],
  ["pending", "pending"],
  ["due", "open"],
];
const JOBS_DRAWN_MAX = 8;

/** What customers owe, by how long it has been due. */
export function Aging() {
  const asked = use_report("/api/reports/aging");
  return html`<${Report} asked=${asked}>${(/** @type {Row} */ report) => {
    if (report.rows.length === 0) {
      return html`<${Empty} icon="check" title=${t("report.none_due")} text=${t("report.none_due_text")} />`;
    }
    const { total } = report;
    const late_minor = total.due_minor - total.current_minor - total.pending_minor;
    return html`
      <${Sums} sums=${[
        {
          word: "report.due",
          minor: total.due_minor,
          about: t("report.invoices", { count: total.invoice_count }),
        },
        { word: "report.late", minor: late_minor },
        { word: "report.days_91", minor: total.days_91_minor },
        { word: "report.pending", minor: total.pending_minor },
      ]} />
      <${Bars} title=${t("report.aging")} about=${t("report.aging_chart", { late: money(late_minor) })}
        series=${[{ word: "report.due", kind: "open" }]}
        groups=${BUCKETS.slice(0, 6).map(([name]) => ({
          label: t(`report.${name}`),
          values: [total[`${name}_minor`]],
        }))} />
      <${Figures} name=${t("report.aging")}
        head=${["table.customer", ...BUCKETS.map(([name]) => `report.${name}`)]}
        rows=${report.rows.map((/** @type {Row} */ row) => ({
          key: row.customer_id,
          title: html`<${Link} href=${`/office/customers/${row.customer_id}`}>${row.customer}<//>`,
          cells: buckets_of(row, { customer_id: row.customer_id }),
        }))}
        total=${{ title: t("table.total"), cells: buckets_of(total, {}) }} />
      <${LeftOff} report=${report} />
    `;
  }}<//>`;
}

/** @param {Row} sums @param {Record<string, string>} of @returns {Cell[]} */
function buckets_of(sums, of) {
  return BUCKETS.map(([name, show]) => ({
    word: `report.${name}`,
    minor: sums[`${name}_minor`],
    href: address("/invoices", { show, sort: "soonest", ...of }),
  }));
}

const PROGRESS = ["contract", "billed", "done", "over", "under", "held", "due"];
const ROOMY = ["held", "due"];

/** Of running jobs, what is billed and what is done. */
export function Progress() {
  const asked = use_report("/api/reports/work-in-progress");
  return html`<${Report} asked=${asked}>${(/** @type {Row} */ report) => {
    if (report.rows.length === 0) {
      return html`
        <${Empty} icon="job" title=${t("report.none_running")}
          text=${t("report.none_running_text")} />
      `;
    }
    const { total } = report;
    const planned = report.rows.filter((/** @type {Row} */ row) => row.done_minor !== null);
    return html`
      <${Sums} sums=${[
        {
          word: "report.contract",
          minor: total.contract_minor,
          about: t("report.jobs", { count: report.job_count }),
        },
        { word: "report.left", minor: total.left_minor },
        { word: "report.over", minor: total.over_minor },
        { word: "report.under", minor: total.under_minor },
      ]} />
      ${report.planned_count < report.job_count && html`
        <${Notice} kind="plain">
          <p>${t("report.unplanned", { count: report.job_count - report.planned_count })}</p>
          <//>
      `}
      ${planned.length > 0 && html`
        <${Bars} title=${t("report.progress")} about=${t("report.progress_chart")}
          series=${[{ word: "report.billed", kind: "open" }, { word: "report.done", kind: "paid" }]}
          groups=${planned.slice(0, JOBS_DRAWN_MAX).map((/** @type {Row} */ row) => ({
            label: row.number,
            values: [row.billed_minor, row.done_minor],
          }))} />
      `}
      <${Figures} name=${t("report.progress")} head=${[
        "table.job",
        ...PROGRESS.map((name) => `report.${name}`),
      ]}
        roomy=${ROOMY.map((name) => `report.${name}`)}
        rows=${report.rows.map((/** @type {Row} */ row) => ({
          key: row.job_id,
          title: job_named(row),
          cells: progress_of(row, `/office/jobs/${row.job_id}`),
        }))}
        total=${{ title: t("table.total"), cells: progress_of(total) }} />
      <${LeftOff} report=${report} />
    `;
  }}<//>`;
}

/** @param {Row} sums @param {string} [href] @returns {Cell[]} */
function progress_of(sums, href) {
  return PROGRESS.map((name) => ({
    word: `report.${name}`,
    minor: sums[`${name}_minor`],
    href,
    kept: name === "done",
    roomy: ROOMY.includes(name),
  }));
}

/** @param {Row} row */
function job_named(row) {
  return html`<${Link} href=${`/office/jobs/${row.job_id}`}>${row.title}<//>
    <span class="dim small">${[row.number, row.customer].join(" · ")}</span>`;
}

const HELD = ["retained", "released", "held"];

/** What customers hold back until the work is accepted. */
export function Held() {
  const asked = use_report("/api/reports/retainage");
  return html`<${Report} asked=${asked}>${(/** @type {Row} */ report) =>
    report.rows.length === 0
      ? html`<${Empty} icon="check" title=${t("report.none_held")} text=${t("report.none_held_text")} />`
      : html`
        <${Sums} sums=${[{ word: "report.held", minor: report.held_minor }]} />
        <${Figures} name=${t("report.held")} head=${["table.job", ...HELD.map((name) => `report.${name}`)]}
          rows=${report.rows.map((/** @type {Row} */ row) => ({
            key: row.job_id,
            title: job_named(row),
            cells: HELD.map((name) => ({
              word: `report.${name}`,
              minor: row[`${name}_minor`],
              href: `/office/jobs/${row.job_id}`,
            })),
          }))}
          total=${{
            title: t("report.as_of", { today_on: report.as_of }),
            cells: [{ word: "report.retained", text: "" }, { word: "report.released", text: "" }, {
              word: "report.held",
              minor: report.held_minor,
            }],
          }} />
        <${LeftOff} report=${report} />
      `}<//>`;
}

/** Money of customers that settles no invoice yet. */
export function Credit() {
  const asked = use_report("/api/reports/credit");
  return html`<${Report} asked=${asked}>${(/** @type {Row} */ report) =>
    report.rows.length === 0
      ? html`
        <${Empty} icon="check" title=${t("report.none_unapplied")}
          text=${t("report.none_unapplied_text")} />
      `
      : html`
        <${Sums} sums=${[
          { word: "report.unapplied", minor: report.unapplied_minor },
          { word: "report.undecided", minor: report.undecided_minor },
        ]} />
        <${Figures} name=${t("report.credit")}
          head=${["table.customer", "report.count", "report.unapplied", "report.undecided"]}
          rows=${report.rows.map((/** @type {Row} */ row) => credit_row(row))}
          total=${{
            title: t("report.as_of", { today_on: report.as_of }),
            cells: [
              { word: "report.count", text: "" },
              { word: "report.unapplied", minor: report.unapplied_minor },
              { word: "report.undecided", minor: report.undecided_minor, href: "/decisions" },
            ],
          }} />
        <${OtherCurrency} count=${report.other_currency_count} />
        <${LeftOff} report=${report} />
      `}<//>`;
}

/** @param {Row} row */
function credit_row(row) {
  const href = row.customer_id ? `/office/customers/${row.customer_id}` : "/decisions";
  return {
    key: row.customer_id ?? "",
    title: html`<${Link} href=${href}>${row.customer ?? t("report.nobody")}<//>`,
    cells: [
      { word: "report.count", text: String(row.payment_count) },
      { word: "report.unapplied", minor: row.unapplied_minor, href },
      { word: "report.undecided", minor: row.undecided_minor, href: "/decisions" },
    ],
  };
}

/** @param {{ count: number }} props */
export function OtherCurrency({ count }) {
  return count > 0 && html`<p class="dim small">${t("report.other_currency", { count })}</p>`;
}
