// Notifications of this device: why, then the browser's own question; afterwards what to be told of.
import { Icon } from "../components/icon.js";
import { Chip, Notice } from "../components/parts.js";
import { t } from "../messages.js";
import { me } from "../store/view.js";
import { change_wants, NoPushService, push_state, renewed, turn_off, turn_on } from "../sync/push.js";
import { status } from "../sync/status.js";
import { html, useEffect, useState } from "../vendor/ui.js";

/** @typedef {import("../sync/push.js").PushState} PushState */

const EVENTS = { technician: ["paid", "assigned", "nudge"], office: ["paid", "decision", "nudge"] };

export default function Notifications() {
  const [state, set_state] = useState(/** @type {PushState | null} */ (null));
  const [failed, set_failed] = useState("");
  const [busy, set_busy] = useState(false);
  const events = me.value?.role === "technician" ? EVENTS.technician : EVENTS.office;
  const look = () => push_state().then(set_state);
  /** @param {() => Promise<unknown>} work */
  const during = async (work) => {
    set_busy(true);
    set_failed("");
    await work().catch((error) => set_failed(error instanceof NoPushService ? "no_service" : "failed"));
    set_busy(false);
  };
  useEffect(() => void during(look), [renewed.value]);
  /** @param {() => Promise<unknown>} work */
  const change = (work) => during(() => work().then(look));
  return html`
    <section class="stack close" aria-labelledby="told">
      <h2 id="told" class="section-head panel-head">${t("push.title")}</h2>
      ${state && state.standing !== "on" && state.standing !== "off" &&
        html`<p class="dim small">${t(`push.${state.standing}`)}</p>`}
      ${state?.standing === "off" && html`
        <div class="card stack"><p>${t("push.why")}</p>
          <button type="button" disabled=${busy} aria-busy=${busy} onClick=${() =>
            change(() => turn_on(state.public_key, events))}>${t(
              busy ? "push.turning_on" : "push.turn_on",
            )}</button></div>
      `}
      ${state?.standing === "on" && html`
        <${Wishes} events=${events} wants=${state.wants} busy=${busy}
          on_change=${(/** @type {string[]} */ wants) => change(() => change_wants(wants))}
          on_off=${() => change(turn_off)} />
      `}
      ${!state && busy && html`<div class="skeleton"></div>`}
      ${failed && !state && !status.value.online && html`<p class="dim small">${t("push.offline")}</p>`}
      ${failed && (state || status.value.online) && html`
        <${Notice} kind="wait" live=${true}><p>${t(`push.${failed}`)}</p>
          ${!state && html`<div class="actions"><button type="button" onClick=${() => during(look)}>${
            t(
              "push.look_again",
            )
          }</button></div>`}<//>
      `}
    </section>
  `;
}

/**
 * @param {{ events: string[], wants: string[], busy: boolean, on_change: (wants: string[]) => void,
 *   on_off: () => void }} props
 */
function Wishes({ events, wants, busy, on_change, on_off }) {
  /** @param {string} event */
  const turn = (event) =>
    on_change(wants.includes(event) ? wants.filter((other) => other !== event) : [...wants, event]);
  return html`
    <ul class="list">${events.map((event) =>
      html`
        <li key=${event}><button type="button" class="list-row" role="switch" disabled=${busy}
          aria-checked=${wants.includes(event) ? "true" : "false"} onClick=${() => turn(event)}>
          <span class="grow stack tight"><span class="title">${t(`push.${event}`)}</span>
            <span class="dim small">${t(`push.${event}_is`)}</span></span>
          <${Chip} state=${wants.includes(event) ? "paid" : "plain"}>${t(
            wants.includes(event) ? "push.yes" : "push.no",
          )}<//></button></li>
      `
    )}
      <li><button type="button" class="list-row" disabled=${busy} onClick=${on_off}>
        <${Icon} name="close" /><span class="title">${t("push.turn_off")}</span></button></li></ul>
    <p class="dim small">${t("push.says")}</p>
  `;
}
