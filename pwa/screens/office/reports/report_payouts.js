// Payouts: what processors sent to the bank, what each is made of, and what has not been sent yet.
import { Chip, Empty, Notice } from "../../../components/parts.js";
import { day, t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { html } from "../../../vendor/ui.js";
import { Figures, LeftOff, money_in, Report, Sums, use_report } from "./report_parts.js";
import { gateway_name } from "../words.js";

/** @typedef {Record<string, any>} Row */

const HERE = "/reports?report=payouts";
const STATES = { on_its_way: "pending", paid: "paid", failed: "attention", canceled: "void" };
const REASONS = new Set([
  "account_closed",
  "account_frozen",
  "bank_account_restricted",
  "bank_ownership_changed",
  "could_not_process",
  "debit_not_authorized",
  "declined",
  "incorrect_account_holder_name",
  "insufficient_funds",
  "invalid_account_number",
  "invalid_currency",
  "no_account",
  "unsupported_card",
]);
const COLUMNS = [
  "payout_gross",
  "payout_fees",
  "payout_refunds",
  "payout_disputes",
  "payout_other",
  "payout_net",
];

/** @param {{ opened: string }} props  `opened`: the payout whose parts are shown */
export function Payouts({ opened }) {
  return opened ? html`<${Whole} id=${opened} />` : html`<${All} />`;
}

function All() {
  const asked = use_report("/api/reports/payouts");
  return html`<${Report} asked=${asked}>${(/** @type {Row} */ report) => {
    const barred = report.barred.map((/** @type {string} */ slug) =>
      html`
        <${Notice} key=${slug} kind="wait">
          <p>${t("payments.payouts_barred", { gateway: gateway_name(slug) })}</p>
          <p>
            <${Link} href="/settings#taking_payments">${t("report.payout_settings")}<//></p>
        <//>
      `
    );
    if (!report.is_connected) {
      return html`
        <${Empty} icon="bank" title=${t("report.no_processor")} text=${t("report.no_processor_text")}>
          <${Link} class="button" href="/settings">${t("report.payout_settings")}<//>
        <//>
      `;
    }
    if (report.rows.length === 0 && barred.length > 0) return barred;
    return html`
      ${barred}
      <${Sums} sums=${[
        { word: "report.payout_waiting", minor: report.waiting_minor, about: t("report.payout_waiting_is") },
        { word: "report.payout_sent", minor: report.on_its_way_minor },
        { word: "report.payout_arrived", minor: report.arrived_minor },
      ]} />
      ${report.rows.length === 0
        ? html`<${Empty} icon="clock" title=${t("report.none_paid_out")} text=${
          t("report.none_paid_out_text")
        } />`
        : html`
          <${Table} name=${t("report.payouts")} payouts=${report.rows} />
          <${LeftOff} report=${report} />
        `}
      ${report.others.map((/** @type {Row} */ other, /** @type {number} */ place) =>
        html`<${Elsewhere} key=${other.currency} other=${other} is_first=${place === 0} />`
      )}
    `;
  }}<//>`;
}

/** Payouts in a currency that is not the company's. @param {{ other: Row, is_first: boolean }} props */
function Elsewhere({ other, is_first }) {
  const written = (/** @type {number} */ minor) => money_in(minor, other.currency);
  return html`
    <section class="stack close" aria-label=${t("report.elsewhere", { currency: other.currency })}>
      <h2 class="panel-head">${t("report.elsewhere", { currency: other.currency })}</h2>
      ${is_first && html`<p class="dim small">${t("report.elsewhere_is")}</p>`}
      <${Table} name=${t("report.elsewhere", { currency: other.currency })} payouts=${other.rows} />
      <p class="dim small">${t("report.elsewhere_sums", {
        sent: written(other.on_its_way_minor),
        arrived: written(other.arrived_minor),
      })}</p>
      <${LeftOff} report=${other} />
    </section>
  `;
}

/** @param {{ name: string, payouts: Row[] }} props */
function Table({ name, payouts }) {
  return html`<${Figures} name=${name} head=${["report.payout", ...words()]}
    rows=${payouts.map((row) => ({ key: row.id, title: titled(row), cells: figures_of(row) }))} />`;
}

/** @param {{ id: string }} props */
function Whole({ id }) {
  const asked = use_report(`/api/payouts/${id}`);
  return html`
    <p class="no-print">
      <${Link} href=${HERE}>${t("report.payouts_all")}<//></p>
    <${Report} asked=${asked}>${(/** @type {Row} */ { payout, items, left_off }) =>
      html`
        <section class="stack close" aria-label=${t("report.payout")}>
          <div class="row wraps">
            <h2>${t("report.payout_of", {
              gateway: gateway_name(payout.gateway),
              sum: money_in(payout.amount_minor, payout.currency),
            })}</h2>
            ${state_of(payout)}
          </div>
          <p class="dim small">${t(`report.payout_day_${payout.state}`, {
            day: day(payout.arrival_on),
          })} · ${t("report.payout_made", { day: day(payout.made_at) })} · <span class="number">${payout
            .gateway_ref}</span></p>
          ${["failed", "canceled"].includes(payout.state) && html`
            <${Notice} kind="late">
              <p>${sent_back(payout)}</p>
              <//>
          `}
          ${payout.amount_minor < 0 && html`
            <${Notice} kind="plain">
              <p>${t("report.payout_below")}</p>
              <//>
          `}
        </section>
        ${payout.is_itemized
          ? html`
            <${Figures} name=${t("report.payout_items")} head=${["report.payout_item", ...ITEM]}
              rows=${items.map((/** @type {Row} */ item) => ({
                key: item.id,
                title: item_titled(item),
                cells: item_figures(item, payout.currency),
              }))}
              total=${{
                title: t("table.total"),
                cells: item_figures({
                  amount_minor: sum(items, "amount_minor"),
                  fee_minor: sum(items, "fee_minor"),
                  net_minor: payout.amount_minor,
                }, payout.currency),
              }} />
            <${LeftOff} report=${{ left_off }} />
          `
          : html`
            <${Notice} kind="plain">
              <p>${t("report.payout_bare")}</p>
              <//>
          `}
      `}<//>
  `;
}

const ITEM = ["report.payout_amount", "report.payout_fees", "report.payout_net"];

function words() {
  return COLUMNS.map((name) => `report.${name}`);
}

/** What goes off is below zero, so that a row adds up. @param {Row} row */
function figures_of(row) {
  const minors = [
    row.gross_minor,
    -row.fee_minor,
    row.refund_minor,
    row.dispute_minor,
    row.other_minor,
    row.amount_minor,
  ];
  return COLUMNS.map((name, place) => ({
    word: `report.${name}`,
    minor: !row.is_itemized && place < COLUMNS.length - 1 ? null : minors[place],
    kept: place === COLUMNS.length - 1,
    currency: row.currency,
  }));
}

/** @param {Row} item @param {string} currency */
function item_figures({ amount_minor, fee_minor, net_minor }, currency) {
  return [
    { word: "report.payout_amount", minor: amount_minor, currency },
    { word: "report.payout_fees", minor: -fee_minor, currency },
    { word: "report.payout_net", minor: net_minor, kept: true, currency },
  ];
}

/** @param {Row} row */
function titled(row) {
  return html`<${Link} href=${`${HERE}&payout=${row.id}`}>${day(row.arrival_on)}<//> ${state_of(row)}
    <span class="dim small">${
    [
      gateway_name(row.gateway),
      row.payment_count > 0 && t("report.payments_of", { count: row.payment_count }),
    ]
      .filter(Boolean).join(" · ")
  }</span>`;
}

/** @param {Row} item */
function item_titled(item) {
  const said = t(`report.item_${item.kind}`);
  const about = [item.customer, item.method && t(`method.${item.method}`), day(item.made_at)].filter(Boolean);
  return html`${said} ${item.job_id && html`· <${Link} href=${`/office/jobs/${item.job_id}`}>${item.job}</>`}
    <span class="dim small">${about.join(" · ")}</span>`;
}

/**
 * Why the money did not arrive. A reason that has no words here is told as the processor says it.
 * @param {Row} payout
 */
export function sent_back({ state, problem }) {
  if (state === "canceled" && !problem) return t("report.payout_stopped");
  const reason = (problem ?? "").replaceAll(" ", "_");
  const why = REASONS.has(reason) ? t(`report.payout_why_${reason}`) : problem;
  return why ? t("report.payout_back", { why }) : t("report.payout_back_unsaid");
}

/** @param {Row} row */
export function state_of({ state }) {
  return html`<${Chip} state=${STATES[/** @type {keyof typeof STATES} */ (state)]}>${
    t(`report.payout_is_${state}`)
  }<//>`;
}

/** @param {Row[]} rows @param {string} name */
function sum(rows, name) {
  return rows.reduce((before, row) => before + row[name], 0);
}
