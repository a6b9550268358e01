// The keys of a processor, as their owner enters them: tried by a real call before they are kept.
import { Field } from "../../../components/forms.js";
import { toast } from "../../../components/page.js";
import { Notice } from "../../../components/parts.js";
import { t } from "../../../messages.js";
import { html, useState } from "../../../vendor/ui.js";
import { Refused, use_mutation } from "../mutation.js";
import { gateway_name } from "../words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {{ name: string, label: string, help?: string, optional?: boolean, plain?: boolean }} KeyField */
/** @typedef {{ fields: KeyField[], how: string, warning?: string }} Form */

const SECRET_MAX = 500;

/** What each processor gives its customers, by the names of the API. @type {Record<string, Form>} */
const FORMS = {
  stripe: {
    how: "payments.how_key",
    fields: [
      { name: "secret_key", label: "payments.key", help: "payments.key_help" },
      { name: "webhook_secret", label: "payments.secret", help: "payments.secret_help", optional: true },
    ],
  },
  wisetack: {
    how: "payments.how_wisetack",
    warning: "payments.unverified",
    fields: [
      { name: "token", label: "payments.token", help: "payments.token_help" },
      { name: "secret", label: "payments.token_secret" },
      { name: "merchant_id", label: "payments.merchant", help: "payments.merchant_help", plain: true },
    ],
  },
};

/**
 * `known`: the account that has keys already.
 * @param {{ slug: string, known?: Row, on_change: () => Promise<void> }} props
 */
export function Keys({ slug, known, on_change }) {
  const form = /** @type {Form} */ (FORMS[slug]);
  const gateway = gateway_name(slug);
  const [draft, set_draft] = useState(/** @type {Record<string, string>} */ ({}));
  const { busy, problem, send } = use_mutation();
  const under_way = known ? known.live_count + known.refund_count : 0;
  const typed = (/** @type {KeyField} */ { name }) => (draft[name] ?? "").trim();
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const body = Object.fromEntries(
      form.fields.filter(typed).map((field) => [field.name, typed(field)]),
    );
    if (!await send("POST", `/api/gateways/${slug}`, body)) return;
    set_draft({});
    toast(t("payments.connected", { gateway }));
    await on_change();
  };
  const title = t(known ? "payments.change" : `payments.connect_${slug}`);
  const is_ready = form.fields.every((field) => field.optional || typed(field));
  return html`
    <details class="more">
      <summary>${title}</summary>
      <form class="stack" onSubmit=${submit} aria-label=${`${gateway}: ${title}`}>
        ${form.warning && html`<${Notice} kind="wait"><p>${t(form.warning)}</p><//>`}
        ${under_way > 0 && html`
          <${Notice} kind="wait"><p>${t("payments.swap", { count: under_way, gateway })}</p><//>
        `}
        <p class="small">${t(form.how)}</p>
        ${form.fields.map((field) =>
          html`
            <${Field} key=${field.name} label=${t(field.label)} type=${field.plain ? "text" : "password"}
              autocomplete="off" required=${!field.optional} optional=${field.optional} limit=${SECRET_MAX}
              value=${draft[field.name] ?? ""} help=${field.help && t(field.help)}
              on_input=${(/** @type {string} */ text) =>
                set_draft((now) => ({ ...now, [field.name]: text }))} />
          `
        )}
        <${Refused} problem=${problem} />
        ${busy && html`<p role="status" class="dim">${t("payments.trying", { gateway })}</p>`}
        <div class="form-end"><button class="primary" disabled=${busy || !is_ready}>${
    t("payments.try")
  }</button></div>
      </form>
    </details>
  `;
}
