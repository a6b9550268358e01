// The ways to say what an invoice bills, as thumbs say it: a percent, a stage that is planned, chosen lines.
import { Field } from "../../components/forms.js";
import { decimals_of_currency } from "../../components/money_field.js";
import { brief_money, Chip } from "../../components/parts.js";
import { minor_of, typed_of } from "../../components/typed_amount.js";
import { left_of, line_amount } from "../../domain/line_billing.js";
import { in_bps } from "../../domain/money.js";
import { in_locale, money, t } from "../../messages.js";
import { invoices_of } from "../../store/view.js";
import { html } from "../../vendor/ui.js";
import { percent_in_words } from "./words.js";
import { standing_of } from "../reckoning.js";

/** @typedef {import("../../store/cache.js").Row} Row */
/** @typedef {import("./new_invoice.js").Draft} Draft */
/** @typedef {import("./new_invoice.js").Change} Change */
/** @typedef {{ id: string, rate_bps: number, base_minor: number, percent_bps: number | null }} Line */

export const PERCENT_DECIMALS = 3;
const PPM_OF_A_THOUSANDTH = 10;
const SHARES = ["10", "25", "30", "50"];

/** The planned stages that can be billed now. @param {Row} job @returns {Row[]} */
export function stages_open(job) {
  return (job.schedule?.stages ?? []).filter((/** @type {Row} */ stage) =>
    !stage.invoice_id && stage.planned_minor > 0
  );
}

/** @param {{ typed: string, on_typed: (typed: string) => void }} props */
export function PercentField({ typed, on_typed }) {
  /** @param {InputEvent & { currentTarget: HTMLInputElement }} event */
  const on_input = ({ currentTarget }) => {
    const text = currentTarget.value.replace(",", ".").replace(/[^\d.]/g, "");
    if (text === "" || minor_of(text, PERCENT_DECIMALS) !== null) on_typed(text);
    else currentTarget.value = typed;
  };
  return html`
    <div class=${typed ? "amount" : "amount nothing"}>
      <span aria-hidden="true"><span class="money the-number">${shown(
        typed,
      )}<i class="caret"></i></span></span>
      <input class="amount-input" inputmode="none" autocomplete="off" aria-label=${t("request.percent")}
        value=${typed} onInput=${on_input} />
    </div>
  `;
}

/** "33.3%": as it was typed, in the reader's signs. @param {string} typed */
function shown(typed) {
  const [, fraction = ""] = typed.split(".");
  return in_locale(Number(typed || 0) / 100, {
    style: "percent",
    minimumFractionDigits: fraction.length,
    maximumFractionDigits: PERCENT_DECIMALS,
  });
}

/** What is billed most often. @param {{ job: Row, way: string, on_typed: (typed: string) => void }} props */
export function Quick({ job, way, on_typed }) {
  const decimals = decimals_of_currency();
  const left_minor = job.left_to_invoice_minor;
  const half_minor = Math.floor(left_minor / 2);
  const picks = way === "percent"
    ? SHARES.map((typed) => ({ typed, label: shown(typed) }))
    : [[half_minor, "half_of_left"], [left_minor, "all_left"]].filter(([minor]) => Number(minor) > 0).map(
      ([minor, name]) => ({
        typed: typed_of(Number(minor), decimals),
        label: `${brief_money(Number(minor))} · ${t(`request.${name}`)}`,
      }),
    );
  return html`<div class="picks centered" role="group" aria-label=${t("request.quick")}>${
    picks.map(({ typed, label }) =>
      html`
        <button key=${typed} type="button" onClick=${() => on_typed(typed)}>${label}</button>
      `
    )
  }</div>`;
}

