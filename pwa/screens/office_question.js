// Which invoices their customers ask about, as the rows on this device say.
import { concerns_of } from "../components/concerns.js";
import { invoices } from "../store/view.js";
import { computed } from "../vendor/ui.js";

/** How many questions wait for the office. */
export const question_count = computed(() =>
  invoices.value.reduce(
    (count, invoice) => count + concerns_of(invoice).filter(({ kind }) => kind === "question").length,
    0,
  )
);
