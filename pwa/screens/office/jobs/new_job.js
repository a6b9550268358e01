// A new job: for whom, what, at which prices; its total is reckoned while it is typed, as the server will.
import { Field } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { day, t } from "../../../messages.js";
import { go, route } from "../../../router.js";
import {
  customer as customer_of,
  customers,
  job as job_of,
  members,
  ready,
  settings,
} from "../../../store/view.js";
import { hold_updates } from "../../../sync/worker_bridge.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { CustomerForm } from "../customers/customer_form.js";
import { Check, use_marks } from "../fields.js";
import { is_found } from "../money.js";
import { Refused, use_mutation } from "../mutation.js";
import {
  blank_line,
  body_of_lines,
  discount_to_type,
  DiscountField,
  PriceLines,
  sums_of,
  Totals,
  typed_line,
} from "./new_job_lines.js";
import { OfficePage } from "../page.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {import("./new_job_lines.js").Line} Line */
/**
 * @typedef {{ customer_id: string | null, title: string, site: string, lines: Line[], discount: string,
 *   starts_on: string, completes_on: string, technician_ids: string[] }} Draft
 * @typedef {(part: Partial<Draft>) => void} Change
 */

const CUSTOMERS_SHOWN = 5;

export default function OfficeNewJob() {
  const [draft, set_draft] = useState(() => first_draft(route.peek().query));
  const { busy, problem, set_problem, send } = use_mutation();
  const { is_checked, check } = use_marks();
  useEffect(() => draft.title ? hold_updates() : undefined, [draft.title !== ""]);
  /** @type {Change} */
  const change = (part) => {
    set_problem(null); // what was said was said about what stood here before
    set_draft((before) => ({ ...before, ...part }));
  };
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const lines = body_of_lines(draft.lines, draft.discount);
    if (!check(Boolean(draft.customer_id) && draft.title.trim() !== "" && lines !== null)) {
      return set_problem({ code: "office.marked" });
    }
    const job = await send("POST", "/api/jobs", { ...body_of(draft), ...lines });
    if (job) go(`/office/jobs/${job.id}`, { replace: true });
  };
  return html`
    <${OfficePage} title=${t("office.new_job")} back="/board" kind="narrow"
      about=${settings.value &&
        t(settings.value.progress_invoicing ? "new_job.in_stages" : "new_job.in_one")}>
      <div class="office-form">
        <section class="card">
          <h2>${t("new_job.for_whom")}</h2>
          <${Customer} draft=${draft} change=${change} is_checked=${is_checked} />
        </section>
        <form class="office-form" noValidate onSubmit=${submit}>
          <section class="card">
            <h2>${t("new_job.what")}</h2>
            <${What} draft=${draft} change=${change} is_checked=${is_checked} />
          </section>
          <section class="card">
            <h2>${t("new_job.prices")}</h2>
            <${PriceLines} lines=${draft.lines} is_checked=${is_checked}
              on_change=${(/** @type {Line[]} */ lines) => change({ lines })} />
            <${DiscountField} value=${draft.discount} on_input=${(/** @type {string} */ discount) =>
              change({ discount })} />
            <${Totals} sums=${sums_of(draft.lines, draft.discount)} />
          </section>
          <section class="card">
            <h2>${t("new_job.crew")}</h2>
            <${Crew} draft=${draft} change=${change} />
          </section>
          <${Refused} problem=${problem} />
          <div class="form-end"><button class="primary big" disabled=${busy}>${t("new_job.create")}</button>
              <button type="button" onClick=${() => go("/board")}>${t("nav.cancel")}</button></div>
        </form>
      </div>
      <//>
  `;
}

/** Of a customer, or like a job that there is. @param {Record<string, string>} query @returns {Draft} */
function first_draft({ customer, like }) {
  const job = like ? job_of(like) : null;
  return job ? draft_like(job) : new_draft(customer ?? null);
}

/**
 * The job's customer, place, lines and crew, without what change orders added and without its days.
 * @param {Row} job @returns {Draft}
 */
export function draft_like({ customer_id, title, site, line_items, discount, technician_ids }) {
  const agreed = line_items.filter((/** @type {Row} */ line) => !line.change_order_id);
  return {
    ...new_draft(customer_id),
    title,
    site: site ?? "",
    lines: agreed.map((/** @type {Row} */ line) => ({ ...typed_line(line), id: undefined })),
    discount: discount_to_type(discount),
    technician_ids,
  };
}

/** @param {string | null} customer_id @returns {Draft} */
function new_draft(customer_id) {
  return {
    customer_id,
    title: "",
    site: customer_id ? site_of(customer_id) : "",
    lines: [blank_line()],
    discount: "",
    starts_on: "",
    completes_on: "",
    technician_ids: [],
  };
}

