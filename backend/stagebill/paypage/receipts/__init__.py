"""What an invoice was paid with."""
