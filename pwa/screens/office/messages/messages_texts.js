// From which account the company's texts leave. The token is typed, never shown.
import { Field } from "../../../components/forms.js";
import { toast } from "../../../components/page.js";
import { Chip, Notice } from "../../../components/parts.js";
import { t } from "../../../messages.js";
import { me } from "../../../store/view.js";
import { call } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { Check } from "../fields.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

export function TextAccount() {
  const [known, set_known] = useState(/** @type {Row | null} */ (null));
  const [is_offline, set_offline] = useState(false);
  useEffect(() => {
    call("GET", "/api/text-account").then(({ body }) => set_known(body), () => set_offline(true));
  }, []);
  return html`
    <section class="stack close" aria-labelledby="texts">
      <div class="panel-head"><h2 id="texts" class="grow">${t("texts.title")}</h2>
        ${known &&
          html`<${Chip} state=${known.way === "folder" ? "draft" : "paid"}>${
            t(`texts.way_${known.way}`)
          }<//>`}</div>
      ${is_offline && html`<p class="dim" role="status">${t("messages.offline")}</p>`}
      ${!known && !is_offline && html`<div class="skeleton as-card"></div>`}
      ${known?.needs_token && html`<${Notice} kind="late">${t("texts.needs_token")}<//>`}
      ${known && me.value?.role === "owner" &&
        html`<${AccountForm} known=${known} on_change=${set_known} />`}
    </section>
  `;
}

/** @param {{ known: Row, on_change: (known: Row) => void }} props */
function AccountForm({ known, on_change }) {
  const [typed, set_typed] = useState(/** @type {Record<string, any>} */ ({}));
  const { busy, problem, send } = use_mutation();
  /** @type {Record<string, any>} */
  const draft = {
    is_on: known.way === "own",
    account_sid: known.account_sid ?? "",
    sender: known.sender ?? "",
    token: "",
    ...typed,
  };
  const change = (/** @type {Record<string, any>} */ part) => set_typed((before) => ({ ...before, ...part }));
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const { is_on, account_sid, sender, token } = draft;
    const body = { is_on, account_sid: account_sid.trim(), sender: sender.replace(/[\s().-]/g, "") };
    const answer = await send("POST", "/api/text-account", token ? { ...body, token: token.trim() } : body);
    if (!answer) return;
    set_typed({});
    on_change(answer);
    toast(t(is_on ? "texts.tried" : "office.saved"));
  };
  const text = (/** @type {string} */ name, /** @type {Record<string, any>} */ more) =>
    html`
      <${Field} label=${t(`texts.${name}`)} value=${draft[name]} ...${more}
        on_input=${(/** @type {string} */ value) => change({ [name]: value })} />
    `;
  return html`
    <form class="card stack" onSubmit=${submit}>
      <p class="dim small">${t(`texts.way_${known.way}_is`, { from: known.sender ?? "" })}</p>
      <${Check} is_switch=${true} label=${t("texts.own")} checked=${draft.is_on}
        on_change=${(/** @type {boolean} */ is_on) => change({ is_on })} />
      ${(draft.is_on || known.account_sid) && html`
        ${text("account_sid", {
          required: true,
          limit: 34,
          autocomplete: "off",
          placeholder: "AC…",
          help: t("texts.account_sid_help"),
        })}
        <div class="fields">
          ${text("token", {
            type: "password",
            limit: 100,
            autocomplete: "new-password",
            required: !known.account_sid || known.needs_token,
            placeholder: known.account_sid && !known.needs_token ? t("mail.password_kept") : undefined,
            help: t("texts.token_help"),
          })}
          ${text("sender", {
            required: true,
            limit: 34,
            autocomplete: "off",
            placeholder: "+15035550100",
            help: t("texts.sender_help"),
          })}
        </div>
        ${me.value?.currency === "USD" && html`<p class="dim small">${t("texts.register")}</p>`}
        <div class="stack tight"><b class="small">${t("texts.inbound")}</b>
          <code class="as-typed">${known.inbound_url}</code>
          <p class="dim small">${t("texts.inbound_is")}</p></div>
      `}
      <${Refused} problem=${problem} />
      <div class="form-end"><button class="primary" disabled=${busy || Object.keys(typed).length === 0}>${t(
        draft.is_on ? "texts.try" : "office.save",
      )}</button></div>
    </form>
  `;
}
