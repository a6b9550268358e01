"""Stagebill: progress invoicing for field-service crews."""

__version__ = "0.1.0"
