// Webhooks: which other programs are told of what, whether they answer, and what was sent to them.
import { Dialog, Field } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Chip, Empty, Notice } from "../../../components/parts.js";
import { instant, t } from "../../../messages.js";
import { me } from "../../../store/view.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { Check } from "../fields.js";
import { Refused, use_mutation } from "../mutation.js";
import { OfficePage } from "../page.js";
import { Report, use_report } from "../reports/report_parts.js";

/** @typedef {Record<string, any>} Row */

const URL_MAX = 1000;
const LOOK_AGAIN_MS = 3000;
const EVENTS = [
  "invoice_issued",
  "invoice_sent",
  "invoice_paid",
  "invoice_voided",
  "payment_recorded",
  "payment_reversed",
  "payment_refunded",
  "decision_opened",
  "change_order_approved",
];
const FIRST_CHOSEN = ["invoice_paid", "payment_recorded"];
/** How the server names an event, and how its sentence is named. */
const told = (/** @type {string} */ event) => event.replace(/_(?=[a-z]+$)/, ".");
const named = (/** @type {string} */ type) => type.replace(".", "_");

export function OfficeWebhooks() {
  const is_owner = me.value?.role === "owner";
  return html`
    <${OfficePage} title=${t("webhooks.title")} about=${t("webhooks.about")} back="/settings"
      kind="narrow">${is_owner ? html`<${All} />` : html`
        <${Notice} kind="plain">
          <p>${t("webhooks.owner_only")}</p>
          <//>
      `}<//>
  `;
}

