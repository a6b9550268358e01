// The technician's first screen: the jobs, each as its stage bar, before the eye with or without signal.
import {
  Chip,
  DUE,
  Empty,
  job_parts,
  Money,
  Search,
  StageBar,
  sum_of_parts,
  today_in,
} from "../../components/parts.js";
import { Awaited } from "../../components/awaited.js";
import { Segments } from "../../components/forms.js";
import { Later, Page } from "../../components/page.js";
import { clock_time, money, t } from "../../messages.js";
import { Link, route } from "../../router.js";
import { invoices_of, jobs, ready, settings } from "../../store/view.js";
import { status } from "../../sync/status.js";
import { html, useEffect, useState } from "../../vendor/ui.js";
import { VisitCard, visits_on } from "./visits.js";
import { who_and_where } from "./words.js";

/** @typedef {import("../../store/cache.js").Row} Row */

const concerns = () => import("../../components/concerns.js");

/** How many cards are drawn before a person asks for all, and how many of them before the first paint. */
const SHOWN_MAX = 40;
const FIRST_MAX = 5;

/** @type {Record<string, (shown: Shown) => boolean>} */
const FILTERS = {
  all: () => true,
  due: (shown) => shown.due_minor > 0,
  unsent: ({ job }) => job.unsent_minor > 0 || job.requested_minor > 0,
};

/** @typedef {import("../../components/parts.js").Part} Part */
/**
 * What is due now and what no invoice asks for yet are two things: only the first is collected at the door.
 * @typedef {{ job: Row, parts: Part[], due_minor: number, left_minor: number, is_today: boolean }} Shown
 */

export default function PhoneToday() {
  const [asked, set_asked] = useState("");
  const [filter, set_filter] = useState("all");
  const [whole, set_whole] = useState(false);
  const [shown_max, set_shown_max] = useState(route.peek().scroll_y > 0 ? SHOWN_MAX : FIRST_MAX);
  useEffect(() => set_shown_max(SHOWN_MAX), []);
  const today = today_in(settings.value?.zone);
  const all = jobs.value.map((job) => look_at(job, today)).toSorted(settled_last);
  const found = all.filter(({ job }) => matches(job, asked)).filter(FILTERS[filter]);
  const visits = visits_on(today);
  const now = found.filter((shown) => shown.is_today);
  const groups = [
    { name: "today.now", list: now },
    { name: now.length > 0 ? "today.others" : "today.all", list: found.filter((shown) => !shown.is_today) },
  ];
  return html`<${Page} title=${t("today.title")}>
    ${(ready.value || status.value.online) && html`<${Heading} found=${found} />`}
    ${
    all.length > 3 && html`
      <${Search} value=${asked} on_input=${set_asked} label=${t("today.search")} />
      <${Segments} as="picks" label=${t("today.filter")} value=${filter} on_pick=${set_filter}
        options=${filters_of(all)} />
    `
  }
    ${visits.length > 0 && asked === "" && filter === "all" && html`<${Visits} list=${visits} />`}
    ${!ready.value && html`<${Awaited} cards=${3} />`}
    ${ready.value && found.length === 0 && html`<${Nothing} asked=${asked} any=${all.length > 0} />`}
    ${
    groups.map(({ name, list }) =>
      list.length > 0 && html`
        <${Group} key=${name} name=${name}
          list=${whole ? list : list.slice(0, shown_max)} />
      `
    )
  }
    ${
    !whole && found.length > SHOWN_MAX && html`<button type="button" class="full" onClick=${() =>
      set_whole(true)}>
      ${t("today.show_all", { count: found.length })}</button>`
  }
  <//>`;
}

/** @param {{ found: Shown[] }} props */
function Heading({ found }) {
  const due_minor = found.reduce((sum, shown) => sum + shown.due_minor, 0);
  const at = status.value.last_sync_at;
  return html`<p class="as-of row wraps">
    <span class="grow">${t("today.count", { count: found.length, amount: money(due_minor) })}</span>
    ${at && html`<span>${t("as_of", { time: clock_time(at) })}</span>`}</p>`;
}

