"""Takings: cash and checks that members took, from their pocket to the office."""
