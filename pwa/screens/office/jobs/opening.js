// A job that was begun elsewhere: what of it is billed, held back and paid, said once and signed with a name.
import { Dialog, Field } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Notice, Said, today_in } from "../../../components/parts.js";
import { day, money, t } from "../../../messages.js";
import { settings } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { sum_typed, SumField } from "../fields.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/**
 * @typedef {{ billed: string, held: string, paid: string, as_of: string, signed_name: string,
 *   note: string }} Typed
 */

const NAME_MAX = 200;
const NOTE_MAX = 4000;

/** Marked for good where there is one; offered where there still can be one. @param {{ job: Row }} props */
export function Opening({ job }) {
  const [is_open, set_open] = useState(false);
  if (job.opening) return html`<${Mark} opening=${job.opening} />`;
  if (job.billed_by || job.canceled_at) return null;
  return html`
    <div class="row wraps">
      <p class="dim small grow">${t("opening.question")}</p>
      <button type="button" class="quiet small" onClick=${() => set_open(true)}>
        <${Icon} name="edit" size="small" />${t("opening.enter")}</button>
      ${is_open && html`<${OpeningDialog} job=${job} on_close=${() => set_open(false)} />`}
    </div>
  `;
}

/** @param {{ opening: Row }} props */
function Mark({ opening: { as_of, billed_minor, held_minor, paid_minor, signed_name, note } }) {
  return html`
    <${Notice} kind="plain" icon="info">
      <p>${t("opening.mark", {
        day: day(as_of),
        billed: money(billed_minor),
        held: money(held_minor),
        paid: money(paid_minor),
        name: signed_name,
      })}</p>
      ${note && html`<p class="dim small">${note}</p>`}
      <//>
  `;
}

/** @param {{ job: Row, on_close: () => void }} props */
function OpeningDialog({ job, on_close }) {
  const today = today_in(settings.value?.zone);
  const [typed, set_typed] = useState(() => /** @type {Typed} */ ({
    billed: "",
    held: "",
    paid: "",
    as_of: today,
    signed_name: "",
    note: "",
  }));
  const { busy, problem, set_problem, send } = use_mutation();
  const change = (/** @type {Partial<Typed>} */ part) => {
    set_problem(null);
    set_typed((before) => ({ ...before, ...part }));
  };
  const sums = sums_typed(typed, job);
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!sums.is_right) return;
    const { billed_minor, held_minor, paid_minor } = sums;
    const { as_of, signed_name, note } = typed;
    const body = { billed_minor, held_minor, paid_minor, as_of, signed_name: signed_name.trim(), note };
    if (!await send("POST", `/api/jobs/${job.id}/opening-balance`, body)) return;
    toast(t("opening.done", { amount: money(billed_minor) }));
    on_close();
  };
  return html`
    <${Dialog} title=${t("opening.title")} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <${SumField} label=${t("opening.billed")} value=${typed.billed} required=${true}
          help=${t("opening.of_job", { total: money(job.total_minor) })} wrong=${sums.wrong.billed}
          on_input=${(/** @type {string} */ billed) => change({ billed })} />
        <div class="fields">
          <${SumField} label=${t("opening.held")} value=${typed.held} placeholder="0" wrong=${sums.wrong.held}
            on_input=${(/** @type {string} */ held) => change({ held })} />
          <${SumField} label=${t("opening.paid")} value=${typed.paid} placeholder="0" wrong=${sums.wrong.paid}
            on_input=${(/** @type {string} */ paid) => change({ paid })} />
        </div>
        <${Field} label=${t("opening.as_of")} type="date" required=${true} max=${today} value=${typed.as_of}
          on_input=${(/** @type {string} */ as_of) => change({ as_of })} />
        ${sums.is_right && html`<${Effect} job=${job} sums=${sums} />`}
        <${Field} label=${t("opening.signed")} value=${typed.signed_name} required=${true} limit=${NAME_MAX}
          autocomplete="name" help=${t("opening.signed_help")}
          on_input=${(/** @type {string} */ signed_name) => change({ signed_name })} />
        <${Field} label=${t("opening.note")} value=${typed.note} optional=${true} limit=${NOTE_MAX}
          autocomplete="off" on_input=${(/** @type {string} */ note) => change({ note })} />
        <${Refused} problem=${problem} />
        <div class="dialog-actions">
          <button class="primary" disabled=${busy || !sums.is_right}>${t("opening.do")}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}

/**
 * What is typed, and which field cannot be so. The server judges what depends on tax.
 * @param {Typed} typed @param {Row} job
 */
function sums_typed({ billed, held, paid }, { total_minor }) {
  const billed_minor = sum_typed(billed) ?? 0;
  const held_minor = sum_typed(held) ?? 0;
  const paid_minor = sum_typed(paid) ?? 0;
  const owed_minor = billed_minor - held_minor - paid_minor;
  const is_unclear = [billed, held, paid].some((text) => text.trim() !== "" && sum_typed(text) === null);
  const is_held_over = billed_minor > 0 && held_minor >= billed_minor;
  const wrong = {
    billed: billed_minor > total_minor
      ? t("refusal.invoices.over_invoiced", { left_minor: money(total_minor) })
      : null,
    held: is_held_over ? t("refusal.opening.held_too_high") : null,
    paid: !is_held_over && owed_minor < 0 && billed_minor > 0
      ? t("refusal.opening.paid_too_high", { owed_minor: money(billed_minor - held_minor) })
      : null,
  };
  const is_right = !is_unclear && billed_minor > 0 && Object.values(wrong).every((one) => one === null);
  return { billed_minor, held_minor, paid_minor, owed_minor, wrong, is_right };
}

/** @param {{ job: Row, sums: ReturnType<typeof sums_typed> }} props */
function Effect({ job, sums: { billed_minor, owed_minor } }) {
  return html`
    <div class="words stack tight" role="status">
      <p>
        <${Said} say="opening.then" left=${money(job.total_minor - billed_minor)} owed=${money(owed_minor)} />
      </p>
      <p>${t("opening.as_whole")}</p>
    </div>
  `;
}
