// Plans that are used again: the usual ones, and those that the company has kept.
import { Field } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { today_in } from "../../../components/parts.js";
import { in_bps } from "../../../domain/money.js";
import { t } from "../../../messages.js";
import { cache, settings } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { sum_to_type, sum_typed } from "../fields.js";
import { Refused, use_mutation } from "../mutation.js";
import { percent_typed } from "./new_job_lines.js";
import { new_stage } from "./stage_fields.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {import("./schedule_dialog.js").Draft} Draft */

const NAME_MAX = 200;
const BPS_IN_PERCENT = 100;
const DAY_MS = 86_400_000;
/** Percents; the last of each bills the rest. */
const USUAL = /** @type {Record<string, (number | null)[]>} */ ({
  thirty_forty: [30, 40, null],
  halves: [50, null],
  thirds: [33.33, 33.33, null],
});

/** Those still offered, in the order in which they were kept. */
function kept() {
  return cache.list("schedule_templates").filter(({ dropped_at }) => dropped_at === null)
    .toSorted((one, other) => one.created_at < other.created_at ? -1 : 1);
}

/** @param {{ on_pick: (stages: Draft[]) => void }} props */
export function Templates({ on_pick }) {
  const { busy, problem, send } = use_mutation();
  const [is_tidying, set_tidying] = useState(false);
  const own = kept();
  const drop = async (/** @type {Row} */ { id, name }) => {
    if (await send("POST", `/api/schedule-templates/${id}/drop`)) toast(t("template.dropped", { name }));
  };
  return html`<div class="field"><span class="label">${t("schedule.templates")}</span>
    <div class="picks">${
    own.map((template) =>
      html`<button key=${template.id} type="button" disabled=${busy}
        onClick=${() => is_tidying ? drop(template) : on_pick(from_kept(template))}
        aria-label=${is_tidying ? t("template.drop_one", { name: template.name }) : undefined}>${
        is_tidying &&
        html`<${Icon} name="close" size="small" />`
      }${template.name}</button>`
    )
  }${
    !is_tidying && Object.keys(USUAL).map((name) =>
      html`<button key=${name} type="button" onClick=${() => on_pick(from_usual(name))}>${
        t(`schedule.template_${name}`)
      }</button>`
    )
  }</div>
    ${
    (own.length > 0 || is_tidying) &&
    html`<div><button type="button" class="quiet small" onClick=${() => set_tidying(!is_tidying)}>${t(
      is_tidying ? "template.tidied" : "template.tidy",
    )}</button></div>`
  }
    <${Refused} problem=${problem} /></div>`;
}

/** @param {{ stages: Draft[] }} props */
export function SaveTemplate({ stages }) {
  const [name, set_name] = useState(/** @type {string | null} */ (null));
  const { busy, problem, send } = use_mutation();
  const wanted = as_kept(stages);
  const same = kept().find((one) => one.name.toLowerCase() === name?.trim().toLowerCase());
  const save = async () => {
    const body = { name: name?.trim(), stages: wanted, ...(same && { template_id: same.id }) };
    if (!await send("POST", "/api/schedule-templates", body)) return;
    toast(t("template.kept", { name: name?.trim() ?? "" }));
    set_name(null);
  };
  if (!wanted) return html`<p class="dim small">${t("template.not_yet")}</p>`;
  if (name === null) {
    return html`<div><button type="button" class="quiet small" onClick=${() => set_name("")}>${t(
      "template.keep",
    )}</button></div>`;
  }
  const on_key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // the form around it saves the plan
    if (name.trim()) save();
  };
  return html`<div class="stack close">
    <${Field} label=${t("template.name")} value=${name} limit=${NAME_MAX} autocomplete="off"
      on_input=${set_name} onKeyDown=${on_key} help=${same && t("template.replaces", { name: same.name })} />
    <${Refused} problem=${problem} />
    <div class="row-actions">
      <button type="button" class="small" disabled=${busy || name.trim() === ""} onClick=${save}>${t(
        "template.save",
      )}</button>
      <button type="button" class="quiet small" onClick=${() => set_name(null)}>${t("nav.cancel")}</button>
    </div></div>`;
}

/**
 * As a template asks for it; null while a stage has no name or no share. A day of the calendar is kept as the
 * days that it is from today.
 * @param {Draft[]} stages
 */
export function as_kept(stages) {
  const found = stages.map(({ title, kind, way, typed, bill_when, due_terms }) => {
    const ppm = way === "percent" ? percent_typed(typed) : null;
    const amount_minor = way === "amount" ? sum_typed(typed) : null;
    if (title.trim() === "" || (way !== "rest" && !ppm && !amount_minor)) return null;
    return {
      title: title.trim(),
      kind,
      bill_when: when_kept(bill_when),
      ...(due_terms && { due_terms: terms_kept(due_terms) }),
      ...(ppm && { percent_bps: in_bps(ppm) }),
      ...(amount_minor && { amount_minor }),
    };
  });
  return found.includes(null) ? null : found;
}

/** @param {any} bill_when */
function when_kept({ kind, name, on }) {
  if (kind === "milestone") return { kind, name: name.trim() };
  return kind === "date" ? { kind: "days", days: days_until(on) } : { kind };
}

/** @param {any} terms */
function terms_kept(terms) {
  return terms.kind === "date" ? { kind: "net", days: Math.max(days_until(terms.on), 1) } : terms;
}

/** @param {Row} template @returns {Draft[]} */
export function from_kept({ stages }) {
  return stages.map((/** @type {Row} */ kept_stage, /** @type {number} */ place) => {
    const { title, percent_bps, amount_minor, kind, due_terms } = kept_stage;
    const stage = { ...new_stage(place, title), kind, bill_when: when_again(kept_stage) };
    if (due_terms) stage.due_terms = due_terms;
    if (amount_minor) return { ...stage, way: "amount", typed: sum_to_type(amount_minor) };
    if (percent_bps === null || percent_bps === undefined) return { ...stage, way: "rest" };
    return { ...stage, typed: String(Number(percent_bps) / BPS_IN_PERCENT) };
  });
}

/** What a stage of this job waits for; templates of old say a milestone alone. @param {Row} kept_stage */
function when_again({ bill_when, milestone, kind }) {
  if (bill_when?.kind === "days") return { kind: "date", on: day_after(bill_when.days) };
  if (bill_when) return bill_when.kind === "visit" ? { kind: "visit", visit_id: null } : bill_when;
  if (kind === "deposit" && !milestone) return { kind: "approval" };
  return { kind: "milestone", name: milestone || t("schedule.work_done") };
}

const today = () => Date.parse(today_in(settings.peek()?.zone));

/** @param {string} on */
function days_until(on) {
  return Math.max(Math.round((Date.parse(on) - today()) / DAY_MS), 0);
}

/** @param {number} days */
function day_after(days) {
  return new Date(today() + days * DAY_MS).toISOString().slice(0, 10);
}

/** @param {string} name @returns {Draft[]} */
function from_usual(name) {
  const percents = USUAL[name] ?? [];
  return percents.map((percent, place) => {
    const is_first = place === 0;
    const title = t(
      is_first ? "schedule.first" : percent === null ? "schedule.last" : "schedule.middle",
    );
    const stage = new_stage(place, title);
    return percent === null ? { ...stage, way: "rest" } : {
      ...stage,
      typed: String(percent),
      ...(is_first
        ? { kind: "deposit", bill_when: { kind: "approval" } }
        : { bill_when: { kind: "milestone", name: t("schedule.half_done") } }),
    };
  });
}
