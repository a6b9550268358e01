// The company's invoices as the server lists them, page by page: no device should hold a hundred thousand.
// Without the server the list is of what this device holds, and says so.
import { has_concern } from "../../../components/concerns.js";
import { call, Offline } from "../../../sync/api.js";
import {
  cache,
  customer as customer_of,
  invoice as invoice_of,
  invoices,
  job as job_of,
} from "../../../store/view.js";
import { signal, useEffect, useState } from "../../../vendor/ui.js";
import { is_found, is_overdue, owed, sum_of } from "../money.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {Record<string, string>} Query */
/** @typedef {{ count: number, total_minor: number, due_minor: number }} Sums */
/**
 * `rows`: what is there so far, as new as this device knows each; `next`: the cursor of the next page;
 * `sums`: of each list; `is_local`: from this device alone.
 * @typedef {{ rows: Row[], next: string | null, sums: Record<string, Sums>, is_local: boolean,
 *   is_loading: boolean }} List
 */

export const TABS = [
  "all",
  "draft",
  "unsent",
  "open",
  "due",
  "overdue",
  "pending",
  "paid",
  "disputed",
  "taken_back",
  "questioned",
  "promised",
  "void",
  "canceled",
];

export const SORTS = ["newest", "soonest", "largest"];
export const DEFAULTS = {
  show: "open",
  sort: "newest",
  q: "",
  customer_id: "",
  issued_from: "",
  issued_to: "",
};

const PART = 100;
const PART_MAX = 200;
const REST_MS = 400; // many changes in a row are one look
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const FILTERS = ["customer_id", "issued_from", "issued_to", "q"];

/** @typedef {(invoice: Row, today: string) => boolean} Fits */
/** Whether an invoice is in a list, for rows that this device holds. */
const FITS = /** @type {Record<string, Fits>} */ ({
  all: () => true,
  draft: ({ status }) => status === "draft",
  unsent: ({ status, sent_at }) => status === "open" && sent_at === null,
  open: ({ status }) => status === "open",
  due: ({ status, due_on }, today) => status === "open" && due_on !== null && due_on >= today,
  overdue: is_overdue,
  pending: ({ status, pending_minor }) => status === "open" && pending_minor > 0,
  paid: (invoice) => invoice.status === "paid" && !has_concern(invoice, "disputed"),
  disputed: (invoice) => has_concern(invoice, "disputed"),
  taken_back: (invoice) => invoice.status === "open" && has_concern(invoice, "taken_back"),
  questioned: (invoice) => has_concern(invoice, "question"),
  promised: (invoice) => invoice.status === "open" && has_concern(invoice, "promised"),
  void: ({ status }) => status === "void",
  canceled: ({ status }) => status === "canceled",
});

/**
 * What an address asks for, without what is no list, order or day: such a link opens the list as it begins.
 * @param {Query} asked @returns {Query}
 */
export function query_of(asked) {
  const day = (/** @type {string} */ typed) => Number.isNaN(Date.parse(typed)) ? "" : typed;
  return {
    ...asked,
    show: TABS.includes(asked.show) ? asked.show : DEFAULTS.show,
    sort: SORTS.includes(asked.sort) ? asked.sort : DEFAULTS.sort,
    customer_id: ID.test(asked.customer_id) ? asked.customer_id : "",
    issued_from: DAY.test(asked.issued_from) ? day(asked.issued_from) : "",
    issued_to: DAY.test(asked.issued_to) ? day(asked.issued_to) : "",
  };
}

/** @typedef {{ key: string, rows: Row[], next: string | null, sums: Record<string, Sums> | null }} Kept */
const kept = signal(/** @type {Kept | null} */ (null));

