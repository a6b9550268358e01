// What other lines would do, in sentences, asked of the server while they are typed: its rules have the last
// word, and here also the first.
import { refusal_in_words } from "../../../components/forms.js";
import { Notice, Said } from "../../../components/parts.js";
import { money, t } from "../../../messages.js";
import { call, Offline } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { percent_in_words } from "../../phone/words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/**
 * @typedef {{ code: string } & Record<string, any>} Wrong
 * @typedef {{ of: string, simulation: Row | null, wrong: Wrong | null }} Answered
 */

const TYPING_MS = 250;
const STAYING_SHOWN = 4;

/**
 * The simulator's answer to what is typed; the one before stays until the next has come. `path`: where it is
 * asked, of a job or of a change order.
 * @param {string} path @param {Record<string, any> | null} wanted @param {number} revision
 */
export function use_simulation(path, wanted, revision) {
  const [answered, set_answered] = useState(/** @type {Answered | null} */ (null));
  const asked = wanted ? JSON.stringify([wanted, revision]) : "";
  useEffect(() => {
    if (!wanted) return set_answered(null);
    let is_over = false;
    const soon = setTimeout(async () => {
      const found = await asked_of_server(path, wanted);
      if (!is_over) set_answered({ of: asked, ...found });
    }, TYPING_MS);
    return () => {
      is_over = true;
      clearTimeout(soon);
    };
  }, [asked]);
  return {
    simulation: answered?.simulation ?? null,
    wrong: answered?.wrong ?? null,
    is_working: asked !== "" && answered?.of !== asked,
  };
}

/** @param {string} path @param {Record<string, any>} wanted */
async function asked_of_server(path, wanted) {
  try {
    const { ok, body } = await call("POST", `${path}/simulate`, wanted);
    return ok
      ? { simulation: /** @type {Row} */ (body), wrong: null }
      : { simulation: null, wrong: /** @type {Wrong} */ (body ?? { code: "unknown" }) };
  } catch (error) {
    if (error instanceof Offline) {
      return { simulation: null, wrong: /** @type {Wrong} */ ({ code: "office.no_answer" }) };
    }
    throw error;
  }
}

/**
 * `unclear` says what is missing, where `is_unclear`.
 * @param {{ job: Row, simulation: Row | null, wrong: Wrong | null, is_working: boolean,
 *   is_unclear: boolean, unclear?: string }} props
 */
export function Effects(
  { job, simulation, wrong, is_working, is_unclear, unclear = "refusal.office.lines_unclear" },
) {
  return html`
    <section class="card stack close" aria-labelledby="effects" aria-busy=${is_working}>
      <h2 id="effects">${t("sim.title")}</h2>
      <div class="words stack close" role="status">
        ${is_unclear && html`<p class="dim">${t(unclear)}</p>`}
        ${wrong && html`<p class="late-text"><b>${t("sim.wrong")}.</b> ${refusal_in_words(wrong)}</p>`}
        ${!is_unclear && !wrong && !simulation && html`<p class="dim">${t("sim.working")}</p>`}
        ${simulation && html`<${Money} job=${job} simulation=${simulation} />`}
      </div>
    </section>
  `;
}

/** @param {{ job: Row, simulation: Row }} props */
function Money({ job, simulation }) {
  const { before, after, settle } = simulation;
  const done = simulation.invoices.filter((/** @type {Row} */ { effect }) => effect !== "stays");
  const staying = simulation.invoices.filter((/** @type {Row} */ { effect }) => effect === "stays");
  return html`
    ${settle
      ? html`
        <p>
          <${Said} say="sim.below" invoiced=${money(before.invoiced_minor)}
            total=${money(after.total_minor)} />
        </p>
      `
      : html`
        <p>
          <${Said} say=${total_say(before, after)} before=${money(before.total_minor)}
            total=${money(after.total_minor)} left=${money(after.left_minor)} />
        </p>
      `}
    ${simulation.blocked_minor > 0 && html`<${Notice} kind="wait">${t("sim.blocked")}<//>`}
    ${done.length > 0 &&
      html`<ul class="effects">${
        done.map((/** @type {Row} */ invoice) =>
          html`<${Done} key=${invoice.invoice_id} invoice=${invoice} />`
        )
      }</ul>`}
    ${after.tax_minor !== before.tax_minor && html`<p><${Said} say="sim.tax" before=${money(before.tax_minor)}
      tax=${money(after.tax_minor)} />${keeps_rates(job, after) && ` ${t("sim.tax_kept")}`}</p>`}
    ${staying.length > 0 && html`<ul class="effects dim small">
      ${
      staying.slice(0, STAYING_SHOWN).map((/** @type {Row} */ invoice) =>
        html`<li key=${invoice.invoice_id}>${stays_in_words(invoice)}</li>`
      )
    }
      ${
      staying.length > STAYING_SHOWN &&
      html`<li>${t("sim.more_stay", { count: staying.length - STAYING_SHOWN })}</li>`
    }</ul>`}
  `;
}

/** @param {Row} before @param {Row} after */
function total_say(before, after) {
  if (after.total_minor === before.total_minor) return "sim.same";
  return after.total_minor > before.total_minor ? "sim.rise" : "sim.fall";
}

/** Whether some of what is invoiced stands at a rate of tax that grew or fell since. */
function keeps_rates(/** @type {Row} */ job, /** @type {Row} */ after) {
  return job.invoiced_minor > 0 && after.taxes.length > 1;
}

/** @param {{ invoice: Row }} props */
function Done({ invoice }) {
  const { effect, number, amount_minor, surplus_minor } = invoice;
  return html`<li><${Said} say=${`sim.${effect}`} number=${number} amount=${money(amount_minor)} />
    ${
    surplus_minor > 0 && html`
      ${" "}<${Said} say="sim.surplus" number=${number}
        amount=${money(surplus_minor)} />
    `
  }</li>`;
}

/** @param {Row} invoice */
function stays_in_words({ number, billed_minor, share_bps, share_before_bps }) {
  const facts = { number, amount: money(billed_minor), share: percent_in_words(share_bps) };
  return share_bps === share_before_bps
    ? t("sim.stays_same", facts)
    : t("sim.stays", { ...facts, before: percent_in_words(share_before_bps) });
}
