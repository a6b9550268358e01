// A job as a card: who and where, its stage bar, what of it is invoiced, and the one next action.
import { JobConcerns } from "../../../components/concerns.js";
import { brief_money, Chip, job_parts, Money, Said, StageBar } from "../../../components/parts.js";
import { money, t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { html } from "../../../vendor/ui.js";
import { who_and_where } from "../../phone/words.js";

/** @typedef {import("./standing.js").Standing} Standing */
/** @typedef {import("./standing.js").Next} Next */

const STEPS =
  /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 });

/** @param {{ shown: Standing[], today: string }} props */
export function Cards({ shown, today }) {
  return html`<ul class="office-cards" onKeyDown=${walk}>${
    shown.map((standing) => html`<${Card} key=${standing.job.id} standing=${standing} today=${today} />`)
  }</ul>`;
}

/** Arrow keys go from job to job. @param {KeyboardEvent & { currentTarget: HTMLElement }} event */
export function walk(event) {
  const step = STEPS[event.key];
  /** @type {HTMLElement[]} */
  const links = [...event.currentTarget.querySelectorAll(/** @type {"a"} */ (".job-link"))];
  const here = links.findIndex((link) => link === document.activeElement);
  if (!step || here < 0) return;
  event.preventDefault();
  links[here + step]?.focus();
}

/** @param {{ standing: Standing, today: string }} props */
function Card({ standing, today }) {
  const { job, invoices, next } = standing;
  return html`
    <li class="card office-card">
      <div class="row top-aligned">
        <p class="dim small grow one-line">${who_and_where(job)}</p>
        <${Standings} standing=${standing} />
      </div>
      <h3>
        <${Link} class="job-link" href=${`/office/jobs/${job.id}`}>${job.title}<//></h3>
        <${JobConcerns} invoices=${invoices} today=${today} />
        <${StageBar} parts=${job_parts(job, invoices, today)} />
        <div class="row small"><p class="grow dim"><${Said} say="board.invoiced_of"
            amount=${brief_money(job.invoiced_minor)} total=${brief_money(job.total_minor)} /></p>
          <${NextLink} job=${job} next=${next} /></div>
      </li>
  `;
}

/** Where the next thing is done. @type {Record<string, (here: string, next: Next) => string>} */
const PLACES = {
  decide: () => "/decisions",
  change: (here) => `${here}/invoice`,
  overdue: (here, { invoice }) => `${here}?remind=${invoice?.id}`,
  draft: (here, { invoice }) => `${here}?issue=${invoice?.id}`,
  send: (here, { invoice }) => `${here}?send=${invoice?.id}`,
  unsent: () => "/unsent",
  first: (here) => `${here}/invoice`,
  rest: (here) => `${here}/invoice?share=rest`,
  stage: (here) => `${here}#schedule`,
};

/** @param {{ job: { id: string }, next: Next }} props */
export function NextLink({ job, next }) {
  const here = `/office/jobs/${job.id}`;
  const { step, late_days, invoice, name } = next;
  const text = t(`next.${step}`, {
    amount: money(next.amount_minor),
    number: invoice?.number ?? "",
    count: late_days,
    name,
  });
  return html`<${Link} class="next-link" href=${PLACES[step]?.(here, next) ?? here}>${text}<span
    aria-hidden="true">${"\u00a0›"}</span><//>`;
}

/** @param {{ standing: Standing }} props */
export function Standings({ standing: { job, next, invoices } }) {
  if (next.step === "decide") return html`<${Chip} state="pending">${t("board.chip_decide")}<//>`;
  if (next.late_days > 0) {
    return html`<${Chip} state="overdue">${t("board.late", { count: next.late_days })}<//>`;
  }
  if (job.unsent_minor !== 0) return html`<${Chip} state="on_this_phone" />`;
  if (next.step === "stage") {
    const count = job.stages_due_count;
    return html`<${Chip} state="pending">${
      count > 1 ? t("board.stages_due", { count }) : t("board.stage_due", { place: job.next_stage.place })
    }<//>`;
  }
  if (next.step === "done" && job.invoiced_minor > 0) return html`<${Chip} state="paid" />`;
  if (job.unapplied_minor > 0) {
    return html`<${Chip} state="unapplied">${t("bar.credit")} <${Money} minor=${job.unapplied_minor} /><//>`;
  }
  return job.invoiced_minor === 0 && invoices.length === 0 &&
    html`<${Chip} state="plain">${t("board.not_billed")}<//>`;
}
