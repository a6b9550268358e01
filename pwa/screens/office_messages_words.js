// The company's own words in the mails: subject and greeting for each kind and language, as they will read.
import { Field, Segments } from "../components/forms.js";
import { day, language, money, t } from "../messages.js";
import { html, useState } from "../vendor/ui.js";
import { CUSTOMER_LANGUAGES } from "./office_customer_languages.js";
import { Section, use_section } from "./office_settings_form.js";

/** @typedef {import("../store/cache.js").Row} Row */

const OF_INVOICE = ["company", "customer", "amount", "title", "number", "day"];
/** What may be said of each kind: the same places as the server's. */
const KINDS = /** @type {Record<string, string[]>} */ ({
  mail: OF_INVOICE,
  receipt: OF_INVOICE,
  reminder: ["company", "customer", "amount"],
  change_order: ["company", "customer", "amount", "title"],
});
const SUBJECT_MAX = 200;
const GREETING_MAX = 4000;
const SAMPLE_MINOR = 250_000;

/** @param {{ known: Row }} props */
export function MessageWords({ known }) {
  const [kind, set_kind] = useState("mail");
  const [spoken, set_spoken] = useState(/** @type {string} */ (language.peek()));
  const { draft, change, is_dirty, form } = use_section({ texts: known.texts });
  const typed = (/** @type {string} */ part) => draft.texts[`${kind}_${part}`]?.[spoken] ?? "";
  const set = (/** @type {Record<string, string>} */ parts) => {
    const changed = Object.entries(parts).map(([part, text]) => {
      const name = `${kind}_${part}`;
      return [name, { en: "", es: "", ...draft.texts[name], [spoken]: text }];
    });
    change({ texts: { ...draft.texts, ...Object.fromEntries(changed) } });
  };
  const facts = sample_of(known.name);
  const [subject, greeting] = [typed("subject"), typed("greeting")];
  return html`
    <${Section} id="words" title=${t("words.title")} about=${t("words.is")} form=${form} is_dirty=${is_dirty}>
      <${Segments} label=${t("words.kind")} value=${kind} on_pick=${set_kind}
        options=${Object.keys(KINDS).map((value) => ({ value, label: t(`words.kind_${value}`) }))} />
      <${Segments} label=${t("customer.language")} value=${spoken} options=${CUSTOMER_LANGUAGES}
        on_pick=${set_spoken} />
      <${Field} key=${`${kind} subject ${spoken}`} label=${t("words.subject")} value=${subject}
        limit=${SUBJECT_MAX} optional=${true} wrong=${unknown_in(subject, KINDS[kind])}
        on_input=${(/** @type {string} */ text) => set({ subject: text })} />
      <${Field} key=${`${kind} greeting ${spoken}`} label=${t("words.greeting")} lines=${true}
        value=${greeting} limit=${GREETING_MAX} optional=${true} wrong=${unknown_in(greeting, KINDS[kind])}
        help=${t("words.places", { places: KINDS[kind].map((place) => `{${place}}`).join(" ") })}
        on_input=${(/** @type {string} */ text) => set({ greeting: text })} />
      <div class="notice plain" role="status"><div class="grow stack tight">
        <b>${subject.trim() ? filled(subject, facts) : t("words.ours_subject")}</b>
        <span class="as-typed">${greeting.trim() ? filled(greeting, facts) : t("words.ours_greeting")}</span>
      </div></div>
      ${(subject || greeting) && html`
        <div><button type="button" onClick=${() => set({ subject: "", greeting: "" })}>${t(
          "words.reset",
        )}</button></div>
      `}
    <//>
  `;
}

/** What stands for an invoice in the example. @param {string} company @returns {Record<string, string>} */
function sample_of(company) {
  return {
    company,
    customer: "Jane Marlow",
    amount: money(SAMPLE_MINOR),
    title: t("words.sample_title"),
    number: "INV-0042",
    day: day(new Date().toISOString().slice(0, 10)),
  };
}

/** @param {string} text @param {Record<string, string>} facts */
function filled(text, facts) {
  return text.replace(/\{([a-z_]+)\}/g, (hole, name) => facts[name] ?? hole);
}

/** @param {string} text @param {string[]} places */
function unknown_in(text, places) {
  const found = [...text.matchAll(/\{([a-z_]+)\}/g)].map(([, name]) => name);
  const unknown = found.find((name) => !places.includes(name));
  return unknown ? t("words.unknown", { place: `{${unknown}}` }) : null;
}
