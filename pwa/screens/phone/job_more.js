// What else a job holds on the phone: its visits, its photos, the notes on it, and what happened.
import { Field } from "../../components/forms.js";
import { Icon } from "../../components/icon.js";
import { Chip } from "../../components/parts.js";
import { Timeline } from "../../components/timeline.js";
import { clock_time, day, t } from "../../messages.js";
import { entries, NotSaved, record } from "../../store/outbox.js";
import { members, notes_of, visits_of } from "../../store/view.js";
import { html, useState } from "../../vendor/ui.js";
import { JobPhotos } from "./job_photos.js";
import { VisitCard } from "./visits.js";

/** @typedef {import("../../store/cache.js").Row} Row */

const NOTE_MAX = 4000;

/** @param {{ job: Row }} props */
export function More({ job }) {
  const visits = visits_of(job.id).filter(({ state }) => state !== "canceled");
  const [is_told, set_told] = useState(false);
  return html`
    ${visits.length > 0 && html`<section class="stack close" aria-labelledby="visits">
      <div class="section-head"><h2 id="visits">${t("visit.title", { count: visits.length })}</h2></div>
      ${visits.map((visit) => html`<${VisitCard} key=${visit.id} visit=${visit} />`)}</section>`}
    <${JobPhotos} job=${job} />
    <${Notes} job=${job} />
    <section class="stack close" aria-labelledby="timeline">
      <div class="section-head"><h2 id="timeline">${t("timeline.title")}</h2></div>
      ${is_told
        ? html`<${Timeline} job_id=${job.id} changed=${job} />`
        : html`<button type="button" class="full" onClick=${() => set_told(true)}>
        <${Icon} name="clock" />${t("timeline.show")}</button>`}</section>
  `;
}

/** @param {{ job: Row }} props */
function Notes({ job }) {
  const [text, set_text] = useState("");
  const [wrong, set_wrong] = useState("");
  const known = notes_of(job.id);
  const unsent = entries.value.filter(({ mutation: { type, body } }) =>
    type === "jobs.add_note" && body.job_id === job.id
  );
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (text.trim() === "") return set_wrong(t("refusal.jobs.nothing_said"));
    try {
      await record("jobs.add_note", {
        job_id: job.id,
        text: text.trim(),
        noted_at: new Date().toISOString(),
      });
      set_text("");
      set_wrong("");
    } catch (error) {
      set_wrong(t(error instanceof NotSaved ? `not_saved.${error.reason}` : "not_saved.failed"));
    }
  };
  return html`
    <section class="stack close" aria-labelledby="notes">
      <div class="section-head"><h2 id="notes">${t("note.title", {
        count: known.length + unsent.length,
      })}</h2></div>
      ${known.length + unsent.length > 0 && html`<ul class="list notes">
        ${
        unsent.map(({ id, mutation }) =>
          html`
            <li key=${id} class="list-row">
              <div class="grow stack tight">
                <p class="lines">${mutation.body.text}</p>
              </div>
              <${Chip} state="on_this_phone" />
            </li>
          `
        )
      }
        ${
        known.map((note) =>
          html`
            <li key=${note.id} class="list-row">
              <div class="grow stack tight">
                <p class="lines">${note.text}</p>
                <p class="small dim">${written_by(note)}</p>
              </div>
            </li>
          `
        )
      }</ul>`}
      <form class="card stack close" onSubmit=${save}>
        <${Field} label=${t("note.new")} lines=${true} value=${text} limit=${NOTE_MAX} wrong=${wrong}
          on_input=${set_text} />
        <button>${t("note.save")}</button>
      </form>
    </section>
  `;
}

/** @param {Row} note */
function written_by({ created_by, noted_at }) {
  const who = members.value.find(({ id }) => id === created_by)?.name;
  return [who, `${day(noted_at)} ${clock_time(noted_at)}`].filter(Boolean).join(" · ");
}
