import en from "../../../pwa/messages/en.js";
import es from "../../../pwa/messages/es.js";
import requests_en from "../../../pwa/messages/phone/requests.en.js";
import requests_es from "../../../pwa/messages/phone/requests.es.js";
import { equal } from "../device.js";
import { modules, source } from "../modules.js";

const TOASTED = /toast\(\s*t\(\s*"([^"]+)"/g;
const WAITS = /waiting to send|por enviar|pendiente de enviar/i;
const CATALOGS = [{ ...en, ...requests_en }, { ...es, ...requests_es }];

/** @param {string} key */
const says_that_it_waits = (key) =>
  CATALOGS.some((catalog) => WAITS.test(String(/** @type {Record<string, unknown>} */ (catalog)[key] ?? "")));

Deno.test("a toast outlives the sending: none says that something waits to be sent", () => {
  const keys = modules("screens").flatMap((path) =>
    [...source(path).matchAll(TOASTED)].map(([, key]) => key)
  );
  equal(keys.includes("request.kept"), true);
  equal(keys.filter(says_that_it_waits), []);
  equal(says_that_it_waits("request.saved"), true);
});
