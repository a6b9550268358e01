// Visits as the phone shows them: when, where with the way there, and the one thing to say next.
import { Icon } from "../../components/icon.js";
import { Later, toast } from "../../components/page.js";
import { Chip } from "../../components/parts.js";
import { clock_time, day, t } from "../../messages.js";
import { Link } from "../../router.js";
import { NotSaved, record } from "../../store/outbox.js";
import { job as job_of, me, visits } from "../../store/view.js";
import { html } from "../../vendor/ui.js";

/** @typedef {import("../../store/cache.js").Row} Row */

const checklist = () => import("./checklist.js");

/**
 * What this member has to go to on a day: their own visits, and those to which nobody is named.
 * @param {string} today
 */
export function visits_on(today) {
  const own = me.value?.member_id;
  return visits.value.filter(({ starts_on, ends_on, state, technician_ids }) =>
    state !== "canceled" && starts_on <= today && ends_on >= today &&
    (technician_ids.length === 0 || technician_ids.includes(own))
  );
}

/** @param {{ visit: Row, with_job?: boolean }} props */
export function VisitCard({ visit, with_job }) {
  const job = job_of(visit.job_id);
  const place = job?.site;
  const is_over = visit.state === "done" || visit.state === "canceled";
  return html`
    <article class=${is_over ? "card visit over" : "card visit"}>
      <div class="row"><h3 class="grow">${hours(visit)}</h3><${VisitState} visit=${visit} /></div>
      ${with_job && job && html`<${Link} class="to-job" href=${`/jobs/${job.id}`}><span>${job.title}
        <span class="dim">· ${job.customer_name}</span></span><//>`}
      ${place && html`<a class="way" href=${map_of(place)} target="_blank" rel="noreferrer">
        <${Icon} name="map" /><span>${place}</span></a>`}
      ${visit.note && html`<p class="dim lines">${visit.note}</p>`}
      ${visit.checklist?.length > 0 && visit.state !== "canceled" && html`
        <${Later} load=${checklist} visit=${visit} key=${visit.id} />
      `}
      ${!is_over && html`<div class="actions">
        ${
        visit.state === "planned" && html`<button type="button" onClick=${() => say(visit, "on_the_way")}>
          ${t("visit.on_the_way")}</button>`
      }
        <button type="button" class="primary" onClick=${() => say(visit, "done")}>
          <${Icon} name="check" />${t("visit.done")}</button></div>`}
    </article>
  `;
}

/** @param {{ visit: Row }} props */
function VisitState({ visit: { state, unsent } }) {
  if (unsent) return html`<${Chip} state="on_this_phone">${t(`visit.state_${state}`)}<//>`;
  if (state === "planned") return null;
  return html`<${Chip} state=${state === "done" ? "paid" : state === "canceled" ? "void" : "open"}>${
    t(`visit.state_${state}`)
  }<//>`;
}

/** "Mar 4 · 9:00 to 12:00": the day only where it is not the same. @param {Row} visit */
export function hours({ starts_at, ends_at, starts_on, ends_on }) {
  const to = starts_on === ends_on ? clock_time(ends_at) : `${day(ends_on)} ${clock_time(ends_at)}`;
  return t("visit.hours", { day: day(starts_on), from: clock_time(starts_at), to });
}

/** @param {string} place  every phone opens this in its own map */
const map_of = (place) => `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(place)}`;

/**
 * Kept on this phone first; "done" can be taken back for as long as the word of it stands.
 * @param {Row} visit
 * @param {string} state
 */
async function say(visit, state) {
  const body = { visit_id: visit.id, state, at: new Date().toISOString() };
  try {
    await record("jobs.report_visit", body);
    const back = () => void record("jobs.report_visit", { ...body, state: "planned" }).catch(() => {});
    toast(t(`visit.said_${state}`), { label: t("visit.undo"), action: back });
  } catch (error) {
    toast(t(error instanceof NotSaved ? `not_saved.${error.reason}` : "not_saved.failed"));
  }
}