/** In the order of the day, above the jobs: where to go next. @param {{ list: Row[] }} props */
function Visits({ list }) {
  return html`<section class="stack" aria-label=${t("visit.today")}><h2 class="section-head">${
    t("visit.today")
  }</h2>
    ${list.map((visit) => html`<${VisitCard} key=${visit.id} visit=${visit} with_job=${true} />`)}</section>`;
}

/** @param {{ name: string, list: Shown[] }} props */
function Group({ name, list }) {
  return html`<section class="stack" aria-label=${t(name)}><h2 class="section-head">${t(name)}</h2>
    ${list.map((shown) => html`<${JobCard} key=${shown.job.id} shown=${shown} />`)}</section>`;
}

/** @param {{ shown: Shown }} props */
function JobCard({ shown: { job, parts, due_minor, left_minor } }) {
  const late = parts.some(({ kind }) => kind === "overdue");
  const unsent = job.unsent_minor > 0 || job.requested_minor > 0;
  return html`
    <${Link} class="card job-card" href=${`/jobs/${job.id}`}>
      <div class="row"><span class="who grow one-line">${who_and_where(job)}</span>
          ${unsent
            ? html`<${Chip} state="on_this_phone" />`
            : late && html`<${Chip} state="overdue" />`}</div>
      <h3>${job.title}</h3>
      ${invoices_of(job.id).some(({ concerns = [] }) => concerns.length > 0) && html`
        <${Later} load=${concerns} pick="JobConcerns" invoices=${invoices_of(job.id)} today=${
    today_in(settings.value?.zone)
  } />
      `}
      <${StageBar} parts=${parts} />
      ${job.requested_minor > 0 && html`<p class="small wait-text">${
        t("request.on_job", { amount: money(job.requested_minor) })
      }</p>`}
      <div class="row small"><span class="grow">${due_minor > 0
        ? html`<${Money} minor=${due_minor} /> <span class="dim">${t("today.due_now")}</span>`
        : html`<span class="dim">${t(left_minor > 0 ? "today.nothing_due" : "today.all_collected")}</span>`
      }</span><span class="dim">${left_minor > 0
        ? t("today.to_invoice", { amount: money(left_minor) })
        : t("job.of_total", { amount: money(job.total_minor) })}</span></div>
      <//>
  `;
}

/** @param {{ asked: string, any: boolean }} props */
function Nothing({ asked, any }) {
  if (any) {
    return html`
      <${Empty} icon="search" title=${t("today.none_found")}
        text=${asked ? t("today.none_found_text", { asked }) : t("today.none_in_filter")} />
    `;
  }
  return html`<${Empty} icon="today" title=${t("today.empty")} text=${t("today.empty_text")} />`;
}

/** @param {Shown} shown */
function is_settled({ due_minor, left_minor }) {
  return due_minor + left_minor === 0;
}

/** @param {Shown} one @param {Shown} other */
function settled_last(one, other) {
  return Number(is_settled(one)) - Number(is_settled(other));
}

/**
 * @param {Row} job
 * @param {string} today
 * @returns {Shown}
 */
function look_at(job, today) {
  const parts = job_parts(job, invoices_of(job.id), today);
  const has_begun = job.starts_on !== null && job.starts_on <= today;
  const is_today = has_begun && (job.completes_on ?? job.starts_on ?? "") >= today;
  const due_minor = sum_of_parts(parts, ...DUE);
  return { job, parts, due_minor, left_minor: sum_of_parts(parts, "left"), is_today };
}

/**
 * @param {Row} job
 * @param {string} asked
 */
function matches(job, asked) {
  const words = asked.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const text = [job.title, job.customer_name, job.number, job.site].join(" ").toLocaleLowerCase();
  return words.every((word) => text.includes(word));
}

/**
 * Each filter with its count; one that would show nothing is not offered.
 * @param {Shown[]} all
 */
function filters_of(all) {
  const counted = Object.entries(FILTERS).map(([value, fits]) => ({ value, count: all.filter(fits).length }));
  return counted.filter(({ count }) => count > 0)
    .map(({ value, count }) => ({ value, label: `${t(`today.filter_${value}`)} ${count}` }));
}
