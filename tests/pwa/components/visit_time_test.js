import { fitted } from "../../../pwa/components/shrink.js";
import { clashes, instant_in, wall_clock } from "../../../pwa/components/visit_time.js";
import { equal } from "../device.js";

const NEW_YORK = "America/New_York";

/**
 * @param {string} id
 * @param {string} from
 * @param {string} to
 * @param {string[]} technician_ids
 * @param {string} [state]
 */
function visit(id, from, to, technician_ids, state = "planned") {
  const [starts_at, ends_at] = [from, to].map((time) => `2026-03-04T${time}:00Z`);
  return { id, starts_at, ends_at, technician_ids, state };
}

Deno.test("two visits of one technician clash where their times overlap, and not where they touch", () => {
  const nine = visit("a", "14:00", "16:00", ["maya"]);
  const others = [
    nine,
    visit("overlaps", "15:59", "17:00", ["luis", "maya"]),
    visit("touches", "16:00", "17:00", ["maya"]),
    visit("somebody else", "14:00", "16:00", ["luis"]),
    visit("canceled", "14:00", "16:00", ["maya"], "canceled"),
    visit("done", "14:00", "16:00", ["maya"], "done"),
  ];
  equal(clashes(nine, others).map(({ id }) => id), ["overlaps"]);
});

Deno.test("a typed time is the company's, whatever the zone of this device", () => {
  equal(instant_in("2026-03-04T09:00", NEW_YORK), "2026-03-04T14:00:00.000Z");
  equal(instant_in("2026-07-04T09:00", NEW_YORK), "2026-07-04T13:00:00.000Z");
  equal(instant_in("2026-03-04T09:00", "Pacific/Auckland"), "2026-03-03T20:00:00.000Z");
  equal(wall_clock("2026-03-04T14:00:00.000Z", NEW_YORK), "2026-03-04T09:00");
  equal(instant_in("", NEW_YORK), null);
});

Deno.test("on the day the clocks change, the hours before and after keep their offsets", () => {
  equal(instant_in("2026-03-08T01:30", NEW_YORK), "2026-03-08T06:30:00.000Z");
  equal(instant_in("2026-03-08T03:30", NEW_YORK), "2026-03-08T07:30:00.000Z");
  for (const typed of ["2026-11-01T00:30", "2026-11-01T03:00", "2026-12-31T23:59"]) {
    equal(wall_clock(String(instant_in(typed, NEW_YORK)), NEW_YORK), typed);
  }
});

Deno.test("a photo fits into its square and is never made larger", () => {
  equal(fitted(4000, 3000, 2048), { width: 2048, height: 1536 });
  equal(fitted(3000, 4000, 480), { width: 360, height: 480 });
  equal(fitted(300, 200, 480), { width: 300, height: 200 });
  equal(fitted(40_000, 1, 480), { width: 480, height: 1 });
});
