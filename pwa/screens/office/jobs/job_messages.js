// What became of the mail of an invoice: it left, it was refused, or nobody knows; and sending it again.
import { Dialog, Field } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Notice } from "../../../components/parts.js";
import { clock_time, day, t } from "../../../messages.js";
import { cache } from "../../../store/view.js";
import { call } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { why_of } from "../messages/carrier_words.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const LOOK_AGAIN_MS = 4000;
const ON_ITS_WAY = ["written", "handed"];

/**
 * The messages of a job, read anew when something of the job changed and while one is on its way.
 * @param {string} job_id
 */
export function use_messages(job_id) {
  return use_messages_at(`/api/jobs/${job_id}/messages`);
}

/**
 * What was said to a customer about all that they owe.
 * @param {string} customer_id
 */
export function use_customer_messages(customer_id) {
  return use_messages_at(`/api/customers/${customer_id}/messages`);
}

/** @param {string} path */
function use_messages_at(path) {
  const [messages, set_messages] = useState(/** @type {Row[]} */ ([]));
  const changed = cache.mark.value?.cursor;
  const waits = messages.some(({ state }) => ON_ITS_WAY.includes(state));
  useEffect(() => {
    const load = () =>
      call("GET", path).then(({ body }) => set_messages(body?.items ?? []))
        .catch(() => {});
    void load();
    const timer = waits ? setInterval(load, LOOK_AGAIN_MS) : 0;
    return () => clearInterval(timer);
  }, [path, changed, waits]);
  return messages;
}

/**
 * Under an invoice: its newest message, each one that did not arrive, and all of them on demand.
 * @param {{ messages: Row[] }} props  the newest first
 */
export function Messages({ messages }) {
  const [opened, set_opened] = useState(/** @type {Row | null} */ (null));
  const [newest] = messages;
  if (!newest) return null;
  const repeated = new Set(messages.map(({ again_of }) => again_of));
  const troubled = messages.filter((one) => is_troubled(one) && !repeated.has(one.id));
  return html`
    <div class="messages stack tight">
      ${troubled.map((one) =>
        html`
          <${Notice} key=${one.id} kind="late">
            <p>${said(one)}</p>
            <div class="actions"><button type="button" onClick=${() => set_opened(one)}>
              <${Icon} name="send" size="small" />${t("messages.again")}</button></div>
            <//>
        `
      )}
      ${!troubled.includes(newest) && html`<p class="dim small">${said(newest)}</p>`}
      ${messages.length > 1 && html`
        <details class="more">
          <summary class="small">${t("messages.all", { count: messages.length })}</summary>
          <ul class="stack tight small">${messages.map((one) =>
            html`<li key=${one.id}>${said(one)}</li>`
          )}</ul>
        </details>
      `}
      ${opened && html`<${AgainDialog} message=${opened} on_close=${() => set_opened(null)} />`}
    </div>
  `;
}

/** What kind of message it is, in words. @param {Row} message */
export function what({ kind }) {
  return t(`messages.what_${kind.replace(".", "_")}`);
}

/** It came back, was refused, or may be lost. @param {Row} message */
function is_troubled({ state, arrival }) {
  return arrival === "returned" || (!arrival && (state === "refused" || state === "unknown"));
}

/** One message in a sentence: what, to whom, what became of it and when. @param {Row} message */
export function said(message) {
  const { to_address, state, state_at, words, arrival, arrival_at } = message;
  const in_folder = state === "sent" && words.endsWith("_folder") ? `_in_${words}` : "";
  const at = arrival ? arrival_at : state_at;
  return t(`messages.${arrival ?? `${state}${in_folder}`}`, {
    what: what(message),
    to: to_address,
    day: day(at),
    time: clock_time(at),
    why: why_of(message),
  });
}

/** @param {{ message: Row, on_close: () => void }} props */
export function AgainDialog({ message, on_close }) {
  const [address, set_address] = useState(message.to_address);
  const { busy, problem, send } = use_mutation();
  const is_text = message.kind.startsWith("text.");
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const body = is_text ? {} : { to_address: address.trim() };
    if (!await send("POST", `/api/messages/${message.id}/again`, body)) return;
    toast(t("messages.again_done", { to: body.to_address ?? message.to_address }));
    on_close();
  };
  return html`
    <${Dialog} title=${t("messages.again_title")} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <p>${said(message)}</p>
        ${message.state === "unknown" && html`<p class="dim">${t("messages.again_unknown")}</p>`}
        ${!is_text && html`
          <${Field} label=${t("messages.again_to")} type="email" required=${true} limit=${254}
            value=${address} on_input=${set_address} help=${t("messages.again_help")} />
        `}
        <${Refused} problem=${problem} />
        <div class="dialog-actions"><button class="primary" disabled=${busy}>
          <${Icon} name="send" size="small" />${t("messages.again")}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}
