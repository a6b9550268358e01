// Which invoices their customers ask about, on which a bank debit does not arrive, and of which money was
// taken back: as the rows here say.
import { concerns_of, has_concern, late_debits } from "../../../components/concerns.js";
import { today_in } from "../../../components/parts.js";
import { invoices, settings } from "../../../store/view.js";
import { computed } from "../../../vendor/ui.js";

/** How many questions wait for the office. */
export const question_count = computed(() =>
  invoices.value.reduce(
    (count, invoice) => count + concerns_of(invoice).filter(({ kind }) => kind === "question").length,
    0,
  )
);

/** Invoices whose bank debit should have arrived by now. */
export const stuck = computed(() => {
  const today = today_in(settings.value?.zone);
  return invoices.value.filter((invoice) => late_debits(invoice, today).length > 0);
});

/** Invoices that were paid until the customer's bank took the money back; nothing came since. */
export const taken_back = computed(() =>
  invoices.value.filter((invoice) => has_concern(invoice, "taken_back"))
);

/** How many of all of these wait for somebody to look. */
export const asking_count = computed(() =>
  question_count.value + stuck.value.length + taken_back.value.length
);
