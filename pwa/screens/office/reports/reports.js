// Reports: how things stand, what moved, and the books for the accountant. Which one, and of which days, is
// in the address.
import { Field, Segments } from "../../../components/forms.js";
import { today_in } from "../../../components/parts.js";
import { day, t } from "../../../messages.js";
import { settings } from "../../../store/view.js";
import { html } from "../../../vendor/ui.js";
import { OfficePage } from "../page.js";
import { Pick, use_query } from "../query.js";
import { Accountant } from "./report_accountant.js";
import { Payments, Tax } from "./report_moved.js";
import { Payouts } from "./report_payouts.js";
import { Aging, Credit, Held, Progress } from "./report_standing.js";
import { Takings } from "./report_takings.js";
import { Tips } from "./report_tips.js";
import { WeeklyOffer } from "../settings/settings_weekly.js";
import { is_whole, span_of, SPANS } from "../../report_period.js";
import { Ways } from "./report_parts.js";

/** @typedef {import("../../report_period.js").Span} Span */

/** @type {Record<string, { screen: any, path?: string, has_span?: boolean }>} */
const REPORTS = {
  aging: { screen: Aging, path: "aging" },
  progress: { screen: Progress, path: "work-in-progress" },
  payments: { screen: Payments, path: "payments", has_span: true },
  payouts: { screen: Payouts, path: "payouts" },
  tips: { screen: Tips, path: "tips", has_span: true },
  takings: { screen: Takings, path: "takings" },
  tax: { screen: Tax, path: "tax", has_span: true },
  held: { screen: Held, path: "retainage" },
  credit: { screen: Credit, path: "credit" },
  accountant: { screen: Accountant, has_span: true },
};
const DEFAULTS = { report: "aging", span: "this_month", from_on: "", to_on: "", payout: "" };

export default function OfficeReports() {
  const [query, change] = use_query(DEFAULTS);
  const today = today_in(settings.value?.zone);
  const name = query.report in REPORTS ? query.report : DEFAULTS.report;
  const { screen, path, has_span } = REPORTS[name];
  const span = span_of(query.span, today, { from_on: query.from_on, to_on: query.to_on });
  const asked = has_span && is_whole(span) ? `?${new URLSearchParams(span)}` : "";
  return html`
    <${OfficePage} title=${t("office.reports")} kind="report"
      about=${t(`report.${name}_is`)}
      actions=${path && (!has_span || is_whole(span)) && html`
        <${Ways} href=${`/api/reports/${path}.csv${asked}`} />
      `}>
      <div class="no-print"><${Segments} as="picks scrolls" label=${t("report.which")} value=${name}
        on_pick=${(/** @type {string} */ report) => change({ report, payout: "" })}
        options=${Object.keys(REPORTS).map((value) => ({ value, label: t(`report.${value}`) }))} /></div>
      <h2 class="print-only">${t(`report.${name}`)} · ${settings.value?.name} · ${has_span && is_whole(span)
        ? `${day(span.from_on)} – ${day(span.to_on)}`
        : day(today)}</h2>
      ${has_span && html`<${Days} query=${query} span=${span} today=${today} on_change=${change} />`}
      <${WeeklyOffer} />
      <${screen} span=${is_whole(span) ? span : null} today=${today} opened=${query.payout} />
    <//>
  `;
}

/**
 * @param {{ query: Record<string, string>, span: Span, today: string,
 *   on_change: (changes: Record<string, string>) => void }} props
 */
function Days({ query, span, today, on_change }) {
  const pick = (/** @type {string} */ name) =>
    on_change(
      name === "custom"
        ? { span: name, ...span_of(query.span, today, span) }
        : { span: name, from_on: "", to_on: "" },
    );
  const date = (/** @type {"from_on" | "to_on"} */ name) =>
    html`
      <${Field} label=${t(`report.${name}`)} type="date" value=${span[name]}
        wrong=${name === "to_on" && span.from_on && span.to_on && span.to_on < span.from_on
          ? t("report.backwards")
          : null}
        on_input=${(/** @type {string} */ on) => on_change({ [name]: on })} />
    `;
  return html`
    <div class="row wraps no-print report-days">
      <${Pick} label=${t("report.span")} value=${query.span} on_pick=${pick}
        options=${SPANS.map((value) => ({ value, label: t(`report.${value}`) }))} />
      ${query.span === "custom"
        ? html`<div class="fields">${date("from_on")}${date("to_on")}</div>`
        : html`<span class="dim">${day(span.from_on)} – ${day(span.to_on)}</span>`}
    </div>
  `;
}
