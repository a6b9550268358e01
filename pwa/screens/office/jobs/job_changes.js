// The change orders of a job: what each does to its total, how it stands, and what may be done about it.
import { Dialog, Field } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Signature } from "../../../components/signature.js";
import { effect_of_order } from "../../../domain/change_order.js";
import { invoice_addresses } from "../../../domain/invoice_address.js";
import { day, money, t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { change_orders_of, state_of } from "../../../store/change_orders.js";
import { customer as customer_of } from "../../../store/view.js";
import { call } from "../../../sync/api.js";
import { html, useState } from "../../../vendor/ui.js";
import { RecordApproval } from "./change_approval.js";
import { JobSection } from "./job_section.js";
import { Refused, use_mutation } from "../mutation.js";
import { ChangeChip, signed } from "../../phone/changes.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {{ kind: string, order: Row }} Opened */

const REASON_MAX = 1000;

/** @param {{ job: Row }} props */
export function Changes({ job }) {
  const [opened, set_opened] = useState(/** @type {Opened | null} */ (null));
  const orders = change_orders_of(job.id);
  const current = opened && orders.find(({ id }) => id === opened.order.id);
  const close = () => set_opened(null);
  const about = [
    job.changes_minor !== 0 && t("office_changes.approved_sum", { amount: signed(job.changes_minor) }),
    job.unbilled_changes_minor > 0 &&
    t("office_changes.unbilled", { amount: money(job.unbilled_changes_minor) }),
  ].filter(Boolean).join(" · ");
  return html`
    <${JobSection} name="changes" title=${t("changes.title")} about=${about}
      actions=${!job.canceled_at && html`
        <${Link} class="button small" href=${`/office/jobs/${job.id}/change-order`}>
          <${Icon} name="plus" size="small" />${t("office_changes.new")}<//>
      `}>
      ${orders.length === 0
        ? html`
          <div class="card">
            <p class="dim">${t("office_changes.none")}</p>
          </div>
        `
        : html`<ul class="list">${
          orders.map((order) =>
            html`<${ChangeItem} key=${order.id} job=${job} order=${order} on_open=${set_opened} />`
          )
        }</ul>`}
      ${current && opened.kind === "record" &&
        html`<${RecordApproval} job=${job} order=${current} on_close=${close} />`}
      ${current && opened.kind !== "record" && html`
        <${End} kind=${opened.kind} order=${current} on_close=${close} />
      `}
    <//>
  `;
}

/** @param {{ job: Row, order: Row, on_open: (opened: Opened) => void }} props */
function ChangeItem({ job, order, on_open }) {
  const { busy, problem, send } = use_mutation();
  const state = state_of(order);
  const is_open = ["draft", "sent", "expired"].includes(state);
  const has_mail = invoice_addresses(customer_of(job.customer_id)).length > 0;
  const mail = async () => {
    const sent = await send("POST", `/api/change-orders/${order.id}/send`, { mail: has_mail });
    if (sent) toast(t("office_changes.sent_now", { day: day(sent.expires_at) }));
  };
  const open = (/** @type {string} */ kind, /** @type {string} */ words, /** @type {string} */ icon) =>
    html`<button type="button" class="quiet small" disabled=${busy} onClick=${() => on_open({ kind, order })}>
      <${Icon} name=${icon} size="small" />${t(words)}</button>`;
  return html`<li class="change-item">
    <div class="list-row"><span class="grow stack tight">
      <span class="title">${order.number} · ${order.title}</span>
      <span class="dim small">${history_of(order)}</span></span>
      <span class="end stack tight"><span class="money">${signed(order.total_minor ?? 0)}</span>
        <span><${ChangeChip} order=${order} /></span></span></div>
    ${order.words && html`<p class="small dim lines">${order.words}</p>`}
    ${
    order.approval?.signature && html`
      <${Signature} path=${order.approval.signature} name=${order.approval.name} />
    `
  }
    ${is_open && order.stale_approval && html`<p class="small wait-text">${stale_in_words(job, order)}</p>`}
    ${
    is_open && html`<div class="row-actions">
      <button type="button" class="quiet small" disabled=${busy} onClick=${mail}>
        <${Icon} name="send" size="small" />${
      t(state === "draft" ? "office_changes.send" : "office_changes.send_again")
    }</button>
      ${
      state === "sent" && html`<button type="button" class="quiet small" onClick=${() => copy_link(order)}>
        <${Icon} name="link" size="small" />${t("office_changes.copy")}</button>`
    }
      ${
      state === "draft" && html`
        <${Link} class="button quiet small" href=${`/office/jobs/${job.id}/change-order/${order.id}`}>
          <${Icon} name="edit" size="small" />${t("office_changes.edit")}<//>
      `
    }
      ${open("record", "office_changes.record", "check")}${open("decline", "office_changes.decline", "close")}
      ${open("withdraw", "office_changes.withdraw", "undo")}</div>`
  }
    ${
    ["sent", "approved"].includes(state) && html`<div class="row-actions">
      <a class="button quiet small" href=${`/api/change-orders/${order.id}/pdf`}
        aria-label=${t("paper.of", { number: order.number })}>
        <${Icon} name="download" size="small" />PDF</a></div>`
  }
    <${Refused} problem=${problem} />
  </li>`;
}

/** @param {Row} order */
function history_of({ approval, end_reason, ended_at, expires_at, state, created_at }) {
  return [
    day(created_at),
    approval && [approval.name, approval.note, day(approval.given_at)].filter(Boolean).join(", "),
    !approval && ended_at && [day(ended_at), end_reason].filter(Boolean).join(": "),
    state === "sent" && expires_at && t("changes.until", { day: day(expires_at) }),
  ].filter(Boolean).join(" · ");
}

/** @param {Row} job @param {Row} order */
function stale_in_words(job, order) {
  const { stale_approval } = order;
  const effect = effect_of_order(/** @type {any} */ (job), /** @type {any} */ (order));
  return t("changes.stale", {
    seen_before: money(stale_approval.before_minor),
    seen_after: money(stale_approval.after_minor),
    before: money(job.total_minor),
    after: money("code" in effect ? job.total_minor : effect.after_minor),
  });
}

/** The link is the customer's secret: asked for when it is wanted, and kept nowhere. @param {Row} order */
async function copy_link(order) {
  const answer = await call("GET", `/api/change-orders/${order.id}`).catch(() => null);
  const url = answer?.body?.approve_url;
  if (!url) return toast(t("refusal.office.no_answer"));
  try {
    await navigator.clipboard.writeText(url);
    toast(t("office_changes.copied"));
  } catch {
    toast(url);
  }
}

/**
 * Withdrawn by us, or declined by the customer.
 * @param {{ kind: string, order: Row, on_close: () => void }} props
 */
function End({ kind, order, on_close }) {
  const { busy, problem, send } = use_mutation();
  const [reason, set_reason] = useState("");
  const { number } = order;
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!await send("POST", `/api/change-orders/${order.id}/${kind}`, { reason })) return;
    toast(t(kind === "withdraw" ? "office_changes.withdrawn" : "office_changes.declined", { number }));
    on_close();
  };
  return html`
    <${Dialog} title=${t(`office_changes.${kind}_title`, { number })} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <p>${t(`office_changes.${kind}_then`)}</p>
        <${Field} label=${t("office_changes.withdraw_reason")} value=${reason} on_input=${set_reason}
          optional=${true} limit=${REASON_MAX} autocomplete="off" />
        <${Refused} problem=${problem} />
        <div
          class="dialog-actions"><button class="danger primary" disabled=${busy}>${t(
            `office_changes.${kind}_do`,
          )}</button><button type="button" onClick=${on_close}>${t("office_changes.keep")}</button></div>
      </form>
      <//>
  `;
}
