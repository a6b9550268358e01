// Planning the stages of a job: from a template or by hand, with the sum running beside it.
import { Dialog, Field } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Notice } from "../../../components/parts.js";
import { in_bps, share } from "../../../domain/money.js";
import { money, t } from "../../../messages.js";
import { html, useState } from "../../../vendor/ui.js";
import { sum_to_type, sum_typed } from "../fields.js";
import { Refused, use_mutation } from "../mutation.js";
import { percent_typed } from "./new_job_lines.js";
import { SaveTemplate, Templates } from "./schedule_templates.js";
import { new_stage, StageFields } from "./stage_fields.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/**
 * @typedef {{ stage_id: string, kind: string, title: string, way: string, typed: string, bill_when: any,
 *   due_terms: any, is_billed: boolean, billed_minor: number }} Draft
 */

const TITLE_MAX = 200;
const STAGES_MAX = 60;
const WHOLE = 1_000_000;
/** @param {{ job: Row, on_close: () => void }} props */
export function ScheduleDialog({ job, on_close }) {
  const [stages, set_stages] = useState(() => drafts_of(job));
  const [consent, set_consent] = useState("");
  const { busy, problem, set_problem, send } = use_mutation();
  const amounts = amounts_of(job, stages);
  const sum_minor = amounts.reduce((/** @type {number} */ sum, amount) => sum + (amount ?? 0), 0);
  const billed_elsewhere = job.invoiced_minor - stages.reduce((sum, one) => sum + one.billed_minor, 0);
  const left_minor = job.total_minor - billed_elsewhere - sum_minor;
  const is_whole = stages.every((one, place) => is_said(one) && (amounts[place] ?? 0) > 0);
  const is_nothing = stages.length === 0 && !job.schedule; // no plan, and none to end
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
        ${!has_billed &&
          html`<${Templates} on_pick=${(/** @type {Draft[]} */ planned) => change(planned)} />`}
        ${stages.map((stage, place) =>
          html`
            <${StageFields} key=${stage.stage_id} job=${job} stage=${stage} place=${place}
              amount_minor=${amounts[place]}
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
        ${stages.length > 0 && html`<${SaveTemplate} stages=${stages} />`}
        ${has_billed && html`
          <${Field} label=${t("schedule.consent")} value=${consent} limit=${TITLE_MAX} autocomplete="off"
            help=${t("schedule.consent_help")} optional=${true} on_input=${set_consent} />
        `}
        <${Refused} problem=${problem} />
        <div class="dialog-actions">
          <button class="primary" disabled=${busy || !is_whole || left_minor < 0 || is_nothing}>${t(
            stages.length > 0 || is_nothing ? "schedule.save" : "schedule.end",
          )}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
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

/** Whether it has its name, and says what it waits for. @param {Draft} stage */
function is_said({ title, bill_when: { kind, name, on }, is_billed }) {
  if (is_billed) return true;
  if (kind === "milestone" && !name?.trim()) return false;
  return title.trim() !== "" && !(kind === "date" && !on);
}

/**
 * What each stage comes to; null where nothing readable is typed.
 * @param {Row} job
 * @param {Draft[]} stages
 */
export function amounts_of(job, stages) {
  const asked = stages.map((stage) => {
    if (stage.is_billed) return stage.billed_minor;
    if (stage.way === "amount") return sum_typed(stage.typed);
    if (stage.way === "rest") return null;
    const percent_ppm = percent_typed(stage.typed);
    return percent_ppm ? share(job.total_minor, percent_ppm, WHOLE) : null;
  });
  const billed_elsewhere = job.invoiced_minor - stages.reduce((sum, one) => sum + one.billed_minor, 0);
  const others = asked.reduce((/** @type {number} */ sum, one) => sum + (one ?? 0), 0);
  // Where the others take more than there is, it has nothing, and the sum says that they do.
  const rest = Math.max(0, job.total_minor - billed_elsewhere - others);
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
