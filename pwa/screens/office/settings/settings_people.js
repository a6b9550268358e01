// Who is in the company and on which devices. The owner adds people; a lost device is switched off here.
import { Dialog, Field } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Chip } from "../../../components/parts.js";
import { t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { devices, me, members } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { devices_behind, open_arrivals } from "../devices/arrival.js";
import { Check } from "../fields.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const ROLES = ["technician", "dispatcher", "owner"];
const PASSWORD_MIN = 12;

export function Members() {
  const [opened, set_opened] = useState(/** @type {Row | "new" | null} */ (null));
  const is_owner = me.value?.role === "owner";
  const shown = members.value.toSorted((one, other) => one.name.localeCompare(other.name));
  return html`<section class="stack close" aria-labelledby="people">
    <div class="panel-head"><h2 id="people" class="grow">${t("settings.people")}</h2>
      ${
    is_owner && html`<button type="button" onClick=${() => set_opened("new")}>
        <${Icon} name="plus" />${t("settings.add_person")}</button>`
  }</div>
    <ul class="list">${
    shown.map((member) =>
      html`
        <li key=${member.id} class="list-row">
          <${Icon} name="user" />
          <div class="grow stack tight"><span class="title">${member.name}</span>
                <span class="dim small">${member.email}</span></div>
          <${Chip} state=${member.active ? "plain" : "void"}>${t(`role.${member.role}`)}<//>
              ${is_owner && html`
                <button type="button" class="icon-only" onClick=${() => set_opened(member)}
                  aria-label=${t("settings.change_person", {
                    name: member.name,
                  })}><${Icon} name="edit" /></button>
              `}
            </li>
      `
    )
  }</ul>
    ${!is_owner && html`<p class="dim small">${t("settings.owner_only")}</p>`}
    ${
    opened && html`
      <${MemberDialog} member=${opened === "new" ? null : opened}
        on_close=${() => set_opened(null)} />
    `
  }
  </section>`;
}

/** @param {{ member: Row | null, on_close: () => void }} props  null: somebody new */
function MemberDialog({ member, on_close }) {
  const blank = { name: "", email: "", role: "technician", language: "en", active: true };
  const [draft, set_draft] = useState(() => ({ ...blank, ...member, password: "" }));
  const { busy, problem, send } = use_mutation();
  const change = (/** @type {Record<string, any>} */ part) => set_draft((before) => ({ ...before, ...part }));
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const { name, email, role, language, active, password } = draft;
    const body = { name: name.trim(), email: email.trim(), role, language, ...(password && { password }) };
    const answer = member
      ? await send("PATCH", `/api/members/${member.id}`, { ...body, active })
      : await send("POST", "/api/members", body);
    if (answer) (toast(t("office.saved")), on_close());
  };
  return html`
    <${Dialog} on_close=${on_close}
      title=${member ? t("settings.change_person", { name: member.name }) : t("settings.add_person")}>
      <form class="stack" onSubmit=${submit}>
          <${Field} label=${t("field.name")} value=${draft
            .name} required=${true} limit=${200} autocomplete="off"
            on_input=${(/** @type {string} */ name) => change({ name })} />
          <${Field} label=${t("field.email")} type="email" value=${draft.email} required=${true} limit=${254}
            autocomplete="off" on_input=${(/** @type {string} */ email) => change({ email })} />
          <${Field} label=${t("settings.role")} value=${draft.role} help=${t(`settings.role_${draft.role}`)}
            options=${ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
            on_input=${(/** @type {string} */ role) => change({ role })} />
          <${Field} label=${t("device.language")} value=${draft.language}
            options=${[{ value: "en", label: "English" }, { value: "es", label: "Español" }]}
            on_input=${(/** @type {string} */ language) => change({ language })} />
          <${Field} label=${t("field.password")} type="password" value=${draft.password} optional=${true}
            autocomplete="new-password" limit=${128}
            help=${t(member ? "settings.password_change" : "welcome.password_help", { count: PASSWORD_MIN })}
            on_input=${(/** @type {string} */ password) => change({ password })} />
          ${member && html`
            <${Check} label=${t("settings.active")} checked=${draft.active}
              on_change=${(/** @type {boolean} */ active) => change({ active })} />
          `}
          <${Refused} problem=${problem} />
          <div class="dialog-actions"><button class="primary" disabled=${busy}>${t("office.save")}</button>
            <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
        </form>
      <//>
  `;
}

/** Where the devices stand, and the way to their page. */
export function DeviceList() {
  const in_use = devices.value.filter(({ revoked_at }) => revoked_at === null);
  return html`
    <section class="stack close" aria-labelledby="devices">
      <h2 id="devices" class="panel-head">${t("settings.devices")}</h2>
      <div class="list">
        <${Link} class="list-row" href="/devices"><${Icon} name="phone" />
        <span class="grow stack tight"><span class="title">${t("devices.open")}</span>
          <span class="dim small">${[t("devices.about", { count: in_use.length }), ...known_of_devices()]
            .join(
              " · ",
            )}</span></span><${Icon} name="forward" /><//></div>
    </section>
  `;
}

/** What is still to come from them. That all was sent nobody can know: only what each said at last. */
function known_of_devices() {
  const arrived = open_arrivals.value.length;
  const behind = devices_behind.value.length;
  const gaps = devices.value.filter(({ gap_seq }) => gap_seq !== null).length;
  const known = [
    arrived > 0 && t("devices.open_arrived", { count: arrived }),
    behind > 0 && t("devices.open_unsent", { count: behind }),
    gaps > 0 && t("devices.open_gaps", { count: gaps }),
  ].filter((words) => typeof words === "string");
  return known.length > 0 ? known : [t("devices.none_behind")];
}
