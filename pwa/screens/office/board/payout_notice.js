// A payout that the company's bank sent back is told where the office looks first: somebody has to see to the
// account that the processor pays into.
import { Icon } from "../../../components/icon.js";
import { day, t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { html } from "../../../vendor/ui.js";
import { money_in, use_report } from "../reports/report_parts.js";
import { gateway_name } from "../words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

/**
 * Those after which no payout of the same processor has arrived: one that did shows that the account is good.
 * @param {readonly Row[]} payouts  the newest first
 */
export function came_back(payouts) {
  const good = new Set();
  return payouts.filter(({ gateway, state }) => {
    if (state === "paid") good.add(gateway);
    return state === "failed" && !good.has(gateway);
  });
}

/** Each currency goes to an account of its own. @param {Record<string, any> | null} report */
export function all_that_came_back(report) {
  return [report, ...report?.others ?? []].flatMap((each) => came_back(each?.rows ?? []));
}

export function PayoutNotice() {
  const { report } = use_report("/api/reports/payouts");
  return all_that_came_back(report).map((payout) =>
    html`
      <section key=${payout.id} class="notice late board-need" aria-label=${t("payouts.back_title")}>
        <${Icon} name="bank" />
        <p class="grow">${t("payouts.back", {
          gateway: gateway_name(payout.gateway),
          amount: money_in(payout.amount_minor, payout.currency),
          day: day(payout.arrival_on),
        })}</p>
        <${Link} class="button" href=${`/reports?report=payouts&payout=${payout.id}`}>
          ${t("arrivals.look")}<//>
      </section>
    `
  );
}
