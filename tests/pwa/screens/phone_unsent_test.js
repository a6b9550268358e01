/** What a phone keeps of what was refused, and what its owner may let go. */

import { equal, new_device } from "../device.js";

new_device();
const { AGREE, MAIL, TEXT } = await import("../../../pwa/screens/phone/send.js");
const { LET_GO } = await import("../../../pwa/screens/phone/unsent.js");

Deno.test("a refused sending from the door, a receipt too, can be let go; money never", () => {
  const asked = [AGREE, TEXT, MAIL, "notifications.send_receipt", "payments.record_payment"];
  equal(asked.map((type) => LET_GO.has(type)), [true, true, true, true, false]);
});
