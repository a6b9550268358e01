// Payments of which nobody here can check if they were made: somebody looks at the processor, and says it.
import { concerns_of } from "../../../components/concerns.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Money } from "../../../components/parts.js";
import { day, money, t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { sync_now } from "../../../sync/engine.js";
import { html } from "../../../vendor/ui.js";
import { in_doubt } from "../invoices/question.js";
import { Refused, use_mutation } from "../mutation.js";
import { number_or_draft } from "../words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

export function InDoubt() {
  if (in_doubt.value.length === 0) return null;
  return html`
    <section class="stack close" aria-labelledby="in-doubt">
      <h2 id="in-doubt" class="panel-head">${t("in_doubt.title")}</h2>
      <p class="dim small">${t("in_doubt.is")}</p>
      ${in_doubt.value.map((invoice) => html`<${Doubted} key=${invoice.id} invoice=${invoice} />`)}
    </section>
  `;
}

/** @param {{ invoice: Row }} props */
function Doubted({ invoice }) {
  const { busy, problem, send } = use_mutation();
  const asked = concerns_of(invoice).find(({ kind }) => kind === "in_doubt");
  if (!asked) return null;
  const facts = {
    amount: money(asked.amount_minor),
    number: number_or_draft(invoice),
    name: invoice.customer_name ?? "",
    day: day(asked.on ?? ""),
  };
  const say = async (/** @type {boolean} */ was_taken) => {
    if (!await send("POST", `/api/invoices/${invoice.id}/settle-doubt`, { was_taken })) return;
    toast(t(was_taken ? "in_doubt.recorded" : "in_doubt.ended", facts));
    await sync_now().catch(() => {});
  };
  return html`
    <article class="card stack" data-doubt=${invoice.id}>
      <div class="row top-aligned"><${Icon} name="card" />
        <div class="grow stack tight"><h3>${t("in_doubt.head", facts)}</h3>
          <p>${t("in_doubt.look", facts)}</p></div>
        <${Money} minor=${asked.amount_minor} /></div>
      <${Refused} problem=${problem} />
      <div class="actions">
        <button type="button" disabled=${busy} onClick=${() => say(true)}>${t("in_doubt.taken")}</button>
        <button type="button" disabled=${busy} onClick=${() => say(false)}>${t("in_doubt.not_taken")}</button>
        <${Link} class="button quiet" href=${`/office/jobs/${invoice.job_id}`}>${t("decide.open_job")}<//>
      </div>
    </article>
  `;
}