/** @param {Query} query @param {string} today @returns {[list: List, more: () => void]} */
export function use_invoice_list(query, today) {
  const key = search_of(query);
  const [is_loading, set_loading] = useState(false);
  const [is_local, set_local] = useState(false);
  const rev = cache.mark.value?.rev ?? 0;
  const is_here = kept.value?.key === key;
  useEffect(() => {
    let is_wanted = true;
    const look = async () => {
      set_loading(true);
      const size = is_here ? Math.min(PART_MAX, Math.max(PART, kept.peek()?.rows.length ?? 0)) : PART;
      const found = await fetched(key, size).catch(unless_offline);
      if (!is_wanted) return;
      set_loading(false);
      set_local(found === null);
      if (found && !(is_here && (kept.peek()?.rows.length ?? 0) > PART_MAX)) kept.value = { key, ...found };
      else if (found && kept.peek()) kept.value = { .../** @type {Kept} */ (kept.peek()), sums: found.sums };
    };
    const timer = setTimeout(look, is_here ? REST_MS : 0);
    return () => {
      is_wanted = false;
      clearTimeout(timer);
    };
  }, [key, rev]);
  const more = async () => {
    const before = kept.peek();
    if (is_loading || !before?.next) return;
    set_loading(true);
    const answer = await call("GET", `/api/invoices?${key}&limit=${PART}&cursor=${before.next}`)
      .catch(unless_offline);
    set_loading(false);
    if (!answer?.ok || kept.peek() !== before) return;
    kept.value = { ...before, rows: [...before.rows, ...answer.body.items], next: answer.body.next };
  };
  if (is_local || !is_here) return [{ ...local(query, today), is_local, is_loading }, more];
  const { rows, next, sums } = /** @type {Kept} */ (kept.value);
  const newest = rows.map((row) => ({ ...row, ...invoice_of(row.id) }));
  return [{ rows: newest, next, sums: sums ?? {}, is_local: false, is_loading }, more];
}

/** @param {string} key @param {number} size */
async function fetched(key, size) {
  const filters = new URLSearchParams(key);
  for (const name of ["show", "sort"]) filters.delete(name);
  const [page, summary] = await Promise.all([
    call("GET", `/api/invoices?${key}&limit=${size}`),
    call("GET", `/api/invoices/summary?${filters}`),
  ]);
  if (!page.ok || !summary.ok) return null;
  return { rows: page.body.items, next: page.body.next, sums: payable_sums(summary.body) };
}

/**
 * Money on its way is nobody's to ask for again: the sums leave it out, as each row and the board do.
 * @param {Record<string, Sums & { pending_minor: number }>} summary
 * @returns {Record<string, Sums>}
 */
export function payable_sums({ currency: _, ...lists }) {
  return Object.fromEntries(
    Object.entries(lists).map(([name, { due_minor, pending_minor, ...sums }]) => [
      name,
      { ...sums, due_minor: due_minor - pending_minor },
    ]),
  );
}

/** @param {unknown} error */
function unless_offline(error) {
  if (error instanceof Offline) return null;
  throw error;
}

/** What is asked of the server. @param {Query} query */
export function search_of(query) {
  const asked = { show: query.show === "all" ? "" : query.show, sort: query.sort };
  const all = { ...asked, ...Object.fromEntries(FILTERS.map((name) => [name, query[name] ?? ""])) };
  return new URLSearchParams(Object.entries(all).filter(([, value]) => value !== "")).toString();
}

/** @type {Record<string, (one: Row, other: Row) => number>} */
const ORDERS = {
  newest: (one, other) => one.created_at < other.created_at ? 1 : -1,
  soonest: (one, other) => (one.due_on ?? "9999") < (other.due_on ?? "9999") ? -1 : 1,
  largest: (one, other) => other.total_minor - one.total_minor,
};

/** The same of what this device holds. @param {Query} query @param {string} today */
export function local({ show, sort, q, customer_id, issued_from, issued_to }, today) {
  const found = invoices.value.filter((invoice) => {
    const issued_on = invoice.issued_at?.slice(0, 10) ?? "";
    const customer = customer_of(job_of(invoice.job_id)?.customer_id ?? invoice.customer_id);
    return is_found(q, invoice.number, invoice.title, job_of(invoice.job_id)?.title, customer?.name) &&
      (customer_id === "" || customer?.id === customer_id) &&
      (issued_from === "" || issued_on >= issued_from) &&
      (issued_to === "" || (issued_on !== "" && issued_on <= issued_to));
  });
  const sums = Object.fromEntries(
    TABS.map((tab) => [tab, sums_of(found.filter((row) => FITS[tab](row, today)))]),
  );
  const rows = found.filter((row) => FITS[show]?.(row, today)).sort(ORDERS[sort] ?? ORDERS.newest);
  return { rows, next: null, sums };
}

/**
 * Drafts, void and canceled ones are counted; beside others their money is nobody's.
 * @param {Row[]} rows
 * @returns {Sums}
 */
function sums_of(rows) {
  const live = rows.filter(({ status }) => !["draft", "void", "canceled"].includes(status));
  const counted = live.length > 0 ? live : rows;
  return {
    count: rows.length,
    total_minor: sum_of(counted, ({ total_minor }) => total_minor),
    due_minor: sum_of(live, owed),
  };
}
