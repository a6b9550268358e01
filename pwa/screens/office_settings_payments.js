// Who takes online payments: an account of the company at Stripe, by keys that the owner enters; or the
// sandbox.
import { Dialog, Field } from "../components/forms.js";
import { Icon } from "../components/icon.js";
import { toast } from "../components/page.js";
import { Chip, Money, Notice } from "../components/parts.js";
import { t } from "../messages.js";
import { me } from "../store/view.js";
import { call } from "../sync/api.js";
import { html, useEffect, useState } from "../vendor/ui.js";
import { Check } from "./office_fields.js";
import { Refused, use_mutation } from "./office_mutation.js";

/** @typedef {import("../store/cache.js").Row} Row */

const SECRET_MAX = 500;

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
  const account = accounts?.[0];
  return html`
    <section class="stack close" aria-labelledby="taking_payments">
      <h2 id="taking_payments" class="panel-head">${t("payments.title")}</h2>
      <div class="card stack">
        <p class="dim small">${t("payments.about")}</p>
        ${accounts === undefined && html`<div class="skeleton"></div>`}
        ${accounts === null && html`<${Notice} kind="wait"><p>${t("payments.unread")}</p><//>`}
        ${accounts && !account && html`<p>${t("payments.sandbox")}</p>`}
        ${accounts && !account?.takes_payments && html`<${Played} />`}
        ${account && html`
          <${Account} key=${account.id} known=${account} is_owner=${is_owner} on_change=${look} />
        `}
        ${accounts && is_owner && html`<${Keys} known=${account} on_change=${look} />`}
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
  return html`
    <div class="row wraps">
      <span class="title">Stripe</span>
      <${Chip} state=${known.mode === "live" ? "paid" : "wait"}>${t(`payments.mode_${known.mode}`)}<//>
      <span class="dim number">${known.label}</span>
    </div>
    ${known.problem && html`
      <${Notice} kind="late"><p>${t(`payments.problem_${known.problem}`)}</p><//>
    `}
    ${known.mode === "test" && html`<p class="small">${t("payments.test_is")}</p>`}
    ${is_owner && html`
      <div>
        <${Check} is_switch=${true} label=${t("payments.taking")} checked=${known.takes_payments}
          disabled=${busy} on_change=${turn} />
        <p class="dim small">${t(known.takes_payments ? "payments.taking_is" : "payments.elsewhere")}</p>
      </div>
    `}
    ${known.live_count > 0 && html`<p>${t("payments.under_way", { count: known.live_count })}</p>`}
    ${!known.has_webhook_secret && html`<p class="dim small">${t("payments.no_webhook")}</p>`}
    <${Webhook} url=${known.webhook_url} />
    <${Refused} problem=${problem} />
    ${is_owner && html`
      <div class="row wraps">
        <button type="button" onClick=${() => set_removing(true)}>
          <${Icon} name="close" />${t("payments.remove")}</button>
      </div>
    `}
    ${is_removing && html`
      <${RemoveDialog} known=${known} on_close=${() => set_removing(false)} on_change=${on_change} />
    `}
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

/** Where Stripe is to send its events. @param {{ url: string }} props */
function Webhook({ url }) {
  const copy = () => navigator.clipboard.writeText(url).then(() => toast(t("payments.copied")));
  return html`
    <div class="field">
      <span class="label" id="webhook-url">${t("payments.webhook")}</span>
      <div class="row wraps"><code class="grow address" aria-labelledby="webhook-url">${url}</code>
        <button type="button" onClick=${copy}>${t("payments.copy")}</button></div>
      <p class="help">${t("payments.webhook_help")}</p>
    </div>
  `;
}

/** @param {{ known?: Row, on_change: () => Promise<void> }} props */
function Keys({ known, on_change }) {
  const blank = { secret_key: "", webhook_secret: "" };
  const [draft, set_draft] = useState(blank);
  const { busy, problem, send } = use_mutation();
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const { secret_key, webhook_secret } = draft;
    const body = { secret_key: secret_key.trim(), ...(webhook_secret.trim() && { webhook_secret }) };
    if (!await send("POST", "/api/gateways/stripe", body)) return;
    set_draft(blank);
    toast(t("payments.connected"));
    await on_change();
  };
  const title = t(known ? "payments.change" : "payments.connect");
  return html`
    <details class="more">
      <summary>${title}</summary>
      <form class="stack" onSubmit=${submit} aria-label=${title}>
        <p class="small">${t("payments.how_key")}</p>
        <${Field} label=${t("payments.key")} type="password" autocomplete="off" required=${true}
          limit=${SECRET_MAX} value=${draft.secret_key} help=${t("payments.key_help")}
          on_input=${(/** @type {string} */ secret_key) => set_draft((now) => ({ ...now, secret_key }))} />
        <${Field} label=${t("payments.secret")} type="password" autocomplete="off" optional=${true}
          limit=${SECRET_MAX} value=${draft.webhook_secret} help=${t("payments.secret_help")}
          on_input=${(/** @type {string} */ webhook_secret) =>
            set_draft((now) => ({ ...now, webhook_secret }))} />
        <${Refused} problem=${problem} />
        ${busy && html`<p role="status" class="dim">${t("payments.trying")}</p>`}
        <div class="form-end"><button class="primary" disabled=${busy || !draft.secret_key.trim()}>${
    t("payments.try")
  }</button></div>
      </form>
    </details>
  `;
}

/** @param {{ known: Row, on_close: () => void, on_change: () => Promise<void> }} props */
function RemoveDialog({ known, on_close, on_change }) {
  const { busy, problem, send } = use_mutation();
  const remove = async () => {
    if (!await send("POST", `/api/gateways/${known.id}/remove`)) return;
    on_close();
    toast(t("payments.removed"));
    await on_change();
  };
  return html`
    <${Dialog} title=${t("payments.remove_title")} on_close=${on_close} actions=${html`
      <button type="button" onClick=${on_close}>${t("nav.cancel")}</button>
      <button type="button" class="danger" disabled=${busy} onClick=${remove}>${t("payments.remove")}</button>
    `}>
      <p>${t("payments.remove_then")}</p>
      <${Refused} problem=${problem} />
    <//>
  `;
}
