"""Cards on file: a customer agrees that one is kept, the office charges it for an invoice, either ends it."""
