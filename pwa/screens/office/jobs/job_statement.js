// The link to a job's statement: copied, sent, revoked, made anew. It is a secret: asked for, kept nowhere.
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { day, t } from "../../../messages.js";
import { customer as customer_of } from "../../../store/view.js";
import { call } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { JobSection } from "./job_section.js";
import { Messages, use_messages } from "./job_messages.js";
import { EndDialog, SendDialog, Ways } from "../link_ways.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

/** @param {{ job: Row }} props */
export function Statement({ job }) {
  const [link, set_link] = useState(/** @type {Row | null | undefined} */ (undefined));
  const [is_ending, set_ending] = useState(false);
  const [is_sending, set_sending] = useState(false);
  const sent = use_messages(job.id).filter(({ kind }) => kind.endsWith(".statement"));
  const { busy, problem, send } = use_mutation();
  const path = `/api/jobs/${job.id}/statement`;
  useEffect(() => {
    call("GET", path).then(({ body }) => set_link(body), () => set_link(null));
  }, [path]);
  const change = async (/** @type {"revoke" | "renew"} */ verb) => {
    const changed = await send("POST", `${path}/${verb}`, {});
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
          <${Ways} url=${link.url} pdf=${`${path}/pdf`} on_send=${() => set_sending(true)}
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
    ${is_sending && html`
      <${SendDialog} words="statement" path=${path} name=${job.customer_name} customer_id=${job.customer_id}
        customer=${customer_of(job.customer_id)} on_close=${() => set_sending(false)} />`}
    ${is_ending && html`
      <${EndDialog} words="statement" busy=${busy} problem=${problem} on_end=${() => change("revoke")}
        on_close=${() => set_ending(false)} />`}
  `;
}
