// How messages leave: the mail server, the account for texts, reminders by plan, and what did not arrive.
import { Empty } from "../../../components/parts.js";
import { Icon } from "../../../components/icon.js";
import { t } from "../../../messages.js";
import { cache, me, settings } from "../../../store/view.js";
import { call } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { AgainDialog, said, what } from "../jobs/job_messages.js";
import { MailAccount } from "./messages_mail.js";
import { MessageWords } from "./messages_words.js";
import { ReminderPlan, Upcoming } from "./messages_reminders.js";
import { TextAccount } from "./messages_texts.js";
import { OfficePage } from "../page.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

export function OfficeMessages() {
  return html`<${OfficePage} title=${t("messages.title")} back="/settings" kind="narrow">
    ${me.value?.role === "owner" && html`<${MailAccount} />`}
    <${TextAccount} />
    ${settings.value && html`<${ReminderPlan} known=${settings.value} />`}
    <${Upcoming} />
    <${Undelivered} />
    ${settings.value && html`<${MessageWords} known=${settings.value} />`}
  <//>`;
}

/** Refused, or perhaps lost; sent again, it is gone from here. */
function Undelivered() {
  const [items, set_items] = useState(/** @type {Row[] | null} */ (null));
  const [is_offline, set_offline] = useState(false);
  const [opened, set_opened] = useState(/** @type {Row | null} */ (null));
  useEffect(() => {
    call("GET", "/api/messages/undelivered").then(
      ({ body }) => (set_items(body?.items ?? []), set_offline(false)),
      () => set_offline(true),
    );
  }, [opened, cache.mark.value?.cursor]);
  return html`
    <section class="stack close" aria-labelledby="undelivered">
      <h2 id="undelivered" class="panel-head">${t("messages.undelivered")}</h2>
      ${is_offline && html`<p class="dim" role="status">${t("messages.offline")}</p>`}
      ${!is_offline && items === null && html`<div class="skeleton as-card"></div>`}
      ${items?.length === 0 && html`
        <div class="card">
          <${Empty} icon="check" title=${t("messages.none")} text=${t("messages.none_is")} />
        </div>
      `}
      ${items !== null && items.length > 0 && html`
        <ul class="list">${items.map((one) =>
          html`
            <li key=${one.id} class="list-row wrapping-line worded">
              <${Icon} name="alert" />
              <div class="grow stack tight"><span class="title">${one.subject || what(one)}</span>
                <span class="dim small">${said(one)}</span></div>
              <button type="button" onClick=${() => set_opened(one)}>${t("messages.again")}</button>
            </li>
          `
        )}</ul>
      `}
      ${opened && html`<${AgainDialog} message=${opened} on_close=${() => set_opened(null)} />`}
    </section>
  `;
}
