"""The secret links that go where a stored message keeps a place for them."""
