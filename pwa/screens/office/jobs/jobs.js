// All jobs in one table: found by a word, in the order that was asked for.
import { Icon } from "../../../components/icon.js";
import { Empty, Search, today_in } from "../../../components/parts.js";
import { t } from "../../../messages.js";
import { go, Link } from "../../../router.js";
import { jobs, ready, settings } from "../../../store/view.js";
import { html } from "../../../vendor/ui.js";
import { JobTable } from "../board/board_table.js";
import { JobsExport } from "../spreadsheets/export.js";
import { finder } from "../money.js";
import { focus_search, OfficePage, use_keys } from "../page.js";
import { ListEnd, Pick, use_parts, use_query, use_typed } from "../query.js";
import { sorted, SORTS, standings } from "../board/standing.js";

const PART = 100;

export default function OfficeJobs() {
  const [query, change] = use_query({ sort: "newest", q: "" });
  const [typed, set_typed] = use_typed(query.q, (q) => change({ q }, true));
  const [count, more] = use_parts(PART, JSON.stringify([query, typed]));
  use_keys({ "/": focus_search, n: () => go("/jobs/new") });
  const is_found = finder(typed);
  const found = sorted(standings.value.filter(({ text }) => is_found(text)), query.sort);
  const shown = found.slice(0, count);
  return html`
    <${OfficePage} title=${t("office.jobs")} actions=${html`
      <${JobsExport} found=${found.map(({ job }) => job)} q=${query.q} />
      <${Link} class="button primary" href="/jobs/new"><${Icon} name="plus" />${t("office.new_job")}<//>
    `}>
      <div class="office-tools">
        <${Search} value=${typed} label=${t("board.search")} on_input=${set_typed} />
        ${jobs.value.length > 1 && html`
          <${Pick} label=${t("list.sort")} value=${query.sort}
            options=${SORTS.map((value) => ({ value, label: t(`board.sort_${value}`) }))}
            on_pick=${(/** @type {string} */ sort) => change({ sort })} />
        `}
      </div>
      ${found.length > 0 && html`<${JobTable} shown=${shown} found=${found}
        today=${today_in(settings.value?.zone)} />`}
      ${shown.length < found.length && html`
        <${ListEnd} text=${t("list.more", { shown: shown.length, count: found.length })} on_more=${more} />
      `}
      ${ready.value && found.length === 0 && html`
        <${Empty} icon="job"
          title=${typed ? t("today.none_found") : t("board.empty")}
          text=${typed ? t("board.none_found") : t("board.empty_text")} />
      `}
      <//>
  `;
}