/** @param {{ job: Row, draft: Draft, change: Change }} props */
export function Stages({ job, draft, change }) {
  return html`<div role="radiogroup" aria-label=${t("request.stage")}><ul class="list">${
    stages_open(job).map((stage) =>
      html`
        <li key=${stage.id}><label class="list-row choice">
          <input type="radio" name="stage" checked=${stage.id === draft.stage_id}
            onChange=${() => change({ stage_id: stage.id })} />
          <span class="grow stack tight"><span class="title">${stage.title}</span>
            ${stage.percent_bps &&
              html`<span class="dim small">${percent_in_words(stage.percent_bps)}</span>`}
          </span>
          <span class="end stack tight"><span class="money">${money(stage.planned_minor)}</span>
            ${stage.ready_at &&
              html`<span><${Chip} state="open">${t("request.stage_ready")}<//></span>`}</span>
        </label></li>
      `
    )
  }</ul></div>`;
}

/** @param {{ job: Row, draft: Draft, change: Change }} props */
export function Chosen({ job, draft: { lines }, change }) {
  const invoices = invoices_of(job.id);
  const set = (/** @type {string} */ id, /** @type {string | null} */ typed) => {
    const { [id]: _, ...others } = lines;
    change({ lines: typed === null ? others : { ...others, [id]: typed } });
  };
  return html`<ul class="list" aria-label=${t("request.way_lines")}>${
    job.line_items.map((/** @type {Row} */ line) =>
      html`
        <${LineChoice} key=${line.id} line=${line} standing=${standing_of(line, invoices)}
          typed=${lines[line.id] ?? null} set=${(/** @type {string | null} */ typed) =>
            set(line.id, typed)} />
      `
    )
  }</ul>`;
}

/**
 * @param {{ line: Row, standing: import("../../domain/line_billing.js").Standing, typed: string | null,
 *   set: (typed: string | null) => void }} props
 */
function LineChoice({ line, standing, typed, set }) {
  const left_minor = left_of(standing);
  const billed = typed === null ? null : line_of(line, standing, typed);
  const wrong = typed && !billed ? t("refusal.kernel.not_a_percent") : null;
  return html`<li class="stack close">
    <label class="list-row choice"><input type="checkbox" checked=${typed !== null} disabled=${
    left_minor === 0
  }
        onChange=${() => set(typed === null ? "" : null)} />
      <span class="grow stack tight"><span class="title">${line.description}</span>
        <span class="dim small">${
    left_minor === 0 ? t("request.line_none") : t("request.line_all", { amount: money(left_minor) })
  }</span></span>
      ${billed && html`<span class="money">${money(billed.base_minor)}</span>`}</label>
    ${
    typed !== null && html`
      <div class="choice-part">
        <${Field} label=${t("request.line_part")} value=${typed} optional=${true} inputmode="decimal"
          autocomplete="off" wrong=${wrong} on_input=${(/** @type {string} */ text) => set(text)} />
      </div>
    `
  }</li>`;
}

/**
 * What is chosen comes to this; null while something is missing or is too much.
 * @param {Row} job @param {Row[]} invoices @param {Record<string, string>} chosen
 * @returns {Line[] | null}
 */
export function lines_of(job, invoices, chosen) {
  const items = job.line_items.filter((/** @type {Row} */ { id }) => chosen[id] !== undefined);
  const lines = items.map((/** @type {Row} */ line) =>
    line_of(line, standing_of(line, invoices), chosen[line.id])
  );
  return lines.length > 0 && lines.every(Boolean) ? lines : null;
}

/**
 * @param {Row} line @param {import("../../domain/line_billing.js").Standing} standing @param {string} typed
 * @returns {Line | null}
 */
function line_of(line, standing, typed) {
  const asked = typed.trim() === "" ? null : minor_of(typed, PERCENT_DECIMALS);
  const percent_ppm = asked === null ? undefined : asked * PPM_OF_A_THOUSANDTH;
  if (typed.trim() !== "" && !percent_ppm) return null;
  const found = line_amount({ percent_ppm }, standing);
  if ("code" in found) return null;
  const percent_bps = percent_ppm === undefined ? null : in_bps(percent_ppm);
  return { id: line.id, rate_bps: line.tax_rate_bps, base_minor: found.base_minor, percent_bps };
}
