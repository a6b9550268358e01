/**
 * The server as the protocol describes it, in memory: one effect per mutation id for ever, payments never
 * refused.
 * `faults` decides what the network does to each call; `has_bug` plants what the tests must be able to see.
 */

import { Offline } from "../../pwa/sync/api.js";

/**
 * @typedef {"pass" | "lose_request" | "lose_answer" | "portal" | 401 | 403 | 413 | 422 | 429 | 500 |
 *   503} Fate
 */

const NO = { ok: false, status: 403, retry_after_ms: null };
const REUSED = { code: "sync.id_reused" };

export class ModelServer {
  epoch = "e1";
  rev = 0;
  /** @type {Map<string, any>} */
  outcomes = new Map();
  /** @type {any[]} every payment row ever made, a double too */
  payments = [];
  /** @type {Map<string, any>} */
  invoices = new Map();
  /** @type {{e: string, op: string, id: string, rev: number}[]} */
  feed = [];
  /** @type {{path: string, body: any}[]} */
  calls = [];
  member_id = "ana";
  first_rev = 0;
  /** @type {(path: string, body: any) => Fate} */
  faults = () => "pass";
  /** @type {"" | "forgets_ids"} */
  has_bug = "";
  /** Told by id: a word of the future, an answer without it. */
  odd_outcomes = /** @type {Map<string, any>} */ (new Map());
  /** @type {Set<string>} */
  refused_types = new Set();
  batch_max = 50;

  /** @param {string} id @param {number} total_minor @param {Record<string, any>} [more] */
  add_invoice(id, total_minor, more = {}) {
    this.invoices.set(id, {
      id,
      job_id: "job",
      number: `INV-${this.invoices.size + 1}`,
      status: "open",
      total_minor,
      paid_minor: 0,
      pending_minor: 0,
      due_minor: total_minor,
      due_on: null,
      issued_at: "2026-11-01T00:00:00Z",
      ...more,
    });
    this.changed("invoice", id);
  }

  /** @param {string} e @param {string} id @param {string} [op] */
  changed(e, id, op = "put") {
    this.feed.push({ e, op, id, rev: this.rev += 1 });
  }

