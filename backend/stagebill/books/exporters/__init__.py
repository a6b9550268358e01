"""One file for each format in which an accountant takes a journal."""
