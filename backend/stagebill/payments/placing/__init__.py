"""What a rule must know before money is placed: open invoices, credit, what waits for an invoice."""
