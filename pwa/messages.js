/** Sentences, sums, days and instants in the reader's language; the company's currency and zone. */

import { decimal_text, exponent, locale_of } from "./domain/money.js";
import { isolated } from "./isolates.js";
import { remember, remembered } from "./store/database.js";
import { me, settings } from "./store/view.js";
import { batch, computed, effect, signal } from "./vendor/ui.js";

/**
 * A sentence, or one sentence for each plural form of the fact `count`.
 * @typedef {Record<string, string | Record<string, string>>} Sentences
 * @typedef {() => Promise<{default: Sentences}>} Load
 */

const LANGUAGE = "stagebill.language";
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T/;

/** @type {Record<string, {phone: Load, office: Load}>} */
const LOADERS = {
  en: { phone: () => import("./messages/en.js"), office: () => import("./messages/office.en.js") },
  es: { phone: () => import("./messages/es.js"), office: () => import("./messages/office.es.js") },
};

/** The language chosen on this device, or else the member's, or else the browser's. */
export const language = signal(
  supported([remembered(LANGUAGE), me.peek()?.language, ...navigator.languages]),
);

const sentences = signal(/** @type {Sentences} */ ({}));
/** The language of the sentences on the screen; it changes once their file has loaded. */
const spoken = signal(language.peek());
const plurals = computed(() => new Intl.PluralRules(spoken.value));
export const currency = computed(() => settings.value?.currency ?? me.value?.currency ?? "USD");
let office_is_wanted = false;

/** @param {unknown[]} wishes */
function supported(wishes) {
  const short = wishes.map((wish) => String(wish ?? "").slice(0, 2));
  return short.find((wish) => wish in LOADERS) ?? "en";
}

/** Resolves when the first sentences have loaded; later changes of `language` are followed. */
export async function load_messages() {
  await speak(language.peek());
  effect(() => {
    // The first visit starts in the browser's language; who signs in then has one of their own.
    if (remembered(LANGUAGE) === null) language.value = supported([me.value?.language, language.peek()]);
  });
  effect(() => {
    if (language.value === spoken.peek()) return;
    remember(LANGUAGE, language.value);
    void speak(language.value).catch(() => {}); // offline and never fetched: the old language stays
  });
}

export async function load_office_messages() {
  office_is_wanted = true;
  await speak(language.peek());
}

/** @param {string} wanted */
async function speak(wanted) {
  const { phone, office } = LOADERS[wanted];
  const parts = await Promise.all(office_is_wanted ? [phone(), office()] : [phone()]);
  batch(() => {
    sentences.value = Object.assign({}, ...parts.map((part) => part.default));
    spoken.value = wanted;
  });
  document.documentElement.lang = wanted;
}

/**
 * The sentence for a key, its {facts} filled in. A number in a fact named …_minor is formatted as money; an
 * ISO text as a day in …_on, as an instant in …_at.
 * @param {string} key
 * @param {Record<string, unknown>} [facts]
 * @returns {string}
 */
export function t(key, facts = {}) {
  const found = sentences.value[key];
  if (found === undefined) return key;
  const form = () => plurals.value.select(Number(facts.count));
  const text = typeof found === "string" ? found : found[form()] ?? found.other;
  return text.replace(/\{(\w+)\}/g, (hole, name) => name in facts ? in_words(name, facts[name]) : hole);
}

/**
 * @param {string} name
 * @param {unknown} fact
 */
function in_words(name, fact) {
  if (typeof fact === "number") return name.endsWith("_minor") ? money(fact) : number(fact);
  const text = String(fact ?? "");
  if (name.endsWith("_on") && DAY.test(text)) return day(text);
  return name.endsWith("_at") && INSTANT.test(text) ? instant(text) : isolated(text);
}

/** @param {number} count */
function number(count) {
  return in_locale(count);
}

/**
 * A number as it is written beside money: Spanish uses a decimal point in the United States, a comma in
 * Spain.
 * @param {number} value @param {Intl.NumberFormatOptions} [options]
 */
export function in_locale(value, options = {}) {
  return format(Intl.NumberFormat, locale_of(spoken.value, currency.value), options).format(value);
}

/** @param {number} minor */
export function money(minor) {
  return money_parts(minor).map(({ value }) => value).join("");
}

/**
 * The parts of a sum, so that a screen can set sign and cents smaller.
 * @param {number} minor
 */
export function money_parts(minor) {
  const locale = locale_of(spoken.value, currency.value);
  const options = { style: "currency", currency: currency.value };
  // The decimal text, not a division: sums past 2^53 / 100 would lose a cent on the way.
  const text = decimal_text(minor, exponent(currency.value));
  const formatter = format(Intl.NumberFormat, locale, /** @type {Intl.NumberFormatOptions} */ (options));
  return formatter.formatToParts(/** @type {Intl.StringNumericLiteral} */ (text));
}

/**
 * A calendar day: without a time zone, so that it is the same day everywhere.
 * @param {string} iso  a day, or an instant, which is then the company's day
 */
export function day(iso) {
  const is_day = DAY.test(iso);
  const zone = is_day ? "UTC" : settings.value?.zone ?? me.value?.zone;
  const of_this_year = iso.slice(0, 4) === new Date().toISOString().slice(0, 4);
  return format(Intl.DateTimeFormat, spoken.value, {
    day: "numeric",
    month: "short",
    timeZone: zone,
    ...(of_this_year ? {} : { year: "numeric" }),
  }).format(new Date(is_day ? `${iso}T00:00:00Z` : iso));
}

/** @param {string} iso  an instant, in the company's zone */
export function instant(iso) {
  const timeZone = settings.value?.zone ?? me.value?.zone;
  return format(Intl.DateTimeFormat, spoken.value, { dateStyle: "medium", timeStyle: "short", timeZone })
    .format(new Date(iso));
}

/** @param {string} iso  an instant: the hour on the company's clock, as its day is the company's day */
export function clock_time(iso) {
  const timeZone = settings.value?.zone ?? me.value?.zone;
  return format(Intl.DateTimeFormat, spoken.value, { hour: "numeric", minute: "2-digit", timeZone })
    .format(new Date(iso));
}

/** @type {Map<string, any>} */
const formatters = new Map();

/**
 * Creating a formatter costs more than everything that it formats on a screen.
 * @template T, O
 * @param {new (locale: string, options: O) => T} Formatter
 * @param {string} locale
 * @param {O} options
 * @returns {T}
 */
function format(Formatter, locale, options) {
  const key = Formatter.name + locale + JSON.stringify(options);
  let made = formatters.get(key);
  if (!made) formatters.set(key, made = new Formatter(locale, options));
  return made;
}
