import { address_of, notification_of } from "../../../service_worker/push.js";

const ORIGIN = "https://app.example";

/** @param {unknown} actual @param {unknown} expected */
function equal(actual, expected) {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) throw new Error(`expected ${right}, got ${left}`);
}

Deno.test("a message of ours becomes its notification", () => {
  const said = { title: "Paid", body: "$1,000.00", tag: "job-1042", path: "/jobs/1", badge_count: 2 };
  const { title, options, badge_count } = notification_of(JSON.stringify(said));
  equal([title, options.body, options.tag, options.data, badge_count],
    ["Paid", "$1,000.00", "job-1042", { path: "/jobs/1" }, 2]);
});

Deno.test("whatever arrives, there is something to show", () => {
  for (const text of [undefined, "", "{", "null", "3", '"words"', "[]", '{"title":5,"badge_count":"x"}']) {
    const { title, options, badge_count } = notification_of(text);
    equal([title, options.data, badge_count], ["Stagebill", { path: "/" }, null]);
  }
});

Deno.test("plain text is shown as it came", () => {
  equal(notification_of("Open the app to send").options.body, "Open the app to send");
});

Deno.test("a tap opens a path of this app and nothing else", () => {
  equal(address_of("/jobs/1?x=2", ORIGIN), "https://app.example/jobs/1?x=2");
  const strange = ["https://evil.example/", "//evil.example/x", "javascript:alert(1)", 7, "http://"];
  for (const path of strange) {
    equal(address_of(path, ORIGIN), "https://app.example/");
  }
});
