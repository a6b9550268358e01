// The link to all that a customer owes: copied, sent, revoked, made anew. A secret: asked for, kept nowhere.
import { Dialog } from "../components/forms.js";
import { Icon } from "../components/icon.js";
import { toast } from "../components/page.js";
import { invoice_addresses } from "../domain/invoice_address.js";
import { day, t } from "../messages.js";
import { call } from "../sync/api.js";
import { html, useEffect, useState } from "../vendor/ui.js";
import { Messages, use_customer_messages } from "./office_job_messages.js";
import { Refused, use_mutation } from "./office_mutation.js";

/** @typedef {import("../store/cache.js").Row} Row */

/** @param {{ customer: Row }} props */
export function OwedLink({ customer }) {
  const [link, set_link] = useState(/** @type {Row | null | undefined} */ (undefined));
  const [doing, set_doing] = useState("");
  const sent = use_customer_messages(customer.id).filter(({ kind }) => kind.endsWith(".owed"));
  const { busy, problem, send } = use_mutation();
  useEffect(() => {
    call("GET", `/api/customers/${customer.id}/owed`).then(
      ({ body }) => set_link(body),
      () => set_link(null),
    );
  }, [customer.id]);
  const change = async (/** @type {"revoke" | "renew"} */ verb) => {
    const changed = await send("POST", `/api/customers/${customer.id}/owed/${verb}`, {});
    if (!changed) return;
    set_link(changed);
    set_doing("");
    toast(t(`statement.${verb}d`));
  };
  const close = () => set_doing("");
  return html`
    <section class="stack close" aria-labelledby="owed">
      <h2 id="owed" class="panel-head">${t("owed.title")}</h2>
      <div class="card stack">
        ${link === null && html`<p class="dim" role="status">${t("statement.offline")}</p>`}
        ${link === undefined && html`<div class="skeleton"></div>`}
        ${link?.url && html`
          <p class="dim">${t("owed.said")}</p>
          <${Ways} url=${link.url} on_pick=${set_doing} />
          <${Messages} messages=${sent} />
        `}
        ${
    link && !link.url && html`
          <p>${t("statement.is_revoked", { day: day(link.revoked_at) })}</p>
          <div><button type="button" disabled=${busy} onClick=${() => change("renew")}>
            <${Icon} name="link" size="small" />${t("statement.renew")}</button></div>
        `
  }
        ${!doing && html`<${Refused} problem=${problem} />`}
      </div>
      ${doing === "send" && html`<${SendDialog} customer=${customer} on_close=${close} />`}
      ${doing === "end" && html`
        <${Dialog} title=${t("owed.revoke_title")} on_close=${close}>
          <div class="stack">
            <p>${t("owed.revoke_then")}</p>
            <${Refused} problem=${problem} />
            <div class="dialog-actions">
              <button type="button" class="danger primary" disabled=${busy}
                onClick=${() => change("revoke")}>${t("statement.revoke_do")}</button>
              <button type="button" onClick=${close}>${t("statement.keep")}</button>
            </div>
          </div>
          <//>
      `}
    </section>
  `;
}

/** What may be done with it. @param {{ url: string, on_pick: (what: string) => void }} props */
function Ways({ url, on_pick }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(url);
      toast(t("statement.copied"));
    } catch {
      toast(url);
    }
  };
  return html`<div class="row-actions">
    <button type="button" onClick=${copy}><${Icon} name="link" size="small" />${t("statement.copy")}</button>
    <button type="button" onClick=${() => on_pick("send")}>
      <${Icon} name="send" size="small" />${t("statement.send")}</button>
    <a class="button quiet" href=${url} target="_blank" rel="noreferrer">${t("statement.open")}</a>
    <button type="button" class="quiet danger" onClick=${() => on_pick("end")}>${t(
      "statement.revoke",
    )}</button>
  </div>`;
}

/** By mail, or by text to who agreed to texts. @param {{ customer: Row, on_close: () => void }} props */
function SendDialog({ customer, on_close }) {
  const [texts, set_texts] = useState(/** @type {Row | null} */ (null));
  const { busy, problem, send } = use_mutation();
  useEffect(() => {
    call("GET", `/api/customers/${customer.id}/texts`).then(({ body }) => set_texts(body), () => {});
  }, [customer.id]);
  const addresses = invoice_addresses(customer);
  const submit = async (/** @type {"mail" | "text"} */ by) => {
    if (!await send("POST", `/api/customers/${customer.id}/owed/send`, { by })) return;
    toast(t("owed.sent"));
    on_close();
  };
  return html`
    <${Dialog} title=${t("owed.send_title")} on_close=${on_close}>
      <div class="stack">
        <p>${addresses.length > 0
          ? t("owed.send_to", { name: customer.name, to: addresses.join(", ") })
          : t("refusal.invoices.no_address")}</p>
        <${Refused} problem=${problem} />
        <div class="dialog-actions">
          <button type="button" class="primary" disabled=${busy || addresses.length === 0}
            onClick=${() => submit("mail")}>${t("statement.send_mail")}</button>
          ${texts?.may_be_texted && html`
            <button type="button" disabled=${busy} onClick=${() => submit("text")}>${t(
              "statement.send_text",
              { to: texts.number },
            )}</button>
          `}
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button>
        </div>
      </div>
      <//>
  `;
}
