// The frame of a screen: the top line with the state of sending, banners, the content,
// the thumb's line, toasts.
import { Link, route } from "../router.js";
import { clock_time, language, t } from "../messages.js";
import { status } from "../sync/status.js";
import { apply_update, install_app, install_prompt, update_ready } from "../sync/worker_bridge.js";
import { html, signal, useEffect, useRef, useState } from "../vendor/ui.js";
import { Icon } from "./icon.js";

/** @typedef {import("../vendor/ui.js").Children} Children */
/** @typedef {import("../vendor/ui.js").AnyComponent} AnyComponent */
/** @typedef {{ id: number, text: string, label?: string, action?: () => void }} Toast */

const TOAST_MS = 6000;
const DAY_MS = 86_400_000;

/** @type {import("../vendor/ui.js").Signal<Toast[]>} */
const toasts = signal([]);
let toast_id = 0;
const hidden_install = signal(false);

/**
 * Says a quiet word at the thumb for six seconds, with a way back where there is one.
 * @param {string} text
 * @param {{ label: string, action: () => void }} [way_back]
 */
export function toast(text, way_back) {
  const id = ++toast_id;
  toasts.value = [...toasts.value, { id, text, ...way_back }];
  setTimeout(() => drop_toast(id), TOAST_MS);
}

/** @param {number} id */
function drop_toast(id) {
  toasts.value = toasts.value.filter((shown) => shown.id !== id);
}

export function Toasts() {
  return html`<div class="toasts" role="status">${
    toasts.value.map(({ id, text, label, action }) =>
      html`<div class="toast" key=${id}><span>${text}</span>${
        action && html`<button type="button" onClick=${() => (action(), drop_toast(id))}>${label}</button>`
      }</div>`
    )
  }</div>`;
}

/**
 * A phone screen. `where` replaces the title in the top line when the title stands in the content.
 * @param {{
 *   title: string, where?: string, back?: string, closes?: boolean, foot?: Children, kind?: string,
 *   children?: Children,
 * }} props
 */
export function Page({ title, where, back, closes, foot, kind, children }) {
  const main = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    document.title = `${title} · Stagebill`;
  }, [title]);
  useEffect(() => {
    scrollTo(0, route.value.scroll_y);
    main.current?.focus({ preventScroll: true });
  }, [route.value.path]);
  return html`<div class=${kind ? `phone ${kind}` : "phone"}>
    <${AppBar} where=${where ?? title} is_title=${where === undefined} back=${back} closes=${closes} />
    <${Banners} />
    <main ref=${main} tabindex="-1">${children}</main>
    ${foot && html`<nav class="foot" aria-label=${t("nav.actions")}>${foot}</nav>`}
    <${Toasts} />
  </div>`;
}

/** @param {{ where: string, is_title: boolean, back?: string, closes?: boolean }} props */
function AppBar({ where, is_title, back, closes }) {
  const way_out = back && html`
    <${Link} class="button icon-only" href=${back} aria-label=${t(closes ? "nav.close" : "nav.back")}>
      <${Icon} name=${closes ? "close" : "back"} />
      <//>
  `;
  const name = is_title
    ? html`<h1 class="where">${where}</h1>`
    : html`<span class="where dim">${where}</span>`;
  return html`<header class="app-bar">${way_out}${name}<${SyncBadge} /></header>`;
}

/** One line, always there: is everything sent? A tap opens the device's health, or what needs attention. */
export function SyncBadge() {
  const { kind, text, href } = sending_in_words(status.value, Date.now());
  // All is well: where room is scarce the dot says so; anything else is said in words.
  const words = kind === "" ? html`<span class="quiet-word">${text}</span>` : text;
  return html`
    <span role="status">
      <${Link} class=${`sync-badge ${kind}`} href=${href} aria-label=${text}>${words}<//></span>
  `;
}

/**
 * @param {typeof status.value} now
 * @param {number} now_ms
 * @returns {{ kind: string, text: string, href: string }}
 */
