// The payment schedule of a job: its planned stages with what each comes to, what it waits for, and the
// invoice that bills it; and the dialog in which a plan is made or changed.
import { Icon } from "../../../components/icon.js";
import { Chip, Notice, Said } from "../../../components/parts.js";
import { toast } from "../../../components/page.js";
import { day, money, t } from "../../../messages.js";
import { visits } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { terms_in_words } from "../fields.js";
import { JobSection } from "./job_section.js";
import { Refused, use_mutation } from "../mutation.js";
import { ScheduleDialog } from "./schedule_dialog.js";
import { billed_in_words } from "../words.js";
import { percent_in_words } from "../../phone/words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

/** @param {{ job: Row }} props */
export function Schedule({ job }) {
  const [is_open, set_open] = useState(false);
  const stages = job.schedule?.stages ?? [];
  if (!job.progress_invoicing || job.canceled_at && stages.length === 0) return null;
  const edit = html`<button type="button" class="small" onClick=${() => set_open(true)}>
    <${Icon} name=${stages.length ? "edit" : "plus"} size="small" />${
    t(stages.length ? "schedule.change" : "schedule.plan")
  }</button>`;
  const about = stages.length === 0 ? "" : [
    t("schedule.planned", {
      amount: money(job.schedule.planned_minor),
      total: money(job.total_minor),
    }),
    job.schedule.unplanned_minor > 0 &&
    t("schedule.unplanned", { amount: money(job.schedule.unplanned_minor) }),
  ].filter(Boolean).join(" · ");
  return html`
    <${JobSection} name="schedule" title=${t("schedule.title")} about=${about}
      actions=${!job.canceled_at && edit}>
      ${job.deposit?.top_up_minor > 0 && !job.canceled_at && html`<${TopUp} job=${job} />`}
      ${stages.length === 0
        ? html`
          <div class="card">
            <p class="dim">${t("schedule.none")}</p>
          </div>
        `
        : html`<ul class="list">${
          stages.map((/** @type {Row} */ stage, /** @type {number} */ place) =>
            html`<${Stage} key=${stage.id} job=${job} stage=${stage} place=${place + 1} />`
          )
        }</ul>`}
      ${is_open && html`<${ScheduleDialog} job=${job} on_close=${() => set_open(false)} />`}
    <//>
  `;
}

/** The job has grown since its deposit was billed. @param {{ job: Row }} props */
function TopUp({ job }) {
  const { busy, problem, send } = use_mutation();
  const { billed_minor, percent_bps, top_up_minor } = job.deposit;
  const bill = async () => {
    const made = await send("POST", "/api/invoices", {
      job_id: job.id,
      amount_minor: top_up_minor,
      kind: "deposit",
      title: t("deposit.top_up_title"),
    });
    if (made) toast(t("new_invoice.issued", { number: made.number ?? "", amount: billed_in_words(made) }));
  };
  return html`<${Notice} kind="act" icon="info">
    <p><${Said} say="deposit.short" billed=${money(billed_minor)} percent=${percent_in_words(percent_bps)}
      total=${money(job.total_minor)} amount=${money(top_up_minor)} /></p>
    <div class="actions"><button type="button" disabled=${busy} onClick=${bill}>${t("deposit.top_up", {
    amount: money(top_up_minor),
  })}</button></div>
    <${Refused} problem=${problem} /><//>`;
}

/** @param {{ job: Row, stage: Row, place: number }} props */
function Stage({ job, stage, place }) {
  const { busy, problem, send } = use_mutation();
  const is_billed = stage.invoice_id !== null;
  const can_bill = !is_billed && !job.canceled_at && stage.planned_minor > 0;
  const issue = async () => {
    const made = await send("POST", `/api/stages/${stage.id}/issue`);
    if (made) toast(t("new_invoice.issued", { number: made.number ?? "", amount: billed_in_words(made) }));
  };
  const mark = () => send("POST", `/api/stages/${stage.id}/mark`, { is_ready: stage.ready_at === null });
  return html`<li class="change-item">
    <div class="list-row"><span class="grow stack tight">
      <span class="title">${place} · ${stage.title}</span>
      <span class="dim small">${about_stage(stage)}</span></span>
      <span class="end stack tight"><span class="money">${money(stage.planned_minor)}</span>
        <span><${StageChip} stage=${stage} /></span></span></div>
    ${
    can_bill && html`<div class="row-actions">
        <button type="button" class=${stage.ready_at ? "primary small" : "small"} disabled=${busy}
          onClick=${issue} aria-label=${`${t("schedule.issue")}: ${stage.title}`}>${t("schedule.issue")} · ${
      money(stage.planned_minor)
    }</button>
        <button type="button" class="quiet small" disabled=${busy} onClick=${mark}
          aria-label=${`${t(stage.ready_at ? "schedule.not_ready" : "schedule.ready")}: ${stage.title}`}>${
      t(stage.ready_at ? "schedule.not_ready" : "schedule.ready")
    }</button></div>`
  }
    <${Refused} problem=${problem} /></li>`;
}

/** @param {{ stage: Row }} props */
function StageChip({ stage }) {
  if (stage.invoice_status === "paid") return html`<${Chip} state="paid">${t("schedule.is_paid")}<//>`;
  if (stage.invoice_id) return html`<${Chip} state="plain">${stage.invoice_number}<//>`;
  if (stage.ready_at) return html`<${Chip} state="pending">${t("schedule.is_ready")}<//>`;
  return html`<${Chip} state="plain">${t("schedule.is_planned")}<//>`;
}

/** @param {Row} stage */
function about_stage(stage) {
  return [
    stage.kind === "deposit" && t("deposit.name"),
    stage.percent_bps !== null && percent_in_words(stage.percent_bps),
    stage.rest && t("schedule.rest"),
    when_in_words(stage.bill_when),
    stage.due_terms && t("schedule.due_said", { terms: terms_in_words(stage.due_terms) }),
  ].filter(Boolean).join(" · ");
}

/** @param {Row} when */
function when_in_words(when) {
  if (when.kind === "date") return t("schedule.when_date", { day: day(when.on) });
  if (when.kind === "milestone") return t("schedule.when_milestone", { name: when.name });
  if (when.kind === "visit" && when.visit_id) {
    const visit = visits.value.find(({ id }) => id === when.visit_id);
    if (visit) return t("schedule.when_visit_on", { day: day(visit.starts_at) });
  }
  return t(`schedule.when_${when.kind}`);
}
