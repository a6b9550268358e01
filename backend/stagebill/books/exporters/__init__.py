"""One file for each form in which an accountant takes a journal."""
