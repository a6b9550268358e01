import en from "../../../pwa/messages/en.js";
import es from "../../../pwa/messages/es.js";
import { equal } from "../device.js";
import { modules, source } from "../modules.js";

/** @typedef {Record<string, string | Record<string, string>>} Sentences */

const SCREENS = modules("screens").filter((path) => !path.startsWith("screens/office/"));
const PHONE = ["app.js", ...modules("components"), ...SCREENS];
const KEY = /\bt\(\s*(?:[\w.]+ \? "([a-z_.]+)" : )?"([a-z_.]+)"|say="([a-z_.]+)"/g;

/** @param {Sentences} sentences */
function forms(sentences) {
  return Object.entries(sentences).flatMap(([key, text]) =>
    Object.entries(typeof text === "string" ? { "": text } : text)
      .map(([form, one]) => [`${key} ${form}`.trim(), one])
  );
}

/** @param {string} text */
const facts = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

Deno.test("both languages have the same sentences, in the same plural forms, with the same facts", () => {
  const [english, spanish] = [en, es].map((one) => forms(one).map(([key, text]) => [key, facts(text)]));
  equal(spanish, english);
});

Deno.test("no sentence is empty, and none is left in English", () => {
  const spanish = Object.fromEntries(forms(es));
  const has_words = (/** @type {string} */ text) => /[a-z]{3}/i.test(text.replace(/\{\w+\}/g, ""));
  equal(forms(en).filter(([key, text]) => spanish[key] === text && has_words(text)).map(([key]) => key), []);
  equal(forms({ ...en, ...es }).filter(([, text]) => text.trim() === ""), []);
});

Deno.test("every sentence that the phone asks for by name exists", () => {
  const asked = PHONE.flatMap((path) =>
    [...source(path).matchAll(KEY)].flatMap(([, one, two, three]) =>
      [one, two, three].filter(Boolean).map((key) => `${path}: ${key}`)
    )
  );
  equal(asked.length > 100, true);
  equal(asked.filter((place) => !((place.split(": ")[1]) in en)), []);
});
