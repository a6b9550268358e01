// Who takes online payments: accounts of the company at a processor and at a lender, by keys that the owner
// enters; or the sandbox.
import { Dialog } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Chip, Money, Notice } from "../../../components/parts.js";
import { instant, t } from "../../../messages.js";
import { me } from "../../../store/view.js";
import { call } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { Check } from "../fields.js";
import { Keys } from "./gateway_keys.js";
import { Refused, use_mutation } from "../mutation.js";
import { gateway_name } from "../words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const GATEWAYS = ["stripe", "wisetack"];

export function TakingPayments() {
  const [accounts, set_accounts] = useState(/** @type {Row[] | null | undefined} */ (undefined));
  const look = () =>
    call("GET", "/api/gateways").then(
      ({ body }) => set_accounts(body?.items ?? null),
      () => set_accounts(null),
    );
  useEffect(() => {
    look();
  }, []);
  const is_owner = me.value?.role === "owner";
  const plays = accounts?.every(({ role, takes_payments, mode }) =>
    !takes_payments || (role === "lender" && mode === "test")
  );
  return html`
    <section class="stack close" aria-labelledby="taking_payments">
      <h2 id="taking_payments" class="panel-head">${t("payments.title")}</h2>
      <div class="card stack">
        <p class="dim small">${t("payments.about")}</p>
        ${accounts === undefined && html`<div class="skeleton"></div>`}
        ${accounts === null && html`<${Notice} kind="wait"><p>${t("payments.unread")}</p><//>`}
        ${plays && html`<p>${t("payments.sandbox")}</p><${Played} />`}
        ${accounts?.map((account) =>
          html`<hr key=${`above-${account.id}`} />
            <${Account} key=${account.id} known=${account} is_owner=${is_owner} on_change=${look} />`
        )}
        ${accounts && is_owner && GATEWAYS.filter((slug) => accounts.every(({ gateway }) => gateway !== slug))
          .map((slug) => html`<${Keys} key=${slug} slug=${slug} on_change=${look} />`)}
        ${accounts && !is_owner && html`<p class="dim small">${t("payments.owner_only")}</p>`}
      </div>
    </section>
  `;
}

/** @param {{ known: Row, is_owner: boolean, on_change: () => Promise<void> }} props */
function Account({ known, is_owner, on_change }) {
  const [is_removing, set_removing] = useState(false);
  const { busy, problem, send } = use_mutation();
  const turn = async (/** @type {boolean} */ takes_payments) => {
    await send("POST", `/api/gateways/${known.id}/switch`, { takes_payments });
    await on_change();
  };
  const gateway = gateway_name(known.gateway);
  const lends = known.role === "lender";
  const told = known.takes_payments ? "payments.taking_is" : "payments.elsewhere";
  return html`
    <section class="stack close" aria-label=${gateway}>
      <div class="row wraps">
        <h3 class="title">${gateway}</h3>
        <${Chip} state=${known.mode === "live" ? "paid" : "wait"}>${t(`payments.mode_${known.mode}`)}<//>
        <span class="dim number">${known.label}</span>
      </div>
      ${known.problem && html`
        <${Notice} kind="late"><p>${t(`payments.problem_${known.problem}`, { gateway })}</p><//>
      `}
      ${known.payouts === "barred" && html`
        <${Notice} kind="wait"><p>${t("payments.payouts_barred", { gateway })}</p><//>
      `}
      ${known.mode === "test" && html`<p class="small">${t("payments.test_is")}</p>`}
      ${lends && html`<p class="small">${t("payments.unverified")} ${t("payments.there", { gateway })}</p>`}
      ${is_owner && html`
        <div>
          <${Check} is_switch=${true} label=${t(lends ? "payments.lending" : "payments.taking")}
            checked=${known.takes_payments} disabled=${busy} on_change=${turn} />
          <p class="dim small">${t(lends ? `${told}_lender` : told, { gateway })}</p>
        </div>
      `}
      ${known.live_count > 0 && html`<p>${t("payments.under_way", { count: known.live_count })}</p>`}
      ${known.former_count > 0 && html`
        <${Notice} kind="wait"><p>${
        t("payments.with_former_keys", { count: known.former_count, gateway })
      }</p><//>
      `}
      ${!lends && !known.has_webhook_secret && html`<p class="dim small">${t("payments.no_webhook")}</p>`}
      ${known.old_webhook_secret_until && html`
        <p class="small">${t("payments.old_secret", { when: instant(known.old_webhook_secret_until) })}</p>
      `}
      <${Webhook} known=${known} />
      <${Refused} problem=${problem} />
      ${is_owner && html`
        <${Keys} slug=${known.gateway} known=${known} on_change=${on_change} />
        <div class="row wraps">
          <button type="button" onClick=${() => set_removing(true)}>
            <${Icon} name="close" />${t("payments.remove")}</button>
        </div>
      `}
      ${is_removing && html`
        <${RemoveDialog} known=${known} on_close=${() => set_removing(false)} on_change=${on_change} />
      `}
    </section>
  `;
}

/** The latest payments at the sandbox: on the page of each, time and banks can be played. */
function Played() {
  const [items, set_items] = useState(/** @type {Row[]} */ ([]));
  useEffect(() => {
    call("GET", "/api/sandbox/payments").then(({ body }) => set_items(body?.items ?? []), () => {});
  }, []);
  return items.length > 0 && html`
    <details class="more">
      <summary>${t("payments.play")}</summary>
      <p class="dim small">${t("payments.play_is")}</p>
      <ul class="list">${items.map(({ id, description, amount_minor, method }) =>
        html`
          <li key=${id} class="list-row"><a class="grow" href=${`/sandbox/checkout/${id}`} target="_blank">${
            description
          }</a><span class="dim small">${t(`method.${method}`)}</span><${Money} minor=${amount_minor} /></li>
        `
      )}</ul>
    </details>
  `;
}

/** Where a processor is to send its events. @param {{ known: Row }} props */
function Webhook({ known: { id, gateway, webhook_url: url } }) {
  const name = `webhook-${id}`;
  const copy = () => navigator.clipboard.writeText(url).then(() => toast(t("payments.copied")));
  return html`
    <div class="field">
      <span class="label" id=${name}>${t("payments.webhook", { gateway: gateway_name(gateway) })}</span>
      <div class="row wraps"><code class="grow address" aria-labelledby=${name}>${url}</code>
        <button type="button" onClick=${copy}>${t("payments.copy")}</button></div>
      <p class="help">${t(`payments.webhook_help_${gateway}`)}</p>
    </div>
  `;
}

/** @param {{ known: Row, on_close: () => void, on_change: () => Promise<void> }} props */
function RemoveDialog({ known, on_close, on_change }) {
  const gateway = gateway_name(known.gateway);
  const { busy, problem, send } = use_mutation();
  const remove = async () => {
    if (!await send("POST", `/api/gateways/${known.id}/remove`)) return;
    on_close();
    toast(t("payments.removed"));
    await on_change();
  };
  return html`
    <${Dialog} title=${t("payments.remove_title", { gateway })} on_close=${on_close} actions=${html`
      <button type="button" class="danger primary" disabled=${busy} onClick=${remove}>${t(
        "payments.remove",
      )}</button>
      <button type="button" onClick=${on_close}>${t("nav.cancel")}</button>
    `}>
      <p>${t(`payments.remove_then_${known.role}`, { gateway })}</p>
      <${Refused} problem=${problem} />
    <//>
  `;
}
