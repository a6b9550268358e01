// The company's devices: what each holds that was never sent, which are out of service, and how a new one
// comes in. On top stands what arrived from devices that were removed.
import { Dialog, Field } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Chip, Empty } from "../../../components/parts.js";
import { clock_time, day, instant, money, t } from "../../../messages.js";
import { outbox } from "../../../store/outbox.js";
import { devices, handed_in, ready } from "../../../store/view.js";
import { page_version } from "../../../sync/worker_bridge.js";
import { html, useState } from "../../../vendor/ui.js";
import { held_count } from "./arrival.js";
import { Arrivals } from "./arrivals.js";
import { device_name, owner_name } from "./device_words.js";
import { PairDialog } from "./pairing.js";
import { Refused, use_mutation } from "../mutation.js";
import { OfficePage } from "../page.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const NAME_MAX = 200;
const DAY_MS = 86_400_000;

export default function OfficeDevices() {
  const [is_pairing, set_pairing] = useState(false);
  const in_use = devices.value.filter(({ revoked_at }) => revoked_at === null).sort(by_need);
  const off = devices.value.filter(({ revoked_at }) => revoked_at !== null);
  const actions = html`<button type="button" class="primary" onClick=${() => set_pairing(true)}>
    <${Icon} name="qr" />${t("devices.pair")}</button>`;
  return html`
    <${OfficePage} title=${t("devices.title")} back="/settings" kind="narrow" actions=${actions}
      about=${in_use.length > 0 && t("devices.about", { count: in_use.length })}>
        <${Arrivals} />
        ${ready.value && in_use.length === 0 &&
          html`<${Empty} icon="phone" title=${t("devices.none")} text=${t("devices.none_text")} />`}
        ${in_use.length > 0 && html`
          <section aria-label=${t("devices.title")}>
            <ul class="list">${in_use.map((device) =>
              html`<${InUse} key=${device.id} device=${device} />`
            )}</ul>
          </section>
        `}
        ${off.length > 0 && html`
          <section class="stack close" aria-labelledby="off">
            <h2 id="off" class="panel-head">${t("devices.off")}</h2>
            <ul class="list">${off.map((device) => html`<${Off} key=${device.id} device=${device} />`)}</ul>
          </section>
        `}
        ${is_pairing && html`<${PairDialog} on_close=${() => set_pairing(false)} />`}
      <//>
  `;
}

/** @param {{ device: Row }} props */
function InUse({ device }) {
  const [asked, set_asked] = useState(/** @type {"rename" | "revoke" | null} */ (null));
  const close = () => set_asked(null);
  const is_here = is_this(device);
  return html`
    <li class="list-row wrapping-line" data-device=${device.short_code}>
      <${Icon} name="phone" />
      <div class="grow stack tight"><span class="title">${device_name(device)}${is_here && html`
        <${Chip} state="plain">${t("devices.here")}<//>
      `}</span>
          <span class="dim small">${about(device)}</span>
          ${device.unsent_count > 0 && html`<span><${Chip} state="pending">${
            t("devices.unsent", {
              count: device.unsent_count,
              amount: money(device.unsent_minor),
              time: since(device.oldest_unsent_at ?? device.last_seen_at),
            })
          }<//></span>`}
          ${device.gap_seq !== null &&
            html`<span><${Chip} state="attention">${
              t("devices.gap", { number: `${device.short_code}-${device.gap_seq}` })
            }<//></span>`}
          ${asked === "rename" && html`<${RenameDialog} device=${device} on_close=${close} />`}
          ${asked === "revoke" && html`<${RevokeDialog} device=${device} on_close=${close} />`}</div>
      <button type="button" class="icon-only" onClick=${() => set_asked("rename")}
        aria-label=${t("devices.rename", { device: device_name(device) })}><${Icon} name="edit" /></button>
      <button type="button" onClick=${() => set_asked("revoke")}>${t("settings.revoke")}</button>
    </li>
  `;
}

/** @param {{ device: Row }} props */
function Off({ device }) {
  const [is_asked, set_asked] = useState(false);
  const held = held_count(device, handed_in.value);
  return html`
    <li class="list-row wrapping-line" data-device=${device.short_code}>
      <${Icon} name="phone" />
      <div class="grow stack tight"><span class="title">${device_name(device)}</span>
        <span class="dim small">${[
          device.label,
          t("devices.off_since", { time: instant(device.revoked_at) }),
        ].join(" · ")}</span>
        ${held > 0 && html`<span><${Chip} state="attention">${
          t("devices.off_holds", {
            count: held,
          })
        }<//></span>`}
        ${is_asked && html`<${RestoreDialog} device=${device} on_close=${() => set_asked(false)} />`}</div>
      <button type="button" onClick=${() => set_asked(true)}>${t("devices.restore")}</button>
    </li>
  `;
}

/** @param {{ device: Row, on_close: () => void }} props */
function RenameDialog({ device, on_close }) {
  const [name, set_name] = useState(device.name);
  const { busy, problem, send } = use_mutation();
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!await send("PATCH", `/api/devices/${device.id}`, { name: name.trim() })) return;
    toast(t("office.saved"));
    on_close();
  };
  return html`
    <${Dialog} title=${t("devices.rename", { device: device_name(device) })} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <${Field} label=${t("devices.name")} value=${name} limit=${NAME_MAX} autocomplete="off"
          help=${t("devices.name_help")} on_input=${set_name} />
        <${Refused} problem=${problem} />
        <div class="dialog-actions"><button class="primary" disabled=${busy}>${t("office.save")}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}

