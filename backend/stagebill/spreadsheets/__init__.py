"""Spreadsheets: lists that come in from another program's table, and lists that go out to one.

Nothing in a file is trusted: what comes in is shown with its mistakes before anything is written, and what
goes out cannot run as a formula.
"""
