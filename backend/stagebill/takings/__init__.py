"""Takings: cash and checks that members took, until they hand them to the office."""