/** @param {string} customer_id */
function site_of(customer_id) {
  return customer_of(customer_id)?.sites[0]?.address ?? "";
}

/** @param {Draft} draft */
function body_of({ customer_id, title, site, starts_on, completes_on, technician_ids }) {
  return {
    customer_id,
    title: title.trim(),
    site: site.trim() || null,
    starts_on: starts_on || null,
    completes_on: completes_on || null,
    technician_ids,
  };
}

/**
 * Found by typing, or written down on the spot.
 * @param {{ draft: Draft, change: Change, is_checked: boolean }} props
 */
function Customer({ draft, change, is_checked }) {
  const [typed, set_typed] = useState("");
  const [wants_new, set_new] = useState(false);
  const is_new = wants_new || (ready.value && customers.value.length === 0);
  const chosen = draft.customer_id ? customer_of(draft.customer_id) : null;
  const pick = (/** @type {Row} */ { id, sites }) => {
    set_new(false);
    change({ customer_id: id, ...(draft.site === "" && { site: sites?.[0]?.address ?? "" }) });
  };
  if (chosen) {
    return html`<div class="row"><${Icon} name="user" /><div class="grow stack tight"><b>${chosen.name}</b>
        <span class="dim small">${chosen.email ?? t("customers.no_email")}</span></div>
      <button type="button" onClick=${() => change({ customer_id: null })}>${
      t("new_job.other_customer")
    }</button></div>`;
  }
  if (is_new) {
    return html`<${CustomerForm} name=${typed} on_done=${pick} on_cancel=${() => set_new(false)} />`;
  }
  const found = customers.value.filter(({ name, email, sites }) =>
    is_found(typed, name, email, ...sites.map((/** @type {Row} */ site) => site.address))
  ).slice(0, CUSTOMERS_SHOWN);
  return html`
    <${Field} label=${t("new_job.customer")} value=${typed} on_input=${set_typed} autocomplete="off"
      placeholder=${t("customers.search")} wrong=${is_checked ? t("refusal.office.no_customer") : null} />
        ${found.length > 0 && html`<ul class="list">${
          found.map((customer) =>
            html`<li key=${customer.id}>
      <button type="button" class="list-row" onClick=${() => pick(customer)}><span class="grow stack tight">
        <span class="title">${customer.name}</span>
        <span class="dim small">${
              customer.sites[0]?.address ?? customer.email ?? ""
            }</span></span></button></li>`
          )
        }</ul>`}
        <div><button type="button" onClick=${() => set_new(true)}><${Icon} name="plus" />${t(
          "customer.new",
        )}</button></div>
  `;
}

/** @param {{ draft: Draft, change: Change, is_checked: boolean }} props */
function What({ draft, change, is_checked }) {
  return html`
    <${Field} label=${t("new_job.title")} value=${draft.title} required=${true} limit=${200}
      autocomplete="off" placeholder=${t("new_job.title_hint")}
      wrong=${is_checked && draft.title.trim() === "" ? t("new_job.title_missing") : null}
      on_input=${(/** @type {string} */ title) => change({ title })} />
    <${Field} label=${t("new_job.site")} value=${draft.site} limit=${200} optional=${true} autocomplete="off"
      on_input=${(/** @type {string} */ site) => change({ site })} />
    <div class="fields">
      <${Field} label=${t("new_job.starts_on")} type="date" value=${draft.starts_on} optional=${true}
        on_input=${(/** @type {string} */ starts_on) => change({ starts_on })} />
      <${Field} label=${t("new_job.completes_on")} type="date" value=${draft.completes_on} optional=${true}
        help=${draft.completes_on && t("new_job.completes_help", { day: day(draft.completes_on) })}
        on_input=${(/** @type {string} */ completes_on) => change({ completes_on })} />
    </div>
  `;
}

/** @param {{ draft: Draft, change: Change }} props */
function Crew({ draft, change }) {
  const crew = members.value.filter(({ active, role }) => active && role === "technician");
  if (crew.length === 0) return html`<p class="dim">${t("new_job.no_crew")}</p>`;
  const set = (/** @type {string} */ id, /** @type {boolean} */ on) =>
    change({
      technician_ids: on ? [...draft.technician_ids, id] : draft.technician_ids.filter((one) => one !== id),
    });
  return html`<div class="checks">${
    crew.map(({ id, name }) =>
      html`
        <${Check} key=${id} label=${name} checked=${draft.technician_ids.includes(id)}
          on_change=${(/** @type {boolean} */ on) => set(id, on)} />
      `
    )
  }</div>`;
}
