"""Which gateways a company has. Without any account it is the sandbox; each keeps what was begun at it."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from stagebill.kernel.ids import Id
from stagebill.kernel.records import replace
from stagebill.kernel.secrets import same
from stagebill.paypage.accounts.account import FormerKey, GatewayAccount, hook_word
from stagebill.paypage.accounts.queries import account, former_key, taking_accounts
from stagebill.paypage.attempts.queries import surcharge_percent
from stagebill.paypage.checkout import Method
from stagebill.paypage.gateway import Gateway, methods_for
from stagebill.paypage.gateways.sandbox import gateway as sandbox
from stagebill.paypage.gateways.sandbox.gateway import SandboxGateway
from stagebill.paypage.gateways.stripe import gateway as stripe
from stagebill.paypage.gateways.stripe.gateway import StripeGateway
from stagebill.paypage.gateways.wisetack import gateway as wisetack
from stagebill.paypage.gateways.wisetack.gateway import WisetackGateway
from stagebill.sync.queries import system_context
from stagebill.sync.services import Services

KEY, WEBHOOK_SECRET = "key", "webhook_secret"


class Takers(NamedTuple):
    """Where new payments start: a processor, and a lender for what is paid over time; one of them at least.

    What is offered beside real money is real: a customer must never pay by a button that plays.
    """

    processor: Gateway | None
    lender: Gateway | None

    def all(self) -> tuple[Gateway, ...]:
        """Those that there are."""
        return tuple(each for each in self if each is not None)

    def of(self, method: Method) -> Gateway:
        """Who takes this way to pay, if anybody does."""
        lends = self.lender is not None and method == "financing"
        chosen = self.lender if lends else self.processor
        return chosen or self.all()[0]

    def methods_for(self, amount_minor: int) -> frozenset[Method]:
        """The ways to pay that this sum can take, each at who takes it."""
        return frozenset(
            method
            for each in self.all()
            for method in methods_for(each.capabilities(), amount_minor)
            if self.of(method) is each
        )

    @property
    def is_test(self) -> bool:
        """No money moves by any of them."""
        return all(each.is_test for each in self.all())

    def lends(self) -> tuple[int, int] | None:
        """The least and the most that the lender finances, both inside; None without a lender."""
        if self.lender is None or "financing" not in self.lender.capabilities().methods:
            return None
        return self.lender.capabilities().min_minor, self.lender.capabilities().max_minor


async def gateway_of(services: Services, organization_id: Id, slug: str) -> Gateway | None:
    """The gateway of that name as this company has it; None where it has none, or its keys were removed."""
    if slug == sandbox.SLUG:
        return SandboxGateway(services, organization_id)
    known = await account(services.database.reader, organization_id, slug)
    return await _opened(services, known) if known is not None and known.removed_at is None else None


class Ways(NamedTuple):
    """How a company reaches a gateway about what was begun with one of its keys. `own`: with that key, None
    where it is not known any more; `today`: with the one that took its place, None where none did.
    """

    own: Gateway | None
    today: Gateway | None


async def ways_to(services: Services, organization_id: Id, slug: str, key_no: int) -> Ways:
    """To the gateway of that name, about what was begun with the key of that number."""
    known = await account(services.database.reader, organization_id, slug)
    if slug == sandbox.SLUG or known is None or known.key_no == key_no:
        return Ways(await gateway_of(services, organization_id, slug), None)
    former = await former_key(services.database.reader, organization_id, slug, key_no)
    own = await _opened(services, _as_then(known, former)) if former is not None else None
    return Ways(own, await gateway_of(services, organization_id, slug))


def _as_then(known: GatewayAccount, former: FormerKey) -> GatewayAccount:
    return replace(known, mode=former.mode, sealed_key=former.sealed_key)


async def same_key(services: Services, organization_id: Id, slug: str, key: str) -> int | None:
    """The number of the key that this company has now, where this is that one."""
    from stagebill.kernel.sealing import unseal

    known = await account(services.database.reader, organization_id, slug)
    if known is None or known.removed_at is not None:
        return None
    about = purpose(organization_id, slug, KEY)
    stored = unseal(services.config.secret_key, about, known.sealed_key)
    return known.key_no if same(stored, key) else None


async def taking(services: Services, organization_id: Id) -> Takers:
    """The gateways that new payments start at."""
    accounts = await taking_accounts(services.database.reader, organization_id)
    found = {each.role: await _opened(services, each) for each in accounts}
    if all(each.is_test for each in found.values()):
        return Takers(
            found.get("processor") or SandboxGateway(services, organization_id), found.get("lender")
        )
    real = {role: each for role, each in found.items() if not each.is_test}
    return Takers(real.get("processor"), real.get("lender"))


async def surcharge_at(
    services: Services, organization_id: Id, takers: Takers, invoice_ids: Sequence[Id]
) -> int:
    """What a credit card adds to these invoices, in hundredths of a percent. Who takes it has to tell what
    kind of card it was: other kinds pay nothing.
    """
    if not invoice_ids or not takers.of("card").capabilities().tells_funding:
        return 0
    return await surcharge_percent(services.database.reader, organization_id, invoice_ids)


async def webhook_secret_of(services: Services, organization_id: Id, slug: str) -> str:
    """What this account's webhooks are signed with; empty where nothing is stored."""
    known = await account(services.database.reader, organization_id, slug)
    return _webhook_secret(services, known) if known is not None else ""


def purpose(organization_id: Id, gateway: str, part: str) -> str:
    """What a sealed key is bound to: copied to another company's row, it cannot be opened."""
    return f"{gateway}:{part}:{organization_id}"


async def _opened(services: Services, known: GatewayAccount) -> Gateway:
    from stagebill.kernel.sealing import unseal

    secret_key = services.config.secret_key
    context = await system_context(services.database.reader, known.organization_id, services.clock.now())
    assert context is not None
    key = unseal(secret_key, purpose(known.organization_id, known.gateway, KEY), known.sealed_key)
    if known.gateway == wisetack.SLUG:
        return WisetackGateway(
            services.config.wisetack_api,
            msgspec.json.decode(key, type=wisetack.Keys),
            hook_word(known.organization_id, known.gateway, secret_key),
            organization_id=known.organization_id,
            currency=context.currency,
            is_live=known.mode == "live",
        )
    assert known.gateway == stripe.SLUG
    return StripeGateway(
        services.config.stripe_api,
        key,
        _webhook_secret(services, known),
        currency=context.currency,
        is_live=known.mode == "live",
    )


def _webhook_secret(services: Services, known: GatewayAccount) -> str:
    from stagebill.kernel.sealing import unseal

    if known.sealed_webhook_secret is None:
        return ""
    about = purpose(known.organization_id, known.gateway, WEBHOOK_SECRET)
    return unseal(services.config.secret_key, about, known.sealed_webhook_secret)
