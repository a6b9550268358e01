// The small shapes that every screen is made of: money, the stage bar, chips, rows, notices.
import { Link } from "../router.js";
import { money, money_parts, t } from "../messages.js";
import { html } from "../vendor/ui.js";
import { Icon } from "./icon.js";

/** @typedef {import("../vendor/ui.js").Children} Children */
/** @typedef {{ kind: string, minor: number }} Part */

/** Marks where a fact begins and ends inside a sentence; no text holds this character. */
const MARK = "\u2063";
/** Characters of a sum that no longer fits beside others on a narrow phone in the big size. */
const LONG_NUMBER = 11;

/**
 * A sum inside text or at the end of a row.
 * @param {{ minor: number, plain?: boolean }} props
 */
export function Money({ minor, plain }) {
  return html`<span class=${plain ? "money plain" : "money"}>${money(minor)}</span>`;
}

/**
 * The number of a screen: big, its cents small and raised. Screen readers get it as one word.
 * @param {{ minor: number, settled?: boolean, caret?: boolean }} props
 */
export function TheNumber({ minor, settled, caret }) {
  const text = money(minor);
  const classes = ["money the-number", settled && "settled", text.length > LONG_NUMBER && "long"];
  return html`
    <span class=${classes.filter(Boolean).join(" ")}>
      <span class="unseen">${text}</span>
      <span aria-hidden="true">${figures(minor)}${caret && html`<i class="caret"></i>`}</span>
    </span>
  `;
}

/** @param {number} minor */
function figures(minor) {
  return money_parts(minor).map(({ type, value }) =>
    type === "decimal" || type === "fraction" ? html`<span class="cents">${value}</span>` : value
  );
}

/**
 * A sum without its cents when they are nothing, for keys and quick amounts.
 * @param {number} minor
 */
export function brief_money(minor) {
  const parts = money_parts(minor);
  const is_whole = parts.every(({ type, value }) => type !== "fraction" || Number(value) === 0);
  const kept = is_whole ? parts.filter(({ type }) => type !== "decimal" && type !== "fraction") : parts;
  return kept.map(({ value }) => value).join("");
}

/**
 * A sentence with its facts set strong, so that the eye finds the figures.
 * @param {{ say: string } & Record<string, string | number>} props
 */
export function Said({ say, ...facts }) {
  const marked = Object.fromEntries(
    Object.entries(facts).map((
      [name, fact],
    ) => [name, typeof fact === "string" ? `${MARK}${fact}${MARK}` : fact]),
  );
  return t(say, marked).split(MARK).map((text, place) =>
    place % 2 ? html`<b class="fact">${text}</b>` : text
  );
}

/** Making one costs more than a screen. @type {Map<string | undefined, Intl.DateTimeFormat>} */
const day_formats = new Map();

/**
 * The calendar day at the company, whatever the zone of this phone: today, or that of an instant.
 * @param {string | undefined} zone
 * @param {Date} [at]
 */
export function today_in(zone, at = new Date()) {
  let format = day_formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    day_formats.set(zone, format);
  }
  const parts = format.formatToParts(at);
  return ["year", "month", "day"].map((name) => parts.find(({ type }) => type === name)?.value).join("-");
}

/**
 * A job's parts with what its invoices know: what is on its way and what is late.
 * @param {Record<string, any>} job
 * @param {Record<string, any>[]} invoices
 * @param {string} today
 */
export function job_parts(job, invoices, today) {
  const live = invoices.filter(({ status }) => status === "open");
  const late = live.filter(({ due_on }) => due_on !== null && due_on < today);
  // Below zero where a payment was taken back here and that is not sent yet.
  const unsent_minor = job.unsent_minor ?? 0;
  return stage_parts({
    .../** @type {Parameters<typeof stage_parts>[0]} */ (job),
    paid_minor: Math.max(0, job.paid_minor + Math.min(0, unsent_minor)),
    unsent_minor: Math.max(0, unsent_minor),
    pending_minor: live.reduce((sum, invoice) => sum + invoice.pending_minor, 0),
    overdue_minor: late.reduce((sum, invoice) => sum + invoice.due_minor - invoice.pending_minor, 0),
  });
}

