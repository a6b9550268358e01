"""What customers of the demo paid online: the sandbox plays it as of its day, by the product's own steps.

A heat pump by card with its surcharge, which the customer's bank disputes and then lets go, and a water main
with a tip; and what the sandbox sent to the bank of it in three payouts.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from stagebill.demo.told import ORGANIZATION_ID, Told, demo_id, mutation_id
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.ids import Id
from stagebill.paypage.attempts.queries import checkout
from stagebill.paypage.followers import look
from stagebill.paypage.gateways.sandbox import gateway as sandbox
from stagebill.paypage.gateways.sandbox.aftermath import Play
from stagebill.paypage.payouts.followers import look_at_payout
from stagebill.sync.services import Services


class Step(NamedTuple):
    """One thing that the sandbox did, so many days ago, after what the company did on that day."""

    days_ago: int
    do: Callable[[Services], Awaitable[None]]


def attempts() -> list[Told]:
    """The customers' attempts to pay, as the pay page starts them."""
    return [
        Told(days_ago, "system", "paypage.start_checkout", f"checkout.{key}", {
            "invoice_id": demo_id("invoice", key), "gateway": sandbox.SLUG, "method": "card",
            "methods": ["card"], "tip_minor": tip_minor, "surcharge_minor": surcharge_minor,
        })
        for days_ago, key, tip_minor, surcharge_minor in (
            (40, "heat_pump_1", 0, 12_600), (31, "water_main_1", 12_000, 0),
        )
    ]  # fmt: skip


async def play(services: Services, now: datetime, since_days: int, until_days: int) -> None:
    """The steps of these days, the older bound left out. What was played before changes nothing."""
    for step in STEPS:
        if since_days > step.days_ago >= until_days:
            then = now - timedelta(days=step.days_ago) + timedelta(minutes=5)
            await step.do(replace(services, clock=FrozenClock(then)))


def _pays(key: str) -> Callable[[Services], Awaitable[None]]:
    async def pays(services: Services) -> None:
        begun = await look(services, ORGANIZATION_ID, _checkout_id(key))
        assert begun is not None
        await sandbox.move(services, begun.gateway_ref or "", "open", "succeeded")
        await look(services, ORGANIZATION_ID, _checkout_id(key))

    return pays


def _befalls(key: str, what: Play) -> Callable[[Services], Awaitable[None]]:
    async def befalls(services: Services) -> None:
        reader = services.database.reader
        known = await checkout(reader, ORGANIZATION_ID, _checkout_id(key))
        entry = await sandbox.find(reader, known.gateway_ref or "") if known else None
        assert entry is not None
        await sandbox.befall(services, entry, what)
        await look(services, ORGANIZATION_ID, _checkout_id(key))

    return befalls


async def _pays_out(services: Services) -> None:
    await sandbox.pay_out(services, ORGANIZATION_ID)
    pays_out = sandbox.SandboxGateway(services, ORGANIZATION_ID).payouts
    page = await pays_out.made_since(services.clock.now() - timedelta(days=1), None)
    for seen in page.payouts:
        await look_at_payout(services, sandbox.SLUG, ORGANIZATION_ID, seen.gateway_ref, look)


def _checkout_id(key: str) -> Id:
    return mutation_id(f"checkout.{key}")


STEPS: Final = (
    Step(40, _pays("heat_pump_1")),
    Step(38, _pays_out),
    Step(36, _befalls("heat_pump_1", "dispute")),
    Step(31, _pays("water_main_1")),
    Step(29, _pays_out),
    Step(20, _befalls("heat_pump_1", "dispute_won")),
    Step(18, _pays_out),
)
