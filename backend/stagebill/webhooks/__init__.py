"""Webhooks: other programs hear of what happens here, signed, in time, and as long as they answer."""
