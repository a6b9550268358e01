// The board: money that waits for a decision, the four sums, and the jobs as cards, each with the one thing
// to do next. It is live: whatever the rows say, it says. What it shows is in its address.
import { Segments } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { Empty, Money, Search, today_in } from "../../../components/parts.js";
import { t } from "../../../messages.js";
import { go, Link } from "../../../router.js";
import { invoices, jobs, members, ready, settings } from "../../../store/view.js";
import { html } from "../../../vendor/ui.js";
import { ArrivalsNotice } from "../devices/arrivals.js";
import { PayoutNotice } from "./payout_notice.js";
import { Cards } from "./board_cards.js";
import { JobTable } from "./board_table.js";
import { Devices, NeedsDecision, Sums } from "./board_top.js";
import { JobsExport } from "../spreadsheets/export.js";
import { board_sums, finder, sum_of } from "../money.js";
import { focus_search, OfficePage, use_keys } from "../page.js";
import { ListEnd, Pick, use_parts, use_query, use_typed } from "../query.js";
import { SavedViews } from "../saved_views.js";
import { FILTERS, sorted, SORTS, standings, waiting_decisions } from "./standing.js";

/** @typedef {import("./standing.js").Standing} Standing */
/** @typedef {Record<string, string>} Query */

const SHAPE = "stagebill.board";
const PART = 60;

export default function OfficeBoard() {
  const shape = localStorage.getItem(SHAPE) ?? "cards";
  const defaults = { show: "all", who: "", sort: "urgency", q: "", as: shape };
  const [query, change] = use_query(defaults);
  const [typed, set_typed] = use_typed(query.q, (q) => change({ q }, true));
  const reshape = (/** @type {string} */ wanted) => {
    localStorage.setItem(SHAPE, wanted);
    change({ as: wanted });
  };
  const flip = () => reshape(query.as === "cards" ? "table" : "cards");
  use_keys({ "/": focus_search, n: () => go("/jobs/new"), t: flip });
  const today = today_in(settings.value?.zone);
  const all = standings.value;
  return html`
    <${OfficePage} title=${t("office.board")} actions=${all.length > 0 && html`
      <${Link} class="button primary" href="/jobs/new"><${Icon} name="plus" />${t("office.new_job")}<//>
    `}>
      <${NeedsDecision} decisions=${waiting_decisions.value} />
      <${ArrivalsNotice} />
      <${PayoutNotice} />
      <${Devices} />
      <${Sums} sums=${board_sums(jobs.value, invoices.value, today)} />
      ${all.length === 0 ? ready.value ? html`<${NoJobs} />` : html`<${Waiting} />` : html`
        <div class="office-tools">
          <${Search} value=${typed} label=${t("board.search")} on_input=${set_typed} />
          <${Segments} label=${t("board.shape")} value=${query.as} on_pick=${reshape} options=${[
            { value: "cards", label: t("board.cards") },
            { value: "table", label: t("board.table") },
          ]} />
          <${Choices} all=${all} query=${query} on_change=${change} />
        </div>
        <${Jobs} all=${all} query=${query} typed=${typed} today=${today} />
      `}
      <//>
  `;
}

/** @param {{ all: Standing[], query: Query, typed: string, today: string }} props */
function Jobs({ all, query, typed, today }) {
  const [count, more] = use_parts(PART, JSON.stringify([query, typed]));
  const found = sorted(found_of(all, query, typed), query.sort);
  const shown = found.slice(0, count);
  if (found.length === 0) {
    return html`<${Empty} icon="search" title=${t("today.none_found")} text=${t("board.none_found")} />`;
  }
  return html`
    <h2 class="unseen">${t("office.jobs")}</h2>
    <${Found} found=${found} />
    ${query.as === "table"
      ? html`
        <${JobTable} shown=${shown} found=${found} today=${today} />
        <div>
          <${JobsExport} found=${found.map(({ job }) => job)} q=${query.q} />
        </div>
      `
      : html`<${Cards} shown=${shown} today=${today} />`}
    ${shown.length < found.length && html`
      <${ListEnd} text=${t("list.more", { shown: shown.length, count: found.length })} on_more=${more} />
    `}
  `;
}

/** @param {Standing[]} all @param {Query} query @param {string} typed */
function found_of(all, { show, who }, typed) {
  const is_found = finder(typed);
  return all.filter(({ job, filters, text }) =>
    (show === "all" || filters.includes(show)) && (who === "" || job.technician_ids.includes(who)) &&
    is_found(text)
  );
}

/** How many jobs these are, and what they come to. @param {{ found: Standing[] }} props */
function Found({ found }) {
  const due_minor = sum_of(found, ({ due_minor }) => due_minor);
  const left_minor = sum_of(found, ({ job }) => job.left_to_invoice_minor);
  return html`<p class="found dim small" role="status">${t("table.jobs", { count: found.length })}
    ${" · "}<${Money} minor=${sum_of(found, ({ job }) => job.total_minor)} />
    ${due_minor > 0 && html`${" · "}<${Money} minor=${due_minor} /> ${t("found.due")}`}
    ${left_minor > 0 && html`${" · "}<${Money} minor=${left_minor} /> ${t("found.to_bill")}`}</p>`;
}

/** @param {{ all: Standing[], query: Query, on_change: (changes: Query) => void }} props */
function Choices({ all, query, on_change }) {
  const options = FILTERS.map((value) => ({
    value,
    count: all.filter(({ filters }) => filters.includes(value)).length,
  })).filter(({ value, count }) => count > 0 || value === query.show);
  return html`
    <div class="office-filters">
      <${Segments} as="picks scrolls" label=${t("today.filter")} value=${query.show}
        on_pick=${(/** @type {string} */ show) => on_change({ show })} options=${[
          { value: "all", label: t("board.all", { count: all.length }) },
          ...options.map(({ value, count }) => ({ value, label: t(`board.only_${value}`, { count }) })),
        ]} />
      <div class="office-choices">
        <${Pick} label=${t("board.who")} value=${query.who} options=${people_of(all)}
          on_pick=${(/** @type {string} */ who) => on_change({ who })} />
        <${Pick} label=${t("list.sort")} value=${query.sort}
          options=${SORTS.map((value) => ({ value, label: t(`board.sort_${value}`) }))}
          on_pick=${(/** @type {string} */ sort) => on_change({ sort })} />
        <${SavedViews} place="/board" />
      </div>
    </div>
  `;
}

/** Everybody who is on some job. @param {Standing[]} all */
function people_of(all) {
  const on_jobs = new Set(all.flatMap(({ job }) => job.technician_ids));
  const people = members.value.filter(({ id }) => on_jobs.has(id));
  return [
    { value: "", label: t("board.everybody") },
    ...people.map(({ id, name }) => ({ value: id, label: name })),
  ];
}

function NoJobs() {
  return html`
    <${Empty} icon="job" title=${t("board.empty")} text=${t("board.empty_text")}>
      <${Link} class="button primary" href="/jobs/new"><${Icon} name="plus" />${t("office.new_job")}<//>
      ${settings.value?.progress_invoicing === false && html`
        <p>${t("board.stages_off")} <${Link} href="/settings">${t("office.settings")}<//></p>
      `}<//>
  `;
}

function Waiting() {
  return html`
    <div class="office-cards">
      <div class="skeleton as-card"></div>
      <div class="skeleton as-card"></div>
    </div>
  `;
}
