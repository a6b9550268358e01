import { outbox } from "../../../pwa/store/outbox.js";
import { NoPushService, renew, TOLD, turn_off, turn_on } from "../../../pwa/sync/push.js";
import { equal, new_device } from "../device.js";

/** A phone that may notify, whose browser gives out these addresses one after the other. */
async function a_phone() {
  new_device();
  await outbox.open("org", "ana");
  /** @type {{path: string, body: any}[]} */
  const asked = [];
  const wants = /** @type {string[] | null} */ (["paid"]);
  const browser = { nth: 0, current: /** @type {any} */ (null), wants, hangs: false };
  const pushManager = {
    subscribe: () => {
      if (browser.hangs) return new Promise(() => {});
      browser.nth += 1;
      const endpoint = `https://push.example/${browser.nth}`;
      browser.current = {
        endpoint,
        toJSON: () => ({ endpoint, keys: { p256dh: "key", auth: "auth" } }),
        unsubscribe: () => Promise.resolve(browser.current = null),
      };
      return Promise.resolve(browser.current);
    },
    getSubscription: () => Promise.resolve(browser.current),
  };
  Object.defineProperties(globalThis, {
    Notification: {
      configurable: true,
      value: { permission: "granted", requestPermission: () => Promise.resolve("granted") },
    },
    fetch: {
      configurable: true,
      writable: true,
      value: (/** @type {string} */ path, /** @type {any} */ init) => {
        asked.push({ path, body: init.body && JSON.parse(init.body) });
        const body = path.startsWith("/api/push?") ? { public_key: "AAAA", wants: browser.wants } : {};
        return Promise.resolve(Response.json(body));
      },
    },
  });
  const serviceWorker = { ready: Promise.resolve({ pushManager }), getRegistration: () => ({ pushManager }) };
  Object.defineProperty(navigator, "serviceWorker", { value: serviceWorker, configurable: true });
  const told = () =>
    asked.filter(({ path }) => path === "/api/push/subscriptions").map(({ body }) => body.endpoint);
  return { browser, asked, told };
}

Deno.test("a browser that has changed its address tells the new one at the next start, once", async () => {
  const { browser, told } = await a_phone();
  await turn_on("AAAA", ["paid"]);
  await renew();
  equal(told(), ["https://push.example/1"]);
  browser.current = null; // the browser let it go in its own time
  await renew();
  await renew();
  equal(told(), ["https://push.example/1", "https://push.example/2"]);
  outbox.close();
});

Deno.test("who turned notifications off, or was taken off, is not subscribed again", async () => {
  const { browser, told } = await a_phone();
  await turn_on("AAAA", ["paid"]);
  browser.current = null;
  browser.wants = null;
  await renew();
  equal(told().length, 1);
  browser.wants = ["paid"];
  await renew();
  await turn_off();
  equal([localStorage.getItem(TOLD), told().length], [null, 2]);
  outbox.close();
});

Deno.test("a push service that never answers is given up after its time, and nothing was told", async () => {
  const { browser, told } = await a_phone();
  browser.hangs = true;
  const failed = await turn_on("AAAA", ["paid"], 20).catch((error) => error);
  equal([failed instanceof NoPushService, told()], [true, []]);
  browser.hangs = false;
  equal([await turn_on("AAAA", ["paid"], 20), told().length], ["on", 1]);
  outbox.close();
});
