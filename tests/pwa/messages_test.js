import { cache } from "../../pwa/store/view.js";
import { equal, new_device } from "./device.js";

new_device();
Object.defineProperty(globalThis, "document", { value: { documentElement: {} }, configurable: true });
const { clock_time, day, instant, language, load_messages, money, money_parts, t } = await import(
  "../../pwa/messages.js"
);

/** @param {string} currency @param {string} zone */
async function in_a_company(currency, zone) {
  const cols = ["id", "currency", "zone"];
  const settings = { cols, data: [["org"], [currency], [zone]] };
  const snapshot = { epoch: "e", cursor: "e~1", server_time: "2026-11-23T09:00:00Z", tables: { settings } };
  await cache.replace(snapshot, 0);
}

/** @param {string} wanted */
async function speak(wanted) {
  language.value = wanted;
  await load_messages();
}

/** Every kind of space counts as one. @param {string} text */
const plain = (text) => text.replace(/\s/g, " ");

Deno.test("a sentence has its plural form, and its facts are written as people read them", async () => {
  await in_a_company("USD", "America/New_York");
  await speak("en");
  equal(t("sync.attention", { count: 1 }), "1 needs attention");
  equal(t("sync.attention", { count: 2 }), "2 need attention");
  equal(t("refusal.invoices.over_invoiced", { left_minor: 150_000 }).includes("$1,500.00"), true);
  equal(t("no.such.key"), "no.such.key");
});

Deno.test("sums keep every cent, up to the largest that a device can hold", async () => {
  await in_a_company("USD", "America/New_York");
  await speak("en");
  equal(money(9_007_199_254_740_991), "$90,071,992,547,409.91");
  equal(money(-5), "-$0.05");
  equal(money_parts(100_000).map((part) => part.type), [
    "currency",
    "integer",
    "group",
    "integer",
    "decimal",
    "fraction",
  ]); // the pieces that a screen sets smaller
  await in_a_company("JPY", "Asia/Tokyo");
  equal(money(33_330), "¥33,330");
  await in_a_company("KWD", "Asia/Kuwait");
  equal(plain(money(1_234_567)), "KWD 1,234.567");
});

Deno.test("SY-22: a day is the company's day, whatever the zone of the phone", async () => {
  await in_a_company("USD", "America/New_York");
  await speak("en");
  equal(day("2025-11-21"), "Nov 21, 2025");
  equal(day("2025-11-22T03:30:00Z"), "Nov 21, 2025");
  equal(plain(instant("2025-11-22T03:30:00Z")), "Nov 21, 2025, 10:30 PM");
  equal(plain(clock_time("2025-11-22T03:30:00Z")), "10:30 PM"); // beside its day, they are one moment
  await speak("es");
  equal(day("2025-11-21"), "21 nov 2025");
});

Deno.test("English and Spanish say the same things, with the same facts", async () => {
  /** @param {string} file @returns {Promise<string[]>} */
  const said = async (file) => {
    const sentences = (await import(`../../pwa/messages/${file}.js`)).default;
    const facts = (/** @type {string} */ key) => JSON.stringify(sentences[key]).match(/\{\w+\}/g) ?? [];
    return Object.keys(sentences).map((key) => [key, ...new Set(facts(key))].toSorted().join(" ")).toSorted();
  };
  equal(await said("es"), await said("en"));
  equal(await said("office.es"), await said("office.en"));
});

Deno.test("a name that runs to the left drags nothing of an English sentence along", async () => {
  await in_a_company("USD", "America/New_York");
  await speak("en");
  equal(t("today.none_found_text", { asked: "ليلى" }), "None of your jobs match “\u2068ليلى\u2069”.");
});
