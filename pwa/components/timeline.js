// What happened on a job, in sentences: the audit chain's actions in the reader's words, newest first.
import { clock_time, day, money, t } from "../messages.js";
import { call } from "../sync/api.js";
import { html, useEffect, useState } from "../vendor/ui.js";

/** @typedef {Record<string, any>} Row */
/** @typedef {{ n: number, at: string, action: string, actor: Row, subject: Row }} Happening */

/**
 * `changed` is anything that changes when the job does: the newest page is then read again.
 * @param {{ job_id: string, changed: unknown }} props
 */
export function Timeline({ job_id, changed }) {
  const [items, set_items] = useState(/** @type {Happening[] | null} */ (null));
  const [next, set_next] = useState(/** @type {string | null} */ (null));
  const [failed, set_failed] = useState(false);
  const load = async (/** @type {string | null} */ cursor) => {
    const query = cursor ? `?limit=20&cursor=${cursor}` : "?limit=20";
    const answer = await call("GET", `/api/jobs/${job_id}/timeline${query}`).catch(() => null);
    set_failed(!answer?.ok);
    if (!answer?.ok) return;
    set_items((before) => cursor ? [...before ?? [], ...answer.body.items] : answer.body.items);
    set_next(answer.body.next);
  };
  useEffect(() => void load(null), [job_id, changed]);
  return html`
    ${failed && html`<p class="dim" role="status">${t("timeline.offline")}</p>`}
    ${!failed && items === null && html`<div class="skeleton as-card"></div>`}
    <ol class="timeline">${(items ?? []).map((one) =>
      html`
        <li key=${one.n}>
          <p>${told(one)}</p>
          <p class="small dim">${t("timeline.when", { day: day(one.at), time: clock_time(one.at) })}</p>
        </li>
      `
    )}</ol>
    ${next &&
      html`<button type="button" class="full" onClick=${() => load(next)}>${t("timeline.more")}</button>`}
  `;
}

/** One sentence. What has none of its own is still said. @param {Happening} happening */
export function told({ action, actor, subject }) {
  const facts = {
    who: actor.name ?? t(`timeline.by_${actor.role === "customer" ? "customer" : "system"}`),
    name: named(subject),
    amount: subject.amount_minor === null ? "" : money(subject.amount_minor),
    day: subject.starts_at ? day(subject.starts_at) : "",
    what: changed_in_words(subject.changed ?? []),
    moved: money(subject.moved_minor ?? 0),
    message: message_in_words(subject.message_kind),
  };
  const of_draft = action === "invoices.create_invoice" && subject.name === "" ? "_draft" : "";
  const of_edit = facts.what ? "_what" : "";
  const of_sum = subject.moved_minor ? "_sum" : "";
  const key = `timeline.${action}${subject.state ? `_${subject.state}` : ""}${of_draft}${of_edit}${of_sum}`;
  const sentence = t(key, facts);
  const said = sentence === key ? t("timeline.other", facts) : sentence;
  const beside = ["tip", "surcharge"].filter((what) => subject[`${what}_minor`])
    .map((what) => t(`timeline.with_${what}`, { amount: money(subject[`${what}_minor`]) }));
  return [said, ...beside].join(" ");
}

/** @param {string[]} changed */
const changed_in_words = (changed) => changed.map((name) => t(`timeline.changed_${name}`)).join(", ");

/** An older server does not say which. @param {string | null | undefined} kind */
function message_in_words(kind) {
  const key = `timeline.a_${(kind ?? "message").replace(".", "_")}`;
  const said = t(key);
  return said === key ? t("timeline.a_message") : said;
}

/** @param {Record<string, any>} subject */
function named({ entity, name }) {
  if (entity === "payment") return t(`method.by_${name}`);
  if (entity === "invoice") return name || t("state.draft");
  if (entity === "photo" || entity === "document") return name || t(`timeline.a_${entity}`);
  return name;
}
