// One customer at the office: what they owe, their jobs and invoices, the people to ask, the places of work.
import { Concerns } from "../../../components/concerns.js";
import { Icon } from "../../../components/icon.js";
import { Money, Notice, today_in } from "../../../components/parts.js";
import { lines_of } from "../../../domain/postal_address.js";
import { day, language, t } from "../../../messages.js";
import { go, Link, route } from "../../../router.js";
import { customer as customer_of, customers, invoices, jobs, settings } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { language_name } from "./customer_languages.js";
import { CustomerCards } from "./customer_cards.js";
import { Contacts, Sites } from "./customer_parts.js";
import { CustomerDialog, EndDialog, MergeDialog } from "./customer_dialogs.js";
import { OwedLink } from "./customer_owed.js";
import { CustomerPayments } from "./customer_payments.js";
import { Texts } from "./customer_texts.js";
import { scheme_name } from "../electronic_address.js";
import { owed, sum_of } from "../money.js";
import { CustomerReminders } from "../invoices/reminder_hold.js";
import { number_or_draft } from "../words.js";
import { NotHere, OfficePage, use_keys } from "../page.js";
import { InvoiceState } from "../../phone/words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const SHOWN_FIRST = 8;

export default function OfficeCustomer() {
  const customer = customer_of(route.value.params.id);
  return customer ? html`<${Customer} customer=${customer} />` : html`
    <${NotHere} title=${t("customer_page.title")}
      text=${t("customer_page.missing")} back="/customers" icon="customers" />
  `;
}

/** @param {{ customer: Row }} props */
function Customer({ customer }) {
  const [doing, set_doing] = useState("");
  const theirs = jobs.value.filter(({ customer_id }) => customer_id === customer.id);
  const billed = invoices.value.filter(({ customer_id }) => customer_id === customer.id);
  const close = () => set_doing("");
  const to_job = `/jobs/new?customer=${customer.id}`;
  use_keys({ e: () => set_doing("edit"), n: () => go(to_job) });
  if (customer.merged_into) return html`<${Merged} customer=${customer} />`;
  return html`
    <${OfficePage} title=${customer.name} back="/customers" about=${reached(customer)}
      actions=${html`
        <button type="button" onClick=${() => set_doing("edit")}><${Icon} name="edit" />${t(
          "customer_page.edit",
        )}</button>
        <${Link} class="button primary" href=${to_job}><${Icon} name="plus" />${t("office.new_job")}<//>
      `}>
        ${customer.archived_at &&
          html`<${Archived} customer=${customer} on_restore=${() => set_doing("restore")} />`}
        <${Standing} jobs=${theirs} billed=${billed} />
        <div class="office-columns two">
          <div class="stack">
            <${Jobs} jobs=${theirs} to_job=${to_job} />
            <${Invoices} billed=${billed} />
            <${CustomerPayments} customer=${customer} />
          </div>
          <div class="stack">
            <${OwedLink} customer=${customer} />
            <${CustomerCards} customer=${customer} />
            <${Contacts} customer=${customer} />
            <${Texts} customer=${customer} />
            <${Sites} customer=${customer} />
            <${BillingAddress} customer=${customer} on_edit=${() => set_doing("edit")} />
            <${CustomerReminders} customer=${customer} />
            <${Notes} customer=${customer} on_edit=${() => set_doing("edit")} />
            <${End} customer=${customer} is_new=${theirs.length + billed.length === 0} on_pick=${set_doing} />
          </div>
        </div>
        ${doing === "edit" && html`<${CustomerDialog} customer=${customer} on_close=${close} />`}
        ${doing === "merge" && html`<${MergeDialog} customer=${customer} on_close=${close} />`}
        ${["archive", "restore", "delete"].includes(doing) &&
          html`<${EndDialog} what=${doing} customer=${customer} on_close=${close} />`}
      <//>
  `;
}

/** @param {Row} customer */
function reached({ email, mobile, language }) {
  const spoken = language_name(language);
  return [email ?? t("customers.no_email"), mobile, spoken].filter(Boolean).join(" · ");
}