/**
 * What a job's money is made of, in the order in which it becomes paid. The parts add up to the job's
 * total, or to what was collected where that is more. Credit is on no invoice yet: it stands beside them, and
 * what is due or left is what it is everywhere else.
 * @param {{
 *   total_minor: number, invoiced_minor: number, paid_minor: number, unapplied_minor?: number,
 *   canceled_at?: string | null, held_minor?: number, unsent_minor?: number, pending_minor?: number,
 *   overdue_minor?: number,
 * }} job
 * @returns {Part[]}
 */
export function stage_parts(job) {
  const { unapplied_minor = 0, held_minor = 0, unsent_minor = 0, pending_minor = 0, overdue_minor = 0 } = job;
  const meant = job.paid_minor + pending_minor + unsent_minor;
  const rest = Math.max(0, job.total_minor - meant);
  const due = Math.min(rest, Math.max(0, job.invoiced_minor - held_minor - meant));
  const overdue = Math.min(due, overdue_minor);
  const held = Math.min(rest - due, Math.max(0, held_minor));
  return [
    { kind: "paid", minor: job.paid_minor },
    { kind: "credit", minor: unapplied_minor },
    { kind: "pending", minor: pending_minor },
    { kind: "unsent", minor: unsent_minor },
    { kind: "overdue", minor: overdue },
    { kind: "due", minor: due - overdue },
    { kind: "held", minor: held },
    { kind: "left", minor: job.canceled_at ? 0 : rest - due - held },
  ].filter((part) => part.minor > 0);
}

/**
 * What the parts of these kinds come to. Due now is `DUE`; what no invoice asks for yet, `left`, is not due.
 * @param {Part[]} parts @param {...string} kinds
 */
export function sum_of_parts(parts, ...kinds) {
  return parts.reduce((sum, { kind, minor }) => kinds.includes(kind) ? sum + minor : sum, 0);
}

export const DUE = ["due", "overdue"];

/**
 * THE picture. Always beside its text twin: either `with_key`, or words of the caller that say the same.
 * @param {{ parts: Part[], with_key?: boolean, tall?: boolean, on_part?: (kind: string) => void }} props
 */
export function StageBar({ parts, with_key, tall, on_part }) {
  const shown = parts.length > 0 ? parts : [{ kind: "left", minor: 1 }];
  const classes = tall ? "stage-bar tall" : "stage-bar";
  const bar = on_part && parts.length > 0
    ? html`<div class=${classes} role="group" aria-label=${t("bar.name")}>${
      shown.map((part) =>
        html`
          <button key=${part.kind} type="button" class=${part.kind} style=${{ "--share": part.minor }}
            aria-label=${part_in_words(part)} onClick=${() => on_part(part.kind)}></button>
        `
      )
    }</div>`
    : html`<div class=${classes} role="img" aria-label=${
      parts.map(part_in_words).join(", ") || t("bar.nothing")
    }>
        ${
      shown.map((part) =>
        html`<i key=${part.kind} class=${part.kind} style=${{ "--share": part.minor }}></i>`
      )
    }</div>`;
  return html`${bar}${with_key && html`<${StageKey} parts=${parts} />`}`;
}

/** @param {{ parts: Part[] }} props */
function StageKey({ parts }) {
  return html`<ul class="stage-key">${
    parts.map((part) =>
      html`<li key=${part.kind}>
    <i class=${`swatch ${part.kind}`} aria-hidden="true"></i>${t(`bar.${part.kind}`)} <b>${
        brief_money(part.minor)
      }</b></li>`
    )
  }</ul>`;
}

/** @param {Part} part */
const part_in_words = (part) => `${t(`bar.${part.kind}`)} ${money(part.minor)}`;

