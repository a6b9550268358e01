// The board: money that waits for a decision, the four sums, and the jobs as cards, each with one next
// action. It is live: whatever the rows say, it says.
import { Segments } from "../components/forms.js";
import { Icon } from "../components/icon.js";
import { Empty, Search } from "../components/parts.js";
import { t } from "../messages.js";
import { go, Link } from "../router.js";
import { decisions, invoices, invoices_of, jobs, ready, settings } from "../store/view.js";
import { html, useState } from "../vendor/ui.js";
import { Cards } from "./office_board_cards.js";
import { JobTable } from "./office_board_table.js";
import { Devices, NeedsDecision, Sums } from "./office_board_top.js";
import { board_sums, is_found, standing } from "./office_money.js";
import { focus_search, OfficePage, use_keys } from "./office_page.js";
import { today_in } from "../components/parts.js";

/** @typedef {import("./office_money.js").Standing} Standing */

const FILTERS = ["ready", "overdue", "due", "decide", "unsent"];
const SHAPE = "stagebill.board";
const SHOWN_FIRST = 60;

export default function OfficeBoard() {
  const [shape, set_shape] = useState(() => localStorage.getItem(SHAPE) ?? "cards");
  const reshape = (/** @type {string} */ wanted) => {
    localStorage.setItem(SHAPE, wanted);
    set_shape(wanted);
  };
  const flip = () => reshape(shape === "cards" ? "table" : "cards");
  use_keys({ "/": focus_search, n: () => go("/jobs/new"), t: flip });
  const today = today_in(settings.value?.zone);
  const open = decisions.value.filter(({ resolved_at }) => resolved_at === null);
  const all = jobs.value.map((job) => standing(job, invoices_of(job.id), open, today));
  return html`
    <${OfficePage} title=${t("office.board")} actions=${all.length > 0 && html`
      <${Link} class="button primary" href="/jobs/new"><${Icon} name="plus" />${t("office.new_job")}<//>
    `}>
      <${NeedsDecision} decisions=${open} />
      <${Devices} />
      <${Sums} sums=${board_sums(jobs.value, invoices.value, today)} />
      <${Jobs} all=${all} today=${today} shape=${shape} on_shape=${reshape} />
      <//>
  `;
}

/** @param {{ all: Standing[], today: string, shape: string, on_shape: (shape: string) => void }} props */
function Jobs({ all, today, shape, on_shape }) {
  const [filter, set_filter] = useState("all");
  const [typed, set_typed] = useState("");
  const [is_whole, set_whole] = useState(false);
  if (all.length === 0) return ready.value ? html`<${NoJobs} />` : html`<${Waiting} />`;
  const found = all.filter(({ job, filters }) =>
    (filter === "all" || filters.includes(filter)) &&
    is_found(typed, job.title, job.customer_name, job.site, job.number)
  ).sort(by_urgency);
  const shown = is_whole ? found : found.slice(0, SHOWN_FIRST);
  return html`
    <div class="office-tools">
      <${Search} value=${typed} label=${t("board.search")} on_input=${set_typed} />
      <${Segments} label=${t("board.shape")} value=${shape} on_pick=${on_shape} options=${[
        { value: "cards", label: t("board.cards") },
        { value: "table", label: t("board.table") },
      ]} />
      <${Filters} all=${all} filter=${filter} on_pick=${set_filter} />
    </div>
    ${found.length === 0 && html`
      <${Empty} icon="search" title=${t("today.none_found")}
        text=${t("board.none_found")} />
    `}
    ${shape === "cards"
      ? html`<${Cards} shown=${shown} today=${today} />`
      : found.length > 0 && html`<${JobTable} shown=${shown} found=${found} />`}
    ${shown.length < found.length && html`
      <button type="button" class="centered"
        onClick=${() => set_whole(true)}>${t("today.show_all", { count: found.length })}</button>
    `}
  `;
}

/** @param {{ all: Standing[], filter: string, on_pick: (filter: string) => void }} props */
function Filters({ all, filter, on_pick }) {
  const counts = FILTERS.map((name) => ({
    name,
    count: all.filter(({ filters }) => filters.includes(name)).length,
  })).filter(({ name, count }) => count > 0 || name === filter);
  return html`<${Segments} as="picks" label=${
    t("today.filter")
  } value=${filter} on_pick=${on_pick} options=${[
    { value: "all", label: t("board.all", { count: all.length }) },
    ...counts.map(({ name, count }) => ({ value: name, label: t(`board.only_${name}`, { count }) })),
  ]} />`;
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

/**
 * What is late first, then what is owed or can be billed, then the newest.
 * @param {Standing} one @param {Standing} other
 */
function by_urgency(one, other) {
  const rank = (/** @type {Standing} */ { filters, late_days }) =>
    filters.includes("decide") ? 0 : late_days > 0 ? 1 : filters.length > 0 ? 2 : 3;
  return rank(one) - rank(other) || (one.job.created_at < other.job.created_at ? 1 : -1);
}
