// A new invoice on the phone, with or without signal: what it bills, and in a sentence what that comes to.
// It is a request until the server has numbered it; nothing is said to be saved before it is on the disk.
import { Segments } from "../../components/forms.js";
import { decimals_of_currency, Keypad, MoneyField } from "../../components/money_field.js";
import { Page, toast } from "../../components/page.js";
import { Empty, TheNumber, today_in } from "../../components/parts.js";
import { minor_of } from "../../components/typed_amount.js";
import { due_on } from "../../domain/due_terms.js";
import { in_bps } from "../../domain/money.js";
import { money, t } from "../../messages.js";
import { go, Link, route } from "../../router.js";
import { new_id, record } from "../../store/outbox.js";
import { invoices_of, job as job_of, me, settings } from "../../store/view.js";
import { hold_updates } from "../../sync/worker_bridge.js";
import { html, useEffect, useState } from "../../vendor/ui.js";
import {
  Chosen,
  lines_of,
  PERCENT_DECIMALS,
  PercentField,
  Quick,
  Stages,
  stages_open,
} from "./invoice_ways.js";
import { Details, details_in_words } from "./invoice_details.js";
import { Preview } from "./invoice_preview.js";
import { NotSavedNotice } from "./saved.js";
import { held_of, retained_of, stage_of } from "../reckoning.js";

/** @typedef {import("../../store/cache.js").Row} Row */
/**
 * `typed`: a percent or a sum, as the keys made it. `lines`: by the line's id what is typed of it, nothing
 * for all that is left.
 * @typedef {{ id: string, way: string, typed: string, stage_id: string | null, lines: Record<string, string>,
 *   due_terms: any, message: string, send: boolean }} Draft
 * @typedef {(part: Partial<Draft>) => void} Change
 * @typedef {{ amount_minor: number, tax_minor: number, taxes: import("../../domain/tax.js").TaxLine[],
 *   is_before_tax?: boolean, held_minor: number | null }} Reckoned
 */

const TICK_MS = 12;
const SEGMENTS_MAX = 4; // more words than a phone has room for side by side
const BY_KEYS = ["percent", "amount"];

export default function PhoneNewInvoice() {
  const job = job_of(route.value.params.id);
  const can = me.value?.role !== "technician" || settings.value?.technicians_invoice;
  if (!job || !can || job.left_to_invoice_minor <= 0) return html`<${Nothing} job=${job} can=${can} />`;
  return html`<${Form} key=${job.id} job=${job} />`;
}

