// One's own account: name, language, password, and where one is signed in.
import { Dialog, Field, Segments } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { Later, toast } from "../../../components/page.js";
import { Chip } from "../../../components/parts.js";
import { instant, language, t } from "../../../messages.js";
import { me } from "../../../store/view.js";
import { call, Offline } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {{ id: string, kind: string, device: string | null, created_at: string, last_used_at: string,
 *   here: boolean }} Session */

const PASSWORD_MIN = 12;

export function Mine() {
  const [opened, set_opened] = useState("");
  const { send } = use_mutation();
  const close = () => set_opened("");
  const speak = async (/** @type {string} */ picked) => {
    language.value = picked;
    await send("PATCH", "/api/me", { language: picked }); // mail and lists that go out speak it too
  };
  return html`<section class="stack close" aria-labelledby="mine">
    <h2 id="mine" class="panel-head">${t("settings.mine")}</h2>
    <div class="card stack">
      <p><b>${me.value?.name}</b> <span class="dim">· ${me.value && t(`role.${me.value.role}`)}</span></p>
      <${Segments} label=${t("device.language")} value=${language.value} on_pick=${speak}
        options=${[{ value: "en", label: "English" }, { value: "es", label: "Español" }]} />
      <div class="row wraps">
        <button type="button" onClick=${() => set_opened("password")}>${t("me.change_password")}</button>
        <button type="button" onClick=${() => set_opened("leave")}><${Icon} name="sign_out" />${
    t("sign_out.do")
  }</button></div>
    </div>
    <${Sessions} />
    ${opened === "password" && html`<${PasswordDialog} on_close=${close} />`}
    ${
    opened === "leave" && html`
      <${Later} load=${() => import("../../phone/device.js")} pick="LeaveDialog"
        on_close=${close} />
    `
  }
  </section>`;
}

/** @param {{ on_close: () => void }} props */
function PasswordDialog({ on_close }) {
  const [old, set_old] = useState("");
  const [fresh, set_fresh] = useState("");
  const { busy, problem, send } = use_mutation();
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const body = { old_password: old || null, new_password: fresh };
    if (await send("POST", "/api/me/password", body)) (toast(t("me.password_changed")), on_close());
  };
  return html`
    <${Dialog} title=${t("me.change_password")} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <input class="unseen" type="text" autocomplete="username" value=${me.value?.name} tabindex="-1"
          aria-hidden="true" readonly />
        <${Field} label=${t("me.old_password")} type="password" value=${old} limit=${128}
          autocomplete="current-password" help=${t("me.old_password_help")} on_input=${set_old} />
        <${Field} label=${t("me.new_password")} type="password" value=${fresh} limit=${128} required=${true}
          autocomplete="new-password" help=${t("welcome.password_help", { count: PASSWORD_MIN })}
          on_input=${set_fresh} />
        <p>${t("me.password_then")}</p>
        <${Refused} problem=${problem} />
        <div class="dialog-actions"><button class="primary" disabled=${busy}>${t(
          "me.change_password",
        )}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}

function Sessions() {
  const [sessions, set_sessions] = useState(/** @type {Session[]} */ ([]));
  const { busy, problem, send } = use_mutation();
  const load = async () => {
    try {
      const { ok, body } = await call("GET", "/api/me/sessions");
      if (ok) set_sessions(body.items);
    } catch (error) {
      if (!(error instanceof Offline)) throw error; // without a network the list is simply not there
    }
  };
  useEffect(() => void load(), []);
  const end = async (/** @type {string} */ path) => {
    await send("POST", path);
    await load();
  };
  if (sessions.length === 0) return null;
  return html`<h2 class="panel-head">${t("me.signed_in")}</h2>
    <ul class="list">${
    sessions.map((session) =>
      html`<li key=${session.id} class="list-row wrapping-line">
        <${Icon} name=${session.kind === "bearer" ? "link" : "phone"} />
        <div class="grow stack tight"><span class="title">${
        session.device ?? t(session.kind === "bearer" ? "me.script" : "me.browser")
      }</span><span class="dim small">${
        t("me.since", { since: instant(session.created_at), used: instant(session.last_used_at) })
      }</span></div>
        ${
        session.here ? html`<${Chip} state="plain">${t("me.here")}<//>` : html`
          <button type="button" disabled=${busy}
            onClick=${() => end(`/api/me/sessions/${session.id}/end`)}>${t("me.end")}</button>
        `
      }</li>`
    )
  }</ul>
    <${Refused} problem=${problem} />
    ${
    sessions.length > 1 && html`<div><button type="button" disabled=${busy}
      onClick=${() => end("/api/me/sessions/end-others")}>${t("me.end_others")}</button></div>`
  }`;
}
