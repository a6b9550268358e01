// The frame of a screen: the top line with the state of sending, banners, the content,
// the thumb's line, toasts.
import { Link, route } from "../router.js";
import { language, t } from "../messages.js";
import { status } from "../sync/status.js";
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
    scrollTo(0, 0);
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
  return html`<span role="status"><${Link} class=${`sync-badge ${kind}`} href=${href}>${text}<//></span>`;
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
    return { kind: "late", text: t("sync.attention", { count: Number(now.attention) }), href: "/unsent" };
  }
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
export function clock_time(instant) {
  return new Intl.DateTimeFormat(language.value, { hour: "numeric", minute: "2-digit" }).format(
    new Date(instant),
  );
}

/** @param {string} instant */
function weekday(instant) {
  return new Intl.DateTimeFormat(language.value, { weekday: "short" }).format(new Date(instant));
}

/** What the whole product has to say, one line each, most urgent first. None of them blocks the work. */
export function Banners() {
  const [signing_in, set_signing_in] = useState(false);
  const { needs_sign_in, unsent_count } = status.value;
  if (!needs_sign_in) return null;
  const text = unsent_count > 0 ? t("banner.sign_in_to_send", { count: unsent_count }) : t("banner.sign_in");
  return html`<div class="banner wait" role="status"><span class="grow">${text}</span>
    <button type="button" onClick=${() => set_signing_in(true)}>${t("sign_in.do")}</button></div>
    ${
    signing_in && html`
      <${Later} load=${() => import("../screens/sign_in.js")} pick="SignInDialog"
        on_close=${() => set_signing_in(false)} />
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
