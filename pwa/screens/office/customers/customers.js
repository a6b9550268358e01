// Who is billed: everybody, with what is still to come from them.
import { Segments } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { Menu } from "../../../components/menu.js";
import { Empty, Money, Search, today_in } from "../../../components/parts.js";
import { money, t } from "../../../messages.js";
import { go, Link } from "../../../router.js";
import { customers, invoices, ready, settings } from "../../../store/view.js";
import { computed, html, useState } from "../../../vendor/ui.js";
import { list_of } from "../spreadsheets/export.js";
import { is_found, is_overdue, owed, sum_of } from "../money.js";
import { focus_search, OfficePage, use_keys } from "../page.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {{ owed_minor: number, overdue_minor: number }} Debt */

const SHOWN_FIRST = 100;
const FILTERS = ["all", "owing", "overdue", "archived"];
const SORTS = ["name", "owed", "newest"];
const NO_DEBT = { owed_minor: 0, overdue_minor: 0 };

/** What each customer owes, reckoned once for the whole list. */
const debts = computed(() => {
  const today = today_in(settings.value?.zone);
  /** @type {Map<string, Debt>} */
  const found = new Map();
  for (const invoice of invoices.value) {
    const due_minor = owed(invoice);
    if (due_minor <= 0) continue;
    const { owed_minor, overdue_minor } = found.get(invoice.customer_id) ?? NO_DEBT;
    found.set(invoice.customer_id, {
      owed_minor: owed_minor + due_minor,
      overdue_minor: overdue_minor + (is_overdue(invoice, today) ? due_minor : 0),
    });
  }
  return found;
});

export default function OfficeCustomers() {
  const [typed, set_typed] = useState("");
  const [filter, set_filter] = useState("all");
  const [sort, set_sort] = useState("name");
  const [is_whole, set_whole] = useState(false);
  use_keys({ "/": focus_search, n: () => go("/customers/new") });
  const found = customers.value.filter((customer) => is_shown(customer, filter) && is_typed(customer, typed))
    .sort(ORDERS[sort]);
  const shown = is_whole ? found : found.slice(0, SHOWN_FIRST);
  const owed_minor = sum_of(found, ({ id }) => debt_of(id).owed_minor);
  return html`
    <${OfficePage} title=${t("office.customers")} actions=${html`<${Ways} found=${found} q=${typed} />`}
      about=${[
        t("customers.count", { count: found.length }),
        owed_minor > 0 && t("customers.owe", { amount: money(owed_minor) }),
      ].filter(Boolean).join(" · ")}>
        <div class="office-tools"><${Search} value=${typed} label=${t(
          "customers.search",
        )} on_input=${set_typed} /></div>
        <div class="row wraps">
          <${Segments} as="picks scrolls" label=${t("customers.filter")} value=${filter} on_pick=${set_filter}
            options=${FILTERS.map((value) => ({ value, label: t(`customers.only_${value}`) }))} />
          <label class="pick grow"><span class="unseen">${t("customers.sort")}</span>
            <select value=${sort} onInput=${(/** @type {any} */ event) =>
              set_sort(event.currentTarget.value)}>${SORTS.map((value) =>
                html`<option key=${value} value=${value}>${t(`customers.by_${value}`)}</option>`
              )}</select></label>
        </div>
        ${shown.length > 0 &&
          html`<ul class="list">${
            shown.map((customer) => html`<${CustomerRow} key=${customer.id} customer=${customer} />`)
          }</ul>`}
        ${shown.length < found.length && html`
          <button type="button" class="centered"
            onClick=${() => set_whole(true)}>${t("today.show_all", { count: found.length })}</button>
        `}
        ${ready.value && found.length === 0 && html`<${Nothing} typed=${typed} filter=${filter} />`}
      <//>
  `;
}

/** @param {{ found: Row[], q: string }} props */
function Ways({ found, q }) {
  /** @type {import("../../../components/menu.js").Item[]} */
  const items = [{ text: t("import.title"), icon: "upload", on_do: () => go("/office/import") }];
  if (found.length > 0) items.push(list_of("customers", found, q));
  return html`
    <${Menu} label=${t("export.lists")} icon="exchange" items=${items} />
    <${Link} class="button primary" href="/customers/new"><${Icon} name="plus" />${t("customer.new")}<//>
  `;
}

/** @param {{ typed: string, filter: string }} props */
function Nothing({ typed, filter }) {
  const is_asked = typed !== "" || filter !== "all";
  return html`
    <${Empty} icon="customers" title=${is_asked ? t("today.none_found") : t("customers.empty")}
      text=${typed
        ? t("customers.none_found", { asked: typed })
        : is_asked
        ? t(`customers.none_${filter}`)
        : t("customers.empty_text")}>
      ${!is_asked && html`<${Link} class="button" href="/office/import">${t("import.do")}<//>`}<//>
  `;
}

/** @param {Row} customer @param {string} filter */
function is_shown({ id, archived_at, merged_into }, filter) {
  if (merged_into) return false;
  if (filter === "archived") return Boolean(archived_at);
  const { owed_minor, overdue_minor } = debt_of(id);
  if (filter === "owing") return owed_minor > 0; // an archived one who owes is not forgotten
  if (filter === "overdue") return overdue_minor > 0;
  return !archived_at;
}

/** @param {Row} customer @param {string} typed */
function is_typed({ name, email, mobile, sites, contacts }, typed) {
  return is_found(
    typed,
    name,
    email,
    mobile,
    ...sites.map((/** @type {Row} */ { address, label }) => `${label ?? ""} ${address}`),
    ...(contacts ?? []).map((/** @type {Row} */ one) => `${one.name} ${one.email ?? ""}`),
  );
}

/** @type {Record<string, (one: Row, other: Row) => number>} */
const ORDERS = {
  name: (one, other) => one.name.localeCompare(other.name),
  owed: (one, other) => debt_of(other.id).owed_minor - debt_of(one.id).owed_minor || ORDERS.name(one, other),
  newest: (one, other) => one.created_at < other.created_at ? 1 : -1,
};

/** @param {string} id @returns {Debt} */
function debt_of(id) {
  return debts.value.get(id) ?? NO_DEBT;
}

/** @param {{ customer: Row }} props */
function CustomerRow({ customer }) {
  const { owed_minor, overdue_minor } = debt_of(customer.id);
  const about = [customer.sites[0]?.address, customer.email ?? t("customers.no_email"), customer.mobile];
  return html`
    <li>
      <${Link} class="list-row" href=${`/office/customers/${customer.id}`}>
        <span class="grow stack tight"><span class="title">${customer.name}</span>
          <span class="dim small">${about.filter(Boolean).join(" · ")}</span></span>
        ${owed_minor > 0 && html`<span class="end stack tight"><${Money} minor=${owed_minor} />
      <span class=${overdue_minor > 0 ? "late-text small" : "dim small"}>${
          overdue_minor > 0 ? t("customer_page.overdue") : t("table.due")
        }</span></span>`}
      <//></li>
  `;
}