function sending_in_words(now, now_ms) {
  const count = now.unsent_count;
  const place = now.online ? "" : " offline";
  if (now.attention) {
    return { kind: "late", text: t("sync.attention", { count: now.attention }), href: "/unsent" };
  }
  if (now.stopped) return { kind: "late", text: t("sync.stopped"), href: "/unsent" };
  if (count > 0 && now.oldest_unsent_at && now_ms - Date.parse(now.oldest_unsent_at) > DAY_MS) {
    return {
      kind: `late${place}`,
      text: t("sync.not_sent_since", { day: weekday(now.oldest_unsent_at) }),
      href: "/unsent",
    };
  }
  if (count > 0 && !now.online) {
    return { kind: "wait offline", text: t("sync.offline_to_send", { count }), href: "/unsent" };
  }
  if (count > 0) {
    return {
      kind: "wait",
      text: t(now.sending ? "sync.sending" : "sync.to_send", { count }),
      href: "/unsent",
    };
  }
  if (!now.online) return { kind: "offline", text: t("sync.offline"), href: "/device" };
  if (!now.last_sync_at) return { kind: "offline", text: t("sync.never"), href: "/device" };
  return { kind: "", text: t("sync.all_sent", { time: clock_time(now.last_sync_at) }), href: "/device" };
}

/** @param {string} instant */
function weekday(instant) {
  return new Intl.DateTimeFormat(language.value, { weekday: "short" }).format(new Date(instant));
}

/** What the product has to say by itself, most urgent first, one at a time. None of them blocks the work. */
export function Banners() {
  const { needs_sign_in, stopped, unsent_count } = status.value;
  if (stopped) {
    return html`<div class="banner late" role="alert"><span class="grow">${
      t(`refusal.${stopped}`)
    }</span></div>`;
  }
  if (needs_sign_in) return html`<${SignInBanner} count=${unsent_count} />`;
  if (update_ready.value) {
    return html`<${Banner} text=${t("banner.update")} label=${
      t("banner.update_do")
    } on_do=${apply_update} />`;
  }
  // Installed, the app starts with an empty store: what is unsent would stay behind in this tab.
  const may_install = install_prompt.value !== null && unsent_count === 0 && !hidden_install.value;
  return may_install && html`
    <${Banner} text=${t("banner.install")} label=${t("banner.install_do")}
      on_do=${install_app} on_later=${() => (hidden_install.value = true)} />
  `;
}

/** @param {{ text: string, label: string, on_do: () => void, on_later?: () => void }} props */
function Banner({ text, label, on_do, on_later }) {
  return html`<div class="banner" role="status"><span class="grow">${text}</span>
    ${on_later && html`<button type="button" class="quiet" onClick=${on_later}>${t("banner.later")}</button>`}
    <button type="button" onClick=${on_do}>${label}</button></div>`;
}

/** @param {{ count: number }} props */
function SignInBanner({ count }) {
  const [is_open, set_open] = useState(false);
  const text = count > 0 ? t("banner.sign_in_to_send", { count }) : t("banner.sign_in");
  return html`<div class="banner wait" role="status"><span class="grow">${text}</span>
    <button type="button" onClick=${() => set_open(true)}>${t("sign_in.do")}</button></div>
    ${
    is_open && html`
      <${Later} load=${() => import("../screens/sign_in.js")} pick="SignInDialog"
        on_close=${() => set_open(false)} />
    `
  }`;
}

/**
 * A component that comes by `import()` when it is first needed; nothing jumps while it comes.
 * @param {{ load: () => Promise<Record<string, any>>, pick?: string }} props
 */
export function Later({ load, pick = "default", ...props }) {
  const [loaded, set_loaded] = useState(/** @type {{ part: AnyComponent } | null} */ (null));
  useEffect(() => {
    load().then((parts) => set_loaded({ part: parts[pick] }));
  }, []);
  return loaded && html`<${loaded.part} ...${props} />`;
}
