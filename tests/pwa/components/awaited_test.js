/** What a phone shows in place of rows that it does not have yet. */

import { equal, new_device } from "../device.js";

new_device();
const { Awaited } = await import("../../../pwa/components/awaited.js");
const { Empty } = await import("../../../pwa/components/parts.js");
const { learn } = await import("../../../pwa/sync/status.js");

Deno.test("a phone that keeps nothing shows three cards on their way, and without signal says so", () => {
  learn({ online: true });
  const cards = /** @type {any} */ (Awaited({ cards: 3 }));
  equal(cards.map((/** @type {any} */ card) => card.props.class), Array(3).fill("skeleton as-card"));
  learn({ online: false });
  const said = /** @type {any} */ (Awaited({ cards: 3 }));
  equal([said.type, said.props.icon], [Empty, "offline"]);
  learn({ online: true });
});
