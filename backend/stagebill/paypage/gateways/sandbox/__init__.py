"""The sandbox: a processor of our own for trying everything out; no money moves."""
