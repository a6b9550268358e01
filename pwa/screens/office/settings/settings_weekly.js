// One's own weekly mail: a switch, where it goes and when, and an example of what would stand in it now.
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Notice } from "../../../components/parts.js";
import { day, t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { me } from "../../../store/view.js";
import { call, Offline } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { Check } from "../fields.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {{ is_on: boolean, is_new: boolean, email: string, next_on: string }} Weekly */

/** What the server says of it; null while it has not, or cannot. */
function use_weekly() {
  const [weekly, set_weekly] = useState(/** @type {Weekly | null} */ (null));
  const look = async () => {
    try {
      const { ok, body } = await call("GET", "/api/me/weekly");
      if (ok) set_weekly(body);
    } catch (error) {
      if (!(error instanceof Offline)) throw error; // without a network there is nothing to switch
    }
  };
  useEffect(() => void look(), []);
  return /** @type {const} */ ([weekly, look]);
}

export function WeeklyMail() {
  const [weekly, look] = use_weekly();
  const { busy, problem, send } = use_mutation();
  if (weekly === null) return null;
  const change = async (/** @type {boolean} */ is_on) => {
    if (await send("PUT", "/api/me/weekly", { is_on })) toast(t("office.saved"));
    await look();
  };
  return html`<section class="stack close" aria-labelledby="weekly">
    <h2 id="weekly" class="panel-head">${t("weekly.title")}</h2>
    <div class="card stack">
      <p class="dim small">${t("weekly.is")}</p>
      <div>
        <${Check} is_switch=${true} label=${t("weekly.on")} checked=${weekly.is_on} disabled=${busy}
          on_change=${change} />
        <p class="dim small">${
    t(weekly.is_on ? "weekly.next" : "weekly.would_go", { to: weekly.email, day: day(weekly.next_on) })
  }</p>
      </div>
      <div class="row wraps"><a class="button" href="/api/me/weekly/preview" target="_blank" rel="noopener"
        ><${Icon} name="send" />${t("weekly.preview")}</a></div>
      <${Refused} problem=${problem} />
    </div>
  </section>`;
}

/** On the reports, until its reader has said yes or no. */
export function WeeklyOffer() {
  const [weekly] = use_weekly();
  if (!weekly?.is_new || !me.value) return null;
  return html`
    <div class="no-print"><${Notice} icon="send">${t("weekly.offer")}
      ${" "}<${Link} href="/settings?part=weekly">${t("weekly.offer_link")}<//><//></div>
  `;
}
