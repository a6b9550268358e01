// Tips of a span of days: whose they are, and on which day they came.
import { Empty } from "../../../components/parts.js";
import { day, t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { settings } from "../../../store/view.js";
import { html } from "../../../vendor/ui.js";
import { address, Figures, Report, Sums, use_report } from "./report_parts.js";

/** @typedef {Record<string, any>} Row */
/** @typedef {import("../../report_period.js").Span} Span */

const COLUMNS = ["received", "back", "net"];

/** @param {{ span: Span | null }} props */
export function Tips({ span }) {
  const asked = use_report(span && address("/api/reports/tips", { ...span }));
  if (!span) return null;
  return html`<${Report} asked=${asked}>${(/** @type {Row} */ report) => {
    if (report.rows.length === 0) {
      return html`
        <${Empty} icon="cash" title=${t("report.none_tips")}
          text=${t(asks_for_tips() ? "report.none_tips_on_text" : "report.none_tips_text")}>
          ${!asks_for_tips() && html`
            <${Link} class="button" href="/settings#defaults">${t("office.settings")}<//>
          `}
        <//>
      `;
    }
    const { total } = report;
    const head = COLUMNS.map(word_of);
    return html`
      <${Sums} sums=${cells_of(total)} />
      <${Figures} name=${t("report.by_member")} head=${["report.technician", ...head]}
        rows=${report.members.map((/** @type {Row} */ row) => ({
          key: row.member_id ?? "",
          title: row.member ?? t("report.tips_nobody"),
          cells: cells_of(row),
        }))}
        total=${{ title: t("table.total"), cells: cells_of(total) }} />
      <${Figures} name=${t("report.by_day")} head=${["report.day", ...head]}
        rows=${report.rows.map((/** @type {Row} */ row) => ({
          key: `${row.on} ${row.member_id ?? ""}`,
          title: html`${day(row.on)} <span class="dim small">${row.member ?? t("report.tips_nobody")}</span>`,
          cells: cells_of(row),
        }))} />
      <p class="dim small">${t("report.tips_how")}</p>
    `;
  }}<//>`;
}

const asks_for_tips = () => Boolean(settings.value?.payment_options.tip);

/** @param {Row} row */
function cells_of(row) {
  return COLUMNS.map((name) => ({ word: word_of(name), minor: row[`${name}_minor`] }));
}

/** What is left of tips is not the company's. @param {string} name */
function word_of(name) {
  return name === "net" ? "report.tips_net" : `report.${name}`;
}
