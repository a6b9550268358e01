// What is done to an invoice in a dialog: issue a draft, send, edit what stays open, hand over its link.
import { Dialog, Field } from "../../../components/forms.js";
import { toast } from "../../../components/page.js";
import { Notice } from "../../../components/parts.js";
import { invoice_addresses } from "../../../domain/invoice_address.js";
import { money, t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { customer as customer_of, job as job_of, settings } from "../../../store/view.js";
import { call } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { CustomerPreview, lines_shown, use_service } from "../customers/customer_preview.js";
import { PaymentOptions, VisibleFields } from "../fields.js";
import { FilesField } from "../jobs/job_files.js";
import { Refused, use_mutation } from "../mutation.js";
import { number_or_draft } from "../words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {{ job: Row, invoice: Row, url?: string, on_close: () => void }} Props */

const NOTE_MAX = 4000;
const MAILBOX = "/dev/mail";

/** @param {Props} props */
export function SendDialog({ job, invoice, on_close }) {
  const { busy, problem, send } = use_mutation();
  const [has_mailbox, set_mailbox] = useState(false);
  const to = invoice_addresses(customer_of(job.customer_id)).join(", ");
  const number = number_or_draft(invoice);
  // While developing and in the demo, outgoing mail stays on this server and can be looked at.
  useEffect(() => void fetch(MAILBOX).then(({ ok }) => set_mailbox(ok), () => {}), []);
  const submit = async () => {
    if (!await send("POST", `/api/invoices/${invoice.id}/send`)) return;
    toast(t("send.done", { number, to }), has_mailbox ? way_to_mailbox() : undefined);
    on_close();
  };
  return html`
    <${Dialog} title=${t(invoice.sent_at ? "send.title_again" : "send.title", { number })}
      on_close=${on_close} actions=${html`
        <button type="button" class="primary" disabled=${busy || !to} onClick=${submit}>${t("send.do", {
          number,
        })}</button>
        <button type="button" onClick=${on_close}>${t("nav.cancel")}</button>
      `}>
        ${to
          ? html`<p>${t("send.to", { name: job.customer_name, to, amount: money(invoice.due_minor) })}</p>`
          : html`<${Notice} kind="wait">${t("refusal.invoices.no_address")}
        <div class="actions"><${Link} class="button" href=${`/customers?q=${
            encodeURIComponent(job.customer_name)
          }`}>${t("send.add_address")}<//></div><//>`}
        ${has_mailbox &&
          html`<p class="dim small">${t("send.demo")} <a href=${MAILBOX} target="_blank">${
            t("send.mailbox")
          }</a></p>`}
        <${ByText} job=${job} invoice=${invoice} on_close=${on_close} />
        <${Refused} problem=${problem} /><//>
  `;
}

/** Offered to who agreed to texts. @param {Props} props */
function ByText({ job, invoice, on_close }) {
  const [known, set_known] = useState(/** @type {Row | null} */ (null));
  const { busy, problem, send } = use_mutation();
  useEffect(() => {
    call("GET", `/api/customers/${job.customer_id}/texts`).then(({ body }) => set_known(body), () => {});
  }, [job.customer_id]);
  if (!known?.may_be_texted) return null;
  const submit = async () => {
    if (!await send("POST", `/api/invoices/${invoice.id}/text`)) return;
    toast(t("send.texted", { number: number_or_draft(invoice), to: known.number }));
    on_close();
  };
  return html`
    <div class="row wraps">
      <span class="grow dim small">${t("send.or_text", { to: known.number })}</span>
      <button type="button" disabled=${busy} onClick=${submit}>${t("send.do_text")}</button>
    </div>
    <${Refused} problem=${problem} />
  `;
}

function way_to_mailbox() {
  return { label: t("send.mailbox"), action: () => void open(MAILBOX, "_blank") };
}

/** @param {Props} props */
export function IssueDialog({ job, invoice, on_close }) {
  const { busy, problem, send } = use_mutation();
  const left_minor = job.left_to_invoice_minor - invoice.total_minor;
  const submit = async () => {
    if (await send("POST", `/api/invoices/${invoice.id}/issue`)) on_close();
  };
  return html`
    <${Dialog} title=${t("issue.title", { amount: money(invoice.total_minor) })} on_close=${on_close}
      actions=${html`
        <button type="button" class="primary" disabled=${busy} onClick=${submit}>${t(
          "invoice_do.issue",
        )}</button>
        <button type="button" onClick=${on_close}>${t("nav.cancel")}</button>
      `}>
      <p>${t("issue.then", { left: money(Math.max(0, left_minor)) })}</p>
      ${invoice.held_minor !== 0 &&
        html`<p>${
          t(invoice.held_minor > 0 ? "retainage.holds" : "retainage.gives_back", {
            held: money(Math.abs(invoice.held_minor)),
            due: money(invoice.owed_minor),
          })
        }</p>`}
      <${Refused} problem=${problem} />
      <//>
  `;
}

/** @param {Props} props */
export function DiscardDialog({ invoice, on_close }) {
  const { busy, problem, send } = use_mutation();
  const submit = async () => {
    if (!await send("POST", `/api/invoices/${invoice.id}/discard`)) return;
    toast(t("discard.done"));
    on_close();
  };
  return html`
    <${Dialog} title=${t("discard.title", { amount: money(invoice.total_minor) })} on_close=${on_close}
      actions=${html`
        <button type="button" class="danger primary" disabled=${busy} onClick=${submit}>${t(
          "invoice_do.discard",
        )}</button>
        <button type="button" onClick=${on_close}>${t("discard.keep")}</button>
      `}>
      <p>${t("discard.then")}</p>
      <${Refused} problem=${problem} />
      <//>
  `;
}

/** @param {Props} props */
export function EditDialog({ invoice, on_close }) {
  const { message, payment_options, visible_fields, attachment_ids } = invoice;
  const [draft, set_draft] = useState({ message, payment_options, visible_fields, attachment_ids });
  const { busy, problem, send } = use_mutation();
  const change = (/** @type {Partial<typeof draft>} */ part) =>
    set_draft((before) => ({ ...before, ...part }));
  const job = job_of(invoice.job_id);
  const billed = /** @type {any[]} */ (invoice.lines ?? []);
  const shown = {
    title: invoice.title || job?.title,
    total_minor: invoice.total_minor,
    tax_minor: invoice.tax_minor ?? 0,
    lines: lines_shown(job, billed.length ? billed : null),
    ...use_service(invoice, job),
  };
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!await send("PATCH", `/api/invoices/${invoice.id}`, draft)) return;
    toast(t("office.saved"));
    on_close();
  };
  return html`
    <${Dialog} title=${t("edit.title", { number: number_or_draft(invoice) })} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <p class="dim small">${t("edit.frozen", { correct: t("replace.open") })}</p>
        <${Field} label=${t("invoice.message")} lines=${true} value=${draft
          .message} limit=${NOTE_MAX} optional=${true}
          on_input=${(/** @type {string} */ text) => change({ message: text })} />
        <${FilesField} job=${{ id: invoice.job_id }} value=${draft.attachment_ids}
          on_change=${(/** @type {string[]} */ attachment_ids) => change({ attachment_ids })} />
        <${PaymentOptions} value=${draft.payment_options} on_change=${(/** @type {any} */ value) =>
          change({ payment_options: value })} />
        <div class="beside-preview">
          <${VisibleFields} value=${draft.visible_fields} on_change=${(/** @type {any} */ value) =>
            change({ visible_fields: value })} />
          <${CustomerPreview} visible=${draft.visible_fields} options=${draft.payment_options}
            name=${settings.value?.name} shown=${shown} />
        </div>
        <${Refused} problem=${problem} />
        <div class="dialog-actions"><button class="primary" disabled=${busy}>${t("office.save")}</button>
            <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}

/** Where the browser does not let us copy, people do. @param {Props} props */
export function LinkDialog({ url = "", on_close }) {
  return html`
    <${Dialog} title=${t("link.title")} on_close=${on_close}
      actions=${html`<button type="button" onClick=${on_close}>${t("nav.close")}</button>`}>
      <${Field} label=${t("link.title")} value=${url} help=${t("link.help")} readonly=${true}
        onFocus=${(/** @type {{ currentTarget: HTMLInputElement }} */ event) => event.currentTarget.select()}
        on_input=${() => {}} />
      <//>
  `;
}
