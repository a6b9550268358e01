// Views of a list that somebody comes back to: a name for an address. Each member has their own, on this
// device; docs/decisions says why they are not on the server.
import { Dialog, Field } from "../../components/forms.js";
import { Icon } from "../../components/icon.js";
import { t } from "../../messages.js";
import { Link, route } from "../../router.js";
import { me } from "../../store/view.js";
import { html, signal, useState } from "../../vendor/ui.js";

/** @typedef {{ name: string, address: string }} View */

const NAME_MAX = 40;
const VIEWS_MAX = 20;

const kept = signal(/** @type {View[] | null} */ (null));
let kept_for = "";

/** @param {string} member_id @returns {View[]} */
function views_of(member_id) {
  if (kept.value === null || kept_for !== member_id) {
    kept_for = member_id;
    kept.value = read(key_of(member_id));
  }
  return kept.value ?? [];
}

/** What somebody else wrote there is no list of views. @param {string} key @returns {View[]} */
function read(key) {
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(found) ? found.filter(({ name, address }) => name && address?.startsWith("/")) : [];
  } catch {
    return [];
  }
}

/** @param {string} member_id */
const key_of = (member_id) => `stagebill.views.${member_id}`;

/** @param {string} member_id @param {View[]} views */
function keep(member_id, views) {
  kept.value = views;
  localStorage.setItem(key_of(member_id), JSON.stringify(views));
}

/** @param {{ place: string }} props  the list's path */
export function SavedViews({ place }) {
  const [is_naming, set_naming] = useState(false);
  const member_id = me.value?.member_id ?? "";
  const views = views_of(member_id);
  const here = route.value.path + address_rest(route.value.query);
  const current = views.find(({ address }) => address === here);
  const forget = () => keep(member_id, views.filter((view) => view !== current));
  const on_name = (/** @type {string} */ name) => {
    keep(member_id, [...views.filter((view) => view.name !== name), { name, address: here }]);
    set_naming(false);
  };
  return html`
    ${views.filter(({ address }) => address.startsWith(place)).map((view) =>
      html`
        <${Link} key=${view.name} class="button saved-view" href=${view.address}
          aria-current=${view === current ? "true" : undefined}>${view.name}<//>
      `
    )}
    ${current && html`<button type="button" class="quiet" onClick=${forget}>${t("views.forget")}</button>`}
    ${!current && here !== place && views.length < VIEWS_MAX && html`
      <button type="button" class="quiet" onClick=${() => set_naming(true)}>
        <${Icon} name="plus" size="small" />${t("views.save")}</button>
    `}
    ${is_naming && html`<${NameDialog} on_name=${on_name} on_close=${() => set_naming(false)} />`}
  `;
}

/** @param {Record<string, string>} query */
function address_rest(query) {
  const search = new URLSearchParams(query).toString();
  return search && `?${search}`;
}

/** @param {{ on_name: (name: string) => void, on_close: () => void }} props */
function NameDialog({ on_name, on_close }) {
  const [name, set_name] = useState("");
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    on_name(name.trim());
  };
  return html`
    <${Dialog} title=${t("views.save")} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <${Field} label=${t("views.name")} value=${name} required=${true} limit=${NAME_MAX} autocomplete="off"
          help=${t("views.help")} on_input=${set_name} />
        <div class="dialog-actions"><button class="primary" disabled=${name.trim() === ""}>${t(
          "office.save",
        )}</button>
            <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}
