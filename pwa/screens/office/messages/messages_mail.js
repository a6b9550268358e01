// By which mail server the company's mail leaves. The password goes one way: it is typed, never shown.
import { Field, Segments } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Chip, Notice } from "../../../components/parts.js";
import { t } from "../../../messages.js";
import { call } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { Check } from "../fields.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const PORTS = /** @type {Record<string, string>} */ ({ starttls: "587", tls: "465", none: "25" });
const PORT_MAX = 65_535;
const SECURITIES = () => [
  { value: "starttls", label: "STARTTLS" },
  { value: "tls", label: "TLS" },
  { value: "none", label: t("mail.security_none") },
];

export function MailAccount() {
  const [known, set_known] = useState(/** @type {Row | null} */ (null));
  const [is_offline, set_offline] = useState(false);
  useEffect(() => {
    call("GET", "/api/mail-account").then(({ body }) => set_known(body), () => set_offline(true));
  }, []);
  return html`
    <section class="stack close" aria-labelledby="mail">
      <div class="panel-head"><h2 id="mail" class="grow">${t("mail.title")}</h2>
        ${known &&
          html`<${Chip} state=${known.way === "folder" ? "draft" : "paid"}>${
            t(`mail.way_${known.way}`)
          }<//>`}</div>
      ${is_offline && html`<p class="dim" role="status">${t("messages.offline")}</p>`}
      ${!known && !is_offline && html`<div class="skeleton as-card"></div>`}
      ${known?.needs_password && html`<${Notice} kind="late">${t("mail.needs_password")}<//>`}
      ${known && html`<${AccountForm} known=${known} on_change=${set_known} />`}
    </section>
  `;
}

/** @param {{ known: Row, on_change: (known: Row) => void }} props */
function AccountForm({ known, on_change }) {
  const [typed, set_typed] = useState(/** @type {Record<string, any>} */ ({}));
  const { busy, problem, send } = use_mutation();
  /** @type {Record<string, any>} */
  const draft = { ...form_of(known), ...typed };
  const change = (/** @type {Record<string, any>} */ part) => set_typed((before) => ({ ...before, ...part }));
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const answer = await send("POST", "/api/mail-account", body_of(draft));
    if (!answer) return;
    set_typed({});
    on_change(answer);
    toast(t("office.saved"));
  };
  const text = (/** @type {string} */ name, /** @type {Record<string, any>} */ more) =>
    html`
      <${Field} label=${t(`mail.${name}`)} value=${draft[name]} ...${more}
        on_input=${(/** @type {string} */ value) => change({ [name]: value })} />
    `;
  return html`
    <form class="card stack" onSubmit=${submit}>
      <p class="dim small">${t(`mail.way_${known.way}_is`, { from: known.from_address ?? "" })}</p>
      <${Check} is_switch=${true} label=${t("mail.own")} checked=${draft.is_on}
        on_change=${(/** @type {boolean} */ is_on) => change({ is_on })} />
      ${draft.is_on && html`
        ${text("from_address", {
          type: "email",
          required: true,
          limit: 254,
          autocomplete: "email",
          help: t("mail.from_help"),
        })}
        <div class="fields">
          ${text("host", {
            required: true,
            limit: 253,
            autocomplete: "off",
            placeholder: "smtp.example.com",
          })}
          ${text("port", { required: true, inputmode: "numeric", class: "figures", limit: 5 })}
        </div>
        <${Segments} label=${t("mail.security")} value=${draft.security}
          options=${SECURITIES()}
          on_pick=${(/** @type {string} */ security) => change({ security, port: PORTS[security] })} />
        ${draft.security === "none" ? html`<p class="dim small">${t("mail.security_none_is")}</p>` : html`
          <div class="fields">
            ${text("username", { optional: true, limit: 200, autocomplete: "off" })}
            ${text("password", {
              type: "password",
              limit: 500,
              autocomplete: "new-password",
              optional: true,
              placeholder: known.has_password ? t("mail.password_kept") : undefined,
              help: t("mail.password_help"),
            })}
          </div>
        `}
      `}
      <${Refused} problem=${problem} />
      <div class="form-end"><button class="primary" disabled=${busy || Object.keys(typed).length === 0}>${t(
        "office.save",
      )}</button></div>
      ${known.way !== "folder" && html`<${Trial} is_dirty=${Object.keys(typed).length > 0} />`}
    </form>
  `;
}

/** A mail to oneself that really leaves. @param {{ is_dirty: boolean }} props */
function Trial({ is_dirty }) {
  const [done, set_done] = useState(/** @type {Row | null} */ (null));
  const { busy, problem, send } = use_mutation();
  const attempt = async () => {
    set_done(null);
    set_done(await send("POST", "/api/mail-account/test", {}));
  };
  return html`
    <hr />
    <div class="row wraps">
      <p class="dim small grow">${t(is_dirty ? "mail.test_saved_first" : "mail.test_is")}</p>
      <button type="button" disabled=${busy || is_dirty} onClick=${attempt}>
        <${Icon} name=${busy ? "spinner" : "send"} size="small" />${t("mail.test")}</button>
    </div>
    ${done && html`
      <${Notice} kind="paid" live=${true}>
        <p>${t("mail.test_done", {
          to: done.to_address,
          words: done.words,
        })}</p>
        <//>
    `}
    <${Refused} problem=${problem} />
  `;
}

/** @param {Row} known */
function form_of({ way, host, port, security, username, from_address }) {
  return {
    is_on: way === "own",
    host: host ?? "",
    port: String(port ?? PORTS.starttls),
    security: security ?? "starttls",
    username: username ?? "",
    password: "",
    from_address: from_address ?? "",
  };
}

/** What is not typed is left out: the password that is stored stays. @param {Record<string, any>} draft */
function body_of({ is_on, host, port, security, username, password, from_address }) {
  const number = Math.min(Number(port) || 0, PORT_MAX);
  return {
    is_on,
    host: host.trim(),
    port: number,
    security,
    username: security === "none" ? null : username.trim() || null,
    from_address: from_address.trim(),
    ...(password && security !== "none" ? { password } : {}),
  };
}
