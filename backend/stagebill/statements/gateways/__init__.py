"""The statement's visitors."""
