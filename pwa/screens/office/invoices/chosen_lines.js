// Chosen lines of a job: which of them an invoice bills, and how much of each, before tax.
import { Field } from "../../../components/forms.js";
import { left_of, line_amount } from "../../../domain/line_billing.js";
import { quantity_milli } from "../../../domain/line_item.js";
import { in_bps } from "../../../domain/money.js";
import { in_locale, money, t } from "../../../messages.js";
import { invoices_of } from "../../../store/view.js";
import { html } from "../../../vendor/ui.js";
import { Check, sum_to_type, sum_typed, SumField } from "../fields.js";
import { percent_typed } from "../jobs/new_job_lines.js";
import { standing_of } from "../../reckoning.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** `attachment_id`: what shows the material instead of a note. */
/** @typedef {{ how: string, typed: string, stored: boolean, note: string, attachment_id?: string }} Choice */
/** @typedef {Record<string, Choice>} Chosen  by the line's id */

const ALL_LEFT = { how: "rest", typed: "", stored: false, note: "" };
const WAYS = ["rest", "percent", "amount", "units"];
const NOTE_MAX = 200;
const MILLI = 1000;
const BPS_IN_PERCENT = 100;

/**
 * What is chosen comes to this, by tax rate; null while something is missing or is too much.
 * @param {Row} job @param {Row[]} invoices @param {Chosen} chosen
 */
export function billed_by_lines(job, invoices, chosen) {
  const lines = lines_in(job, chosen);
  const billed = lines.flatMap((line) => {
    const choice = chosen[line.id];
    const found = billed_of(choice, standing_of(line, invoices));
    if (!found || "code" in found || (choice.stored && !is_shown(choice))) return [];
    const quantity = choice.how === "units" ? (units_typed(choice.typed) ?? 0) / MILLI : null;
    return [{ line_item_id: line.id, quantity, rate_bps: line.tax_rate_bps, base_minor: found.base_minor }];
  });
  const is_whole = billed.length === lines.length && lines.length > 0;
  const has_stored = lines.some(({ id }) => Boolean(chosen[id].stored));
  return is_whole ? { kind: /** @type {const} */ ("lines"), billed, has_stored } : null;
}

/** Whether something shows that the material is there. @param {Choice} choice */
const is_shown = ({ note, attachment_id }) => note.trim() !== "" || attachment_id !== undefined;

/** @param {Row} job @param {Chosen} chosen @returns {Row[]} */
function lines_in(job, chosen) {
  return job.line_items.filter((/** @type {Row} */ { id }) => chosen[id]);
}

/** As the server is asked. @param {Row} job @param {Chosen} chosen */
export function asks_of(job, chosen) {
  return lines_in(job, chosen).map(({ id }) => {
    const { how, typed, stored, note, attachment_id } = chosen[id];
    return {
      line_item_id: id,
      ...(how === "rest" && { rest: true }),
      ...(how === "percent" && { percent_bps: in_bps(percent_typed(typed) ?? 0) }),
      ...(how === "amount" && { amount_minor: sum_typed(typed) }),
      ...(how === "units" && { quantity: (units_typed(typed) ?? 0) / MILLI }),
      ...(stored && { stored, note: note.trim(), ...(attachment_id && { attachment_id }) }),
    };
  });
}

/**
 * Whether no more is billed than is taken off.
 * @param {Row} job @param {Row[]} invoices @param {Chosen} chosen
 */
function takes_off_only(job, invoices, chosen) {
  const found = billed_by_lines(job, invoices, chosen);
  return found && found.billed.reduce((sum, { base_minor }) => sum + base_minor, 0) <= 0;
}

/** What an issued invoice bills, as it would be chosen again. @param {Row} invoice @returns {Chosen} */
export function chosen_again({ lines }) {
  return Object.fromEntries((lines ?? []).map((/** @type {Row} */ line) => [line.line_item_id, {
    ...typed_again(line),
    stored: line.goods === "stored",
    note: line.note,
    ...(line.attachment_id && { attachment_id: line.attachment_id }),
  }]));
}

/** @param {Row} line */
function typed_again({ percent_bps, quantity, base_minor }) {
  if (percent_bps !== null) return { how: "percent", typed: String(Number(percent_bps) / BPS_IN_PERCENT) };
  if (quantity !== null) return { how: "units", typed: String(quantity) };
  return { how: "amount", typed: sum_to_type(Math.abs(base_minor)) };
}

/**
 * The job as it stands once this invoice of it is void.
 * @param {Row} job @param {Row} invoice @returns {Row}
 */
export function job_without(job, { lines, total_minor }) {
  const freed_of = (/** @type {string} */ id) =>
    lines.reduce(
      (/** @type {number} */ sum, /** @type {Row} */ { line_item_id, base_minor }) =>
        line_item_id === id ? sum + base_minor : sum,
      0,
    );
  return {
    ...job,
    invoiced_minor: job.invoiced_minor - total_minor,
    left_to_invoice_minor: job.left_to_invoice_minor + total_minor,
    line_items: job.line_items.map((/** @type {Row} */ line) => (
      { ...line, billed_minor: line.billed_minor - freed_of(line.id) }
    )),
  };
}

