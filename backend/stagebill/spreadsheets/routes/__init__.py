"""Spreadsheets over HTTP: lists that come in and go out, and the invoices that somebody chose."""
