// All jobs in one table, the newest first.
import { Icon } from "../components/icon.js";
import { Empty, Search, today_in } from "../components/parts.js";
import { t } from "../messages.js";
import { go, Link } from "../router.js";
import { decisions, invoices_of, jobs, ready, settings } from "../store/view.js";
import { html, useState } from "../vendor/ui.js";
import { JobTable } from "./office_board_table.js";
import { is_found, standing } from "./office_money.js";
import { focus_search, OfficePage, use_keys } from "./office_page.js";

const SHOWN_FIRST = 100;

export default function OfficeJobs() {
  const [typed, set_typed] = useState("");
  const [is_whole, set_whole] = useState(false);
  use_keys({ "/": focus_search, n: () => go("/jobs/new") });
  const today = today_in(settings.value?.zone);
  const open = decisions.value.filter(({ resolved_at }) => resolved_at === null);
  const found = jobs.value.filter((job) =>
    is_found(typed, job.title, job.customer_name, job.site, job.number)
  ).sort((one, other) => one.created_at < other.created_at ? 1 : -1)
    .map((job) => standing(job, invoices_of(job.id), open, today));
  const shown = is_whole ? found : found.slice(0, SHOWN_FIRST);
  return html`<${OfficePage} title=${t("office.jobs")} actions=${html`
    <${Link} class="button primary" href="/jobs/new"><${Icon} name="plus" />${t("office.new_job")}<//>
  `}>
    <div class="office-tools"><${Search} value=${typed} label=${
    t("board.search")
  } on_input=${set_typed} /></div>
    ${found.length > 0 && html`<${JobTable} shown=${shown} found=${found} />`}
    ${
    shown.length < found.length && html`
      <button type="button" class="centered"
        onClick=${() => set_whole(true)}>${t("today.show_all", { count: found.length })}</button>
    `
  }
    ${
    ready.value && found.length === 0 && html`
      <${Empty} icon="job"
        title=${typed ? t("today.none_found") : t("board.empty")}
        text=${typed ? t("board.none_found") : t("board.empty_text")} />
    `
  }
  <//>`;
}
