"""All that a customer owes, of all their jobs: one page at one address, where it is paid at once."""