/** Where the customer went. @param {{ customer: Row }} props */
function Merged({ customer }) {
  const kept = customer_of(customer.merged_into);
  return html`
    <${OfficePage} title=${customer.name} back="/customers" kind="narrow">
      <${Notice} kind="info">
        <div class="stack close">
          <p>${t("customer_page.merged", { name: kept?.name ?? "" })}</p>
          <p class="dim">${t("customer_page.merged_why", { reason: customer.merge_reason ?? "" })}</p>
          <${Link} class="button" href=${`/office/customers/${customer.merged_into}`}>${t(
            "customer_page.open_kept",
            { name: kept?.name ?? "" },
          )}<//>
        </div><//>
      <//>
  `;
}

/** @param {{ customer: Row, on_restore: () => void }} props */
function Archived({ customer, on_restore }) {
  return html`
    <${Notice} kind="wait">
      <div class="row wraps"><span class="grow">${t("customer_page.archived", {
        since_at: customer.archived_at,
      })}</span>
        <button type="button" onClick=${on_restore}>${t("customer_page.restore")}</button></div>
      <//>
  `;
}

/** @param {{ jobs: Row[], billed: Row[] }} props */
function Standing({ jobs: theirs, billed }) {
  const today = today_in(settings.value?.zone);
  const overdue = billed.filter(({ status, due_on }) =>
    status === "open" && due_on !== null && due_on < today
  );
  const figures = [
    ["customer_page.owed", sum_of(billed, owed)],
    ["customer_page.overdue", sum_of(overdue, owed)],
    ["customer_page.credit", sum_of(theirs, ({ unapplied_minor }) => Math.max(0, unapplied_minor))],
    ["customer_page.to_invoice", sum_of(theirs, ({ left_to_invoice_minor }) => left_to_invoice_minor)],
  ];
  return html`
    <section class="card" aria-label=${t("customer_page.standing")}>
      <dl class="totals">${figures.map(([name, minor]) =>
        html`
          <div key=${name} class=${name === "customer_page.overdue" && Number(minor) > 0 ? "late-text" : ""}>
            <dt>${t(String(name))}</dt>
            <dd>
              <${Money} minor=${minor} />
            </dd>
          </div>
        `
      )}</dl>
    </section>
  `;
}

/** @param {{ jobs: Row[], to_job: string }} props */
function Jobs({ jobs: theirs, to_job }) {
  const [is_whole, set_whole] = useState(false);
  const shown = is_whole ? theirs : theirs.slice(0, SHOWN_FIRST);
  return html`<section class="stack close" aria-labelledby="jobs">
    <h2 id="jobs" class="panel-head">${t("table.jobs", { count: theirs.length })}</h2>
    ${
    theirs.length > 0
      ? html`<ul class="list">${
        shown.map((job) =>
          html`
            <li key=${job.id}>
              <${Link} class="list-row" href=${`/office/jobs/${job.id}`}>
                <span class="grow stack tight"><span class="title">${job.title}</span>
                          <span class="dim small">${[t("job.number", { number: job.number }), job.site]
                            .filter(Boolean).join(" · ")}</span></span>
                <${Money} minor=${job.total_minor} />
                <//>
                </li>
          `
        )
      }</ul>`
      : html`
        <div class="card stack">
          <p class="dim">${t("customer_page.no_jobs")}</p>
          <div>
            <${Link} class="button" href=${to_job}>${t("office.new_job")}<//></div></div>
      `
  }
    ${
    shown.length < theirs.length && html`
      <button type="button" class="centered"
        onClick=${() => set_whole(true)}>${t("today.show_all", { count: theirs.length })}</button>
    `
  }
  </section>`;
}

