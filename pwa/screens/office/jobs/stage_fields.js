// One stage of a plan, as it is typed: its name, how much it bills, what it waits for, and when it falls due.
import { Field, Segments } from "../../../components/forms.js";
import { today_in } from "../../../components/parts.js";
import { day, money, t } from "../../../messages.js";
import { new_id } from "../../../store/outbox.js";
import { settings, visits_of } from "../../../store/view.js";
import { html } from "../../../vendor/ui.js";
import { DueTermsField, terms_in_words } from "../fields.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {import("./schedule_dialog.js").Draft} Draft */

const TITLE_MAX = 200;
const WHEN = ["milestone", "approval", "visit", "date"];

/**
 * @param {{ job: Row, stage: Draft, place: number, amount_minor: number | null, is_last: boolean,
 *   on_change: (part: Partial<Draft>) => void, on_remove: () => void }} props
 */
export function StageFields({ job, stage, place, amount_minor, is_last, on_change, on_remove }) {
  const name = t("schedule.stage", { place: place + 1 });
  if (stage.is_billed) {
    return html`<div class="list-row"><span class="grow">${place + 1} · ${stage.title}
      <span class="dim small"> · ${t("schedule.is_billed")}</span></span>
      <span class="money">${money(stage.billed_minor)}</span></div>`;
  }
  const ways = ["percent", "amount", ...(is_last ? ["rest"] : [])];
  return html`<fieldset class="field stage-fields"><legend>${name}${
    amount_minor !== null ? ` · ${money(amount_minor)}` : ""
  }</legend>
    <${Field} label=${t("schedule.name")} value=${stage.title} limit=${TITLE_MAX} required=${true}
      autocomplete="off" on_input=${(/** @type {string} */ title) => on_change({ title })} />
    <${Segments} label=${t("table.share")} value=${stage.way}
      on_pick=${(/** @type {string} */ way) => on_change({ way, typed: "" })}
      options=${ways.map((value) => ({ value, label: t(`schedule.way_${value}`) }))} />
    ${
    stage.way !== "rest" && html`
      <${Field} label=${t(`schedule.way_${stage.way}`)} value=${stage.typed} inputmode="decimal"
        class="figures" autocomplete="off"
        wrong=${stage.typed.trim() !== "" && amount_minor === null ? t("refusal.kernel.not_an_amount") : null}
        on_input=${(/** @type {string} */ typed) => on_change({ typed })} />
    `
  }
    <${When} job=${job} value=${stage.bill_when}
      on_change=${(/** @type {any} */ bill_when) => on_change({ bill_when })} />
    <${Due} value=${stage.due_terms}
      on_change=${(/** @type {any} */ due_terms) => on_change({ due_terms })} />
    <button type="button" class="quiet small" onClick=${on_remove}
      aria-label=${`${t("schedule.remove")}: ${name}`}>${t("schedule.remove")}</button>
  </fieldset>`;
}

/** What the stage waits for. @param {{ job: Row, value: any, on_change: (value: any) => void }} props */
function When({ job, value, on_change }) {
  const visits = visits_of(job.id).filter(({ state }) => state !== "canceled");
  const pick = (/** @type {string} */ kind) => on_change(first_of(kind));
  return html`
    <div class="fields">
      <${Field} label=${t("schedule.when")} value=${value.kind} on_input=${pick}
        options=${WHEN.map((kind) => ({ value: kind, label: t(`schedule.waits_${kind}`) }))} />
      ${value.kind === "milestone" && html`
        <${Field} label=${t("schedule.milestone")} value=${value.name} limit=${TITLE_MAX} required=${true}
          autocomplete="off" on_input=${(/** @type {string} */ name) => on_change({ ...value, name })} />
      `}
      ${value.kind === "date" && html`
        <${Field} label=${t("schedule.day")} type="date" value=${value.on} required=${true}
          on_input=${(/** @type {string} */ on) => on_change({ ...value, on })} />
      `}
      ${value.kind === "visit" && html`
        <${Field} label=${t("schedule.visit")} value=${value.visit_id ?? ""}
          on_input=${(/** @type {string} */ id) => on_change({ kind: "visit", visit_id: id || null })}
          options=${[
            { value: "", label: t("schedule.any_visit") },
            ...visits.map(({ id, starts_at, note }) => (
              { value: id, label: [day(starts_at), note].filter(Boolean).join(" · ") }
            )),
          ]} />
      `}
    </div>
  `;
}

/** @param {string} kind */
function first_of(kind) {
  if (kind === "milestone") return { kind, name: t("schedule.work_done") };
  if (kind === "date") return { kind, on: today_in(settings.peek()?.zone) };
  return kind === "visit" ? { kind, visit_id: null } : { kind };
}

/**
 * Its own terms, where it is not due as the company says.
 * @param {{ value: any, on_change: (value: any) => void }} props
 */
function Due({ value, on_change }) {
  const usual = settings.value?.due_terms ?? { kind: "receipt" };
  if (value) {
    return html`<div class="fields"><${DueTermsField} value=${value} on_change=${on_change} />
      <button type="button" class="quiet small" onClick=${() => on_change(null)}>${t(
        "schedule.due_as_usual",
      )}</button></div>`;
  }
  return html`<p class="small dim due-usual">${t("schedule.due_usual", { terms: terms_in_words(usual) })}
    <button type="button" class="quiet small" onClick=${() => on_change(usual)}>${t(
      "schedule.due_own",
    )}</button></p>`;
}

/** @param {number} place @returns {Draft} */
export function new_stage(place, title = t("schedule.stage", { place: place + 1 })) {
  return {
    stage_id: new_id(),
    kind: "progress",
    title,
    way: "percent",
    typed: "",
    bill_when: { kind: "milestone", name: t("schedule.work_done") },
    due_terms: null,
    is_billed: false,
    billed_minor: 0,
  };
}
