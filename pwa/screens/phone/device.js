// This device's health: is everything sent, is what it holds safe, who is signed in, in which language.
import { Dialog, Segments } from "../../components/forms.js";
import { Icon } from "../../components/icon.js";
import { Later, Page } from "../../components/page.js";
import { Notice, Said } from "../../components/parts.js";
import { clock_time, day, language, money, t } from "../../messages.js";
import { Link } from "../../router.js";
import { outbox } from "../../store/outbox.js";
import { me, settings } from "../../store/view.js";
import { leave, sync_now } from "../../sync/engine.js";
import { is_installed, needs_ios_instructions, persist, worker_version } from "../../sync/installation.js";
import { status } from "../../sync/status.js";
import { install_app, install_prompt, page_version } from "../../sync/worker_bridge.js";
import { html, useEffect, useState } from "../../vendor/ui.js";
import { export_unsent } from "../unsent_file.js";

/**
 * @typedef {{
 *   persisted: boolean | null, used_bytes: number | null, quota_bytes: number | null, others: number,
 *   version: string,
 * }} Health
 */

const MEGABYTE = 1_000_000;
const GIGABYTE = 1_000_000_000;
const UNKNOWN = { persisted: null, used_bytes: null, quota_bytes: null, others: 0, version: "" };

export default function PhoneDevice() {
  const [health, set_health] = useState(/** @type {Health} */ (UNKNOWN));
  const [leaving, set_leaving] = useState(false);
  const look = () => void examine().then(set_health);
  useEffect(look, []);
  const keep = () => persist().then(look);
  return html`
    <${Page} title=${t("device.title")} back="/"
      foot=${html`<${SyncNow} />`}>
        <${Sending} />
        ${health.persisted === false && html`
          <${Notice} kind="wait">
            <p>${t("device.not_persisted")}</p>
            <div class="actions"><button type="button" onClick=${keep}>${t(
              "device.persist",
            )}</button></div>
            <//>
        `}
        <${Install} />
    ${outbox.cleared.value && html`<${Notice} kind="late">${t("device.cleared")}<//>`}
        <${Facts} health=${health} />
        <${Later} load=${() => import("../notifications.js")} />
        <section class="stack close"><h2 class="section-head">${t("device.language")}</h2>
          <${Segments} label=${t("device.language")} value=${language.value}
            on_pick=${(/** @type {string} */ picked) => (language.value = picked)}
            options=${[{ value: "en", label: "English" }, { value: "es", label: "Español" }]} /></section>
        <section class="stack close"><h2 class="section-head">${t("device.signed_in_as")}</h2>
          <ul class="list"><li class="list-row"><${Icon} name="user" /><div class="grow stack tight">
            <span class="title">${me.value?.name ?? ""}</span>
            <span class="dim small">${[me.value && t(`role.${me.value.role}`), settings.value?.name].filter(
              Boolean,
            ).join(" · ")}
            </span></div></li>
            <li><button type="button" class="list-row" onClick=${() => set_leaving(true)}>
              <${Icon} name="sign_out" /><span class="title">${t(
                "sign_out.do",
              )}</span></button></li></ul></section>
        ${leaving && html`<${LeaveDialog} on_close=${() => set_leaving(false)} />`}
      <//>
  `;
}

/** The one thing to do here: send what is left, else look for news. */
function SyncNow() {
  const holds = status.value.unsent_count > 0;
  return html`
    <button type="button" class=${holds ? "primary" : undefined} onClick=${() => sync_now()}>
      <${Icon} name=${holds ? "send" : "refresh"} />${t(
        holds ? "unsent.send_now" : "device.sync_now",
      )}</button>
  `;
}

function Sending() {
  const { unsent_count, unsent_minor, oldest_unsent_at, last_sync_at, online } = status.value;
  if (unsent_count === 0) {
    return html`
      <${Notice} kind="paid">
        <p><b>${t("device.all_sent")}</b></p>
        <p class="small">${last_sync_at
          ? t("device.last_sync", { time: `${day(last_sync_at)} ${clock_time(last_sync_at)}` })
          : t("sync.never")}
              ${!online && ` · ${t("sync.offline")}`}</p>
        <//>
    `;
  }
  return html`<${Notice} kind="wait"><p><b><${Said} say="device.unsent" count=${unsent_count}
      amount=${money(unsent_minor)} /></b></p>
    ${
    oldest_unsent_at &&
    html`<p class="small">${
      t("device.oldest", { time: `${day(oldest_unsent_at)} ${clock_time(oldest_unsent_at)}` })
    }</p>`
  }
    <div class="actions"><${Link} class="button" href="/unsent">${t("device.look_at_unsent")}<//>
      <button type="button" onClick=${export_unsent}>${t("unsent.export")}</button></div><//>`;
}