/** @param {{ job: Row | null, can: boolean }} props */
function Nothing({ job, can }) {
  const why = !job ? "job.missing" : !can ? "request.not_allowed" : "request.nothing_left";
  return html`
    <${Page} title=${t("request.new")} back=${job ? `/jobs/${job.id}` : "/"} closes=${true}>
      <${Empty} icon="invoice" title=${t(why)} text=${t(`${why}_text`)}>
        ${job && html`<${Link} class="button" href=${`/jobs/${job.id}`}>${t("nav.back")}<//>`}<//>
    <//>
  `;
}

/** @param {{ job: Row }} props */
function Form({ job }) {
  const [draft, set_draft] = useState(() => new_draft(job));
  const [failure, set_failure] = useState(/** @type {string | null} */ (null));
  const [is_detailed, set_detailed] = useState(false);
  const [is_busy, set_busy] = useState(false);
  const is_dirty = draft.typed !== "" || draft.message !== "" || Object.keys(draft.lines).length > 0;
  useEffect(() => is_dirty ? hold_updates() : undefined, [is_dirty]);
  /** @type {Change} */
  const change = (part) => set_draft((before) => ({ ...before, ...part }));
  const reckoned = reckon(job, draft);
  const is_right = reckoned !== null && !("code" in reckoned);
  const made = is_right ? mutation_of(job, draft, /** @type {Reckoned} */ (reckoned)) : null;
  const make = async () => {
    if (!made) return;
    set_busy(true);
    set_failure(null);
    const reason = await kept(made);
    set_busy(false);
    if (reason) return set_failure(reason);
    toast(t("request.kept"));
    go(`/invoices/${draft.id}`, { replace: true });
  };
  const ways = ways_of(job);
  return html`
    <${Page} title=${t("request.new")} back=${`/jobs/${job.id}`} closes=${true}
      kind=${BY_KEYS.includes(draft.way) ? "paying" : undefined}
      foot=${html`
        <div class="stack close">
          <${Preview} job=${job} draft=${draft} reckoned=${reckoned} />
          ${BY_KEYS.includes(draft.way) && html`
            <${Keypad} typed=${draft.typed} decimals=${decimals_of(draft.way)}
              on_typed=${(/** @type {string} */ typed) => change({ typed })} />
          `}
          <button type="button" class="primary big" disabled=${!is_right || is_busy} onClick=${make}>
            ${is_right
              ? t("request.make", { amount: money(amount_of(reckoned)) })
              : t("request.make_nothing")}
          </button>
        </div>
      `}>
      ${failure && made && html`
        <${NotSavedNotice} reason=${failure} id=${made.id} body=${made.body} path=${path_of(made)}
          on_retry=${make} on_sent=${() => go(`/jobs/${job.id}`, { replace: true })} />
      `}
      ${ways.length > 1 && html`
        <${Segments} label=${t("request.ways")} value=${draft.way}
          as=${ways.length > SEGMENTS_MAX ? "picks scrolls" : "segments"}
          on_pick=${(/** @type {string} */ way) => change({ way, typed: "" })}
          options=${ways.map((value) => ({ value, label: t(`request.way_${value}`) }))} />
      `}
      <${Way} job=${job} draft=${draft} change=${change} />
      <button type="button" class="quiet small centered" onClick=${() => set_detailed(true)}>
        ${details_in_words(job, draft)}</button>
      ${is_detailed && html`
        <${Details} job=${job} draft=${draft} change=${change} on_close=${() => set_detailed(false)} />
      `}
    <//>
  `;
}

/** @param {{ job: Row, draft: Draft, change: Change }} props */
function Way({ job, draft, change }) {
  const on_typed = (/** @type {string} */ typed) => change({ typed });
  if (draft.way === "stage") return html`<${Stages} job=${job} draft=${draft} change=${change} />`;
  if (draft.way === "lines") return html`<${Chosen} job=${job} draft=${draft} change=${change} />`;
  if (draft.way === "rest") {
    return html`
      <p class="amount">
        <${TheNumber} minor=${job.left_to_invoice_minor} />
      </p>
    `;
  }
  return html`
    <div class="stack close">
      ${draft.way === "percent"
        ? html`<${PercentField} typed=${draft.typed} on_typed=${on_typed} />`
        : html`<${MoneyField} typed=${draft.typed} label=${t("request.amount")} on_typed=${on_typed} />`}
      <${Quick} job=${job} way=${draft.way} on_typed=${on_typed} />
    </div>
  `;
}

/** @param {Row} job @returns {Draft} */
function new_draft(job) {
  const ways = ways_of(job);
  const asked = route.peek().query;
  const stage_id = asked.stage ?? stages_open(job).find(({ ready_at }) => ready_at)?.id;
  const way = asked.stage ? "stage" : ways[0];
  return {
    id: new_id(),
    way,
    typed: "",
    stage_id: stage_id ?? null,
    lines: {},
    due_terms: null,
    message: "",
    send: true,
  };
}

/**
 * A job is billed by its lines or as a whole, never both; one without stages in one invoice.
 * @param {Row} job
 */
function ways_of(job) {
  if (!job.progress_invoicing) return ["rest"];
  const whole = job.billed_by === "lines" ? [] : BY_KEYS;
  const stage = stages_open(job).length > 0 && job.billed_by !== "lines" ? ["stage"] : [];
  const lines = job.billed_by !== "job" && job.line_items?.length > 0 ? ["lines"] : [];
  return [...stage, ...whole, "rest", ...lines];
}

/** @param {string} way */
function decimals_of(way) {
  return way === "percent" ? PERCENT_DECIMALS : decimals_of_currency();
}

/**
 * What it comes to and holds back, or why it cannot; null while nothing is asked.
 * @param {Row} job @param {Draft} draft
 */
function reckon(job, draft) {
  const invoices = invoices_of(job.id);
  const share = asked_of(job, invoices, draft);
  const stage = stage_of(job, invoices, share);
  if (!stage || "code" in stage) return stage;
  return { ...stage, held_minor: held_of(job, invoices, share, stage) };
}

/**
 * @param {Row} job @param {Row[]} invoices @param {Draft} draft
 * @returns {import("../reckoning.js").Share | null}
 */
function asked_of(job, invoices, draft) {
  if (draft.way === "stage") {
    const stage = stages_open(job).find(({ id }) => id === draft.stage_id);
    return stage ? { kind: "amount", amount_minor: stage.planned_minor } : null;
  }
  if (draft.way === "lines") {
    const lines = lines_of(job, invoices, draft.lines);
    const billed = lines?.map(({ rate_bps, base_minor }) => ({ rate_bps, base_minor }));
    return billed ? { kind: "lines", billed } : null;
  }
  if (draft.way === "rest") return { kind: "rest" };
  const asked = minor_of(draft.typed, decimals_of(draft.way)) ?? 0;
  if (asked === 0) return null;
  return draft.way === "percent"
    ? { kind: "percent", percent_ppm: asked * PPM_OF_A_THOUSANDTH }
    : { kind: "amount", amount_minor: asked };
}

const PPM_OF_A_THOUSANDTH = 10;

/** @param {any} reckoned @returns {number} */
const amount_of = (reckoned) => reckoned.amount_minor;

/**
 * As the outbox keeps it. `seen_minor` is what the person saw: the server makes it at that, or asks. What is
 * not known here to the unit (the tax, after a credit note) is not promised.
 * @param {Row} job @param {Draft} draft @param {Reckoned} reckoned
 */
function mutation_of(job, draft, { amount_minor, taxes, is_before_tax, held_minor }) {
  const { due_terms, message, send } = draft;
  const beside = {
    ...(due_terms && { due_terms }),
    ...(message.trim() && { message: message.trim() }),
    ...(send && { send }),
    ...(!is_before_tax && { seen_minor: amount_minor }),
  };
  const stage = draft.way === "stage" ? stages_open(job).find(({ id }) => id === draft.stage_id) : null;
  const lines = draft.way === "lines" ? lines_of(job, invoices_of(job.id), draft.lines) ?? [] : [];
  const terms = due_terms ?? stage?.due_terms ?? settings.value?.due_terms ?? { kind: "receipt" };
  const seen = {
    job_id: job.id,
    customer_id: job.customer_id,
    amount_minor,
    taxes,
    held_minor,
    retained: retained_of(job, taxes, held_minor),
    lines: lines.map(({ id, base_minor, percent_bps }) => (
      { line_item_id: id, base_minor, percent_bps, quantity: null }
    )),
    title: stage?.title ?? "",
    percent_bps: percent_shown(job, draft, amount_minor),
    total_minor: job.total_minor,
    due_on: due_on(terms, today_in(settings.value?.zone), job.starts_on, job.completes_on),
  };
  const type = stage ? "schedules.issue_stage" : "invoices.create_invoice";
  const body = stage
    ? { stage_id: stage.id, invoice_id: draft.id, ...beside }
    : { invoice_id: draft.id, job_id: job.id, ...share_of(draft, lines), ...beside };
  return { id: draft.id, type, body, seen };
}

/** @param {Row} job @param {Draft} draft @param {number} amount_minor */
function percent_shown(job, { way, typed }, amount_minor) {
  if (way === "percent") return in_bps((minor_of(typed, PERCENT_DECIMALS) ?? 0) * PPM_OF_A_THOUSANDTH);
  return Math.round(amount_minor * 10_000 / Math.max(job.total_minor, 1));
}

/** @param {Draft} draft @param {Row[]} lines */
function share_of({ way, typed }, lines) {
  if (way === "rest") return { rest: true };
  if (way === "lines") {
    return {
      lines: lines.map(({ id, percent_bps }) => (
        { line_item_id: id, ...(percent_bps === null ? { rest: true } : { percent_bps }) }
      )),
    };
  }
  const asked = minor_of(typed, decimals_of(way)) ?? 0;
  return way === "percent" ? { percent_bps: in_bps(asked * PPM_OF_A_THOUSANDTH) } : { amount_minor: asked };
}

/** @param {{ type: string, body: Record<string, any> }} made */
function path_of({ type, body }) {
  return type === "schedules.issue_stage" ? `/api/stages/${body.stage_id}/issue` : "/api/invoices";
}

/**
 * Why it is not on the disk; nothing when it is.
 * @param {{ id: string, type: string, body: Record<string, any>, seen: Record<string, unknown> }} made
 */
async function kept({ id, type, body, seen }) {
  try {
    await record(type, body, { id, seen });
    navigator.vibrate?.(TICK_MS);
    return null;
  } catch (error) {
    return error instanceof Error && "reason" in error ? String(error.reason) : "failed";
  }
}
