// The change orders of a job, on its screen: what each does to the total, and how it was answered.
import { Icon } from "../../components/icon.js";
import { Chip } from "../../components/parts.js";
import { effect_of } from "../../domain/change_order.js";
import { day, money, t } from "../../messages.js";
import { Link } from "../../router.js";
import { change_orders_of, state_of } from "../../store/change_orders.js";
import { html } from "../../vendor/ui.js";

/** @typedef {import("../../store/cache.js").Row} Row */

const LOOKS = /** @type {Record<string, string>} */ ({
  draft: "draft",
  sent: "open",
  approved: "paid",
  declined: "overdue",
  expired: "overdue",
  withdrawn: "void",
});

/** @param {{ job: Row }} props */
export default function PhoneChanges({ job }) {
  const orders = change_orders_of(job.id);
  if (orders.length === 0 && job.canceled_at) return null;
  return html`<section class="stack close" aria-labelledby="changes">
    <div class="section-head"><h2 id="changes" class="grow">${t("changes.title")}</h2>
      ${
    !job.canceled_at && html`<${Link} class="button quiet small" href=${`/jobs/${job.id}/change`}>
      <${Icon} name="plus" size="small" />${t("changes.new")}<//>`
  }</div>
    ${
    orders.length === 0
      ? html`
        <div class="card">
          <p class="dim">${t("changes.none")}</p>
        </div>
      `
      : html`<ul class="list">${
        orders.map((order) => html`<${ChangeRow} key=${order.id} job=${job} order=${order} />`)
      }</ul>`
  }</section>`;
}

/** @param {{ job: Row, order: Row }} props */
function ChangeRow({ job, order }) {
  const effect = effect_of(/** @type {any} */ (job), order.lines);
  const amount_minor = order.total_minor ?? ("code" in effect ? 0 : effect.change_minor);
  const is_gone = ["declined", "withdrawn"].includes(order.state);
  return html`
    <li>
      <${Link} class=${is_gone ? "list-row gone" : "list-row"}
        href=${`/jobs/${job.id}/changes/${order.id}`}><span
          class="grow stack tight"><span class="title">${order
          .title}</span>
        <span class="dim small">${about(order)}</span></span>
        <span class="end stack tight"><span class=${is_gone ? "money struck" : "money"}>${signed(
          amount_minor,
        )}</span>
          <span><${ChangeChip} order=${order} /></span></span><//></li>
  `;
}

/** @param {{ order: Row }} props */
export function ChangeChip({ order }) {
  const state = state_of(order);
  return html`
    <${Chip} state=${order.unsent ? "on_this_phone" : LOOKS[state]}>${t(`changes.${state}`)}<//>
  `;
}

/** @param {Row} order */
function about(order) {
  const { number, approval, expires_at } = order;
  return [
    number,
    order.unsent && t("changes.unsent"),
    approval?.name && t("changes.approved_by", { name: approval.name, day: day(approval.given_at) }),
    state_of(order) === "sent" && expires_at && t("changes.until", { day: day(expires_at) }),
  ].filter(Boolean).join(" · ");
}

/** With its sign: what is taken off must not be overlooked. @param {number} minor */
export function signed(minor) {
  return minor < 0 ? `−${money(-minor)}` : `+${money(minor)}`;
}
