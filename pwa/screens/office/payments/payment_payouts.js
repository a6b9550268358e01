// Which payout brought a payment to the bank, and which took something of it back.
import { Dialog } from "../../../components/forms.js";
import { day, t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { html } from "../../../vendor/ui.js";
import { MoneyIn, Report, use_report } from "../reports/report_parts.js";
import { state_of } from "../reports/report_payouts.js";
import { gateway_name } from "../words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

/** @param {{ payment: Row, on_close: () => void }} props */
export function PayoutsDialog({ payment, on_close }) {
  const asked = use_report(`/api/payments/${payment.id}/payouts`);
  return html`
    <${Dialog} title=${t("payment_do.payouts")} on_close=${on_close}
      actions=${html`<button type="button" onClick=${on_close}>${t("nav.close")}</button>`}>
      <${Report} asked=${asked}>${(/** @type {{ items: Row[] }} */ { items }) =>
        items.length === 0
          ? html`<p>${t("payment_do.no_payout")}</p>`
          : html`<ul class="list">${
            items.map((one) => html`<${Line} key=${one.payout_id} one=${one} />`)
          }</ul>`}<//>
    <//>
  `;
}

/** @param {{ one: Row }} props */
function Line({ one }) {
  const kinds = [...new Set(one.kinds)].map((kind) => t(`report.item_${kind}`));
  return html`
    <li class="list-row wrapping-line">
      <div class="grow stack tight">
        <span class="title"><${Link} href=${`/reports?report=payouts&payout=${one.payout_id}`}>${t(
          "payment_do.payout_of",
          { gateway: gateway_name(one.gateway), day: day(one.arrival_on) },
        )}<//></span>
        <span class="dim small">${kinds.join(" · ")}</span>
      </div>
      <div class="end stack tight"><${MoneyIn} minor=${one.net_minor} currency=${one.currency} />${
    state_of(one)
  }</div>
    </li>
  `;
}