function All() {
  const asked = use_report("/api/webhooks");
  const [is_adding, set_adding] = useState(false);
  const [made, set_made] = useState(/** @type {Row | null} */ (null));
  const added = (/** @type {Row} */ webhook) => {
    set_adding(false);
    set_made(webhook);
    asked.refresh();
  };
  const add = html`<button type="button" class="primary" onClick=${() => set_adding(true)}>
    <${Icon} name="plus" />${t("webhooks.add")}</button>`;
  return html`
    <${Report} asked=${asked}>${(/** @type {Row} */ { items }) =>
      items.length === 0
        ? html`<${Empty} icon="send" title=${t("webhooks.none")} text=${t("webhooks.none_text")}>${add}<//>`
        : html`${
          items.map((/** @type {Row} */ one) =>
            html`
              <${Webhook} key=${one.id} one=${one} on_change=${asked.refresh} on_secret=${set_made} />
            `
          )
        }<div>${add}</div>`}<//>
    ${is_adding && html`<${Form} on_close=${() => set_adding(false)} on_done=${added} />`}
    ${made && html`<${Secret} made=${made} on_close=${() => set_made(null)} />`}
  `;
}

/** @param {{ one: Row, on_change: () => void, on_secret: (made: Row) => void }} props */
function Webhook({ one, on_change, on_secret }) {
  const [dialog, set_dialog] = useState(/** @type {"change" | "secret" | "remove" | null} */ (null));
  const [shows_sent, show_sent] = useState(false);
  const [looks, set_looks] = useState(0);
  const { busy, problem, send } = use_mutation();
  const ask = async (/** @type {string} */ verb, /** @type {string} */ said) => {
    if (!await send("POST", `/api/webhooks/${one.id}/${verb}`)) return;
    toast(t(said));
    set_dialog(null);
    set_looks((before) => before + 1);
    if (verb === "test") show_sent(true);
    on_change();
  };
  const renew = async () => {
    const made = await send("POST", `/api/webhooks/${one.id}/secret`);
    if (!made) return;
    set_dialog(null);
    on_secret(made);
  };
  const is_paused = one.paused_at !== null;
  const is_trying = !is_paused && one.retrying > 0;
  return html`
    <section class="card stack" aria-label=${one.url}>
      <div class="row wraps">
        <h2 class="grow webhook-url">${one.url}</h2>
        <${Chip} state=${is_paused || is_trying ? "attention" : "paid"}>${t(
          is_paused ? "webhooks.paused" : is_trying ? "webhooks.trying" : "webhooks.running",
        )}<//></div>
      ${is_trying && html`
        <${Notice} kind="late">
          <p>${t("webhooks.retrying", { count: one.retrying, why: one.last_error })}</p>
          <//>
      `}
      ${is_paused && html`
        <${Notice} kind=${one.paused_because === "asked" ? "plain" : "late"}>
          <p>${t(`webhooks.because_${one.paused_because}`)}</p>
          <//>
      `}
      <p class="dim small">${one.events.map((/** @type {string} */ event) =>
        t(`webhooks.event_${named(event)}`)
      ).join(" · ")}</p>
      <div class="row wraps">
        ${is_paused
          ? html`
            <button type="button" class="primary" disabled=${busy}
              onClick=${() => ask("resume", "office.saved")}>${t("webhooks.resume")}</button>
          `
          : html`
            <button type="button" disabled=${busy} onClick=${() => ask("test", "webhooks.tested")}>
                      <${Icon} name="send" size="small" />${t("webhooks.test")}</button>
            <button type="button" class="quiet" disabled=${busy} onClick=${() =>
              ask("pause", "office.saved")}>${t("webhooks.pause")}</button>
          `}
        <button type="button" class="quiet" onClick=${() => set_dialog("change")}>${t(
          "webhooks.change",
        )}</button>
        <button type="button" class="quiet" onClick=${() => set_dialog("secret")}>${t(
          "webhooks.renew",
        )}</button>
        <button type="button" class="quiet" onClick=${() => set_dialog("remove")}>${t(
          "webhooks.remove",
        )}</button>
      </div>
      ${dialog === null && html`<${Refused} problem=${problem} />`}
      <${Sent} one=${one} looks=${looks} is_open=${shows_sent} on_toggle=${show_sent}
        on_change=${on_change} />
      ${dialog === "change" &&
        html`<${Form} known=${one} on_close=${() => set_dialog(null)} on_done=${() => {
          set_dialog(null);
          on_change();
        }} />`}
      ${dialog === "secret" && html`
        <${Dialog} title=${t("webhooks.renew_title")} on_close=${() => set_dialog(null)} actions=${html`
          <button type="button" class="primary" disabled=${busy} onClick=${renew}>${t(
            "webhooks.renew_do",
          )}</button>
          <button type="button" onClick=${() => set_dialog(null)}>${t("nav.cancel")}</button>
        `}>
          <p>${t("webhooks.renew_is")}</p>
          <${Refused} problem=${problem} />
          <//>
      `}
      ${dialog === "remove" && html`
        <${Dialog} title=${t("webhooks.remove_title")} on_close=${() => set_dialog(null)} actions=${html`
          <button type="button" class="danger primary" disabled=${busy}
            onClick=${() => ask("remove", "webhooks.removed")}>${t("webhooks.remove")}</button>
          <button type="button" onClick=${() => set_dialog(null)}>${t("nav.cancel")}</button>
        `}>
          <p>${t("webhooks.remove_is", { url: one.url })}</p>
          <${Refused} problem=${problem} />
          <//>
      `}
    </section>
  `;
}

/** A new webhook, or another address and other events. @param {{ known?: Row, on_close: () => void,
 *   on_done: (webhook: Row) => void }} props */
function Form({ known, on_close, on_done }) {
  const [url, set_url] = useState(known?.url ?? "");
  const [events, set_events] = useState(/** @type {string[]} */ (known?.events ?? FIRST_CHOSEN.map(told)));
  const { busy, problem, send } = use_mutation();
  const tick = (/** @type {string} */ event, /** @type {boolean} */ on) =>
    set_events((before) => on ? [...before, event] : before.filter((one) => one !== event));
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const [method, path] = known ? ["PATCH", `/api/webhooks/${known.id}`] : ["POST", "/api/webhooks"];
    const answer = await send(method, path, { url: url.trim(), events });
    if (answer) on_done(answer);
  };
  return html`
    <${Dialog} title=${known ? t("webhooks.change_title") : t("webhooks.add")} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <${Field} label=${t("webhooks.url")} help=${t("webhooks.url_help")} type="url" value=${url}
          required=${true} limit=${URL_MAX} autocomplete="off" inputmode="url" placeholder="https://"
          on_input=${set_url} />
        <fieldset class="stack tight account"><legend>${t("webhooks.events")}</legend>${EVENTS.map((name) =>
          html`
            <${Check} key=${name} label=${t(`webhooks.event_${name}`)} checked=${events.includes(told(name))}
              on_change=${(/** @type {boolean} */ on) => tick(told(name), on)} />
          `
        )}</fieldset>
        ${events.length === 0 && html`<p class="wrong">${t("webhooks.one_event")}</p>`}
        <${Refused} problem=${problem} />
        <div class="dialog-actions">
          <button class="primary" disabled=${busy || events.length === 0 || url.trim() === ""}>${t(
            "office.save",
          )}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button>
        </div>
      </form>
      <//>
  `;
}

/** Shown once: nothing keeps it. @param {{ made: Row, on_close: () => void }} props */
function Secret({ made, on_close }) {
  const copy = () =>
    navigator.clipboard?.writeText(made.secret).then(() => toast(t("webhooks.copied")), () => {});
  return html`
    <${Dialog} title=${t("webhooks.secret")} on_close=${on_close} actions=${html`
      <button type="button" class="primary" onClick=${on_close}>${t("webhooks.have_it")}</button>
    `}>
      <p>${t("webhooks.secret_is")}</p>
      <p class="webhook-secret"><code>${made.secret}</code></p>
      <p><button type="button" onClick=${copy}><${Icon} name="copy" size="small" />${t(
        "webhooks.copy",
      )}</button></p>
      <//>
  `;
}

/** @param {{ one: Row, looks: number, is_open: boolean, on_toggle: (is_open: boolean) => void,
 *   on_change: () => void }} props  `looks`: how often it was to be looked again */
function Sent({ one, looks, is_open, on_toggle, on_change }) {
  const toggled = (/** @type {{ currentTarget: HTMLDetailsElement }} */ event) =>
    on_toggle(event.currentTarget.open);
  return html`
    <details class="more" open=${is_open} onToggle=${toggled}>
      <summary>${t("webhooks.sendings")}</summary>
      ${is_open && html`<${Sendings} one=${one} looks=${looks} on_change=${on_change} />`}
    </details>
  `;
}

/**
 * Looked at again while something waits.
 * @param {{ one: Row, looks: number, on_change: () => void }} props
 */
function Sendings({ one, looks, on_change }) {
  const asked = use_report(`/api/webhooks/${one.id}/sendings?limit=50`);
  const waits = asked.report?.items.some((/** @type {Row} */ { state }) => state === "waiting");
  useEffect(() => {
    if (looks > 0) asked.refresh();
  }, [looks]);
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => {
      asked.refresh();
      on_change();
    }, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [waits]);
  return html`<${Report} asked=${asked}>${(/** @type {Row} */ { items }) =>
    items.length === 0
      ? html`<p class="dim small">${t("webhooks.nothing_sent")}</p>`
      : html`<ul class="list">${
        items.map((/** @type {Row} */ sending) =>
          html`<${Sending} key=${sending.id} webhook=${one} sending=${sending} on_done=${asked.refresh} />`
        )
      }</ul>`}<//>`;
}

