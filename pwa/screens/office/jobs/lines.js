// The lines of a job that is under way: added, changed, moved, taken off. What that does to invoices, tax and
// money is said while it is typed; a total below what is invoiced is saved with what has to be settled.
import { Field } from "../../../components/forms.js";
import { toast } from "../../../components/page.js";
import { Notice } from "../../../components/parts.js";
import { clock_time, money, t } from "../../../messages.js";
import { go, route } from "../../../router.js";
import { job as job_of, members } from "../../../store/view.js";
import { hold_updates } from "../../../sync/worker_bridge.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { Effects, use_simulation } from "./lines_effects.js";
import { sum_of } from "../money.js";
import { Refused, use_mutation } from "../mutation.js";
import {
  body_of_lines,
  discount_to_type,
  DiscountField,
  PriceLines,
  typed_line,
} from "./new_job_lines.js";
import { NotHere, OfficePage } from "../page.js";
import { settle_to_try, SettlementChoice } from "./settlement.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {import("./new_job_lines.js").Line} Line */
/**
 * `revision`: the version of the job's lines that this was made of.
 * @typedef {{ revision: number, lines: Line[], discount: string, tax_mode: string, reason: string,
 *   choice: import("./settlement.js").Choice | null }} Draft
 */

const REASON_MAX = 200;
const MODES = ["per_invoice", "per_line"];

export default function OfficeLines() {
  const job = job_of(route.value.params.id);
  return job ? html`<${Lines} key=${job.id} job=${job} />` : html`
    <${NotHere} title=${t("lines.title")} text=${t("office_job.missing")} back="/board" icon="job" />
  `;
}

/** @param {{ job: Row }} props */
function Lines({ job }) {
  const [draft, set_draft] = useState(() => draft_of(job));
  const [is_touched, set_touched] = useState(false);
  const { busy, problem, set_problem, send } = use_mutation();
  useEffect(() => is_touched ? hold_updates() : undefined, [is_touched]);
  const change = (/** @type {Partial<Draft>} */ part) => {
    set_problem(null); // what was said was said about what stood here before
    set_touched(true);
    set_draft((before) => ({ ...before, ...part }));
  };
  const wanted = body_of(draft);
  const tried = settle_to_try(draft.choice);
  const { simulation, wrong, is_working } = use_simulation(
    `/api/jobs/${job.id}`,
    wanted && tried && { ...wanted, ...tried },
    job.revision,
  );
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!wanted) return set_problem({ code: "office.lines_unclear" });
    const settle = simulation?.settle && { ...simulation.settle, reason: draft.reason.trim() };
    const body = { ...wanted, seen_revision: draft.revision, ...(settle && { settle }) };
    const saved = await send("PUT", `/api/jobs/${job.id}/lines`, body);
    if (!saved) return;
    const { total_minor, left_to_invoice_minor } = saved;
    toast(t("lines.saved", { total: money(total_minor), left: money(left_to_invoice_minor) }));
    go(`/office/jobs/${job.id}`, { replace: true });
  };
  const changes = job.line_items.filter((/** @type {Row} */ line) => line.change_order_id);
  const is_stale = job.revision !== draft.revision;
  const cannot = busy || is_stale || is_working || !simulation || simulation.blocked_minor > 0;
  return html`
    <${OfficePage} title=${t("lines.title")} back=${`/office/jobs/${job.id}`} kind="narrow"
      about=${t("lines.about", { number: job.number, title: job.title })}>
      <form class="office-form" onSubmit=${submit}>
        ${is_stale && html`
          <${Stale} job=${job} on_theirs=${() => {
            set_draft(draft_of(job));
            set_touched(false);
          }} on_mine=${() => change({ revision: job.revision })} />
        `}
        <section class="card">
          <h2>${t("new_job.prices")}</h2>
          <${PriceLines} lines=${draft.lines} on_change=${(/** @type {Line[]} */ lines) =>
            change({ lines })} />
          ${changes.length > 0 && html`<p class="dim">${
            t("lines.changes_stay", {
              count: changes.length,
              amount: money(sum_of(changes, ({ amount_minor }) => amount_minor)),
            })
          }</p>`}
          <${DiscountField} value=${draft.discount} on_input=${(/** @type {string} */ discount) =>
            change({ discount })} />
          <div class="fields"><${Field} label=${t("lines.rounding")} value=${draft.tax_mode}
            help=${t("lines.rounding_hint")}
            options=${MODES.map((mode) => ({ value: mode, label: t(`lines.${mode}`) }))}
            on_input=${(/** @type {string} */ tax_mode) => change({ tax_mode })} /></div>
        </section>
        <${Effects} job=${job} simulation=${simulation} wrong=${wrong} is_working=${is_working}
          is_unclear=${!wanted || !tried}
          unclear=${wanted ? "settle.unclear" : "refusal.office.lines_unclear"} />
        <${SettlementChoice} job=${job} simulation=${simulation} choice=${draft.choice}
          on_change=${(/** @type {any} */ choice) => change({ choice })} />
        ${simulation?.settle && simulation.blocked_minor === 0 && html`
          <section class="card">
            <${Field} label=${t("lines.reason")} value=${draft.reason} required=${true}
              limit=${REASON_MAX} autocomplete="off" on_input=${(/** @type {string} */ reason) =>
                change({ reason })} />
          </section>
        `}
        <${Refused} problem=${is_stale ? null : problem} />
        <div class="form-end"><button class="primary big" disabled=${cannot}>${save_in_words(
          simulation,
        )}</button>
          <button type="button" onClick=${() => go(`/office/jobs/${job.id}`)}>${t(
            "nav.cancel",
          )}</button></div>
      </form>
      <//>
  `;
}

/** @param {Row | null} simulation */
function save_in_words(simulation) {
  if (!simulation) return t("lines.open");
  const settled_minor = simulation.invoices.reduce(
    (/** @type {number} */ sum, /** @type {Row} */ { amount_minor }) => sum + amount_minor,
    0,
  );
  return simulation.settle
    ? t("sim.settle", { amount: money(settled_minor) })
    : t("lines.save", { total: money(simulation.after.total_minor) });
}

/** @param {Row} job @returns {Draft} */
function draft_of({ revision, line_items, discount, tax_mode }) {
  return {
    revision,
    lines: line_items.filter((/** @type {Row} */ line) => !line.change_order_id).map(typed_line),
    discount: discount_to_type(discount),
    tax_mode,
    reason: "",
    choice: null,
  };
}

/** @param {Draft} draft */
function body_of({ lines, discount, tax_mode }) {
  const body = body_of_lines(lines, discount);
  return body && { ...body, tax_mode };
}

/**
 * Somebody else was faster: what is typed stays, and nothing of theirs is overwritten unseen.
 * @param {{ job: Row, on_theirs: () => void, on_mine: () => void }} props
 */
function Stale({ job, on_theirs, on_mine }) {
  const who = members.value.find(({ id }) => id === job.changed_by)?.name ?? t("decide.somebody");
  return html`
    <${Notice} kind="wait" live=${true}>
      <p><b>${t("lines.changed")}</b></p>
      <p>${t("lines.changed_by", {
        name: who,
        at: job.changed_at ? clock_time(job.changed_at) : "",
        total: money(job.total_minor),
      })}</p>
      <div class="actions"><button type="button" onClick=${on_mine}>${t("lines.keep_mine")}</button>
        <button type="button" onClick=${on_theirs}>${t("lines.take_theirs")}</button></div>
      <//>
  `;
}
