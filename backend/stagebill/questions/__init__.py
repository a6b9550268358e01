"""What a customer asks about an invoice on their page, and how the office answers it."""
