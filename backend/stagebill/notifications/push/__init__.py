"""Notifications on phones by web push: who asked for what, what happened, and the way there."""
