"""The ways for messages to leave: the folder of a fresh installation, a mail server."""
