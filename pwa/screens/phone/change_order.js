// A change order in a minute: what changes, its price, what it does to the total; then the customer signs on
// this phone, or gets a link. Works without signal.
import { Dialog, Field, Segments } from "../../components/forms.js";
import { Icon } from "../../components/icon.js";
import { decimals_of_currency, group_of_currency } from "../../components/money_field.js";
import { Page, toast } from "../../components/page.js";
import { Empty, Notice, Said } from "../../components/parts.js";
import { Signature, SignaturePad } from "../../components/signature.js";
import { minor_of } from "../../components/typed_amount.js";
import { effect_of_order, usual_rate_bps } from "../../domain/change_order.js";
import { invoice_addresses } from "../../domain/invoice_address.js";
import { day, money, t } from "../../messages.js";
import { go, route } from "../../router.js";
import { change_order, state_of } from "../../store/change_orders.js";
import { new_id, NotSaved, record } from "../../store/outbox.js";
import { customer as customer_of, job as job_of } from "../../store/view.js";
import { hold_updates } from "../../sync/worker_bridge.js";
import { html, useEffect, useState } from "../../vendor/ui.js";
import { ChangeChip, signed } from "./changes.js";

/** @typedef {import("../../store/cache.js").Row} Row */
/** @typedef {{ id: string, title: string, words: string, typed: string, kind: string }} Draft */
/**
 * @typedef {{ before_minor: number, after_minor: number, change_minor: number, tax_minor: number }} Effect
 */

const TITLE_MAX = 200;
const WORDS_MAX = 4000;

export default function PhoneChangeOrder() {
  const { id, order } = route.value.params;
  const job = job_of(id);
  const known = job && order ? change_order(job.id, order) : null;
  if (!job || (order && !known)) {
    return html`
      <${Page} title=${t("changes.new")} back=${job ? `/jobs/${job.id}` : "/"} closes=${true}>
        <${Empty} icon="job" title=${t(job ? "changes.missing" : "job.missing")} text=${t(
          "job.missing_text",
        )} />
        <//>
    `;
  }
  return known ? html`<${Known} job=${job} order=${known} />` : html`<${New} job=${job} />`;
}

/** @param {{ job: Row }} props */
function New({ job }) {
  const [draft, set_draft] = useState(
    /** @returns {Draft} */ () => ({ id: new_id(), title: "", words: "", typed: "", kind: "adds" }),
  );
  const [is_checked, set_checked] = useState(false);
  const [is_asking, set_asking] = useState(false);
  const [failure, set_failure] = useState("");
  const is_dirty = draft.title !== "" || draft.typed !== "";
  useEffect(() => is_dirty ? hold_updates() : undefined, [is_dirty]);
  const change = (/** @type {Partial<Draft>} */ part) => set_draft((before) => ({ ...before, ...part }));
  const price_minor = minor_of(draft.typed, decimals_of_currency(), group_of_currency()) ?? 0;
  const unit_price_minor = draft.kind === "adds" ? price_minor : -price_minor;
  const lines = [{
    description: draft.title.trim(),
    unit_price_minor,
    tax_rate_bps: usual_rate_bps(job.taxes),
  }];
  const effect = effect_now(job, lines);
  const is_whole = draft.title.trim() !== "" && draft.typed.trim() !== "";
  const has_mail = invoice_addresses(customer_of(job.customer_id)).length > 0;
  const create = () =>
    record("change_orders.create_change_order", {
      change_order_id: draft.id,
      job_id: job.id,
      title: draft.title.trim(),
      lines,
      ...(draft.words.trim() && { words: draft.words.trim() }),
    }, { id: draft.id });
  const link = async () => {
    set_checked(true);
    if (!is_whole) return;
    const said = await kept(async () => {
      await create();
      if (has_mail) await send(draft.id, [draft.id]);
    });
    if (said) return set_failure(said);
    toast(t(has_mail ? "changes.saved_link" : "changes.saved_draft"));
    go(`/jobs/${job.id}`, { replace: true });
  };
  const ask = () => (set_checked(true), is_whole && "after_minor" in effect && set_asking(true));
  return html`
    <${Page} title=${t("changes.new")} back=${`/jobs/${job.id}`} closes=${true}
      foot=${html`
        <div class="stack close">
          <button type="button" class="primary big"
            onClick=${ask}><${Icon} name="edit" />${t("changes.sign")}</button>
          <button type="button" onClick=${link}>${t(
            has_mail ? "changes.send_link" : "changes.share_link",
          )}</button>
        </div>
      `}>
      ${failure && html`
        <${Notice} kind="late" live=${true}>
          <p>${failure}</p>
          <//>
      `}
      <${Field} label=${t("changes.what")} value=${draft.title} limit=${TITLE_MAX} required=${true}
        wrong=${is_checked && !draft.title.trim() ? t("changes.what_missing") : null}
        on_input=${(/** @type {string} */ title) => change({ title })} />
      <${Segments} label=${t("changes.kind")} value=${draft.kind}
        on_pick=${(/** @type {string} */ kind) => change({ kind })}
        options=${["adds", "deducts"].map((value) => ({ value, label: t(`changes.${value}`) }))} />
      <${Field} label=${t("changes.price")} value=${draft.typed} inputmode="decimal" autocomplete="off"
        required=${true} wrong=${is_checked && !draft.typed.trim() ? t("changes.price_missing") : null}
        on_input=${(/** @type {string} */ typed) => change({ typed })} />
      <${Field} label=${t("changes.words")} value=${draft.words} lines=${true} optional=${true}
        limit=${WORDS_MAX} on_input=${(/** @type {string} */ words) => change({ words })} />
      ${draft.typed.trim() && html`<${EffectSaid} job=${job} effect=${effect} />`}
      ${is_asking && "after_minor" in effect && html`
        <${Ask} job=${job} title=${draft.title} effect=${effect} before=${create} id=${draft.id}
          on_close=${() => set_asking(false)} />
      `}
    <//>
  `;
}

