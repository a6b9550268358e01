// The planned stages of a job on the phone: what each comes to, and one tap to say that its work is complete.
import { Icon } from "../../components/icon.js";
import { toast } from "../../components/page.js";
import { Chip, ListRow } from "../../components/parts.js";
import { money, t } from "../../messages.js";
import { Link } from "../../router.js";
import { NotSaved, record } from "../../store/outbox.js";
import { settings, under_way } from "../../store/view.js";
import { html } from "../../vendor/ui.js";

/** @typedef {import("../../store/cache.js").Row} Row */

const MARK = "schedules.mark_stage";

/** @param {{ job: Row }} props */
export default function Stages({ job }) {
  const stages = job.schedule?.stages ?? [];
  if (stages.length === 0) return null;
  const next = stages.find((/** @type {Row} */ stage) => !stage.invoice_id && !word_of(stage).is_ready);
  const ready = settings.value?.technicians_invoice && job.billed_by !== "lines" &&
    stages.find((/** @type {Row} */ stage) =>
      !stage.invoice_id && stage.planned_minor > 0 && word_of(stage).is_ready
    );
  return html`
    <section class="stack close" aria-labelledby="stages">
      <div class="section-head"><h2 id="stages">${t("stages.title")}</h2></div>
      <ul class="list">${stages.map((/** @type {Row} */ stage, /** @type {number} */ place) =>
        html`
          <${ListRow} key=${stage.id} title=${`${place + 1} · ${stage.title}`} minor=${stage.planned_minor}
            state=${html`<${State} stage=${stage} />`} />
        `
      )}</ul>
      ${ready && !job.canceled_at && html`
        <${Link} class="button full" href=${`/jobs/${job.id}/invoice?stage=${ready.id}`}>
          <${Icon} name="invoice" /><span>${ready.title}: ${t("request.make_of_stage")} · ${
        money(ready.planned_minor)
      }</span><//>
      `}
      ${next && !job.canceled_at && html`
        <button type="button" class="full" onClick=${() => say(next)}
          aria-label=${`${t("stages.done")}: ${next.title}`}>
          <${Icon} name="check" /><span>${next.title}: ${t("stages.done")}</span></button>
      `}
    </section>
  `;
}

/** @param {{ stage: Row }} props */
function State({ stage }) {
  if (stage.invoice_id) return html`<${Chip} state="paid">${t("stages.is_billed")}<//>`;
  const { is_ready, is_unsent } = word_of(stage);
  if (!is_ready) return null;
  return html`<${Chip} state=${is_unsent ? "on_this_phone" : "open"}>${t("stages.is_done")}<//>`;
}

/** What is said of the stage: the last word on this phone, else the server's. @param {Row} stage */
function word_of(stage) {
  const said = under_way.value.filter(({ mutation }) =>
    mutation.type === MARK && mutation.body.stage_id === stage.id
  ).at(-1);
  if (said) return { is_ready: said.mutation.body.is_ready, is_unsent: true };
  return { is_ready: stage.ready_at !== null, is_unsent: false };
}

/** Kept on this phone first. @param {Row} stage */
async function say(stage) {
  try {
    await record(MARK, { stage_id: stage.id, is_ready: true });
    const back = () => void record(MARK, { stage_id: stage.id, is_ready: false }).catch(() => {});
    toast(t("stages.said", { title: stage.title }), { label: t("stages.undo"), action: back });
  } catch (error) {
    toast(t(error instanceof NotSaved ? `not_saved.${error.reason}` : "not_saved.failed"));
  }
}
