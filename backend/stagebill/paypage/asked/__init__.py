"""What the customer said about an invoice on its page, as the page shows it again."""
