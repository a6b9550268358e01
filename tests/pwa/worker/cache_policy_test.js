import { is_app_path, is_hashed, OUTSIDE, policy_of } from "../../../service_worker/cache_policy.js";

const ORIGIN = "https://app.example";

/** @param {string} path @param {Partial<{method: string, mode: string, range: boolean}>} [how] */
function answered_by(path, how = {}) {
  const request = { method: "GET", mode: "navigate", range: false, ...how };
  return policy_of({ ...request, url: new URL(path, ORIGIN).href }, ORIGIN);
}

/** @param {unknown} actual @param {unknown} expected @param {string} [said] */
function equal(actual, expected, said = "") {
  if (actual !== expected) throw new Error(`${said} expected ${expected}, got ${actual}`);
}

Deno.test("every screen's address is answered with the shell, deep links too", () => {
  for (const path of ["/", "/jobs/0190a1", "/jobs/0190a1/pay", "/unsent", "/board?a=b#top", "/payments"]) {
    equal(answered_by(path), "shell", path);
  }
});

Deno.test("a published file is answered from the device, however it is asked for", () => {
  for (const mode of ["cors", "no-cors", "same-origin", "navigate"]) {
    equal(answered_by("/assets/app-0123456789.js", { mode }), "asset", mode);
  }
});

Deno.test("what the server alone may answer is never touched", () => {
  for (const outside of OUTSIDE) {
    for (const path of [outside, `${outside}/`, `${outside}/x/y`, `${outside}?a=1`]) {
      equal(answered_by(path), "network", path);
    }
  }
});

Deno.test("the list names the API, money, sign-in and every hook", () => {
  const named = ["/api", "/pay", "/auth", "/hooks", "/sandbox", "/statement", "/dev", "/docs", "/schema"];
  for (const path of named) {
    equal(OUTSIDE.includes(path), true, path);
  }
});

Deno.test("an address written in a disguise is still the server's", () => {
  for (const path of ["/%61pi/jobs", "/pa%79/token", "/api%2Fjobs", "//api/jobs", "/%E0%A4%A/broken"]) {
    equal(answered_by(path), "network", path);
  }
});

Deno.test("only GET is ever answered, and never a part of a file", () => {
  for (const method of ["POST", "PUT", "PATCH", "DELETE", "HEAD"]) {
    equal(answered_by("/", { method }), "network", method);
    equal(answered_by("/assets/app-0123456789.js", { method }), "network", method);
  }
  equal(answered_by("/assets/film-0123456789.mp4", { range: true }), "network");
});

Deno.test("only navigations get the shell, not what a page fetches", () => {
  equal(answered_by("/jobs/1", { mode: "cors" }), "network");
  equal(answered_by("/", { mode: "same-origin" }), "network");
});

Deno.test("another origin is never answered", () => {
  const url = "https://elsewhere.example/assets/app-0123456789.js";
  equal(policy_of({ method: "GET", mode: "cors", range: false, url }, ORIGIN), "network");
});

Deno.test("a name with an ending asks for a file, not for a screen", () => {
  equal(is_app_path("/favicon.ico"), false);
  equal(is_app_path("/jobs/plan.pdf"), false);
  equal(is_app_path("/jobs/v1.2/edit"), true);
});

Deno.test("a hashed name is known by its ten signs", () => {
  equal(is_hashed("/assets/sync/engine-0123456789.js"), true);
  equal(is_hashed("/assets/sync/engine-012345678.js"), false);
  equal(is_hashed("/"), false);
});
