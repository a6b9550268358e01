// The link to a job's statement: copied, sent, revoked, made anew. It is a secret: asked for, kept nowhere.
import { Dialog } from "../components/forms.js";
import { Icon } from "../components/icon.js";
import { toast } from "../components/page.js";
import { day, t } from "../messages.js";
import { customer as customer_of } from "../store/view.js";
import { call } from "../sync/api.js";
import { html, useEffect, useState } from "../vendor/ui.js";
import { JobSection } from "./office_job_section.js";
import { Messages, use_messages } from "./office_job_messages.js";
import { Refused, use_mutation } from "./office_mutation.js";
import { addresses_of } from "./receipt.js";

/** @typedef {import("../store/cache.js").Row} Row */

/** @param {{ job: Row }} props */
export function Statement({ job }) {
  const [link, set_link] = useState(/** @type {Row | null | undefined} */ (undefined));
  const [is_ending, set_ending] = useState(false);
  const [is_sending, set_sending] = useState(false);
  const sent = use_messages(job.id).filter(({ kind }) => kind.endsWith(".statement"));
  const { busy, problem, send } = use_mutation();
  useEffect(() => {
    call("GET", `/api/jobs/${job.id}/statement`).then(({ body }) => set_link(body), () => set_link(null));
  }, [job.id]);
  const change = async (/** @type {"revoke" | "renew"} */ verb) => {
    const changed = await send("POST", `/api/jobs/${job.id}/statement/${verb}`, {});
    if (!changed) return;
    set_link(changed);
    set_ending(false);
    toast(t(`statement.${verb}d`));
  };
  return html`
    <${JobSection} name="statement" title=${t("statement.title")}>
      <div class="card stack">
        ${link === null && html`<p class="dim">${t("statement.offline")}</p>`}
        ${link?.url && html`
          <p>${t("statement.said", { customer: job.customer_name })}</p>
          <${Ways} job=${job} url=${link.url} on_send=${() => set_sending(true)}
            on_end=${() => set_ending(true)} />
          <${Messages} messages=${sent} />
        `}
        ${
    link && !link.url && html`
          <p>${t("statement.is_revoked", { day: day(link.revoked_at) })}</p>
          <div class="row-actions">
            <button type="button" disabled=${busy} onClick=${() => change("renew")}>
              <${Icon} name="link" size="small" />${t("statement.renew")}</button>
          </div>
        `
  }
        ${!is_ending && html`<${Refused} problem=${problem} />`}
      </div>
      <//>
    ${is_sending && html`<${SendDialog} job=${job} on_close=${() => set_sending(false)} />`}
    ${is_ending && html`
      <${Dialog} title=${t("statement.revoke_title")} on_close=${() => set_ending(false)}>
        <div class="stack">
          <p>${t("statement.revoke_then")}</p>
          <${Refused} problem=${problem} />
          <div class="dialog-actions">
            <button type="button" class="danger primary" disabled=${busy} onClick=${() => change("revoke")}>${
    t("statement.revoke_do")
  }</button>
            <button type="button" onClick=${() => set_ending(false)}>${t("statement.keep")}</button>
          </div>
        </div>
        <//>
    `}
  `;
}

/**
 * What may be done with a link that opens.
 * @param {{ job: Row, url: string, on_send: () => void, on_end: () => void }} props
 */
function Ways({ job, url, on_send, on_end }) {
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
    <button type="button" onClick=${on_send}><${Icon} name="send" size="small" />${t(
      "statement.send",
    )}</button>
    <a class="button quiet" href=${url} target="_blank" rel="noreferrer">${t("statement.open")}</a>
    <a class="button quiet" href=${`/api/jobs/${job.id}/statement/pdf`}>
      <${Icon} name="download" size="small" />PDF</a>
    <button type="button" class="quiet danger" onClick=${on_end}>${t("statement.revoke")}</button>
  </div>`;
}

/** By mail, or by text to who agreed to texts. @param {{ job: Row, on_close: () => void }} props */
function SendDialog({ job, on_close }) {
  const [texts, set_texts] = useState(/** @type {Row | null} */ (null));
  const { busy, problem, send } = use_mutation();
  useEffect(() => {
    call("GET", `/api/customers/${job.customer_id}/texts`).then(({ body }) => set_texts(body), () => {});
  }, [job.customer_id]);
  const customer = customer_of(job.customer_id);
  const addresses = addresses_of(customer);
  const submit = async (/** @type {"mail" | "text"} */ by) => {
    if (!await send("POST", `/api/jobs/${job.id}/statement/send`, { by })) return;
    toast(t("statement.sent"));
    on_close();
  };
  return html`
    <${Dialog} title=${t("statement.send_title")} on_close=${on_close}>
      <div class="stack">
        <p>${addresses.length > 0
          ? t("statement.send_to", { name: job.customer_name, to: addresses.join(", ") })
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
