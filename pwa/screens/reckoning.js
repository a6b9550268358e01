// What an invoice would come to, by the same rules as the server, which has the last word.
import { quantity_milli } from "../domain/line_item.js";
import { taxes_of_lines } from "../domain/line_billing.js";
import { percent_ppm } from "../domain/money.js";
import { amount_of } from "../domain/progress.js";
import { held_back } from "../domain/retainage.js";
import { taxes_of_share } from "../domain/tax.js";

const ONE_MILLI = 1000;

/** @typedef {import("../store/cache.js").Row} Row */
/**
 * @typedef {import("../domain/progress.js").Share
 *   | { kind: "lines", billed: { rate_bps: number, base_minor: number }[], has_stored?: boolean }} Share
 */

/**
 * The amount with its tax, or why it cannot be; null while no share is typed.
 * @param {Row} job @param {Row[]} invoices @param {Share | null} share
 */
export function stage_of(job, invoices, share) {
  if (!share) return null;
  const live = invoices.filter(({ status }) => status === "open" || status === "paid");
  const before = live.flatMap(({ taxes }) => taxes);
  const has_credits = live.some(({ credited_minor }) => credited_minor > 0);
  if (share.kind === "lines") return stage_of_lines(job, has_credits ? null : before, share.billed);
  const found = amount_of(share, job.total_minor, job.invoiced_minor);
  if ("code" in found) return found;
  // What a credit note took of each rate is not on this device: then only the sum is said.
  if (has_credits) return { amount_minor: found.amount_minor, tax_minor: 0, taxes: [] };
  const taxes = taxes_of_share(job.taxes, before, found.amount_minor, job.invoiced_minor);
  return {
    amount_minor: found.amount_minor,
    tax_minor: taxes.reduce((sum, { tax_minor }) => sum + tax_minor, 0),
    taxes,
  };
}

/**
 * `before` is null where what was taxed is not known here: then it is said before tax.
 * @param {Row} job @param {import("../domain/tax.js").TaxLine[] | null} before
 * @param {{ rate_bps: number, base_minor: number }[]} billed
 */
function stage_of_lines(job, before, billed) {
  const taxes = before ? taxes_of_lines(job.taxes, before, billed) : [];
  const tax_minor = taxes.reduce((sum, tax) => sum + tax.tax_minor, 0);
  const amount_minor = billed.reduce((sum, { base_minor }) => sum + base_minor, 0) + tax_minor;
  return amount_minor > 0 ? { amount_minor, tax_minor, taxes, is_before_tax: !before } : null;
}

/**
 * What the invoice holds back; null where only the server can say.
 * @param {Row} job @param {Row[]} invoices @param {Share | null} share
 * @param {ReturnType<typeof stage_of>} stage
 */
export function held_of(job, invoices, share, stage) {
  if (!job.retainage) return 0;
  const live = invoices.filter(({ status }) => status === "open" || status === "paid");
  const is_known = stage && !("code" in stage) && !("is_before_tax" in stage && stage.is_before_tax) &&
    !live.some(({ credited_minor, retained }) => credited_minor > 0 || !retained) &&
    !(share?.kind === "lines" && share.has_stored);
  if (!is_known) return null;
  return held_back(job.retainage, live.flatMap(({ retained }) => retained), {
    base_minor: base_of(stage.taxes),
    contract_minor: base_of(job.taxes),
    done_minor: base_of(live.flatMap(({ taxes }) => taxes)),
    total_minor: stage.amount_minor,
    held_minor: job.held_minor,
  });
}

/** @param {readonly import("../domain/tax.js").TaxLine[]} taxes */
const base_of = (taxes) => taxes.reduce((sum, { base_minor }) => sum + base_minor, 0);

/**
 * What an invoice holds, as the next one on this phone has to know it; null where only the server can say.
 * @param {Row} job @param {readonly import("../domain/tax.js").TaxLine[]} taxes
 * @param {number | null} held_minor
 * @returns {import("../domain/retainage.js").Retained[] | null}
 */
export function retained_of(job, taxes, held_minor) {
  if (!job.retainage) return [];
  if (held_minor === null || job.retainage.step_down) return null; // which rate holds it, the server says
  return [{ of: "work", rate_bps: job.retainage.rate_bps, base_minor: base_of(taxes), held_minor }];
}

/**
 * The line, and how much of it live invoices bill by percent and by units.
 * @param {Row} line @param {Row[]} invoices
 * @returns {import("../domain/line_billing.js").Standing}
 */
export function standing_of(line, invoices) {
  const parts = invoices.filter(({ status }) => status === "open" || status === "paid")
    .flatMap(({ lines }) => lines ?? []).filter(({ line_item_id }) => line_item_id === line.id);
  return {
    value_minor: line.net_minor,
    billed_minor: line.billed_minor,
    quantity_milli: quantity_milli(line.quantity) ?? ONE_MILLI,
    rate_bps: line.tax_rate_bps,
    billed_ppm: sum_known(parts.map(({ percent_bps: bps }) => bps === null ? null : percent_ppm(bps))),
    billed_milli: sum_known(parts.map(({ quantity: of }) => of === null ? null : quantity_milli(of))),
  };
}

/** One that is not known makes the sum unknown. @param {(number | null)[]} parts */
function sum_known(parts) {
  return parts.reduce((sum, part) => sum === null || part === null ? null : sum + part, 0);
}
