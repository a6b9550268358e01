import en from "../../../pwa/messages/en.js";
import es from "../../../pwa/messages/es.js";
import { equal } from "../device.js";

/** @typedef {Record<string, string | Record<string, string>>} Sentences */

const APP = new URL("../../../pwa/", import.meta.url);
const SCREENS = files("screens").filter((name) => !name.includes("/office_"));
const PHONE = ["app.js", ...files("components"), ...SCREENS];
const KEY = /\bt\(\s*(?:[\w.]+ \? "([a-z_.]+)" : )?"([a-z_.]+)"|say="([a-z_.]+)"/g;

/** @param {string} folder */
function files(folder) {
  return [...Deno.readDirSync(new URL(folder, APP))].map(({ name }) => `${folder}/${name}`);
}

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
  const asked = PHONE.flatMap((name) =>
    [...Deno.readTextFileSync(new URL(name, APP)).matchAll(KEY)].flatMap(([, one, two, three]) =>
      [one, two, three].filter(Boolean).map((key) => `${name}: ${key}`)
    )
  );
  equal(asked.length > 100, true);
  equal(asked.filter((place) => !((place.split(": ")[1]) in en)), []);
});
