// What is asked before a customer is corrected, merged with another, put out of sight or deleted.
import { Dialog, Field } from "../../../components/forms.js";
import { toast } from "../../../components/page.js";
import { Money, Search } from "../../../components/parts.js";
import { t } from "../../../messages.js";
import { go } from "../../../router.js";
import { customers, invoices, jobs } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { CustomerForm } from "./customer_form.js";
import { Check } from "../fields.js";
import { is_found, owed, sum_of } from "../money.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const JOBS_NAMED = 12;
const CHOICES_MAX = 6;

/** @param {{ customer: Row, on_close: () => void }} props */
export function CustomerDialog({ customer, on_close }) {
  const done = () => (toast(t("office.saved")), on_close());
  return html`
    <${Dialog} title=${t("customer_page.edit_title", { name: customer.name })} on_close=${on_close}>
      <${CustomerForm} customer=${customer} on_done=${done} on_cancel=${on_close} />
      <//>
  `;
}

/** @param {{ what: string, customer: Row, on_close: () => void }} props */
export function EndDialog({ what, customer, on_close }) {
  const { busy, problem, send } = use_mutation();
  const act = async () => {
    const answer = await send("POST", `/api/customers/${customer.id}/${what}`);
    if (!answer) return;
    toast(t(`customer_page.${what}_done`, { name: customer.name }));
    on_close();
    if (what === "delete") go("/customers", { replace: true });
  };
  return html`
    <${Dialog} title=${t(`customer_page.${what}_title`, { name: customer.name })} on_close=${on_close}
      actions=${html`
        <button type="button" class=${what === "delete" ? "danger primary" : "primary"} disabled=${busy}
          onClick=${act}>${t(`customer_page.${what}_do`)}</button>
        <button type="button" onClick=${on_close}>${t("nav.cancel")}</button>
      `}>
      <p>${t(`customer_page.${what}_then`, { name: customer.name })}</p>
      <${Refused} problem=${problem} />
      <//>
  `;
}

/** @param {{ customer: Row, on_close: () => void }} props */
export function MergeDialog({ customer, on_close }) {
  const [typed, set_typed] = useState("");
  const [kept, set_kept] = useState(/** @type {Row | null} */ (null));
  const [reason, set_reason] = useState("");
  const [is_sure, set_sure] = useState(false);
  const { busy, problem, send } = use_mutation();
  const pick = (/** @type {Row | null} */ customer) => {
    set_sure(false); // said of the other one
    set_kept(customer);
  };
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!kept || !is_sure) return;
    const body = { into_id: kept.id, reason: reason.trim() };
    if (!await send("POST", `/api/customers/${customer.id}/merge`, body)) return;
    toast(t("customer_page.merge_done", { gone: customer.name, name: kept.name }));
    go(`/office/customers/${kept.id}`, { replace: true });
  };
  return html`
    <${Dialog} title=${t("customer_page.merge_title", { name: customer.name })} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        ${kept
          ? html`
            <div class="field"><span class="label">${t("customer_page.merge_kept")}</span>
              <div class="taken"><span class="grow">${kept.name}</span>
                <button type="button" onClick=${() => pick(null)}>${t(
                  "customer_page.other",
                )}</button></div></div>
            <${Consequences} gone=${customer} kept=${kept} />
            <${Field} label=${t("void.reason")} value=${reason} required=${true} limit=${200}
              on_input=${set_reason} />
            <${Check} label=${t("customer_page.merge_sure", { gone: customer.name, name: kept.name })}
              checked=${is_sure} on_change=${set_sure} />
          `
          : html`
            <p>${t("customer_page.merge_which", { name: customer.name })}</p>
            <${Choices} typed=${typed} gone=${customer} on_type=${set_typed} on_pick=${pick} />
          `}
        <${Refused} problem=${problem} />
        <div class="dialog-actions">
          <button class="danger primary" disabled=${busy || !kept || !is_sure ||
            reason.trim() === ""}>${t(
            "customer_page.merge_do",
          )}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}

/**
 * @param {{ typed: string, gone: Row, on_type: (typed: string) => void,
 *   on_pick: (customer: Row) => void }} props
 */
function Choices({ typed, gone, on_type, on_pick }) {
  const found = customers.value.filter(({ id, name, email, mobile, merged_into }) =>
    id !== gone.id && !merged_into && is_found(typed, name, email, mobile)
  ).slice(0, CHOICES_MAX);
  return html`
    <${Search} value=${typed} label=${t("customers.search")} on_input=${on_type} />
    ${found.length > 0
      ? html`<ul class="list">${
        found.map((customer) =>
          html`<li key=${customer.id}><button type="button" class="list-row" onClick=${() =>
            on_pick(customer)}>
            <span class="grow stack tight"><span class="title">${customer.name}</span>
              <span class="dim small">${
            [customer.sites[0]?.address, customer.email].filter(Boolean).join(" · ")
          }</span></span></button></li>`
        )
      }</ul>`
      : html`<p class="dim">${t("customers.none_found", { asked: typed })}</p>`}
  `;
}

/** What will be true afterwards, with its figures. @param {{ gone: Row, kept: Row }} props */
function Consequences({ gone, kept }) {
  const theirs = jobs.value.filter(({ customer_id }) => customer_id === gone.id);
  const billed = invoices.value.filter(({ customer_id }) => customer_id === gone.id);
  const owed_minor = sum_of(billed, owed);
  return html`
    <div class="stack close">
      <p>${t("customer_page.merge_moves", { count: theirs.length, gone: gone.name, name: kept.name })}
        ${owed_minor > 0 && html`
          ${" "}<b><${Money} minor=${owed_minor} /></b> ${t("customer_page.merge_owed")}
        `}</p>
      ${theirs.length > 0 && html`<ul class="list">${
    theirs.slice(0, JOBS_NAMED).map(({ id, number, title, total_minor }) =>
      html`<li key=${id} class="list-row"><span class="grow">${number} · ${title}</span>
        <${Money} minor=${total_minor} plain=${true} /></li>`
    )
  }${
    theirs.length > JOBS_NAMED && html`<li class="list-row dim">${
      t("import.twins_more", { count: theirs.length - JOBS_NAMED })
    }</li>`
  }</ul>`}
      ${billed.some(({ issued_at }) => issued_at) &&
        html`<p>${t("customer_page.merge_documents", { gone: gone.name })}</p>`}
      <p class="late-text">${t("customer_page.merge_final")}</p>
    </div>
  `;
}
