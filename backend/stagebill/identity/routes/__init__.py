"""Identity over HTTP: who is there and how they get in; and what people do with their own account."""
