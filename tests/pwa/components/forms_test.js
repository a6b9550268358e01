import { whole } from "../../../pwa/components/forms.js";
import { equal } from "../device.js";

Deno.test("a text that was cut inside an emoji loses the half of it, and nothing else", () => {
  equal(whole("Paid 👷🏽‍♀️".slice(0, 6)), "Paid ");
  equal(whole("Paid 👷🏽‍♀️"), "Paid 👷🏽‍♀️");
  equal(whole("\ude00 x"), " x");
  equal(whole("plain"), "plain");
});

Deno.test("what is pasted loses what nobody sees, and keeps its lines, tabs and joined letters", () => {
  equal(whole("Check\u202811\x0b7\x85\u2029\x7f\0"), "Check 11 7    ");
  equal(whole("one\n\ttwo"), "one\n\ttwo");
  equal(whole("می\u200cخواهم 👩\u200d🔧"), "می\u200cخواهم 👩\u200d🔧");
});
