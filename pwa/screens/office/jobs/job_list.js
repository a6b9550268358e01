// The jobs beside the open one, where the screen is wide enough for both.
import { job_parts, Search, StageBar } from "../../../components/parts.js";
import { t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { invoices_of, jobs } from "../../../store/view.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { is_found } from "../money.js";

const SHOWN_MAX = 40;
const WIDE = matchMedia("(min-width: 1100px)");

/** @param {{ current: string, today: string }} props  `current`: the open job's id */
export function JobList({ current, today }) {
  const [typed, set_typed] = useState("");
  const found = jobs.value.filter((job) =>
    is_found(typed, job.title, job.customer_name, job.site, job.number)
  )
    .sort((one, other) => one.created_at < other.created_at ? 1 : -1);
  return html`<nav class="beside-list stack close" aria-label=${t("office.jobs")}>
    <${Search} value=${typed} label=${t("board.search")} on_input=${set_typed} />
    <ul class="list">${
    found.slice(0, SHOWN_MAX).map((job) =>
      html`
        <li key=${job.id}>
          <${Link} class="list-row" href=${`/office/jobs/${job.id}`} aria-current=${job.id === current
            ? "page"
            : undefined}>
                <span class="grow stack tight"><span class="dim small one-line">${job.customer_name}</span>
                  <span class="title one-line">${job.title}</span>
                  <${StageBar} parts=${job_parts(job, invoices_of(job.id), today)} /></span><//></li>
      `
    )
  }</ul>
    ${
    found.length > SHOWN_MAX &&
    html`<${Link} class="button" href="/jobs">${t("today.show_all", { count: found.length })}<//>`
  }
  </nav>`;
}

/** Whether there is room for the list beside the job. */
export function use_wide() {
  const [is_wide, set_wide] = useState(WIDE.matches);
  useEffect(() => {
    const look = () => set_wide(WIDE.matches);
    look(); // it may have changed since the first frame
    WIDE.addEventListener("change", look);
    return () => WIDE.removeEventListener("change", look);
  }, []);
  return is_wide;
}
