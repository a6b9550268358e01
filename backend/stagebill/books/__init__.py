"""Books: everything that happened with money as a journal of double entry, and as files for accountants."""
