// The link to a job's statement: copied, sent, revoked, made anew. It is a secret: asked for, kept nowhere.
import { Dialog } from "../components/forms.js";
import { Icon } from "../components/icon.js";
import { toast } from "../components/page.js";
import { day, t } from "../messages.js";
import { customer as customer_of } from "../store/view.js";
import { call } from "../sync/api.js";
import { html, useEffect, useState } from "../vendor/ui.js";
import { JobSection } from "./office_job_section.js";
import { Refused, use_mutation } from "./office_mutation.js";

/** @typedef {import("../store/cache.js").Row} Row */

/** @param {{ job: Row }} props */
export function Statement({ job }) {
  const [link, set_link] = useState(/** @type {Row | null | undefined} */ (undefined));
  const [is_ending, set_ending] = useState(false);
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
          <${Ways} job=${job} url=${link.url} on_end=${() => set_ending(true)} />
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

/** What may be done with a link that opens. @param {{ job: Row, url: string, on_end: () => void }} props */
function Ways({ job, url, on_end }) {
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
    <a class="button" href=${mail_to(job, url)}><${Icon} name="send" size="small" />${t("statement.send")}</a>
    <a class="button quiet" href=${url} target="_blank" rel="noreferrer">${t("statement.open")}</a>
    <a class="button quiet" href=${`/api/jobs/${job.id}/statement/pdf`}>
      <${Icon} name="download" size="small" />PDF</a>
    <button type="button" class="quiet danger" onClick=${on_end}>${t("statement.revoke")}</button>
  </div>`;
}

/** A letter in the office's own mail program. @param {Row} job @param {string} url */
function mail_to(job, url) {
  const said = { title: job.title, url };
  const letter = { subject: t("statement.subject", said), body: t("statement.message", said) };
  const fields = Object.entries(letter).map(([name, text]) => `${name}=${encodeURIComponent(text)}`);
  return `mailto:${encodeURIComponent(customer_of(job.customer_id)?.email ?? "")}?${fields.join("&")}`;
}
