"""Drafts as they look before they are issued."""
