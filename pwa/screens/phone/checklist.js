// What is to be checked at a visit: one tap an item, kept on this phone first.
import { toast } from "../../components/page.js";
import { t } from "../../messages.js";
import { NotSaved, record } from "../../store/outbox.js";
import { under_way } from "../../store/view.js";
import { html } from "../../vendor/ui.js";

/** @typedef {import("../../store/cache.js").Row} Row */
/** @typedef {{ text: string, is_done: boolean, is_unsent: boolean }} Shown */

const TICK = "jobs.tick_item";

/** @param {{ visit: Row }} props */
export default function Checklist({ visit }) {
  const items = items_of(visit, under_way.value);
  const done = items.filter(({ is_done }) => is_done).length;
  return html`
    <div class="stack tight" role="group" aria-label=${t("checks.title")}>
      <p class="small dim" role="status">${t("checks.done", { done, count: items.length })}</p>
      <ul class="stack tight">${items.map((item, place) =>
        html`
          <li key=${place}><label class="check"><input type="checkbox" checked=${item.is_done}
              onChange=${() => say(visit, place, !item.is_done)} />
            <span class="grow stack tight"><span class=${item.is_done ? "dim" : undefined}>${item.text}</span>
              ${item.is_unsent &&
                html`<span class="small wait-text">${t("state.on_this_phone")}</span>`}</span>
            </label></li>
        `
      )}</ul>
    </div>
  `;
}

/**
 * The list as the server has it, and over it the last word of this phone on each item.
 * @param {Row} visit @param {readonly { mutation: { type: string, body: any } }[]} said  the oldest first
 * @returns {Shown[]}
 */
export function items_of({ id, checklist = [] }, said) {
  const ticks = said.filter(({ mutation }) => mutation.type === TICK && mutation.body.visit_id === id);
  const words = new Map(ticks.map(({ mutation: { body } }) => [body.place, body.is_done]));
  return checklist.map((/** @type {Row} */ { text, done_at }, /** @type {number} */ place) => ({
    text,
    is_done: words.get(place) ?? done_at !== null,
    is_unsent: words.has(place),
  }));
}

/** @param {Row} visit @param {number} place @param {boolean} is_done */
async function say({ id, job_id }, place, is_done) {
  const body = { visit_id: id, place, is_done, at: new Date().toISOString() };
  try {
    await record(TICK, body, { seen: { job_id } });
  } catch (error) {
    toast(t(error instanceof NotSaved ? `not_saved.${error.reason}` : "not_saved.failed"));
  }
}
