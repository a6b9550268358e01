// Reports of a span of days: money received by day and method, and tax by rate.
import { Empty } from "../../../components/parts.js";
import { day, money, t } from "../../../messages.js";
import { html } from "../../../vendor/ui.js";
import { address, Bars, Figures, Report, Sums, use_report } from "./report_parts.js";
import { OtherCurrency } from "./report_standing.js";
import { bars_of } from "../../report_period.js";

/** @typedef {Record<string, any>} Row */
/** @typedef {import("../../report_period.js").Span} Span */

/** @param {{ span: Span | null }} props */
export function Payments({ span }) {
  const asked = use_report(span && address("/api/reports/payments", { ...span }));
  if (!span) return null;
  return html`<${Report} asked=${asked}>${(/** @type {Row} */ report) => {
    if (report.rows.length === 0) {
      return html`
        <${Empty} icon="cash" title=${t("report.none_moved")} text=${t("report.none_moved_text")} />
        <${OtherCurrency} count=${report.other_currency_count} />
      `;
    }
    const { total } = report;
    return html`
      <${Sums} sums=${[
        {
          word: "report.received",
          minor: total.received_minor,
          about: t("report.payments_of", { count: total.count }),
        },
        { word: "report.back", minor: total.back_minor },
        { word: "report.net", minor: total.net_minor },
        ...(report.tip_minor ? [{ word: "report.tips_beside", minor: report.tip_minor }] : []),
        ...(report.surcharge_minor
          ? [{ word: "report.surcharges_beside", minor: report.surcharge_minor }]
          : []),
      ]} />
      <${Bars} title=${t("report.payments")}
        about=${t("report.payments_chart", { sum: money(total.received_minor) })}
        series=${[{ word: "report.received", kind: "paid" }]}
        groups=${bars_of(span).map((bar) => ({
          label: day(bar.from_on),
          values: [received_in(report, bar)],
        }))} />
      <${Figures} name=${t("report.by_method")} head=${["report.method", ...MOVED]}
        rows=${report.methods.map((/** @type {Row} */ row) => ({
          key: row.method,
          title: t(`method.${row.method}`),
          cells: moved_of(row, span),
        }))}
        total=${{ title: t("table.total"), cells: moved_of(total, span) }} />
      <${Figures} name=${t("report.by_day")} head=${["report.day", ...MOVED]}
        rows=${report.rows.map((/** @type {Row} */ row) => ({
          key: row.on + row.method,
          title: html`${day(row.on)} <span class="dim small">${t(`method.${row.method}`)}</span>`,
          cells: moved_of(row, { from_on: row.on, to_on: row.on }),
        }))} />
      <${OtherCurrency} count=${report.other_currency_count} />
    `;
  }}<//>`;
}

const MOVED = ["report.count", "report.received", "report.back", "report.net"];

/** Each figure leads to its payments, as the file that lists them. @param {Row} row @param {Span} span */
function moved_of(row, span) {
  const href = address("/api/payments.csv", { taken_from: span.from_on, taken_to: span.to_on });
  return [
    { word: "report.count", text: String(row.count) },
    { word: "report.received", minor: row.received_minor, href },
    { word: "report.back", minor: row.back_minor },
    { word: "report.net", minor: row.net_minor },
  ];
}

/** @param {Row} report @param {Span} bar */
function received_in(report, { from_on, to_on }) {
  return report.rows
    .filter((/** @type {Row} */ { on }) => on >= from_on && on <= to_on)
    .reduce((/** @type {number} */ sum, /** @type {Row} */ row) => sum + row.received_minor, 0);
}

const TAX = ["billed_base", "billed_tax", "credited_tax", "collected_tax"];

/** @param {{ span: Span | null }} props */
export function Tax({ span }) {
  const asked = use_report(span && address("/api/reports/tax", { ...span }));
  if (!span) return null;
  const invoices = address("/invoices", { show: "all", issued_from: span.from_on, issued_to: span.to_on });
  const cells_of = (/** @type {Row} */ row) =>
    TAX.map((name) => ({
      word: `report.${name}`,
      minor: row[`${name}_minor`],
      href: name.startsWith("billed") ? invoices : undefined,
    }));
  return html`<${Report} asked=${asked}>${(/** @type {Row} */ report) => {
    if (report.rows.length === 0) {
      return html`<${Empty} icon="receipt" title=${t("report.none_tax")} text=${
        t("report.none_tax_text")
      } />`;
    }
    const credited_tax_minor = report.rows.reduce(
      (/** @type {number} */ sum, /** @type {Row} */ row) => sum + row.credited_tax_minor,
      0,
    );
    return html`
      <${Sums} sums=${[
        { word: "report.billed_tax", minor: report.billed_tax_minor },
        { word: "report.collected_tax", minor: report.collected_tax_minor },
      ]} />
      <${Figures} name=${t("report.tax")} head=${["report.rate", ...TAX.map((name) => `report.${name}`)]}
        rows=${report.rows.map((/** @type {Row} */ row) => ({
          key: String(row.rate_bps),
          title: `${row.rate_bps / 100} %`,
          cells: cells_of(row),
        }))}
        total=${{ title: t("table.total"), cells: cells_of({ ...report, credited_tax_minor }) }} />
      <p class="dim small">${t("report.tax_how")}</p>
    `;
  }}<//>`;
}
