// What the reports say, in English.
export default {
  "refusal.kernel.period_backwards": "The last day is before the first one.",
  "refusal.kernel.period_too_long": "A report covers at most three years. Choose a shorter span.",
  "refusal.books.journal_too_long":
    "So much happened in this time that it does not fit into one file. Choose a shorter span.",
  "refusal.books.no_such_part": "There are fewer files than this.",
  "refusal.takings.missing": "This is not here.",
  "refusal.takings.not_theirs": "One of these payments was recorded by somebody else.",
  "refusal.takings.nothing_to_hand_over":
    "Only cash and checks are handed over, and only what did not go back to the customer.",
  "refusal.takings.handed_over_already":
    "One of these payments was handed over already. Undo that first, or leave it out.",
  "refusal.takings.undone_already": "This was undone already.",
};
