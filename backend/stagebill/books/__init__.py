"""Books: everything that happened with money, as a double-entry journal and as files for accountants."""
