"""What the attachments slice needs of the outside: a place for bytes, and a process that decodes images."""
