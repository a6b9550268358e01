import { items_of } from "../../../pwa/screens/phone/checklist.js";
import { equal } from "../device.js";

const VISIT = {
  id: "v",
  checklist: [{ text: "Water off", done_at: "2026-11-26T08:00:00Z" }, {
    text: "Pressure test",
    done_at: null,
  }],
};

/** @param {number} place @param {boolean} is_done @param {string} [visit_id] */
const tick = (place, is_done, visit_id = "v") => ({
  mutation: { type: "jobs.tick_item", body: { visit_id, place, is_done } },
});

/** @param {ReturnType<typeof tick>[]} said */
const shown = (said) => items_of(VISIT, said).map(({ is_done, is_unsent }) => [is_done, is_unsent]);

Deno.test("the last word of this phone on an item lies over what the server has", () => {
  equal(shown([]), [[true, false], [false, false]]);
  equal(shown([tick(1, true)]), [[true, false], [true, true]]);
  equal(shown([tick(1, true), tick(1, false), tick(0, false, "another")]), [[true, false], [false, true]]);
});

Deno.test("a visit that an older server told of has no list", () => {
  equal(items_of({ id: "v" }, [tick(0, true)]), []);
});
