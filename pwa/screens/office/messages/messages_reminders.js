// Reminders by plan: on which days and at which hours, and what will be sent next.
import { Field, Segments } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Empty } from "../../../components/parts.js";
import { day, money, t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { cache, settings } from "../../../store/view.js";
import { call } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { Check } from "../fields.js";
import { Refused, use_mutation } from "../mutation.js";
import { Section, use_section } from "../settings/settings_form.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {{ is_on: boolean, steps: number[], from_hour: number, to_hour: number, by: string }} Plan */

/** The days that are offered; a plan made elsewhere may have others, and keeps them. */
const STEPS = [-7, -3, -1, 0, 1, 3, 7, 14, 30];
const STEPS_MAX = 10;
const WAYS = ["mail", "text", "both"];
const HOURS = Array.from({ length: 25 }, (_, hour) => hour);

/** @param {{ known: Row }} props */
export function ReminderPlan({ known }) {
  const stored = { reminders: /** @type {Plan} */ (known.reminders) };
  const { draft, change, is_dirty, form } = use_section(stored);
  const plan = draft.reminders;
  const set = (/** @type {Partial<Plan>} */ part) => change({ reminders: { ...plan, ...part } });
  const toggled = (/** @type {number} */ step, /** @type {boolean} */ on) =>
    set({ steps: (on ? [...plan.steps, step] : plan.steps.filter((one) => one !== step)).toSorted(rising) });
  const offered = [...new Set([...STEPS, ...plan.steps])].toSorted(rising);
  return html`
    <${Section} id="plan" title=${t("plan.title")} about=${t("plan.is")} form=${form} is_dirty=${is_dirty}>
      <${Check} is_switch=${true} label=${t("plan.on")} checked=${plan.is_on}
        on_change=${(/** @type {boolean} */ is_on) => set({ is_on })} />
      ${plan.is_on && html`
        <fieldset class="field">
          <legend>${t("plan.days")}</legend>
          <div class="checks">${offered.map((step) =>
            html`
              <${Check} key=${step} label=${step_in_words(step)} checked=${plan.steps.includes(step)}
                disabled=${plan.steps.includes(step)
                  ? plan.steps.length === 1
                  : plan.steps.length >= STEPS_MAX}
                on_change=${(/** @type {boolean} */ on) => toggled(step, on)} />
            `
          )}</div>
        </fieldset>
        <${Segments} label=${t("plan.by")} value=${plan.by}
          options=${WAYS.map((value) => ({ value, label: t(`plan.by_${value}`) }))}
          on_pick=${(/** @type {string} */ by) => set({ by })} />
        <p class="dim small">${t("plan.by_is")}</p>
        <div class="fields">
          <${Field} label=${t("plan.from_hour")} value=${String(plan.from_hour)} options=${hours(0, 23)}
            on_input=${(/** @type {string} */ hour) => set({ from_hour: Number(hour) })} />
          <${Field} label=${t("plan.to_hour")} value=${String(plan.to_hour)} options=${hours(1, 24)}
            on_input=${(/** @type {string} */ hour) => set({ to_hour: Number(hour) })} />
        </div>
        <p class="dim small">${t("plan.rules", { zone: known.zone })}</p>
      `}
    <//>
  `;
}

/** Three days before, on the due day, three days after. @param {number} step */
function step_in_words(step) {
  if (step === 0) return t("plan.step_due");
  return t(step < 0 ? "plan.step_before" : "plan.step_after", { count: Math.abs(step) });
}

/** What leaves by plan in the next two weeks, if nobody pays before. */
export function Upcoming() {
  const [items, set_items] = useState(/** @type {Row[] | null} */ (null));
  const [is_offline, set_offline] = useState(false);
  const [skipped, set_skipped] = useState(0);
  const is_on = settings.value?.reminders?.is_on;
  useEffect(() => {
    call("GET", "/api/reminders/upcoming?days=14").then(
      ({ body }) => (set_items(body?.items ?? []), set_offline(false)),
      () => set_offline(true),
    );
  }, [skipped, is_on, cache.mark.value?.cursor]);
  if (!is_on) return null;
  return html`
    <section class="stack close" aria-labelledby="upcoming">
      <h2 id="upcoming" class="panel-head">${t("upcoming.title")}</h2>
      ${is_offline && html`<p class="dim" role="status">${t("messages.offline")}</p>`}
      ${!is_offline && items === null && html`<div class="skeleton as-card"></div>`}
      ${items?.length === 0 && html`
        <div class="card">
          <${Empty} icon="check" title=${t("upcoming.none")} text=${t("upcoming.none_is")} />
        </div>
      `}
      ${items !== null && items.length > 0 && html`
        <ul class="list">${items.map((one) =>
          html`
            <${Coming} key=${`${one.customer_id} ${one.on}`} reminder=${one}
              on_skip=${() => set_skipped((count) => count + 1)} />
          `
        )}</ul>
      `}
    </section>
  `;
}

/** @param {{ reminder: Row, on_skip: () => void }} props */
function Coming({ reminder, on_skip }) {
  const { busy, problem, send } = use_mutation();
  const { customer_id, customer_name, on, invoices, has_address } = reminder;
  const due_minor = invoices.reduce(
    (/** @type {number} */ sum, /** @type {Row} */ one) => sum + one.due_minor,
    0,
  );
  const skip = async () => {
    if (!await send("POST", `/api/customers/${customer_id}/skip-reminder`, { on })) return;
    toast(t("upcoming.skipped", { name: customer_name, day: day(on) }));
    on_skip();
  };
  return html`
    <li class="list-row wraps">
      <${Icon} name="clock" />
      <div class="grow stack tight">
        <${Link} class="title" href=${`/office/customers/${customer_id}`}>${customer_name}<//>
        <span class="dim small">${t("upcoming.about", {
          count: invoices.length,
          day: day(on),
          amount: money(due_minor),
          numbers: invoices.map((/** @type {Row} */ one) => one.number).filter(Boolean).join(", "),
        })}</span>
        ${!has_address && html`<span class="small">${t("upcoming.no_address")}</span>`}
        <${Refused} problem=${problem} />
      </div>
      <button type="button" disabled=${busy} onClick=${skip}
        aria-label=${t("upcoming.skip_name", { name: customer_name })}>${t("upcoming.skip")}</button>
    </li>
  `;
}

/** @param {number} one @param {number} other */
function rising(one, other) {
  return one - other;
}

/** @param {number} first @param {number} last */
function hours(first, last) {
  return HOURS.slice(first, last + 1).map((hour) => (
    { value: String(hour), label: t("plan.oclock", { hour: String(hour).padStart(2, "0") }) }
  ));
}
