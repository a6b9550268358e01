"""The outgoing-mail folder's viewer, and what became of messages."""
