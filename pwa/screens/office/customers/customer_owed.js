// The link to all that a customer owes: copied, sent, revoked, made anew. A secret: asked for, kept nowhere.
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { day, t } from "../../../messages.js";
import { call } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { Messages, use_customer_messages } from "../jobs/job_messages.js";
import { EndDialog, SendDialog, Ways } from "../link_ways.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

/** @param {{ customer: Row }} props */
export function OwedLink({ customer }) {
  const [link, set_link] = useState(/** @type {Row | null | undefined} */ (undefined));
  const [doing, set_doing] = useState("");
  const sent = use_customer_messages(customer.id).filter(({ kind }) => kind.endsWith(".owed"));
  const { busy, problem, send } = use_mutation();
  const path = `/api/customers/${customer.id}/owed`;
  useEffect(() => {
    call("GET", path).then(
      ({ body }) => set_link(body),
      () => set_link(null),
    );
  }, [path]);
  const change = async (/** @type {"revoke" | "renew"} */ verb) => {
    const changed = await send("POST", `${path}/${verb}`, {});
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
          <${Ways} url=${link.url} on_send=${() => set_doing("send")}
            on_end=${() => set_doing("end")} />
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
      ${doing === "send" && html`
        <${SendDialog} words="owed" path=${path} name=${customer.name} customer_id=${customer.id}
          customer=${customer} on_close=${close} />`}
      ${doing === "end" && html`
        <${EndDialog} words="owed" busy=${busy} problem=${problem} on_end=${() => change("revoke")}
          on_close=${close} />`}
    </section>
  `;
}