  /** A call as the app makes it. @type {import("../../pwa/sync/api.js").call} */
  call = async (_method, path, body, options) => {
    await new Promise((soon) => setTimeout(soon, 0));
    const sent = body === undefined ? undefined : JSON.parse(JSON.stringify(body));
    this.calls.push({ path, body: sent });
    if (options?.key && this.#is_reused(options.key, sent)) return { ...NO, status: 422, body: REUSED };
    const is_turned_away = path === "/api/sync/hand-in" && !this.has_shut_out;
    const fate = is_turned_away ? 401 : this.faults(path, sent);
    if (fate === "lose_request" || fate === "portal") throw new Offline(fate);
    if (typeof fate === "number") {
      const retry_after_ms = fate === 429 || fate === 503 ? 7000 : null;
      return { ok: false, status: fate, body: { code: `test.${fate}` }, retry_after_ms };
    }
    const said = sent?.member_id ?? new URLSearchParams(path.split("?")[1]).get("member_id");
    const is_another = said !== null && said !== this.member_id;
    if (is_another && fate === "pass") return { ...NO, body: { code: "sync.another_member" } };
    if (is_another) throw new Offline(fate);
    const answer = JSON.parse(JSON.stringify(this.#answer(path, sent)));
    if (fate === "lose_answer") throw new Offline(fate);
    return { ok: true, status: 200, body: answer, retry_after_ms: null };
  };

  /** What was sent under a key, for ever. @type {Map<string, string>} */
  #keys = new Map();

  /** @param {string} key @param {any} sent */
  #is_reused(key, sent) {
    const [before, now] = [this.#keys.get(key), JSON.stringify(sent)];
    this.#keys.set(key, before ?? now);
    return before !== undefined && before !== now;
  }

  /** @param {string} path @param {any} body */
  #answer(path, body) {
    if (path === "/api/me") return this.#me();
    if (path.startsWith("/api/sync/fate")) return this.#fates(path.split("ids=")[1].split(","));
    if (path === "/api/sync/hand-in") return { outcomes: body.mutations.map(this.#hand_in) };
    if (path === "/api/devices") return { id: body.device_id, short_code: "T07" };
    if (path.startsWith("/api/sync/snapshot")) return this.#snapshot();
    const { cursor } = body ?? Object.fromEntries(new URLSearchParams(path.split("?")[1]));
    if (path.startsWith("/api/sync/pull")) return this.#pull(cursor);
    const outcomes = body.mutations.map((/** @type {any} */ sent) => this.#apply(sent));
    return { outcomes: outcomes.filter((/** @type {any} */ told) => told !== null), ...this.#pull(cursor) };
  }

  /** The member was removed or the device switched off: who can sign in has no business at the back door. */
  has_shut_out = false;
  /** What was handed in, by id: kept for the office, applied to nothing. @type {Map<string, any>} */
  handed_in = new Map();

  /** @param {any} sent */
  #hand_in = (sent) => {
    this.handed_in.set(sent.id, sent);
    return { id: sent.id, state: "rejected", code: "quarantine.handed_in", quarantine_id: sent.id };
  };

  /** @param {string} id  the office took it as true */
  accept(id) {
    this.outcomes.set(id, this.#record(this.handed_in.get(id)));
  }

  /** @param {string[]} ids */
  #fates(ids) {
    return { fates: Object.fromEntries(ids.map((id) => [id, this.outcomes.get(id) ?? null])) };
  }

  #me() {
    const organization = {
      id: "org",
      name: "Harbor Heating",
      currency: "USD",
      zone: "America/New_York",
      language: "en",
    };
    return { member: { id: this.member_id, name: "Ana", role: "technician", language: "en" }, organization };
  }

  /** @param {any} sent */
  #apply(sent) {
    const odd = this.odd_outcomes.get(sent.id);
    if (odd !== undefined) return odd;
    const first = this.outcomes.get(sent.id);
    if (first && this.has_bug !== "forgets_ids") return { id: sent.id, state: "duplicate", original: first };
    const outcome = this.refused_types.has(sent.type)
      ? { id: sent.id, state: "rejected", code: "test.refused", facts: { left_minor: 1 } }
      : this.#record(sent);
    this.outcomes.set(sent.id, outcome);
    return outcome;
  }

  /** @param {any} sent */
  #record({ id, body }) {
    const invoice = this.invoices.get(body.invoice_id);
    const applied = invoice?.status === "open" ? Math.min(invoice.due_minor, body.amount_minor) : 0;
    if (applied) {
      Object.assign(invoice, {
        paid_minor: invoice.paid_minor + applied,
        due_minor: invoice.due_minor - applied,
      });
      if (invoice.due_minor === 0) invoice.status = "paid";
      this.changed("invoice", invoice.id);
    }
    const allocations = applied ? [{ invoice_id: invoice.id, amount_minor: applied }] : [];
    const unapplied_minor = body.amount_minor - applied;
    this.payments.push({
      ...body,
      id: body.payment_id,
      allocations,
      unapplied_minor,
      reversed_minor: 0,
      mutation_id: id,
      by: this.member_id,
    });
    this.changed("payment", body.payment_id);
    return unapplied_minor
      ? {
        id,
        state: "conflict",
        rev: this.rev,
        code: "invoice_void",
        effect: { allocations, unapplied_minor },
      }
      : { id, state: "applied", rev: this.rev, effect: { allocations, unapplied_minor } };
  }

  /** @param {string} cursor */
  #pull(cursor) {
    const { epoch, rev } = this;
    const [told_epoch, told_rev] = String(cursor).split("~");
    const told = { epoch, cursor: `${epoch}~${rev}`, more: false, server_time: new Date().toISOString() };
    if (told_epoch !== epoch || Number(told_rev) < this.first_rev) {
      return { ...told, changes: [], reset: true };
    }
    const newest = new Map(
      this.feed.filter((change) => change.rev > Number(told_rev)).map((c) => [c.e + c.id, c]),
    );
    const changes = [...newest.values()].map((change) => ({ ...change, row: this.#row(change) }));
    return { ...told, changes, reset: false };
  }

  /** @param {{e: string, id: string}} change */
  #row({ e, id }) {
    return e === "invoice" ? this.invoices.get(id) : this.payments.find((row) => row.id === id);
  }

  #snapshot() {
    const tables = { invoices: columns([...this.invoices.values()]), payments: columns(this.payments) };
    const { epoch, rev } = this;
    return { schema: 1, epoch, cursor: `${epoch}~${rev}`, server_time: new Date().toISOString(), tables };
  }
}

/** @param {any[]} rows */
function columns(rows) {
  const cols = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return { cols, data: cols.map((col) => rows.map((row) => row[col] ?? null)) };
}
