"""Drafts as they are looked at before they are issued."""
