// The same jobs as a table: dense, with the sums of what is shown at its foot.
import { JobConcerns } from "../../../components/concerns.js";
import { t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { html } from "../../../vendor/ui.js";
import { NextLink, Standings, walk } from "./board_cards.js";
import { sum_of } from "../money.js";
import { Sum } from "../table.js";

/** @typedef {import("./standing.js").Standing} Standing */

/**
 * The sums are of all that was found.
 * @param {{ shown: Standing[], found: Standing[], today: string }} props
 */
export function JobTable({ shown, found, today }) {
  const jobs = found.map(({ job }) => job);
  const due_minor = sum_of(found, ({ due_minor }) => due_minor);
  return html`
    <div class="office-table">
      <table>
        <thead>
          <tr>
            <th scope="col">${t("table.job")}</th>
            <th scope="col" class="end">${t("table.total")}</th>
            <th scope="col" class="end">${t("table.invoiced")}</th>
            <th scope="col" class="end">${t("table.paid")}</th>
            <th scope="col" class="end">${t("table.due")}</th>
            <th scope="col" class="roomy"><span class="unseen">${t("table.next")}</span></th>
          </tr>
        </thead>
        <tbody onKeyDown=${walk}>${shown.map((standing) =>
          html`<${JobRow} key=${standing.job.id} standing=${standing} today=${today} />`
        )}</tbody>
        <tfoot>
          <tr>
            <th scope="row">${t("table.jobs", { count: found.length })}</th>
            <${Sum} word="table.total" minor=${sum_of(jobs, ({ total_minor }) => total_minor)} sum=${true} />
            <${Sum} word="table.invoiced" minor=${sum_of(
              jobs,
              ({ invoiced_minor }) => invoiced_minor,
            )} sum=${true} />
            <${Sum} word="table.paid" minor=${sum_of(jobs, ({ paid_minor }) => paid_minor)} sum=${true} />
            <${Sum} word="table.due" minor=${due_minor} sum=${true} />
            <td class="roomy"></td>
          </tr>
        </tfoot>
      </table>
    </div>
  `;
}

/** @param {{ standing: Standing, today: string }} props */
function JobRow({ standing, today }) {
  const { job, invoices, due_minor, next } = standing;
  return html`
    <tr>
      <th scope="row">
        <${Link} class="job-link" href=${`/office/jobs/${job.id}`}>${job.title}<//>
          <span class="row wraps small"><span class="dim">${[job.number, job.customer_name].join(
            " · ",
          )}</span>
          <${Standings} standing=${standing} />
          <${JobConcerns} invoices=${invoices} today=${today} /></span></th>
        <${Sum} word="table.total" minor=${job.total_minor} />
        <${Sum} word="table.invoiced" minor=${job.invoiced_minor} />
        <${Sum} word="table.paid" minor=${job.paid_minor} />
        <${Sum} word="table.due" minor=${due_minor} />
        <td class="end roomy whole"><${NextLink} job=${job} next=${next} /></td>
      </tr>
  `;
}
