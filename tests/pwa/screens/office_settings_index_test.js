// Which section of a long screen its index marks.
import { equal } from "../device.js";
import { place_of } from "../../../pwa/screens/office/settings/settings_index.js";

const MIDDLE = { height: 900, is_end: false, gone_to: -1 };

Deno.test("the section that is read is the last whose head stands in the upper third of the window", () => {
  equal(place_of([-500, 120, 700], MIDDLE), 1);
  equal(place_of([-500, 301, 700], MIDDLE), 0);
  equal(place_of([-900, -400, 300], MIDDLE), 2);
});

Deno.test("above the first head it is the first", () => {
  equal(place_of([400, 900], MIDDLE), 0);
});

Deno.test("one that was gone to is it while its head is up there, though a short one follows", () => {
  equal(place_of([-500, 16, 250], { ...MIDDLE, gone_to: 1 }), 1);
  equal(place_of([-500, -1, 233], { ...MIDDLE, gone_to: 1 }), 2);
  equal(place_of([-500, 16, 400], { ...MIDDLE, gone_to: 2 }), 1);
});

Deno.test("at the very end it is the one that was gone to while that is seen, else the last", () => {
  const end = { ...MIDDLE, is_end: true };
  equal(place_of([-500, 400, 700], end), 2);
  equal(place_of([-500, 400, 700], { ...end, gone_to: 1 }), 1);
  equal(place_of([-500, 400, 700], { ...end, gone_to: 0 }), 2);
});
