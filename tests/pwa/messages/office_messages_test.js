import en from "../../../pwa/messages/office.en.js";
import es from "../../../pwa/messages/office.es.js";
import phone from "../../../pwa/messages/en.js";
import phone_es from "../../../pwa/messages/es.js";
import { equal } from "../device.js";
import { modules, source } from "../modules.js";

/** @typedef {Record<string, string | Record<string, string>>} Sentences */

/** Every text with one dot is a key, but for mutations and what the browser keeps. */
const KEY = /"(?!payments\.|stagebill\.)([a-z_]+\.[a-z_]+)"/g;
/** Words that are the same in both languages. */
const SHARED = ["table.total", "new_job.subtotal", "new_job.discount_help", "settings.accent"];

/** @param {Sentences} sentences */
function forms(sentences) {
  return Object.entries(sentences).flatMap(([key, text]) =>
    Object.entries(typeof text === "string" ? { "": text } : text)
      .map(([form, one]) => [`${key} ${form}`.trim(), one])
  );
}

/** The polite form and its imperatives, at the head of a sentence or with a pronoun. */
const POLITE = new RegExp(
  "\\b([Uu]sted|(Diga|Elija|Escriba|Ponga|Espere|Responda|Revise|Mire|Guarde|Quite|Pregunte|Indique)(?= )|" +
    "([Pp]lanifique|[Ii]mporte cada|[Mm]arque|[Rr]evise|[Pp]regunte|Su respuesta)\\b|" +
    "(Intente|Corrija|Introduzca|Haga)(?= )|[Ii]nténtel[aeo]|[Dd]evuélval[ao]|[Rr]eanúdel[ao])\\b",
);

/** @param {string} text */
const facts = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

Deno.test("the office's two languages have the same sentences, plural forms and facts", () => {
  const [english, spanish] = [en, es].map((one) =>
    forms(one).map(([key, text]) => [key, facts(text)]).sort()
  );
  equal(spanish, english);
});

Deno.test("no sentence of the office is empty, and none is left in English", () => {
  const spanish = Object.fromEntries(forms(es));
  const has_words = (/** @type {string} */ text) => /[a-z]{3}/i.test(text.replace(/\{\w+\}/g, ""));
  const same = forms(en).filter(([key, text]) => spanish[key] === text && has_words(text)).map(([key]) =>
    key
  );
  equal(same.filter((key) => !SHARED.includes(key)), []);
  equal(forms({ ...en, ...es }).filter(([, text]) => text.trim() === ""), []);
});

Deno.test("every sentence that an office screen asks for by name exists", () => {
  const asked = modules("screens/office").flatMap((path) =>
    [...source(path).matchAll(KEY)].map(([, key]) => `${path}: ${key}`)
  );
  equal(asked.length > 150, true);
  const codes = ["office.no_answer", "office.no_customer", "office.lines_unclear"];
  const refusals = Object.keys({ ...phone, ...en }).filter((key) => key.startsWith("refusal."));
  const known = [...Object.keys({ ...phone, ...en }), ...refusals.map((key) => key.replace("refusal.", ""))];
  equal(asked.filter((place) => !known.includes(place.split(": ")[1])), []);
  equal(codes.filter((code) => !(`refusal.${code}` in en)), []);
});

Deno.test("Spanish says tú to whoever uses the app, on every screen", () => {
  const spanish = forms({ ...phone_es, ...es });
  equal(spanish.filter(([, text]) => POLITE.test(text)).map(([key]) => key), []);
});

Deno.test("a method of payment has its capital at the head of a sentence alone", () => {
  const all = [phone, phone_es, en, es].flatMap(forms);
  equal(all.filter(([, text]) => text.indexOf("{method}") > 0), []);
  equal(all.filter(([key, text]) => key.startsWith("method.by_") && text !== text.toLocaleLowerCase()), []);
  const methods = all.filter(([key]) => key.startsWith("method."));
  equal(methods.length % 2, 0); // each has its form for the middle of a sentence
});
