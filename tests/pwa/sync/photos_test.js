import { line_said, say_line } from "../../../pwa/screens/phone/photo_line.js";
import { outbox } from "../../../pwa/store/outbox.js";
import { PhotoNotKept, Photos, photos } from "../../../pwa/store/photos.js";
import { leave_photos, mark_refused, send_all } from "../../../pwa/sync/photo_exchange.js";
import { photos_waiting, status } from "../../../pwa/sync/status.js";
import { equal, new_device } from "../device.js";
import { IDBObjectStore } from "../vendor/fake_indexeddb.js";

const SHA = "ab".repeat(32);
const bytes = new TextEncoder().encode("a photo").buffer;

/** A phone with one photo in its queue, and a server that keeps what it is told. */
async function a_phone(about = {}) {
  const device = new_device();
  await outbox.open("org", "ana");
  photos.close();
  await photos.open("org", "ana");
  const taken = { job_id: "job", sha256: SHA, bytes, small: bytes, type: "image/jpeg" };
  const id = await photos.keep({ ...taken, ...about, taken_at: "2026-03-02T15:00:00.000Z" });
  /** @type {{asked: string[], kept: Set<string>, answer: number | null, code: string | null}} */
  const server = { asked: [], kept: new Set(), answer: null, code: null };
  /** @param {string} method @param {string} path */
  const send = (method, path) => {
    server.asked.push(`${method} ${path}`);
    if (server.answer === 0) return Promise.reject(new Error("no signal"));
    if (method === "HEAD") return Promise.resolve({ status: server.kept.has(path) ? 200 : 404, code: null });
    if (server.answer !== null) return Promise.resolve({ status: server.answer, code: server.code });
    server.kept.add(path);
    return Promise.resolve({ status: 200, code: null });
  };
  return { device, id, server, send };
}

const attached = () =>
  outbox.entries.peek().filter(({ mutation }) => mutation.type === "attachments.attach_file");

Deno.test("a photo is on the disk, strictly and apart from money, before it counts as kept", async () => {
  const { device, id } = await a_phone();
  const written = device.transactions.filter(({ database }) => database.startsWith("photos-"));
  equal(written, [{ stores: ["queue"], durability: "strict", database: "photos-org-ana" }]);
  const reopened = new Photos();
  await reopened.open("org", "ana");
  equal(reopened.queue.value.map((photo) => [photo.id, photo.state]), [[id, "waiting"]]);
  equal([photos_waiting.value, status.value.unsent_count], [1, 1]);
  reopened.close();
});

Deno.test("bytes go first, then the mutation under the photo's own id, by way of the outbox", async () => {
  const { id, server, send } = await a_phone();
  equal(await send_all(send), true);
  equal(server.asked, [`HEAD /api/blobs/${SHA}`, `PUT /api/blobs/${SHA}`]);
  const told = attached().map(({ id, mutation: { body } }) => [id, body.attachment_id, body.sha256]);
  equal(told, [[id, id, SHA]]);
  equal(photos.queue.value[0].state, "sent");
  equal(photos_waiting.value, 0);
});

Deno.test("money goes before photos", async () => {
  const { server, send } = await a_phone();
  await outbox.record("payments.record_payment", { method: "cash", amount_minor: 100, currency: "USD" });
  equal(await send_all(send), false);
  equal(server.asked, []);
});

Deno.test("an answer that was lost costs a question, and the bytes are not sent twice", async () => {
  const { server, send } = await a_phone();
  server.kept.add(`/api/blobs/${SHA}`);
  await send_all(send);
  equal(server.asked, [`HEAD /api/blobs/${SHA}`]);
  equal(attached().length, 1);
});

Deno.test("a page killed between the bytes and their mark attaches the photo once", async () => {
  const { id, send } = await a_phone();
  await send_all(send);
  await photos.mark(id, { state: "waiting" }); // the mark is what was lost
  for (const { id: entry } of outbox.entries.peek()) await outbox.settle([{ id: entry, state: "applied" }]);
  await send_all(send);
  equal(attached().map((entry) => entry.id), [id]); // the same id: the server answers with its first outcome
});

Deno.test("without signal, or with a busy server, the photo waits", async () => {
  const { server, send } = await a_phone();
  for (const answer of [503, 429, 401, 500]) {
    server.answer = answer;
    equal(await send_all(send), false);
  }
  server.answer = 0;
  equal(await send_all(send).catch(() => "no signal"), "no signal");
  equal(photos.queue.value[0].state, "waiting");
  equal(attached(), []);
});