/** @param {{ billed: Row[] }} props */
function Invoices({ billed }) {
  const [is_whole, set_whole] = useState(false);
  const today = today_in(settings.value?.zone);
  const shown = is_whole ? billed : billed.slice(0, SHOWN_FIRST);
  if (billed.length === 0) return null;
  return html`<section class="stack close" aria-labelledby="billed">
    <h2 id="billed" class="panel-head">${t("customer_page.invoices", { count: billed.length })}</h2>
    <ul class="list">${
    shown.map((invoice) =>
      html`
        <li key=${invoice.id}>
          <${Link} class=${["void", "canceled"].includes(invoice.status)
            ? "list-row wrapping-line gone"
            : "list-row wrapping-line"} href=${`/office/jobs/${invoice.job_id}`}>
            <span class="grow stack tight"><span class="title">${number_or_draft(invoice)}</span>
                    <span class="dim small">${[
                      invoice.due_on && t("customer_page.due_on", { on: day(invoice.due_on) }),
                      invoice.title,
                    ]
                      .filter(Boolean).join(" · ")}</span></span>
            <span class="row wraps closing"><${Concerns} invoice=${invoice} today=${today} />
              <${InvoiceState} invoice=${invoice} today=${today} />
              <${Money} minor=${invoice.total_minor} /></span>
            <//>
            </li>
      `
    )
  }</ul>
    ${
    shown.length < billed.length && html`
      <button type="button" class="centered"
        onClick=${() => set_whole(true)}>${t("today.show_all", { count: billed.length })}</button>
    `
  }
  </section>`;
}

/** @param {{ customer: Row, on_edit: () => void }} props */
function BillingAddress({ customer, on_edit }) {
  const lines = customer.billing_address
    ? lines_of(customer.billing_address, language.value, settings.value?.address?.country ?? null)
    : [];
  return html`
    <section class="stack close" aria-labelledby="billing-address">
      <h2 id="billing-address" class="panel-head">${t("customer.billing_address")}</h2>
      <div class="card stack">${lines.length > 0 ? html`<p class="as-typed">${lines.join("\n")}</p>` : html`
        <p class="dim">${t("customer_page.no_billing_address")}</p>
        <div><button type="button" onClick=${on_edit}>${t("customer_page.add_billing_address")}</button></div>
      `}${[
        customer.electronic_address && t("peppol.reached_at", {
          scheme: scheme_name(customer.electronic_address.scheme, language.value),
          number: customer.electronic_address.id,
        }),
        customer.buyer_reference && t("peppol.sorted_by", { reference: customer.buyer_reference }),
      ].filter(Boolean).map((line) => html`<p key=${line} class="small">${line}</p>`)}</div>
    </section>
  `;
}

/** @param {{ customer: Row, on_edit: () => void }} props */
function Notes({ customer, on_edit }) {
  return html`
    <section class="stack close" aria-labelledby="notes">
      <h2 id="notes" class="panel-head">${t("customer_page.notes")}</h2>
      <div class="card stack">${customer.notes ? html`<p class="as-typed">${customer.notes}</p>` : html`
        <p class="dim">${t("customer_page.no_notes")}</p>
        <div><button type="button" onClick=${on_edit}>${t("customer_page.add_note")}</button></div>
      `}</div>
    </section>
  `;
}

/**
 * The ways out: what each does stands beside it.
 * @param {{ customer: Row, is_new: boolean, on_pick: (what: string) => void }} props
 */
function End({ customer, is_new, on_pick }) {
  const others = customers.value.length > 1;
  return html`
    <details class="more card">
      <summary>${t("customer_page.end")}</summary>
      <div class="stack">
          ${!customer.archived_at && html`
            <div
              class="row wraps"><span class="grow dim small">${t(
                "customer_page.archive_is",
              )}</span><button type="button" onClick=${() => on_pick("archive")}>${t(
                "customer_page.archive",
              )}</button></div>
          `}
          ${others &&
            html`<div class="row wraps"><span class="grow dim small">${t("customer_page.merge_is")}</span>
      <button type="button" onClick=${() => on_pick("merge")}>${t("customer_page.merge")}</button></div>`}
          ${is_new &&
            html`<div class="row wraps"><span class="grow dim small">${t("customer_page.delete_is")}</span>
      <button type="button" class="danger" onClick=${() => on_pick("delete")}>${
              t("customer_page.delete")
            }</button></div>`}
        </div>
    </details>
  `;
}
