// Retainage of a job: what the customer may hold back of the work, what is held, and asking for it.
import { Dialog, Field } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Said } from "../../../components/parts.js";
import { in_bps } from "../../../domain/money.js";
import { money, t } from "../../../messages.js";
import { settings } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { DueTermsField, sum_to_type, sum_typed, SumField } from "../fields.js";
import { JobSection } from "./job_section.js";
import { Refused, use_mutation } from "../mutation.js";
import { percent_typed } from "./new_job_lines.js";
import { percent_in_words } from "../../phone/words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {{ rate: string, stored: string, clause: string, at: string, lower: string }} Typed */

const TITLE_MAX = 200;
const BPS_IN_PERCENT = 100;

/** @param {{ job: Row }} props */
export function Retainage({ job }) {
  const [asked, set_asked] = useState(/** @type {"terms" | "release" | null} */ (null));
  const { retainage, held_minor } = job;
  const close = () => set_asked(null);
  return html`
    <${JobSection} name="retainage" title=${t("retainage.title")}
      about=${held_minor > 0 ? t("retainage.held", { amount: money(held_minor) }) : ""}
      actions=${!job.canceled_at && html`
        <button type="button" class="quiet"
          onClick=${() => set_asked("terms")}><${Icon} name="edit" size="small" />${t(
            retainage ? "retainage.change" : "retainage.set",
          )}</button>
      `}>
      <div class="card retainage">
        <p class="grow">${in_words(retainage, held_minor)}</p>
        ${held_minor > 0 && html`<button type="button" onClick=${() => set_asked("release")}>
          ${t("retainage.release", { amount: money(held_minor) })}</button>`}
      </div>
      <//>
    ${asked === "terms" && html`<${Terms} job=${job} on_close=${close} />`}
    ${asked === "release" && html`<${Release} job=${job} on_close=${close} />`}
  `;
}

/**
 * Without terms something may be held all the same: by an opening balance, or from before they were ended.
 * @param {Row | null} terms @param {number} held_minor
 */
function in_words(terms, held_minor) {
  if (!terms) return t(held_minor > 0 ? "retainage.no_more" : "retainage.none");
  const { rate_bps, stored_rate_bps, step_down, lines } = terms;
  const sentences = [t("retainage.of_work", { rate: percent_in_words(rate_bps) })];
  if (stored_rate_bps !== null) {
    sentences.push(t("retainage.of_stored", { rate: percent_in_words(stored_rate_bps) }));
  }
  if (step_down) {
    sentences.push(t(`retainage.${step_down.clause}_said`, {
      at: percent_in_words(step_down.at_bps),
      rate: percent_in_words(step_down.rate_bps ?? 0),
    }));
  }
  if (lines?.length > 0) sentences.push(t("retainage.own_rates", { count: lines.length }));
  return sentences.join(" ");
}