Deno.test("what the server never takes is marked with its reason until somebody drops it", async () => {
  const { id, server, send } = await a_phone();
  Object.assign(server, { answer: 422, code: "attachments.unreadable_image" });
  equal(await send_all(send), true);
  const [{ state, code }] = photos.queue.value;
  equal([state, code], ["refused", "attachments.unreadable_image"]);
  equal(attached(), []);
  await photos.drop(id);
  equal(photos.queue.value, []);
});

Deno.test("PW-08: a full phone refuses the photo and says why; a payment still finds room", async () => {
  await a_phone();
  const native = IDBObjectStore.prototype.put;
  /** @this {IDBObjectStore} @param {any} value @param {any} key */
  IDBObjectStore.prototype.put = function (value, key) {
    if (this.name === "queue") throw new DOMException("full", "QuotaExceededError");
    return native.call(this, value, key);
  };
  try {
    const taken = { job_id: "job", sha256: SHA, bytes, small: bytes, type: "image/jpeg", taken_at: "" };
    const error = await photos.keep(taken).catch((thrown) => thrown);
    equal([error instanceof PhotoNotKept, error.reason], [true, "full"]);
    const paid = { method: "cash", amount_minor: 100, currency: "USD" };
    equal(typeof (await outbox.record("payments.record_payment", paid)).seq, "number");
  } finally {
    IDBObjectStore.prototype.put = native;
  }
});

Deno.test("a photo that arrived leaves the queue; its small copy stays for days without signal", async () => {
  const { id } = await a_phone();
  await photos.settle(id);
  equal(photos.queue.value, []);
  equal((await photos.small(id))?.byteLength, bytes.byteLength);
});

Deno.test("a photo that the server would not attach says why, and is not called sent", async () => {
  const { id, send } = await a_phone();
  await send_all(send);
  await outbox.settle([{ id, state: "rejected", code: "attachments.unknown_job" }]);
  await mark_refused(outbox.entries.peek().filter((entry) => entry.parked));
  const [{ state, code }] = photos.queue.value;
  equal([state, code], ["refused", "attachments.unknown_job"]);
});

Deno.test("signing out forgets what was looked at and keeps what waits", async () => {
  const { id } = await a_phone();
  await photos.keep_small("seen", bytes);
  await leave_photos();
  await photos.open("org", "ana");
  equal(await photos.small("seen"), null);
  equal(photos.queue.value.map((photo) => photo.id), [id]);
});

Deno.test("the line of a photo goes with it; one kept before there was a choice shows the job", async () => {
  for (const [about, told] of [[{}, null], [{ line_item_id: "copper" }, "copper"]]) {
    const { send } = await a_phone(about ?? {});
    equal(await send_all(send), true);
    equal(attached().map(({ mutation: { body } }) => body.line_item_id), [told]);
  }
});

Deno.test("what was said of a photo's line and is not sent yet is what the phone shows", async () => {
  await a_phone();
  const row = /** @type {any} */ ({ id: "photo", line_item_id: "labor" });
  equal(line_said(row), "labor");
  await outbox.record("attachments.tie_file", { attachment_id: "photo", line_item_id: "copper" });
  equal(line_said(row), "copper");
  await outbox.record("attachments.tie_file", { attachment_id: "photo", line_item_id: null });
  equal(line_said(row), "");
  equal(line_said({ ...row, id: "another" }), "labor");
});

Deno.test("a photo that waits takes the line along that was said of it last", async () => {
  const { id, send } = await a_phone({ line_item_id: "boiler" });
  await say_line(id, "pipes");
  equal(line_said({ ...photos.queue.value[0] }), "pipes");
  await send_all(send);
  equal(attached().map(({ mutation }) => mutation.body.line_item_id), ["pipes"]);
  equal(tied(), []);
});

Deno.test("a line that is changed while the bytes are on their way goes along too", async () => {
  const { id, server, send } = await a_phone({ line_item_id: "boiler" });
  /** @param {string} method @param {string} path */
  const slow = async (method, path) => {
    if (method === "PUT") await say_line(id, null);
    return await send(method, path);
  };
  await send_all(slow);
  equal(server.kept.size, 1);
  equal(attached().map(({ mutation }) => mutation.body.line_item_id), [null]);
});

Deno.test("once a photo is on its way to the server, another line of it is a word that follows", async () => {
  const { id, send } = await a_phone({ line_item_id: "boiler" });
  await send_all(send);
  await say_line(id, "pipes");
  equal(attached().map(({ mutation }) => mutation.body.line_item_id), ["boiler"]);
  equal(tied(), [{ attachment_id: id, line_item_id: "pipes" }]);
  equal(line_said(photos.queue.value[0]), "pipes");
});

const tied = () =>
  outbox.entries.peek().filter(({ mutation }) => mutation.type === "attachments.tie_file")
    .map(({ mutation: { body: { attachment_id, line_item_id } } }) => ({ attachment_id, line_item_id }));
