"""What people do with invoices, by subject."""