/** @param {{ device: Row, on_close: () => void }} props */
function RevokeDialog({ device, on_close }) {
  const { busy, problem, send } = use_mutation();
  const revoke = async () => {
    if (await send("POST", `/api/devices/${device.id}/revoke`)) on_close();
  };
  return html`
    <${Dialog} title=${t("settings.revoke_title", { device: device_name(device) })}
      on_close=${on_close} actions=${html`
        <button type="button" class="danger primary" disabled=${busy} onClick=${revoke}>${t(
          "settings.revoke_do",
        )}</button>
        <button type="button" onClick=${on_close}>${t("nav.cancel")}</button>
      `}>
        <p>${t("settings.revoke_then", { who: owner_name(device) })}</p>
        ${device.unsent_count > 0 &&
          html`<p class="late-text">${
            t("settings.revoke_unsent", { count: device.unsent_count, amount: money(device.unsent_minor) })
          }</p>`}
        ${is_this(device) && html`<p class="late-text">${t("devices.revoke_here")}</p>`}
        <p>${t("devices.revoke_arrives")}</p>
        <${Refused} problem=${problem} /><//>
  `;
}

/** @param {{ device: Row, on_close: () => void }} props */
function RestoreDialog({ device, on_close }) {
  const { busy, problem, send } = use_mutation();
  const restore = async () => {
    if (await send("POST", `/api/devices/${device.id}/restore`)) on_close();
  };
  return html`
    <${Dialog} title=${t("devices.restore_title", { device: device_name(device) })} on_close=${on_close}
      actions=${html`
        <button type="button" class="primary" disabled=${busy} onClick=${restore}>${t(
          "devices.restore_do",
        )}</button>
        <button type="button" onClick=${on_close}>${t("nav.cancel")}</button>
      `}>
      <p>${t("devices.restore_then", { who: owner_name(device) })}</p>
      <${Refused} problem=${problem} />
      <//>
  `;
}

/** The one that this page is open on. @param {Row} device */
function is_this({ id }) {
  return id === outbox.device.value?.id;
}

/**
 * What holds unsent money first, then whatever was seen last.
 * @param {Row} one @param {Row} other
 */
function by_need(one, other) {
  const holds = Number(other.unsent_count > 0) - Number(one.unsent_count > 0);
  return holds || (one.last_seen_at < other.last_seen_at ? 1 : -1);
}

/** @param {Row} device */
function about(device) {
  return [device.label, version_in_words(device), seen_in_words(device)].filter(Boolean).join(" · ");
}

/** @param {Row} device */
function version_in_words({ app_version }) {
  if (!app_version) return "";
  const is_old = app_version !== page_version();
  return t(is_old ? "devices.version_old" : "devices.version", { version: app_version });
}

/** @param {Row} device */
function seen_in_words({ last_seen_at }) {
  return t("settings.last_seen", { time: since(last_seen_at) });
}

/** The time alone for what is of today. @param {string} at */
function since(at) {
  return Date.now() - Date.parse(at) < DAY_MS ? clock_time(at) : `${day(at)} ${clock_time(at)}`;
}
