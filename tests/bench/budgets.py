"""What each measure may come to. docs/PERFORMANCE.md shows the same table, and a test holds them together."""

from collections.abc import Mapping
from typing import Final

BUDGETS: Final[Mapping[str, tuple[str, float]]] = {
    "list 50 of 100,000 invoices, hellos of CPU": ("≤", 5),
    "the same after a payment, hellos of CPU": ("≤", 5),
    "record a payment, 1 client, p50 ms": ("≤", 5),
    "create a progress invoice, hellos of CPU": ("≤", 15),
    "create a progress invoice, p50 ms": ("≤", 5),
    "push of 50 payments, p50 ms": ("≤", 60),
    "memory after all of it, MiB": ("≤", 120),
    "record a payment, 16 clients, hellos by rate": ("≤", 8),
    "record a payment, 16 clients, of raw one-commit-each SQLite": ("≥", 0.5),
    "delta of 1,000 changes, hellos by rate": ("≤", 40),
    "sums of 100,000 open invoices, p50 ms": ("≤", 400),
    "job of 500 lines and 100 invoices, p50 ms": ("≤", 100),
    "storm of 400 phones after an outage: all is sent, s": ("≤", 30),
    "storm: the office's list meanwhile, p95 ms": ("≤", 1000),
    "10,000 copies of 500 webhooks: all answered, s": ("≤", 60),
    "copies of webhooks: pay pages meanwhile, p95 ms": ("≤", 300),
    "boot path, modules": ("≤", 12),
    "boot path, KB br": ("≤", 40),
    "list from 1,000 to 100,000 invoices, growth of CPU": ("≤", 1.3),
    "PDF of an invoice with 30 lines, CPU ms": ("≤", 60),
    "cold start, CPU seconds": ("≤", 1.5),
}
PHONE_BUDGETS: Final[Mapping[str, float]] = {
    "first visit on slow 4G, CPU 4x: list painted, ms": 3_200,
    "no signal, CPU 4x, 10,000 invoices: the app again, ms": 500,
    "no signal, CPU 4x, all jobs scrolled: the longest task, ms": 50,
}
