"""The ways for mail to leave: the folder of a fresh installation."""
