// Who is billed: everybody, with what is still to come from them.
import { Dialog } from "../components/forms.js";
import { Icon } from "../components/icon.js";
import { Empty, Money, Search } from "../components/parts.js";
import { t } from "../messages.js";
import { go, Link } from "../router.js";
import { customers, invoices, jobs, ready } from "../store/view.js";
import { html, useState } from "../vendor/ui.js";
import { CustomerForm } from "./office_customer_form.js";
import { is_found, owed, sum_of } from "./office_money.js";
import { focus_search, OfficePage, use_keys } from "./office_page.js";

/** @typedef {import("../store/cache.js").Row} Row */

const SHOWN_FIRST = 100;

export default function OfficeCustomers() {
  const [typed, set_typed] = useState("");
  const [opened, set_opened] = useState(/** @type {Row | null} */ (null));
  const [is_whole, set_whole] = useState(false);
  use_keys({ "/": focus_search, n: () => go("/customers/new") });
  const found = customers.value.filter(({ name, email, mobile, sites }) =>
    is_found(typed, name, email, mobile, ...sites.map((/** @type {Row} */ site) => site.address))
  ).sort((one, other) => one.name.localeCompare(other.name));
  const shown = is_whole ? found : found.slice(0, SHOWN_FIRST);
  const add = html`<${Link} class="button primary" href="/customers/new"><${Icon} name="plus" />${
    t("customer.new")
  }<//>`;
  return html`
    <${OfficePage} title=${t("office.customers")} actions=${add}
      about=${t("customers.count", { count: found.length })}>
        <div class="office-tools"><${Search} value=${typed} label=${t(
          "customers.search",
        )} on_input=${set_typed} /></div>
        ${shown.length > 0 &&
          html`<ul class="list">${
            shown.map((customer) =>
              html`<${CustomerRow} key=${customer.id} customer=${customer} on_open=${set_opened} />`
            )
          }</ul>`}
        ${shown.length < found.length && html`
          <button type="button" class="centered"
            onClick=${() => set_whole(true)}>${t("today.show_all", { count: found.length })}</button>
        `}
        ${ready.value && found.length === 0 && html`
          <${Empty} icon="customers"
            title=${typed ? t("today.none_found") : t("customers.empty")}
            text=${typed ? t("customers.none_found", { asked: typed }) : t("customers.empty_text")} />
        `}
        ${opened && html`<${CustomerDialog} customer=${opened} on_close=${() => set_opened(null)} />`}
      <//>
  `;
}

/** @param {{ customer: Row, on_open: (customer: Row) => void }} props */
function CustomerRow({ customer, on_open }) {
  const due_minor = sum_of(invoices.value.filter(({ customer_id }) => customer_id === customer.id), owed);
  const about = [customer.sites[0]?.address, customer.email ?? t("customers.no_email"), customer.mobile];
  return html`<li><button type="button" class="list-row" onClick=${() => on_open(customer)}>
    <span class="grow stack tight"><span class="title">${customer.name}</span>
      <span class="dim small">${about.filter(Boolean).join(" · ")}</span></span>
    ${
    due_minor > 0 && html`<span class="end stack tight"><${Money} minor=${due_minor} />
      <span class="dim small">${t("table.due")}</span></span>`
  }
  </button></li>`;
}

/** @param {{ customer: Row, on_close: () => void }} props */
function CustomerDialog({ customer, on_close }) {
  const theirs = jobs.value.filter(({ customer_id }) => customer_id === customer.id);
  return html`
    <${Dialog} title=${customer.name} on_close=${on_close}>
      <section class="stack close">
        <div class="row">
          <h2 class="grow">${t("table.jobs", { count: theirs.length })}</h2>
          <${Link} class="button" href=${`/jobs/new?customer=${customer.id}`}><${Icon} name="plus" />${t(
            "office.new_job",
          )}<//></div>
          ${theirs.length > 0 && html`<ul class="list">${
            theirs.map((job) =>
              html`
                <li key=${job.id}>
                  <${Link} class="list-row" href=${`/office/jobs/${job.id}`}>
                        <span class="grow title">${job.title}</span><${Money} minor=${job
                          .total_minor} /><//></li>
              `
            )
          }</ul>`}</section>
        <${CustomerForm} customer=${customer} on_done=${on_close} on_cancel=${on_close} />
      <//>
  `;
}
