// A job's visits at the office: planned, moved, canceled; a technician's time that is taken twice is said.
import { Dialog, Field } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Chip, Notice } from "../../../components/parts.js";
import { clashes, instant_in, wall_clock } from "../../../components/visit_time.js";
import { instant, t } from "../../../messages.js";
import { job as job_of, me, members, settings, visits, visits_of } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { Check } from "../fields.js";
import { JobSection } from "./job_section.js";
import { Refused, use_mutation } from "../mutation.js";
import { hours } from "../../phone/visits.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {{ starts: string, ends: string, technician_ids: string[], note: string }} Draft */

const HOUR_MS = 3_600_000;
const NOTE_MAX = 4000;
const zone = () => settings.value?.zone ?? me.value?.zone ?? "UTC";

/** @param {{ job: Row }} props */
export function Visits({ job }) {
  const [edited, set_edited] = useState(/** @type {Row | "new" | null} */ (null));
  const list = visits_of(job.id);
  return html`
    <${JobSection} name="visits" title=${t("office_visit.title")} about=${list.length || ""}
      actions=${html`<button type="button" onClick=${() => set_edited("new")}>
        <${Icon} name="plus" />${t("office_visit.plan")}</button>`}>
      ${list.length === 0
        ? html`
          <div class="card">
            <p class="dim">${t("office_visit.none")}</p>
          </div>
        `
        : html`<ul class="list">${
          list.map((visit) =>
            html`<${VisitRow} key=${visit.id} visit=${visit} on_edit=${() => set_edited(visit)} />`
          )
        }</ul>`}
      ${edited && html`
        <${VisitDialog} job=${job} visit=${edited === "new" ? null : edited}
          on_close=${() => set_edited(null)} />
      `}
    <//>
  `;
}

/** @param {{ visit: Row, on_edit: () => void }} props */
function VisitRow({ visit, on_edit }) {
  const { busy, problem, send } = use_mutation();
  const cancel = async () => {
    if (await send("POST", `/api/visits/${visit.id}/cancel`)) toast(t("office_visit.canceled"));
  };
  const is_ahead = visit.state === "planned" || visit.state === "on_the_way";
  const states = /** @type {Record<string, string>} */ ({ done: "paid", canceled: "void", planned: "draft" });
  return html`
    <li class="list-row visit-row">
      <div class="grow stack tight"><span class="title">${hours(visit)}</span>
          <span class="dim small">${[names(visit), visit.note].filter(Boolean).join(" · ")}</span>
          <${Checked} items=${visit.checklist ?? []} />
          <${Refused} problem=${problem} /></div>
      <${Chip} state=${states[visit.state] ?? "open"}>${t(`visit.state_${visit.state}`)}<//>
        ${is_ahead && html`<span class="office-actions">
      <button type="button" onClick=${on_edit}>${t("office_visit.move")}</button>
      <button type="button" class="quiet" disabled=${busy}
        onClick=${cancel}>${t("office_visit.cancel")}</button></span>`}</li>
  `;
}

/** What of the visit's list was checked, and by whom. @param {{ items: Row[] }} props */
function Checked({ items }) {
  if (items.length === 0) return null;
  const done = items.filter(({ done_at }) => done_at !== null).length;
  return html`
    <details class="more small">
      <summary>${t("checks.done", { done, count: items.length })}</summary>
      <ul class="stack tight">${items.map(({ text, done_at, done_by }, place) =>
        html`
          <li key=${place} class="row"><${Icon} name=${done_at ? "check" : "clock"} /><span>${text}
            ${done_at && html`<span class="dim"> · ${
              [
                members.value.find(({ id }) => id === done_by)?.name,
                instant(done_at),
              ].filter(Boolean).join(", ")
            }</span>`}</span></li>
        `
      )}</ul>
    </details>
  `;
}

/** @param {Row} visit */
function names({ technician_ids }) {
  const known = new Map(members.value.map(({ id, name }) => [id, name]));
  return technician_ids.map((/** @type {string} */ id) => known.get(id)).filter(Boolean).join(", ") ||
    t("office_visit.nobody");
}

