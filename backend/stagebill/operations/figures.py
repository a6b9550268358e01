"""Backlog figures as a Prometheus registry: counts, sums, and the age of the oldest."""

from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge

from stagebill.operations.queries import Figures, Waiting


def registry_of(figures: Figures, now: datetime) -> CollectorRegistry:
    """The figures for one scrape; nothing is kept between scrapes, because the database knows it all."""
    registry = CollectorRegistry()
    _waiting(
        registry,
        "outbox_retrying",
        "errands that failed at least once and are tried again",
        figures.outbox,
        now,
    )
    _waiting(registry, "decisions_open", "payments that need a decision", figures.decisions, now)
    _waiting(registry, "device_unsent", "records that devices have not sent yet", figures.unsent, now)
    _gauge(registry, "outbox_dead", "errands that were given up", figures.outbox_dead)
    _gauge(registry, "device_unsent_minor", "money in them, in minor units", figures.unsent_minor)
    _gauge(registry, "feed_rev", "the newest rev of the change feed", figures.rev)
    settled = Gauge("stagebill_mutations", "mutations by what became of them", ["state"], registry=registry)
    for state in ("applied", "conflict", "rejected"):
        settled.labels(state).set(figures.mutations.get(state, 0))
    return registry


def _waiting(registry: CollectorRegistry, name: str, what: str, waiting: Waiting, now: datetime) -> None:
    age = (now - waiting.since).total_seconds() if waiting.since else 0.0
    _gauge(registry, name, what, waiting.count)
    _gauge(registry, f"{name}_oldest_seconds", f"age of the oldest of the {what}", age)


def _gauge(registry: CollectorRegistry, name: str, what: str, value: float) -> None:
    Gauge(f"stagebill_{name}", what, registry=registry).set(value)