/** @param {{ job: Row, on_close: () => void }} props */
function Terms({ job, on_close }) {
  const [typed, set_typed] = useState(() => typed_of(job.retainage));
  const { busy, problem, set_problem, send } = use_mutation();
  const change = (/** @type {Partial<Typed>} */ part) => {
    set_problem(null);
    set_typed((before) => ({ ...before, ...part }));
  };
  const body = body_of(typed, job.retainage);
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!body || !await send("POST", `/api/jobs/${job.id}/retainage`, body)) return;
    toast(t(body.rate_bps === 0 ? "retainage.ended" : "retainage.saved"));
    on_close();
  };
  return html`
    <${Dialog} title=${t("retainage.title")} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <${Percent} label=${t("retainage.rate")} value=${typed.rate} required=${true}
          help=${t("retainage.rate_hint")} on_input=${(/** @type {string} */ rate) => change({ rate })} />
        <${Percent} label=${t("retainage.stored_rate")} value=${typed.stored} optional=${true}
          help=${t("retainage.stored_hint")}
          on_input=${(/** @type {string} */ stored) => change({ stored })} />
        <${Field} label=${t("retainage.later")} value=${typed.clause}
          options=${["", "new_work", "all_work", "stop"].map((value) => (
            { value, label: t(`retainage.${value || "no_step"}`) }
          ))}
          on_input=${(/** @type {string} */ clause) => change({ clause })} />
        ${typed.clause !== "" && html`
          <div class="fields">
            <${Percent} label=${t("retainage.at")} value=${typed.at} required=${true}
              on_input=${(/** @type {string} */ at) => change({ at })} />
            ${typed.clause !== "stop" && html`
              <${Percent} label=${t("retainage.lower")} value=${typed.lower} required=${true}
                on_input=${(/** @type {string} */ lower) => change({ lower })} />
            `}
          </div>
        `}
        <p class="dim small">${t("retainage.stays")}</p>
        <${Refused} problem=${problem} />
        <div class="dialog-actions"><button class="primary" disabled=${busy || !body}>${t(
          "office.save",
        )}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}

/**
 * @param {{ label: string, value: string, on_input: (value: string) => void }
 *   & Record<string, any>} props
 */
function Percent({ value, ...rest }) {
  const is_wrong = value.trim() !== "" && bps_typed(value) === null;
  return html`
    <${Field} ...${rest} value=${value} inputmode="decimal" autocomplete="off" class="figures"
      wrong=${is_wrong ? t("refusal.kernel.not_a_percent") : null} />
  `;
}

/** What is asked for is due like any invoice. @param {{ job: Row, on_close: () => void }} props */
function Release({ job, on_close }) {
  const { held_minor } = job;
  const [typed, set_typed] = useState(sum_to_type(held_minor));
  const [title, set_title] = useState(t("retainage.release_title"));
  const [due_terms, set_due_terms] = useState(settings.peek()?.due_terms ?? { kind: "receipt" });
  const { busy, problem, set_problem, send } = use_mutation();
  const amount_minor = sum_typed(typed);
  const is_too_much = amount_minor !== null && amount_minor > held_minor;
  const can = amount_minor !== null && amount_minor > 0 && !is_too_much;
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!can) return;
    const made = await send("POST", `/api/jobs/${job.id}/release`, {
      amount_minor,
      title: title.trim(),
      due_terms,
    });
    if (!made) return;
    toast(t("retainage.released", { number: made.number ?? "", amount: money(amount_minor) }));
    on_close();
  };
  return html`
    <${Dialog} title=${t("retainage.release_head")} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <${SumField} label=${t("retainage.release_amount")} value=${typed} required=${true}
          wrong=${is_too_much
            ? t("refusal.invoices.more_than_held", { held_minor: money(held_minor) })
            : null}
          on_input=${(/** @type {string} */ value) => {
            set_problem(null);
            set_typed(value);
          }} />
        ${can && html`
          <p class="words" role="status">
            <${Said} say="retainage.will" amount=${money(amount_minor)}
              left=${money(held_minor - amount_minor)} />
          </p>
        `}
        <${Field} label=${t("new_invoice.stage")} value=${title} limit=${TITLE_MAX} optional=${true}
          autocomplete="off" on_input=${set_title} />
        <${DueTermsField} value=${due_terms} on_change=${set_due_terms} />
        <${Refused} problem=${problem} />
        <div class="dialog-actions"><button class="primary" disabled=${busy || !can}>${t(
          "retainage.release",
          { amount: can ? money(amount_minor) : "" },
        ).trim()}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}

/** A percent from 0 on, in basis points; null if it is none. @param {string} typed */
function bps_typed(typed) {
  if (/^0+([.,]0+)?\s*%?$/.test(typed.trim())) return 0;
  const ppm = percent_typed(typed);
  return ppm === null ? null : in_bps(ppm);
}

/** @param {Row | null} terms @returns {Typed} */
function typed_of(terms) {
  const step = terms?.step_down;
  return {
    rate: to_type(terms?.rate_bps),
    stored: to_type(terms?.stored_rate_bps),
    clause: step?.clause ?? "",
    at: to_type(step?.at_bps),
    lower: to_type(step?.rate_bps),
  };
}

/** @param {number | null | undefined} bps */
const to_type = (bps) => bps === null || bps === undefined ? "" : String(bps / BPS_IN_PERCENT);

/**
 * As the server is asked; null while something is missing. Lines with rates of their own keep them.
 * @param {Typed} typed @param {Row | null} terms
 */
function body_of({ rate, stored, clause, at, lower }, terms) {
  const rate_bps = bps_typed(rate);
  const stored_rate_bps = stored.trim() === "" ? undefined : bps_typed(stored);
  if (rate_bps === null || stored_rate_bps === null) return null;
  const at_bps = bps_typed(at);
  const lower_bps = bps_typed(lower);
  if (clause !== "" && (!at_bps || (clause !== "stop" && lower_bps === null))) return null;
  return {
    rate_bps,
    ...(stored_rate_bps !== undefined && { stored_rate_bps }),
    ...(clause !== "" && {
      step_down: { clause, at_bps, ...(clause !== "stop" && { rate_bps: lower_bps }) },
    }),
    ...(terms?.lines?.length > 0 && { lines: terms?.lines }),
  };
}
