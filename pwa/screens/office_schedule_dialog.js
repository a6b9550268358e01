// Planning the stages of a job: from a template or by hand, with the sum running beside it.
import { Dialog, Field, Segments } from "../components/forms.js";
import { Icon } from "../components/icon.js";
import { toast } from "../components/page.js";
import { Notice } from "../components/parts.js";
import { in_bps, share } from "../domain/money.js";
import { money, t } from "../messages.js";
import { new_id } from "../store/outbox.js";
import { html, useState } from "../vendor/ui.js";
import { sum_to_type, sum_typed } from "./office_fields.js";
import { Refused, use_mutation } from "./office_mutation.js";
import { percent_typed } from "./office_new_job_lines.js";

/** @typedef {import("../store/cache.js").Row} Row */
/**
 * @typedef {{ stage_id: string, kind: string, title: string, way: string, typed: string, bill_when: any,
 *   due_terms: any, is_billed: boolean, billed_minor: number }} Draft
 */

const TITLE_MAX = 200;
const STAGES_MAX = 60;
const WHOLE = 1_000_000;
/** Percents; the last of each bills the rest. */
const TEMPLATES = /** @type {Record<string, (number | null)[]>} */ ({
  thirty_forty: [30, 40, null],
  halves: [50, null],
  thirds: [33.33, 33.33, null],
});

/** @param {{ job: Row, on_close: () => void }} props */
export function ScheduleDialog({ job, on_close }) {
  const [stages, set_stages] = useState(() => drafts_of(job));
  const [consent, set_consent] = useState("");
  const { busy, problem, set_problem, send } = use_mutation();
  const amounts = amounts_of(job, stages);
  const sum_minor = amounts.reduce((/** @type {number} */ sum, amount) => sum + (amount ?? 0), 0);
  const billed_elsewhere = job.invoiced_minor - stages.reduce((sum, one) => sum + one.billed_minor, 0);
  const left_minor = job.total_minor - billed_elsewhere - sum_minor;
  const is_whole = stages.every((one, place) => one.title.trim() !== "" && (amounts[place] ?? 0) > 0);
  const has_billed = stages.some(({ is_billed }) => is_billed);
  const change = (/** @type {Draft[]} */ next) => {
    set_problem(null);
    set_stages(next);
  };
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const body = { stages: stages.map(as_wanted), ...(consent.trim() && { consent: consent.trim() }) };
    if (!await send("PUT", `/api/jobs/${job.id}/schedule`, body)) return;
    toast(t(stages.length ? "schedule.saved" : "schedule.ended"));
    on_close();
  };
  return html`
    <${Dialog} title=${t("schedule.title")} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        ${!has_billed && html`
          <div class="field"><span class="label">${t("schedule.templates")}</span>
            <div class="picks">${Object.keys(TEMPLATES).map((name) =>
              html`<button key=${name} type="button" onClick=${() => change(from_template(name))}>${
                t(`schedule.template_${name}`)
              }</button>`
            )}</div></div>
        `}
        ${stages.map((stage, place) =>
          html`
            <${StageFields} key=${stage.stage_id} stage=${stage} place=${place} amount_minor=${amounts[place]}
              is_last=${place === stages.length - 1}
              on_change=${(/** @type {Partial<Draft>} */ part) =>
                change(stages.map((one) => one === stage ? { ...one, ...part } : one))}
              on_remove=${() => change(stages.filter((one) => one !== stage))} />
          `
        )}
        ${stages.length < STAGES_MAX &&
          html`<button type="button" class="quiet" onClick=${() =>
            change(with_one_more(stages))}><${Icon} name="plus" />${t("schedule.add")}</button>`}
        ${stages.length > 0 &&
          html`<${Notice} kind=${left_minor < 0 ? "late" : "plain"} icon="info" live=${true}>${
            t(
              left_minor < 0 ? "schedule.over" : left_minor > 0 ? "schedule.sum_left" : "schedule.sum_whole",
              {
                sum: money(sum_minor),
                total: money(job.total_minor),
                left: money(Math.abs(left_minor)),
              },
            )
          }<//>`}
        ${has_billed && html`
          <${Field} label=${t("schedule.consent")} value=${consent} limit=${TITLE_MAX} autocomplete="off"
            help=${t("schedule.consent_help")} optional=${true} on_input=${set_consent} />
        `}
        <${Refused} problem=${problem} />
        <div class="dialog-actions">
          <button class="primary" disabled=${busy || !is_whole || left_minor < 0}>${t(
            stages.length ? "schedule.save" : "schedule.end",
          )}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}