/** @type {Record<string, string>} */
const CHIPS = { delivered: "paid", failed: "attention", waiting: "pending" };

/** @param {{ webhook: Row, sending: Row, on_done: () => void }} props */
function Sending({ webhook, sending, on_done }) {
  const { busy, problem, send } = use_mutation();
  const again = async () => {
    const path = `/api/webhooks/${webhook.id}/sendings/${sending.message_id}/resend`;
    if (!await send("POST", path)) return;
    toast(t("webhooks.sent_again"));
    on_done();
  };
  const about = [
    instant(sending.created_at),
    sending.attempts > 0 && t("webhooks.tries", { count: sending.attempts }),
    sending.next_at && sending.attempts > 0 && t("webhooks.next", { next_at: sending.next_at }),
  ];
  return html`
    <li class="list-row sending">
      <span
        class="grow stack tight"><span class="title">${t(
          `webhooks.event_${named(sending.type)}`,
        )}</span><span class="dim small">${about.filter(Boolean).join(" · ")}</span>${sending.last_error &&
          html`<span class="small late-text webhook-url">${sending.last_error}</span>`}
      <${Refused} problem=${problem} /></span>
      <${Chip} state=${CHIPS[sending.state]}>${t(`webhooks.state_${sending.state}`)}<//>
        ${sending.state !== "waiting" && webhook.paused_at === null &&
          html`<button type="button" class="quiet" disabled=${busy} onClick=${again}>${
            t("webhooks.again")
          }</button>`}
      </li>
  `;
}
