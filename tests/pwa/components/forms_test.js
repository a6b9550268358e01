import { whole } from "../../../pwa/components/forms.js";
import { equal } from "../device.js";

Deno.test("a text that was cut inside an emoji loses the half of it, and nothing else", () => {
  equal(whole("Paid 👷🏽‍♀️".slice(0, 6)), "Paid ");
  equal(whole("Paid 👷🏽‍♀️"), "Paid 👷🏽‍♀️");
  equal(whole("\ude00 x"), " x");
  equal(whole("plain"), "plain");
});
