// The company's own words in mails and texts, for each kind and language, as they will read.
import { Field, Segments } from "../../../components/forms.js";
import { length_of } from "../../../domain/segments.js";
import { day, language, money, t } from "../../../messages.js";
import { call } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { CUSTOMER_LANGUAGES } from "../customers/customer_languages.js";
import { Section, use_section } from "../settings/settings_form.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const OF_INVOICE = ["company", "customer", "amount", "title", "number", "day"];
const OF_REMINDER = ["company", "customer", "amount"];
/** What may be said of each kind: the same places as the server's. */
const KINDS = /** @type {Record<string, Record<string, string[]>>} */ ({
  mail: {
    mail: OF_INVOICE,
    receipt: OF_INVOICE,
    reminder: OF_REMINDER,
    change_order: ["company", "customer", "amount", "title"],
  },
  text: {
    text_invoice: [...OF_INVOICE, "link"],
    text_receipt: [...OF_INVOICE, "link"],
    text_reminder: [...OF_REMINDER, "count", "link"],
    text_statement: ["company", "customer", "title", "link"],
  },
});
const SUBJECT_MAX = 200;
const GREETING_MAX = 4000;
const TEXT_MAX = 300;
const SAMPLE_MINOR = 250_000;

/** @param {{ known: Row }} props */
export function MessageWords({ known }) {
  const [way, set_way] = useState("mail");
  const [kind, set_kind] = useState("mail");
  const [spoken, set_spoken] = useState(/** @type {string} */ (language.peek()));
  const { draft, change, is_dirty, form } = use_section({ texts: known.texts });
  const typed = (/** @type {string} */ name) => draft.texts[name]?.[spoken] ?? "";
  const set = (/** @type {Record<string, string>} */ parts) => {
    const changed = Object.entries(parts).map(([name, text]) =>
      [name, { en: "", es: "", ...draft.texts[name], [spoken]: text }]
    );
    change({ texts: { ...draft.texts, ...Object.fromEntries(changed) } });
  };
  const pick_way = (/** @type {string} */ picked) => {
    set_way(picked);
    set_kind(Object.keys(KINDS[picked])[0]);
  };
  const places = KINDS[way][kind];
  const Words = way === "mail" ? MailWords : TextWords;
  return html`
    <${Section} id="words" title=${t("words.title")} about=${t(`words.${way}_is`)} form=${form}
      is_dirty=${is_dirty}>
      <${Segments} label=${t("words.way")} value=${way} on_pick=${pick_way}
        options=${["mail", "text"].map((value) => ({ value, label: t(`plan.by_${value}`) }))} />
      <${Segments} label=${t("words.kind")} value=${kind} on_pick=${set_kind}
        options=${Object.keys(KINDS[way]).map((value) => ({ value, label: t(`words.kind_${value}`) }))} />
      <${Segments} label=${t("customer.language")} value=${spoken} options=${CUSTOMER_LANGUAGES}
        on_pick=${set_spoken} />
      <${Words} key=${`${kind} ${spoken}`} kind=${kind} spoken=${spoken} places=${places}
        company=${known.name} typed=${typed} set=${set} />
    <//>
  `;
}

/**
 * @typedef {{ kind: string, spoken: string, places: string[], company: string,
 *   typed: (name: string) => string, set: (parts: Record<string, string>) => void }} WordsProps
 */

/** @param {WordsProps} props */
function MailWords({ kind, places, company, typed, set }) {
  const facts = sample_of(company);
  const names = [`${kind}_subject`, `${kind}_greeting`];
  const [subject, greeting] = names.map(typed);
  return html`
    <${Field} label=${t("words.subject")} value=${subject} limit=${SUBJECT_MAX} optional=${true}
      wrong=${unknown_in(subject, places)}
      on_input=${(/** @type {string} */ text) => set({ [names[0]]: text })} />
    <${Field} label=${t("words.greeting")} lines=${true} value=${greeting} limit=${GREETING_MAX}
      optional=${true} wrong=${unknown_in(greeting, places)} help=${help_of(places)}
      on_input=${(/** @type {string} */ text) => set({ [names[1]]: text })} />
    <div class="notice plain" role="status"><div class="grow stack tight">
      <b>${subject.trim() ? filled(subject, facts) : t("words.ours_subject")}</b>
      <span class="as-typed">${greeting.trim() ? filled(greeting, facts) : t("words.ours_greeting")}</span>
    </div></div>
    ${(subject || greeting) && html`<${Reset} on_reset=${() => set({ [names[0]]: "", [names[1]]: "" })} />`}
  `;
}

/** A text as it will read, and how many parts it is billed as. @param {WordsProps} props */
function TextWords({ kind, spoken, places, typed, set }) {
  const [shown, set_shown] = useState(/** @type {Row | null} */ (null));
  useEffect(() => {
    call("GET", "/api/text-samples").then(({ body }) => set_shown(body), () => {});
  }, []);
  const words = typed(kind);
  const has_no_link = words.trim() && !words.includes("{link}");
  const wrong = unknown_in(words, places) ??
    (has_no_link ? t("refusal.settings.link_missing", { link: "{link}" }) : null);
  const example = shown?.examples.find((/** @type {Row} */ one) => one.language === spoken);
  const ours = shown?.items.find((/** @type {Row} */ one) =>
    one.language === spoken && `text_${one.kind}` === kind
  );
  const own = words.trim() && example && `${filled(words.trim(), example.facts)} ${example.stop}`;
  const text = own || ours?.text;
  const { segments, places: signs, is_short } = length_of(text ?? "");
  return html`
    <${Field} label=${t("words.text")} lines=${true} value=${words} limit=${TEXT_MAX} optional=${true}
      wrong=${wrong} help=${help_of(places)}
      on_input=${(/** @type {string} */ said) => set({ [kind]: said })} />
    ${text && html`
      <div class="notice plain" role="status"><div class="grow stack tight">
        <b>${t(words.trim() ? "words.reads" : "words.ours_text")}</b>
        <span class="as-typed breaks" dir="auto">${text}</span>
        <span class="dim small">${t("texts.length", { count: segments, places: signs })}${
      !is_short && spoken !== "ar" ? ` · ${t("words.long_sign")}` : ""
    }</span>
      </div></div>
    `}
    ${words && html`<${Reset} on_reset=${() => set({ [kind]: "" })} />`}
  `;
}

/** @param {{ on_reset: () => void }} props */
function Reset({ on_reset }) {
  return html`<div><button type="button" onClick=${on_reset}>${t("words.reset")}</button></div>`;
}

/** @param {string[]} places */
function help_of(places) {
  return t("words.places", { places: places.map((place) => `{${place}}`).join(" ") });
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
