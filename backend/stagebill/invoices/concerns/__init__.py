"""What stands about invoices beside their money, read from the slices above."""
