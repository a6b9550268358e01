/** The worker's own storage rules, with a Cache Storage that can be made to fail. */
import { BUILD } from "../../../service_worker/build.js";
import { asset_for, drop_older_caches, fill_cache, shell_for } from "../../../service_worker/shell.js";

const APP = "/assets/app-0123456789.js";
const NAME = `pre-${BUILD.version}`;

/** @param {unknown} actual @param {unknown} expected */
function equal(actual, expected) {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) throw new Error(`expected ${right}, got ${left}`);
}

/** Cache Storage in memory. */
class Caches {
  /** @type {Map<string, Map<string, Response>>} */
  all = new Map();
  broken = false;
  has = (/** @type {string} */ name) => Promise.resolve(this.all.has(name));
  keys = () => Promise.resolve([...this.all.keys()]);
  delete = (/** @type {string} */ name) => Promise.resolve(this.all.delete(name));
  open = (/** @type {string} */ name) => {
    if (this.broken) return Promise.reject(new DOMException("full", "QuotaExceededError"));
    const held = this.all.get(name) ?? new Map();
    this.all.set(name, held);
    return Promise.resolve({
      match: (/** @type {string} */ url) => Promise.resolve(held.get(path_of(url))?.clone()),
      put: (/** @type {string} */ url, /** @type {Response} */ response) => {
        held.set(path_of(url), response);
        return Promise.resolve();
      },
    });
  };
  match = (/** @type {string} */ url) =>
    Promise.resolve([...this.all.values()].map((held) => held.get(url)).find(Boolean)?.clone());
}

/** @param {string} url */
function path_of(url) {
  return new URL(url, "https://app.example").pathname;
}

/**
 * Runs a test on a device with these caches and this network.
 * @param {(url: string) => Response} network
 * @param {(device: {caches: Caches, asked: string[]}) => Promise<void>} test
 */
async function on_device(network, test) {
  const device = { caches: new Caches(), asked: /** @type {string[]} */ ([]) };
  const before = { caches: globalThis.caches, fetch: globalThis.fetch };
  const fetch = (/** @type {string | Request} */ asked) => {
    const path = path_of(typeof asked === "string" ? asked : asked.url);
    device.asked.push(path);
    return Promise.resolve(network(path));
  };
  Object.defineProperty(globalThis, "caches", { value: device.caches, configurable: true });
  Object.assign(globalThis, { fetch });
  BUILD.precache = ["/", APP];
  try {
    await test(device);
  } finally {
    Object.defineProperty(globalThis, "caches", { value: before.caches, configurable: true });
    Object.assign(globalThis, { fetch: before.fetch });
  }
}

/** @param {string} path */
function good(path) {
  /** @type {Record<string, string>} */
  const headers = path === "/"
    ? { "Content-Type": "text/html", "X-Stagebill-Version": BUILD.version }
    : { "Content-Type": "text/javascript" };
  return new Response(`body of ${path}`, { headers });
}

/** @param {(path: string) => Response} network */
function fails_to_install(network) {
  return on_device(network, async ({ caches }) => {
    const failed = await fill_cache().then(() => false, () => true);
    equal([failed, [...caches.all.keys()]], [true, []]);
  });
}

Deno.test("an install keeps every file of the list", () =>
  on_device(good, async ({ caches, asked }) => {
    await fill_cache();
    equal([...caches.all.get(NAME)?.keys() ?? []].sort(), ["/", APP]);
    equal(asked.sort(), ["/", APP]);
  }));

Deno.test("a file that an older version kept is copied, not fetched again", () =>
  on_device(good, async ({ caches, asked }) => {
    caches.all.set("pre-older", new Map([[APP, new Response("kept")], ["/", new Response("old page")]]));
    await fill_cache();
    equal(asked, ["/"]);
    equal(await (await asset_for(new Request(`https://app.example${APP}`))).text(), "kept");
  }));

Deno.test("one missing file fails the whole install and leaves nothing behind", () =>
  fails_to_install((path) => path === APP ? new Response("", { status: 404 }) : good(path)));

Deno.test("a captive portal's page is not taken for a file", () =>
  fails_to_install((path) =>
    path === APP ? new Response("<html>", { headers: { "Content-Type": "text/html" } }) : good(path)));

Deno.test("another version's shell is not taken for ours", () =>
  fails_to_install((path) =>
    path === "/" ? new Response("", { headers: { "X-Stagebill-Version": "x" } }) : good(path)));

Deno.test("a failed second install of one version keeps the cache that is in use", () =>
  on_device(() => new Response("", { status: 500 }), async ({ caches }) => {
    caches.all.set(NAME, new Map([[APP, good(APP)], ["/", good("/")]]));
    await fill_cache().catch(() => {});
    equal([...caches.all.get(NAME)?.keys() ?? []], [APP, "/"]);
  }));

Deno.test("a storage that fails costs speed only: the network answers", () =>
  on_device(good, async ({ caches, asked }) => {
    caches.broken = true;
    equal(await (await asset_for(new Request(`https://app.example${APP}`))).text(), `body of ${APP}`);
    equal(await (await shell_for(new Request("https://app.example/jobs/1"))).text(), "body of /jobs/1");
    equal(asked, [APP, "/jobs/1"]);
  }));

Deno.test("what was kept is answered without a network", () =>
  on_device(good, async ({ asked }) => {
    await fill_cache();
    asked.length = 0;
    equal(await (await shell_for(new Request("https://app.example/jobs/1"))).text(), "body of /");
    equal(asked, []);
  }));

Deno.test("taking over removes older versions and nothing of anyone else", () =>
  on_device(good, async ({ caches }) => {
    for (const name of ["pre-1", "pre-2", "photos"]) caches.all.set(name, new Map());
    await fill_cache();
    await drop_older_caches();
    equal([...caches.all.keys()].sort(), ["photos", NAME].sort());
  }));