/** @type {Readonly<Record<string, [kind: string, icon: string | undefined]>>} */
const STATES = {
  draft: ["plain", "edit"],
  unsent: ["open", undefined],
  open: ["open", undefined],
  part_paid: ["open", undefined],
  pending: ["wait", "clock"],
  overdue: ["late", "alert"],
  paid: ["paid", "check"],
  disputed: ["late", "alert"],
  void: ["void", undefined],
  canceled: ["void", undefined],
  credited: ["plain", "check"],
  on_this_phone: ["wait", "clock"],
  part_on_this_phone: ["wait", "clock"],
  attention: ["late", "alert"],
  unapplied: ["open", "info"],
  reversed: ["void", undefined],
};

/**
 * A state in a word: an invoice's, a payment's.
 * @param {{ state: string, children?: Children }} props
 */
export function Chip({ state, children }) {
  const [kind, icon] = STATES[state] ?? ["plain", undefined];
  return html`<span class=${`chip ${kind}`}>${icon && html`<${Icon} name=${icon} />`}${
    children ?? t(`state.${state}`)
  }</span>`;
}

/**
 * Something the product says in place. `kind`: act (default), wait, late, paid, plain.
 * @param {{ kind?: string, icon?: string, live?: boolean, children?: Children }} props
 */
export function Notice({ kind = "act", icon, live, children }) {
  const name = icon ?? ({ wait: "clock", late: "alert", paid: "check" }[kind] ?? "info");
  return html`
    <div class=${`notice ${kind}`} role=${live ? (kind === "late" ? "alert" : "status") : undefined}>
      <${Icon} name=${name} />
      <div class="grow">${children}</div>
    </div>
  `;
}

/**
 * What comes here, and the first thing to do.
 * @param {{ icon: string, title: string, text: string, children?: Children }} props
 */
export function Empty({ icon, title, text, children }) {
  return html`
    <section
      class="empty"><${Icon} name=${icon} size="large" /><h2>${title}</h2><p>${text}</p>${children}</section>
  `;
}

/**
 * A row of a list: title and detail at the start, money and state at the end; a link when it leads somewhere.
 * @param {{
 *   href?: string, title: Children, detail?: Children, minor?: number, state?: Children,
 *   gone?: boolean, struck?: boolean,
 * }} props
 */
export function ListRow({ href, title, detail, minor, state, gone, struck }) {
  const inside = html`
    <span class="grow stack tight"><span class="title">${title}</span>
          ${detail && html`<span class="dim small">${detail}</span>`}</span>
    <span class="end stack tight">${minor !== undefined &&
      html`<span class=${struck ? "money struck" : "money"}>${money(minor)}</span>`}
          ${state && html`<span>${state}</span>`}</span>
  `;
  const classes = gone ? "list-row gone" : "list-row";
  return html`<li>${
    href
      ? html`<${Link} class=${classes} href=${href}>${inside}<//>`
      : html`<div class=${classes}>${inside}</div>`
  }</li>`;
}

/**
 * Search in a list; `/` reaches it from the keyboard, Esc empties and leaves it, ↓ goes to what is found.
 * @param {{ value: string, label: string, on_input: (value: string) => void }} props
 */
export function Search({ value, label, on_input }) {
  return html`<label class="search"><span class="unseen">${label}</span><${Icon} name="search" />
    <input type="search" enterkeyhint="search" autocomplete="off" placeholder=${label} value=${value}
      onKeyDown=${on_search_key}
      onInput=${(/** @type {InputEvent & { currentTarget: HTMLInputElement }} */ event) =>
    on_input(event.currentTarget.value)} /></label>`;
}

/** @param {KeyboardEvent & { currentTarget: HTMLInputElement }} event */
function on_search_key({ key, currentTarget: search }) {
  if (key === "Escape" && search.value === "") search.blur();
  const found = document.querySelector("main :is(.job-link, a.list-row, button.list-row)");
  if (key === "ArrowDown" && found instanceof HTMLElement) found.focus();
}