/** @param {{ job: Row, visit: Row | null, on_close: () => void }} props */
function VisitDialog({ job, visit, on_close }) {
  const [draft, set_draft] = useState(() => draft_of(job, visit));
  const { busy, problem, set_problem, send } = use_mutation();
  const crew = members.value.filter(({ active, role }) => active && role === "technician");
  const starts_at = instant_in(draft.starts, zone());
  const ends_at = instant_in(draft.ends, zone());
  const change = (/** @type {Partial<Draft>} */ part) => {
    set_problem(null);
    set_draft((before) => ({ ...before, ...part }));
  };
  const save = async () => {
    const { technician_ids, note } = draft;
    const body = { starts_at, ends_at, technician_ids, note: note.trim() };
    const done = visit
      ? await send("PATCH", `/api/visits/${visit.id}`, body)
      : await send("POST", "/api/visits", { job_id: job.id, ...body });
    if (done) on_close();
  };
  return html`
    <${Dialog} title=${t(visit ? "office_visit.change" : "office_visit.plan")} on_close=${on_close}
      actions=${html`
        <button type="button" class="primary" disabled=${busy || !starts_at || !ends_at} onClick=${save}>
          ${t("office_visit.save")}</button>
        <button type="button" onClick=${on_close}>${t("nav.cancel")}</button>
      `}>
      <div class="fields">
        <${Field} label=${t("office_visit.starts")} type="datetime-local" required=${true} value=${draft
          .starts}
          on_input=${(/** @type {string} */ starts) => change(moved(draft, starts))} />
        <${Field} label=${t("office_visit.ends")} type="datetime-local" required=${true} value=${draft.ends}
          on_input=${(/** @type {string} */ ends) => change({ ends })} />
      </div>
      <fieldset class="field"><legend>${t("office_visit.who")}</legend>
        ${crew.length === 0 && html`<p class="dim">${t("new_job.no_crew")}</p>`}
        <div class="checks">${crew.map(({ id, name }) =>
          html`
            <${Check} key=${id} label=${name} checked=${draft.technician_ids.includes(id)}
              on_change=${(/** @type {boolean} */ on) =>
                change({ technician_ids: with_one(draft.technician_ids, id, on) })} />
          `
        )}</div></fieldset>
      <${Field} label=${t("office_visit.note")} lines=${true} optional=${true} limit=${NOTE_MAX} value=${draft
        .note}
        on_input=${(/** @type {string} */ note) => change({ note })} />
      ${starts_at && ends_at && html`<${Clashes} visit=${{
        id: visit?.id ?? "",
        starts_at,
        ends_at,
        technician_ids: draft.technician_ids,
      }} />`}
      <${Refused} problem=${problem} />
    <//>
  `;
}

/** Said before it is saved, never forbidden: two visits may be next door. @param {{ visit: any }} props */
function Clashes({ visit }) {
  const found = clashes(visit, /** @type {any[]} */ (visits.value));
  if (found.length === 0) return null;
  return html`<${Notice} kind="wait">${
    found.map((other) =>
      html`<p key=${other.id}>${
        t("office_visit.clash", {
          who: names(/** @type {Row} */ (other)),
          when: hours(/** @type {Row} */ (other)),
          title: job_of(other.job_id ?? "")?.title ?? "",
        })
      }</p>`
    )
  }<//>`;
}

/** @param {Row} job @param {Row | null} visit @returns {Draft} */
function draft_of(job, visit) {
  if (visit) {
    const { starts_at, ends_at, technician_ids, note } = visit;
    return { starts: wall_clock(starts_at, zone()), ends: wall_clock(ends_at, zone()), technician_ids, note };
  }
  const day = wall_clock(new Date(Date.now() + 24 * HOUR_MS).toISOString(), zone()).slice(0, 10);
  return { starts: `${day}T09:00`, ends: `${day}T11:00`, technician_ids: job.technician_ids, note: "" };
}

/** A visit that is moved stays as long as it was. @param {Draft} draft @param {string} starts */
function moved(draft, starts) {
  const [from, to, wanted] = [draft.starts, draft.ends, starts].map((typed) => Date.parse(`${typed}Z`));
  if ([from, to, wanted].some(Number.isNaN)) return { starts };
  return { starts, ends: new Date(wanted + to - from).toISOString().slice(0, 16) };
}

/** @param {string[]} ids @param {string} id @param {boolean} on */
const with_one = (ids, id, on) => on ? [...ids, id] : ids.filter((each) => each !== id);
