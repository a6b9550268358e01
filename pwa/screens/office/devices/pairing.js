// A phone is paired by a code: its member scans it and is signed in, without a password typed on glass.
import { Dialog, Field } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { QrCode } from "../../../components/qr_code.js";
import { clock_time, t } from "../../../messages.js";
import { me, members } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

/** @param {{ on_close: () => void }} props */
export function PairDialog({ on_close }) {
  const may_pair = members.value.filter(is_mine_to_pair).toSorted((one, other) =>
    one.name.localeCompare(other.name)
  );
  const [who, set_who] = useState(may_pair.find(({ role }) => role === "technician")?.id ?? may_pair[0]?.id);
  const [made, set_made] = useState(/** @type {{ url: string, expires_at: string } | null} */ (null));
  const { busy, problem, send } = use_mutation();
  const name = members.value.find(({ id }) => id === who)?.name ?? "";
  const show = async () => {
    const answer = await send("POST", `/api/members/${who}/pairing`);
    if (answer) set_made({ url: answer.url, expires_at: answer.expires_at });
  };
  const copy = () =>
    navigator.clipboard.writeText(made?.url ?? "").then(() => toast(t("devices.pair_copied")));
  const actions = made
    ? html`
      <button type="button" class="primary" onClick=${on_close}>${t("nav.done")}</button>
      <button type="button" onClick=${copy}><${Icon} name="copy" />${t("devices.pair_copy")}</button>
      <button type="button" disabled=${busy} onClick=${show}>${t("devices.pair_another")}</button>
    `
    : html`
      <button type="button" class="primary" disabled=${busy} onClick=${show}>${t(
        "devices.pair_show",
      )}</button>
      <button type="button" onClick=${on_close}>${t("nav.cancel")}</button>
    `;
  return html`
    <${Dialog} title=${t("devices.pair")} on_close=${on_close} actions=${actions}>
      ${made
        ? html`
          <p>${t("devices.pair_scan", { who: name })}</p>
          <div class="pairing">
            <${QrCode} text=${made.url} label=${t("devices.pair_code", { who: name })} />
          </div>
          <p class="dim small" role="status">${t("devices.pair_once", {
            who: name,
            time: clock_time(made.expires_at),
          })}</p>
        `
        : html`
          <${Field} label=${t("devices.pair_who")} value=${who} on_input=${set_who}
            options=${may_pair.map(({ id, name, role }) => ({
              value: id,
              label: `${name} · ${t(`role.${role}`)}`,
            }))} />
        `}
      <${Refused} problem=${problem} />
      <//>
  `;
}

/** Nobody makes a way in that is worth more than their own. @param {Row} member */
function is_mine_to_pair({ id, role, active }) {
  return active && (me.value?.role === "owner" || role === "technician" || id === me.value?.member_id);
}