/**
 * @param {{ stage: Draft, place: number, amount_minor: number | null, is_last: boolean,
 *   on_change: (part: Partial<Draft>) => void, on_remove: () => void }} props
 */
function StageFields({ stage, place, amount_minor, is_last, on_change, on_remove }) {
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
    <button type="button" class="quiet small" onClick=${on_remove}
      aria-label=${`${t("schedule.remove")}: ${name}`}>${t("schedule.remove")}</button>
  </fieldset>`;
}

/** @param {Row} job @returns {Draft[]} */
function drafts_of(job) {
  return (job.schedule?.stages ?? []).map((/** @type {Row} */ stage) => ({
    stage_id: stage.id,
    kind: stage.kind,
    title: stage.title,
    way: stage.rest ? "rest" : stage.percent_bps !== null ? "percent" : "amount",
    typed: stage.percent_bps !== null
      ? String(Number(stage.percent_bps) / 100)
      : stage.amount_minor !== null
      ? sum_to_type(stage.amount_minor)
      : "",
    bill_when: stage.bill_when,
    due_terms: stage.due_terms,
    is_billed: stage.invoice_id !== null,
    billed_minor: stage.invoice_id !== null ? stage.planned_minor : 0,
  }));
}

/** The rest stays the last. @param {Draft[]} stages */
function with_one_more(stages) {
  const last = stages.at(-1);
  const place = last?.way === "rest" && !last.is_billed ? stages.length - 1 : stages.length;
  return stages.toSpliced(place, 0, new_stage(place));
}

/** @param {number} place @returns {Draft} */
function new_stage(place, title = t("schedule.stage", { place: place + 1 })) {
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

/** @param {string} name @returns {Draft[]} */
function from_template(name) {
  const percents = TEMPLATES[name] ?? [];
  return percents.map((percent, place) => {
    const is_first = place === 0;
    const title = t(
      is_first ? "schedule.first" : percent === null ? "schedule.last" : "schedule.middle",
    );
    const stage = new_stage(place, title);
    return percent === null ? { ...stage, way: "rest" } : {
      ...stage,
      typed: String(percent),
      ...(is_first && { kind: "deposit", bill_when: { kind: "approval" } }),
    };
  });
}

/**
 * What each stage comes to; null where nothing readable is typed.
 * @param {Row} job
 * @param {Draft[]} stages
 */
function amounts_of(job, stages) {
  const asked = stages.map((stage) => {
    if (stage.is_billed) return stage.billed_minor;
    if (stage.way === "amount") return sum_typed(stage.typed);
    if (stage.way === "rest") return null;
    const percent_ppm = percent_typed(stage.typed);
    return percent_ppm ? share(job.total_minor, percent_ppm, WHOLE) : null;
  });
  const billed_elsewhere = job.invoiced_minor - stages.reduce((sum, one) => sum + one.billed_minor, 0);
  const others = asked.reduce((/** @type {number} */ sum, one) => sum + (one ?? 0), 0);
  const rest = job.total_minor - billed_elsewhere - others;
  return stages.map((stage, place) => stage.way === "rest" && !stage.is_billed ? rest : asked[place] ?? null);
}

/** @param {Draft} stage */
function as_wanted({ stage_id, kind, title, way, typed, bill_when, due_terms }) {
  return {
    stage_id,
    kind,
    title: title.trim(),
    bill_when,
    ...(due_terms && { due_terms }),
    ...(way === "percent" && { percent_bps: in_bps(percent_typed(typed) ?? 0) }),
    ...(way === "amount" && { amount_minor: sum_typed(typed) }),
    ...(way === "rest" && { rest: true }),
  };
}
