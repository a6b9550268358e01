// The pay code of an invoice: held out to the customer, whose own phone scans it and pays. It needs no signal
// here; the link was fetched ahead.
import { Awaited } from "../../components/awaited.js";
import { Icon } from "../../components/icon.js";
import { Page, toast } from "../../components/page.js";
import { Empty, Notice, TheNumber } from "../../components/parts.js";
import { QrCode } from "../../components/qr_code.js";
import { money, t } from "../../messages.js";
import { Link, route } from "../../router.js";
import { customer, invoice as invoice_of, ready } from "../../store/view.js";
import { fetch_pay_links, pay_link } from "../../sync/pay_links.js";
import { status } from "../../sync/status.js";
import { html, useEffect } from "../../vendor/ui.js";
import { has_pay_code, invoice_number } from "./words.js";

/** @typedef {import("../../store/cache.js").Row} Row */

export default function PhonePayCode() {
  const invoice = invoice_of(route.value.params.id);
  if (!invoice) {
    return html`<${Page} title=${t("pay_code.title")} back="/" closes=${true}>${
      ready.value
        ? html`<${Empty} icon="invoice" title=${t("invoice.missing")} text=${t("invoice.missing_text")} />`
        : html`<${Awaited} />`
    }<//>`;
  }
  return has_pay_code(invoice) ? html`<${Code} invoice=${invoice} />` : html`<${Over} invoice=${invoice} />`;
}

/** @param {{ invoice: Row }} props */
function Code({ invoice }) {
  const number = invoice_number(invoice);
  const url = pay_link(invoice.id);
  const is_online = status.value.online;
  useEffect(() => {
    if (!url && is_online) void fetch_pay_links([invoice.id]).catch(() => {});
  }, [invoice.id, is_online]);
  useEffect(stay_awake, []);
  if (!url) {
    return html`
      <${Page} title=${t("pay_code.title")} back=${`/invoices/${invoice.id}`} closes=${true}>
        <${Empty} icon="qr" title=${t("pay_code.missing")} text=${t("pay_code.missing_text")} />
        <//>
    `;
  }
  const unsent_minor = invoice.unsent_minor ?? 0;
  const asked_minor = invoice.due_minor + unsent_minor - invoice.pending_minor;
  return html`
    <${Page} title=${t("pay_code.title")} back=${`/invoices/${invoice.id}`} closes=${true} kind="pay-code"
      foot=${html`<${Ways} url=${url} invoice=${invoice} />`}>
      <p class="dim">${[number, customer(invoice.customer_id)?.name].filter(Boolean).join(" · ")}</p>
      <${TheNumber} minor=${invoice.due_minor - invoice.pending_minor} />
      <${QrCode} text=${url} label=${t("pay_code.name", { number })} />
      <p><b>${t("pay_code.scan")}</b></p>
      ${unsent_minor !== 0 &&
        html`<${Notice} kind="wait">${t("pay_code.unsent", { amount: money(asked_minor) })}<//>`}
      <p class="dim small" role="status">${t(is_online ? "pay_code.watching" : "pay_code.learn")}</p>
      <//>
  `;
}

/**
 * What became of it, while the code is held out or after.
 * @param {{ invoice: Row }} props
 */
function Over({ invoice }) {
  const number = invoice_number(invoice);
  const is_paid = invoice.status === "paid";
  const says = is_paid ? "paid" : invoice.pending_minor > 0 ? "on_its_way" : "none";
  const done = html`<${Link} class="button primary" href=${`/jobs/${invoice.job_id}`}>${t("nav.done")}<//>`;
  return html`
    <${Page} title=${t("pay_code.title")} back=${`/invoices/${invoice.id}`} closes=${true} kind="pay-code"
      foot=${done}>
      ${is_paid && html`
        <${Icon} name="check" size="large" />
        <${TheNumber} minor=${invoice.total_minor} settled=${true} />
      `}
      <p role="status"><b>${t(`pay_code.${says}`, { number })}</b></p>
      <//>
  `;
}

/** @param {{ url: string, invoice: Row }} props */
function Ways({ url, invoice }) {
  const text = t("pay_code.share_text", {
    number: invoice_number(invoice),
    amount: money(invoice.due_minor - invoice.pending_minor),
  });
  const share = () => void navigator.share({ text, url }).catch(() => {}); // closed without a choice
  const copy = () => void navigator.clipboard.writeText(url).then(() => toast(t("pay_code.copied")));
  return html`
    ${"share" in navigator &&
      html`<button type="button" onClick=${share}><${Icon} name="share" />${t("pay_code.share")}</button>`}
    <button type="button" onClick=${copy}><${Icon} name="copy" />${t("pay_code.copy")}</button>
  `;
}

/** A dark screen cannot be scanned. */
function stay_awake() {
  const lock = navigator.wakeLock?.request("screen").catch(() => null);
  return () => void lock?.then((held) => held?.release());
}
