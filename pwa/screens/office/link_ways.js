// What is done with a link that stays, a job's or that to all a customer owes: copied, opened, sent, revoked.
import { Dialog } from "../../components/forms.js";
import { Icon } from "../../components/icon.js";
import { toast } from "../../components/page.js";
import { invoice_addresses } from "../../domain/invoice_address.js";
import { t } from "../../messages.js";
import { call } from "../../sync/api.js";
import { html, useEffect, useState } from "../../vendor/ui.js";
import { Refused, use_mutation } from "./mutation.js";

/** @typedef {import("../../store/cache.js").Row} Row */

/**
 * What may be done with a link that opens.
 * @param {{ url: string, pdf?: string, on_send: () => void, on_end: () => void }} props
 */
export function Ways({ url, pdf, on_send, on_end }) {
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
    ${pdf && html`<a class="button quiet" href=${pdf}><${Icon} name="download" size="small" />PDF</a>`}
    <button type="button" class="quiet danger" onClick=${on_end}>${t("statement.revoke")}</button>
  </div>`;
}

/**
 * By mail, or by text to who agreed to texts.
 * @param {{
 *   words: "statement" | "owed", path: string, name: string, customer_id: string,
 *   customer: Row | null | undefined, on_close: () => void,
 * }} props  `path` is the link's in the API
 */
export function SendDialog({ words, path, name, customer_id, customer, on_close }) {
  const [texts, set_texts] = useState(/** @type {Row | null} */ (null));
  const { busy, problem, send } = use_mutation();
  useEffect(() => {
    call("GET", `/api/customers/${customer_id}/texts`).then(({ body }) => set_texts(body), () => {});
  }, [customer_id]);
  const addresses = invoice_addresses(customer);
  const submit = async (/** @type {"mail" | "text"} */ by) => {
    if (!await send("POST", `${path}/send`, { by })) return;
    toast(t(`${words}.sent`));
    on_close();
  };
  return html`
    <${Dialog} title=${t(`${words}.send_title`)} on_close=${on_close}>
      <div class="stack">
        <p>${addresses.length > 0
          ? t(`${words}.send_to`, { name, to: addresses.join(", ") })
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

/**
 * Asked once more, as who has the link is shut out.
 * @param {{
 *   words: "statement" | "owed", busy: boolean, problem: any, on_end: () => void, on_close: () => void,
 * }} props
 */
export function EndDialog({ words, busy, problem, on_end, on_close }) {
  return html`
    <${Dialog} title=${t(`${words}.revoke_title`)} on_close=${on_close}>
      <div class="stack">
        <p>${t(`${words}.revoke_then`)}</p>
        <${Refused} problem=${problem} />
        <div class="dialog-actions">
          <button type="button" class="danger primary" disabled=${busy} onClick=${on_end}>${
    t("statement.revoke_do")
  }</button>
          <button type="button" onClick=${on_close}>${t("statement.keep")}</button>
        </div>
      </div>
      <//>
  `;
}
