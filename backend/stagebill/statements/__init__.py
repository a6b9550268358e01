"""The customer's statement: one page for a whole job, always at the same address."""
