// Chosen lines of a job: which of them an invoice bills, and how much of each, before tax.
import { Field } from "../components/forms.js";
import { left_of, line_amount } from "../domain/line_billing.js";
import { quantity_milli } from "../domain/line_item.js";
import { in_bps, percent_ppm } from "../domain/money.js";
import { language, money, t } from "../messages.js";
import { invoices_of } from "../store/view.js";
import { html } from "../vendor/ui.js";
import { Check, sum_typed, SumField } from "./office_fields.js";
import { percent_typed } from "./office_new_job_lines.js";

/** @typedef {import("../store/cache.js").Row} Row */
/** @typedef {{ how: string, typed: string, stored: boolean, note: string }} Choice */
/** @typedef {Record<string, Choice>} Chosen  by the line's id */

const ALL_LEFT = { how: "rest", typed: "", stored: false, note: "" };
const WAYS = ["rest", "percent", "amount", "units"];
const NOTE_MAX = 200;
const MILLI = 1000;

/**
 * What is chosen comes to this, by tax rate; null while something is missing or is too much.
 * @param {Row} job @param {Row[]} invoices @param {Chosen} chosen
 */
export function billed_by_lines(job, invoices, chosen) {
  const lines = lines_in(job, chosen);
  const billed = lines.flatMap((line) => {
    const choice = chosen[line.id];
    const found = billed_of(choice, standing_of(line, invoices));
    if (!found || "code" in found || (choice.stored && choice.note.trim() === "")) return [];
    return [{ rate_bps: line.tax_rate_bps, base_minor: found.base_minor }];
  });
  const is_whole = billed.length === lines.length && lines.length > 0;
  return is_whole ? { kind: /** @type {const} */ ("lines"), billed } : null;
}

/** @param {Row} job @param {Chosen} chosen @returns {Row[]} */
function lines_in(job, chosen) {
  return job.line_items.filter((/** @type {Row} */ { id }) => chosen[id]);
}

/** As the server is asked. @param {Row} job @param {Chosen} chosen */
export function asks_of(job, chosen) {
  return lines_in(job, chosen).map(({ id }) => {
    const { how, typed, stored, note } = chosen[id];
    return {
      line_item_id: id,
      ...(how === "rest" && { rest: true }),
      ...(how === "percent" && { percent_bps: in_bps(percent_typed(typed) ?? 0) }),
      ...(how === "amount" && { amount_minor: sum_typed(typed) }),
      ...(how === "units" && { quantity: (units_typed(typed) ?? 0) / MILLI }),
      ...(stored && { stored, note: note.trim() }),
    };
  });
}

/**
 * @param {{ job: Row, draft: import("./office_new_invoice.js").Draft,
 *   change: import("./office_new_invoice.js").Change }} props
 */
export function ChosenLines({ job, draft, change }) {
  const chosen = draft.lines;
  const set = (/** @type {string} */ id, /** @type {Choice | null} */ choice) => {
    const { [id]: _, ...others } = chosen;
    change({ lines: choice ? { ...others, [id]: choice } : others });
  };
  return html`<div role="group" aria-label=${t("chosen.name")}>${
    job.line_items.map((/** @type {Row} */ line) =>
      html`
        <${Line} key=${line.id} line=${line} standing=${standing_of(line, invoices_of(job.id))}
          choice=${chosen[line.id] ?? null}
          set=${(/** @type {Choice | null} */ choice) => set(line.id, choice)} />
      `
    )
  }</div>`;
}

/**
 * @param {{ line: Row, standing: import("../domain/line_billing.js").Standing, choice: Choice | null,
 *   set: (choice: Choice | null) => void }} props
 */
function Line({ line, standing, choice, set }) {
  const left_minor = left_of(standing);
  const left = left_minor === 0
    ? t("chosen.all_billed")
    : t("chosen.left", { left: money(left_minor), value: money(standing.value_minor) });
  return html`<div class="chosen-line" role="group" aria-label=${line.description}>
    <${Check} label=${html`<b>${line.description}</b> <span class="dim small">${left}</span>`}
      checked=${choice !== null} disabled=${left_minor === 0}
      on_change=${(/** @type {boolean} */ on) => set(on ? ALL_LEFT : null)} />
    ${choice && html`<${HowMuch} standing=${standing} choice=${choice} set=${set} />`}</div>`;
}