/** @param {{ job: Row, order: Row }} props */
function Known({ job, order }) {
  const [is_asking, set_asking] = useState(false);
  const [failure, set_failure] = useState("");
  const state = state_of(order);
  const is_open = state === "draft" || state === "sent" || state === "expired";
  const effect = effect_now(job, order.lines, order);
  const { approval, stale_approval: stale } = order;
  const withdraw = async () => {
    const said = await kept(() =>
      record("change_orders.withdraw_change_order", { change_order_id: order.id }, { deps: [] })
    );
    if (said) return set_failure(said);
    toast(t("changes.withdrawn_now"));
    go(`/jobs/${job.id}`, { replace: true });
  };
  const link = async () => {
    const said = await kept(() => send(order.id, []));
    if (said) set_failure(said);
    else toast(t("changes.saved_link"));
  };
  const has_mail = invoice_addresses(customer_of(job.customer_id)).length > 0;
  return html`
    <${Page} title=${order.title} where=${order.number || t("changes.new")} back=${`/jobs/${job.id}`}
      foot=${is_open && "after_minor" in effect && html`<div class="stack close">
        <button type="button" class="primary big" onClick=${() => set_asking(true)}>
          <${Icon} name="edit" />${t("changes.sign")}</button>
        ${has_mail && html`<button type="button" onClick=${link}>${t("changes.send_link")}</button>`}
      </div>`}>
      <header class="stack tight"><h1>${order.title}</h1>
        <p><${ChangeChip} order=${order} /></p></header>
      ${failure && html`
        <${Notice} kind="late" live=${true}>
          <p>${failure}</p>
          <//>
      `}
      ${is_open && stale && "after_minor" in effect && html`
        <${Notice} kind="wait">
          <p>${t("changes.stale", {
            seen_before: money(stale.before_minor),
            seen_after: money(stale.after_minor),
            before: money(effect.before_minor),
            after: money(effect.after_minor),
          })}</p>
          <//>
      `}
      ${order.words && html`<p class="lines">${order.words}</p>`}
      <ul class="list">${order.lines.map((/** @type {Row} */ line, /** @type {number} */ place) =>
        html`<li key=${place} class="list-row"><span class="grow title">${line.description}</span>
          <span class="money">${signed(line.amount_minor)}</span></li>`
      )}</ul>
      ${is_open && html`<${EffectSaid} job=${job} effect=${effect} />`}
      ${approval && html`<section class="card stack close">
        <p><b>${t("changes.approved")}</b> <span class="dim">${
        t("changes.approved_by", { name: approval.name || approval.note || "", day: day(approval.given_at) })
      }</span></p>
        ${approval.signature && html`<${Signature} path=${approval.signature} name=${approval.name} />`}
      </section>`}
      ${is_open && !order.unsent &&
        html`<button type="button" class="quiet" onClick=${withdraw}>${t("changes.withdraw")}</button>`}
      ${is_asking && "after_minor" in effect && html`
        <${Ask} job=${job} title=${order.title} effect=${effect} id=${order.id}
          on_close=${() => set_asking(false)} />
      `}
    <//>
  `;
}

