import { call, Offline } from "../../../pwa/sync/api.js";
import { link } from "../../../pwa/sync/status.js";
import { equal } from "../domain/assert.js";

/**
 * @param {number} status
 * @param {string} body
 * @param {Record<string, string>} [headers]
 * @param {string} [path]
 */
async function answered(status, body, headers = {}, path = "/api/sync/push") {
  const native = globalThis.fetch;
  globalThis.fetch = () => Promise.resolve(new Response(body, { status, headers }));
  try {
    return await call("POST", path, {});
  } catch (error) {
    return error instanceof Offline ? "offline" : error;
  } finally {
    globalThis.fetch = native;
  }
}

const OURS = { "X-Stagebill-Version": "1", "Content-Type": "application/problem+json" };

Deno.test("a stranger's no on the way is no answer: it ends no session, and parks no payment", async () => {
  link.value = { ...link.value, needs_sign_in: false };
  for (const status of [200, 400, 401, 403, 409, 422]) {
    equal(await answered(status, "<h1>Welcome to the hotel</h1>"), "offline");
    if (status !== 200) equal(await answered(status, '{"error": "blocked"}'), "offline");
  }
  equal([link.value.online, link.value.needs_sign_in], [false, false]);
});

Deno.test("what a proxy says of itself is heeded: too large, too much, not now", async () => {
  for (const status of [413, 429, 502, 503]) {
    const answer = /** @type {any} */ (await answered(status, "<h1>nginx</h1>", { "Retry-After": "7" }));
    equal([answer.status, answer.retry_after_ms], [status, 7000]);
  }
});

Deno.test("the server's own no is taken as it is", async () => {
  const answer = /** @type {any} */ (await answered(401, '{"code": "identity.not_signed_in"}', OURS));
  equal([answer.status, answer.body.code], [401, "identity.not_signed_in"]);
  equal([link.value.online, link.value.needs_sign_in], [true, true]);
});

Deno.test("beside the API the server names no version: a wrong password is told as one", async () => {
  const answer = /** @type {any} */ (await answered(401, '{"code": "identity.wrong"}', {}, "/auth/sign-in"));
  equal([answer.status, answer.body.code], [401, "identity.wrong"]);
});