/**
 * @param {{ standing: import("../domain/line_billing.js").Standing, choice: Choice,
 *   set: (choice: Choice) => void }} props
 */
function HowMuch({ standing, choice, set }) {
  const { how, typed, stored, note } = choice;
  const found = billed_of(choice, standing);
  const is_too_much = found && "code" in found && found.code === "invoices.over_invoiced";
  const wrong = is_too_much ? t("chosen.too_much", { left: money(left_of(standing)) }) : null;
  const type = (/** @type {string} */ value) => set({ ...choice, typed: value });
  const count = new Intl.NumberFormat(language.value, { maximumFractionDigits: 3 });
  return html`<div class="stack close">
    <div class="fields">
      <${Field} label=${t("chosen.how")} value=${how}
        options=${WAYS.map((value) => ({ value, label: t(`chosen.${value}`) }))}
        on_input=${(/** @type {string} */ way) => set({ ...choice, how: way, typed: "" })} />
      ${
    how === "amount" &&
    html`<${SumField} label=${t("chosen.amount_asked")} value=${typed} wrong=${wrong} on_input=${type} />`
  }
      ${
    how === "percent" && html`
      <${Field} label=${t("chosen.percent_asked")} value=${typed} class="figures"
        inputmode="decimal" autocomplete="off" on_input=${type}
        wrong=${typed.trim() && !percent_typed(typed) ? t("refusal.kernel.not_a_percent") : wrong} />
    `
  }
      ${
    how === "units" && html`
      <${Field} class="figures" inputmode="decimal" autocomplete="off" value=${typed} on_input=${type}
        label=${t("chosen.units_asked", { count: count.format(standing.quantity_milli / MILLI) })}
        wrong=${typed.trim() && !units_typed(typed) ? t("refusal.jobs.not_a_quantity") : wrong} />
    `
  }
    </div>
    ${
    found && !("code" in found) &&
    html`<p class="small" role="status">${t("chosen.bills", { amount: money(found.base_minor) })}</p>`
  }
    <${Check} label=${t("chosen.stored")} checked=${stored}
      on_change=${(/** @type {boolean} */ on) => set({ ...choice, stored: on })} />
    ${
    stored && html`
      <${Field} label=${t("chosen.note")} value=${note} limit=${NOTE_MAX} required=${true}
        placeholder=${t("chosen.note_hint")} autocomplete="off"
        on_input=${(/** @type {string} */ words) => set({ ...choice, note: words })} />
    `
  }</div>`;
}

/**
 * What the choice bills of the line, or why it cannot; null while nothing is typed.
 * @param {Choice} choice @param {import("../domain/line_billing.js").Standing} standing
 */
function billed_of({ how, typed }, standing) {
  if (how === "rest") return line_amount({}, standing);
  if (how === "percent") {
    const ppm = percent_typed(typed);
    return ppm ? line_amount({ percent_ppm: ppm }, standing) : null;
  }
  if (how === "units") {
    const milli = units_typed(typed);
    return milli ? line_amount({ quantity_milli: milli }, standing) : null;
  }
  const amount_minor = sum_typed(typed);
  return amount_minor ? line_amount({ amount_minor }, standing) : null;
}

/** @param {string} typed */
const units_typed = (typed) => quantity_milli(typed.trim().replace(",", "."));

/**
 * The line, and how much of it live invoices bill by percent and by units.
 * @param {Row} line @param {Row[]} invoices
 * @returns {import("../domain/line_billing.js").Standing}
 */
export function standing_of(line, invoices) {
  const parts = invoices.filter(({ status }) => status === "open" || status === "paid")
    .flatMap(({ lines }) => lines ?? []).filter(({ line_item_id }) => line_item_id === line.id);
  return {
    value_minor: line.net_minor,
    billed_minor: line.billed_minor,
    quantity_milli: quantity_milli(line.quantity) ?? MILLI,
    rate_bps: line.tax_rate_bps,
    billed_ppm: sum_known(parts.map(({ percent_bps: bps }) => bps === null ? null : percent_ppm(bps))),
    billed_milli: sum_known(parts.map(({ quantity: of }) => of === null ? null : quantity_milli(of))),
  };
}

/** One that is not known makes the sum unknown. @param {(number | null)[]} parts */
function sum_known(parts) {
  return parts.reduce((sum, part) => sum === null || part === null ? null : sum + part, 0);
}