/**
 * `invoices`: those that bill the lines already.
 * @param {{ job: Row, invoices?: Row[], draft: { lines: Chosen },
 *   change: (part: { lines: Chosen }) => void }} props
 */
export function ChosenLines({ job, invoices = invoices_of(job.id), draft, change }) {
  const chosen = draft.lines;
  const set = (/** @type {string} */ id, /** @type {Choice | null} */ choice) => {
    const { [id]: _, ...others } = chosen;
    change({ lines: choice ? { ...others, [id]: choice } : others });
  };
  const open = job.line_items.filter((/** @type {Row} */ line) => left_of(standing_of(line, invoices)) !== 0);
  const has_all = open.every((/** @type {Row} */ { id }) => chosen[id]);
  const all_left = () =>
    Object.fromEntries(open.map((/** @type {Row} */ { id }) => [id, chosen[id] ?? ALL_LEFT]));
  return html`<div role="group" aria-label=${t("chosen.name")}>${
    open.length > 1 && html`
      <${Check} label=${t("chosen.all")} checked=${has_all}
        on_change=${(/** @type {boolean} */ on) => change({ lines: on ? all_left() : {} })} />
    `
  }${
    job.line_items.map((/** @type {Row} */ line) =>
      html`
        <${Line} key=${line.id} line=${line} standing=${standing_of(line, invoices)}
          choice=${chosen[line.id] ?? null}
          set=${(/** @type {Choice | null} */ choice) => set(line.id, choice)} />
      `
    )
  }${
    takes_off_only(job, invoices, chosen) &&
    html`<p class="late-text small" role="status">${t("chosen.only_taken_off")}</p>`
  }</div>`;
}

/**
 * @param {{ line: Row, standing: import("../../../domain/line_billing.js").Standing, choice: Choice | null,
 *   set: (choice: Choice | null) => void }} props
 */
function Line({ line, standing, choice, set }) {
  const left_minor = left_of(standing);
  const is_taken_off = standing.value_minor < 0;
  const left = left_minor === 0
    ? t(is_taken_off ? "chosen.all_taken_off" : "chosen.all_billed")
    : t(is_taken_off ? "chosen.left_to_take_off" : "chosen.left", {
      left: money(Math.abs(left_minor)),
      value: money(Math.abs(standing.value_minor)),
    });
  return html`<div class="chosen-line" role="group" aria-label=${line.description}>
    <${Check} label=${html`<b>${line.description}</b> <span class="dim small">${left}</span>`}
      checked=${choice !== null} disabled=${left_minor === 0}
      on_change=${(/** @type {boolean} */ on) => set(on ? ALL_LEFT : null)} />
    ${choice && html`<${HowMuch} standing=${standing} choice=${choice} set=${set} />`}</div>`;
}

/**
 * @param {{ standing: import("../../../domain/line_billing.js").Standing, choice: Choice,
 *   set: (choice: Choice) => void }} props
 */
function HowMuch({ standing, choice, set }) {
  const { how, typed, stored, note } = choice;
  const is_taken_off = standing.value_minor < 0;
  const found = billed_of(choice, standing);
  const is_too_much = found && "code" in found && found.code === "invoices.over_invoiced";
  const wrong = is_too_much ? t("chosen.too_much", { left: money(Math.abs(left_of(standing))) }) : null;
  const type = (/** @type {string} */ value) => set({ ...choice, typed: value });
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
        label=${t("chosen.units_asked", { count: in_locale(standing.quantity_milli / MILLI) })}
        wrong=${typed.trim() && !units_typed(typed) ? t("refusal.jobs.not_a_quantity") : wrong} />
    `
  }
    </div>
    ${
    found && !("code" in found) &&
    html`<p class="small" role="status">${
      t(is_taken_off ? "chosen.takes_off" : "chosen.bills", { amount: money(Math.abs(found.base_minor)) })
    }</p>`
  }
    ${
    !is_taken_off && html`
      <${Check} label=${t("chosen.stored")} checked=${stored}
        on_change=${(/** @type {boolean} */ on) => set({ ...choice, stored: on })} />
    `
  }
    ${
    stored && html`
      <${Field} label=${t("chosen.note")} value=${note} limit=${NOTE_MAX} required=${!choice.attachment_id}
        placeholder=${t("chosen.note_hint")} autocomplete="off"
        help=${!is_shown(choice) && t("chosen.note_needed")}
        on_input=${(/** @type {string} */ words) => set({ ...choice, note: words })} />
    `
  }</div>`;
}

/**
 * What the choice bills of the line, or why it cannot; null while nothing is typed.
 * @param {Choice} choice @param {import("../../../domain/line_billing.js").Standing} standing
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
