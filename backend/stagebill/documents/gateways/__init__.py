"""The typesetter, which lives in a process of its own."""
