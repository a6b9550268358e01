import { match } from "../../pwa/router.js";
import { equal } from "./domain/assert.js";

Deno.test("a pattern takes its own paths, with or without the last slash, and gives the named parts", () => {
  equal(match("/", "/"), {});
  equal(match("/jobs/:id/pay", "/jobs/0190a/pay"), { id: "0190a" });
  equal(match("/jobs/:id", "/jobs/0190a/"), { id: "0190a" });
  equal(match("/jobs/:id", "/jobs/a%20b"), { id: "a b" });
});

Deno.test("a pattern leaves other paths alone", () => {
  for (const path of ["/jobs", "/jobs/", "/jobs/1/pay", "/invoices/1", "/"]) {
    equal(match("/jobs/:id", path), null);
  }
  equal(match("/", "/jobs"), null);
});

Deno.test("a part that is no valid escape is taken as it is", () => {
  equal(match("/jobs/:id", "/jobs/%E0%A4%A"), { id: "%E0%A4%A" });
});
