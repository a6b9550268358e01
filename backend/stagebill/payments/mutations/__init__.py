"""What people do with money received: it finds its place (`money`), or is moved and returned."""