/** What it does to the total, in words. @param {{ job: Row, effect: Effect | { code: string } }} props */
function EffectSaid({ job, effect }) {
  if ("code" in effect) {
    return html`<div class="words wait" role="status">${t(`refusal.${effect.code}`)}</div>`;
  }
  const { before_minor, after_minor, change_minor, tax_minor } = effect;
  const is_below = after_minor < job.invoiced_minor;
  return html`
    <div class=${is_below ? "words wait" : "words"} role="status">
      <p><${Said} say="changes.effect" before=${money(before_minor)} after=${money(after_minor)}
          change=${signed(change_minor)} />${tax_minor !== 0 &&
            html`${" "}<${Said} say="changes.effect_tax" tax=${signed(tax_minor)} />`}</p>
      <p class="small dim">${is_below
        ? t("changes.below", { invoiced: money(job.invoiced_minor) })
        : t("changes.after_sync")}</p>
    </div>
  `;
}

/**
 * The phone is handed over: what, how much, the name, a signature or the words.
 * @param {{ job: Row, title: string, effect: Effect, id: string, before?: () => Promise<unknown>,
 *   on_close: () => void }} props
 */
function Ask({ job, title, effect, id, before, on_close }) {
  const [name, set_name] = useState(String(customer_of(job.customer_id)?.name ?? job.customer_name ?? ""));
  const [path, set_path] = useState("");
  const [agreed, set_agreed] = useState(false);
  const [wrong, set_wrong] = useState("");
  const approve = async () => {
    if (!name.trim()) return set_wrong(t("changes.signer_missing"));
    if (!path && !agreed) return set_wrong(t("changes.proof_missing"));
    const said = await kept(async () => {
      await before?.();
      await record("change_orders.approve_change_order", {
        change_order_id: id,
        name: name.trim(),
        agreed,
        seen_total_minor: effect.before_minor,
        seen_after_minor: effect.after_minor,
        given_at: new Date().toISOString(),
        ...(path && { signature: path }),
      }, { deps: before ? [id] : [] });
    });
    if (said) return set_wrong(said);
    on_close();
    toast(t("changes.saved"));
    go(`/jobs/${job.id}`, { replace: true });
  };
  return html`
    <${Dialog} title=${title} on_close=${on_close}
      actions=${html`
        <button type="button" class="primary" onClick=${approve}>${t("changes.approve", {
          change: signed(effect.change_minor),
        })}</button><button type="button"
          onClick=${on_close}>${t("nav.cancel")}</button>
      `}>
      <p><${Said} say="changes.effect" before=${money(effect.before_minor)} after=${money(effect.after_minor)}
        change=${signed(effect.change_minor)} /></p>
      <${Field} label=${t("changes.signer")} value=${name} on_input=${set_name} autocomplete="off"
        limit=${TITLE_MAX} />
      <${SignaturePad} path=${path} on_path=${set_path} />
      <label class="signed-words"><input type="checkbox" checked=${agreed}
        onChange=${(/** @type {{ currentTarget: HTMLInputElement }} */ event) =>
          set_agreed(event.currentTarget.checked)} /><span>${t("changes.typed")}</span></label>
      ${wrong && html`
        <${Notice} kind="late" live=${true}>
          <p>${wrong}</p>
          <//>
      `}
    <//>
  `;
}

/**
 * `order` is there once it is written; then the server's word on it counts.
 * @param {Row} job @param {Record<string, any>[]} lines @param {Row} [order]
 * @returns {Effect | { code: string }}
 */
function effect_now(job, lines, order) {
  const priced = lines.map((line) => ({
    amount_minor: line.amount_minor ?? line.unit_price_minor,
    tax_rate_bps: line.tax_rate_bps,
  }));
  const known = /** @type {any} */ ({ total_minor: null, ...order, lines: priced });
  const found = effect_of_order(/** @type {any} */ (job), known);
  return "code" in found ? found : { before_minor: job.total_minor, ...found };
}

/** @param {string} id @param {string[]} deps */
function send(id, deps) {
  return record("change_orders.send_change_order", { change_order_id: id }, { deps });
}

/** Why it is not on this phone's disk; empty when it is. @param {() => Promise<unknown>} work */
async function kept(work) {
  try {
    await work();
    return "";
  } catch (error) {
    return t(error instanceof NotSaved ? `not_saved.${error.reason}` : "not_saved.failed");
  }
}