/** The installed app starts with an empty store: nothing unsent may stay behind in this tab. */
function Install() {
  const is_ios = needs_ios_instructions();
  if (is_installed() || (!is_ios && install_prompt.value === null)) return null;
  if (status.value.unsent_count > 0) {
    return html`<${Notice} kind="plain" icon="phone">${t("device.install_after")}<//>`;
  }
  const steps = is_ios && ["share", "plus", "check"].map((icon, place) =>
    html`
      <li key=${icon} class="row">
        <${Icon} name=${icon} /><span>${t(`device.ios_${place + 1}`)}</span>
      </li>
    `
  );
  return html`<section class="card stack"><h2>${t("device.install")}</h2>
    <p class="dim small">${t(is_ios ? "device.ios" : "device.install_is")}</p>
    ${
    steps
      ? html`<ol class="stack close">${steps}</ol>`
      : html`<button type="button" onClick=${install_app}><${Icon} name="phone" />${
        t(
          "banner.install_do",
        )
      }</button>`
  }</section>`;
}

/** @param {{ health: Health }} props */
function Facts({ health }) {
  const { persisted, used_bytes, quota_bytes, others, version } = health;
  const synced_at = status.value.last_sync_at;
  const room = used_bytes === null || quota_bytes === null
    ? t("device.unknown")
    : t("device.space_of", { used: size_in_words(used_bytes), quota: size_in_words(quota_bytes) });
  return html`
    <section class="card">
      <dl class="facts">
        <dt>${t("device.short_code")}</dt><dd>${outbox.device.value?.short_code ?? t("device.unknown")}</dd>
        <dt>${t("device.synced")}</dt><dd>${synced_at
          ? `${day(synced_at)} ${clock_time(synced_at)}`
          : t("sync.never")}</dd>
        <dt>${t("device.safe")}</dt><dd>${persisted === null
          ? t("device.unknown")
          : t(persisted ? "device.yes" : "device.no")}</dd>
        <dt>${t("device.space")}</dt><dd>${room}</dd>
        <dt>${t("device.installed")}</dt><dd>${t(is_installed() ? "device.yes" : "device.no")}</dd>
        <dt>${t("device.version")}</dt><dd class="mono">${page_version() || t("device.unknown")}</dd>
        ${version !== page_version() && html`
          <dt>${t("device.worker")}</dt>
          <dd class="mono">${version || t("device.no_worker")}</dd>
        `}
        ${others > 0 && html`
          <dt>${t("device.others")}</dt>
          <dd>${others}</dd>
        `}
      </dl>
    </section>
  `;
}

/**
 * Signing out never wipes money: send now, keep it here under this member, or hand it over as a file.
 * @param {{ on_close: () => void }} props
 */
export function LeaveDialog({ on_close }) {
  const { unsent_count, unsent_minor } = status.value;
  if (unsent_count === 0) {
    return html`
      <${Dialog} title=${t("sign_out.title")} on_close=${on_close}
        actions=${html`
          <button type="button" class="primary" onClick=${() => leave()}>${t("sign_out.do")}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button>
        `}>
        <p>${t("sign_out.then")}</p>
        <//>
    `;
  }
  return html`
    <${Dialog} title=${t("sign_out.unsent_title")} on_close=${on_close}
      actions=${html`
        <button type="button" class="primary" onClick=${() => (sync_now(), on_close())}>
                <${Icon} name="send" />${t("sign_out.send_now")}</button>
        <button type="button" onClick=${export_unsent}><${Icon} name="download" />${t(
          "sign_out.hand_over",
        )}</button>
        <button type="button" class="danger" onClick=${() => leave()}>${t("sign_out.keep")}</button>
        <button type="button" class="quiet" onClick=${on_close}>${t("nav.cancel")}</button>
      `}>
      <p>
        <${Said} say="sign_out.unsent_then" count=${unsent_count} amount=${money(unsent_minor)} />
      </p>
      <//>
  `;
}

/** @returns {Promise<Health>} */
async function examine() {
  const { usage = null, quota = null } = await navigator.storage?.estimate?.() ?? {};
  const persisted = await navigator.storage?.persisted?.() ?? null;
  const others = await outbox.waiting_for_others().catch(() => 0);
  return {
    persisted,
    used_bytes: usage,
    quota_bytes: quota,
    others,
    version: await worker_version(),
  };
}

/** @param {number} bytes */
function size_in_words(bytes) {
  const [unit, one] = bytes < GIGABYTE ? ["megabyte", MEGABYTE] : ["gigabyte", GIGABYTE];
  const format = new Intl.NumberFormat(language.value, { style: "unit", unit, maximumFractionDigits: 1 });
  return format.format(bytes / one);
}
