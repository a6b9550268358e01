"""The side of Stripe that pays out: lists read page by page, so that no event has to arrive."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, TypeVar

import msgspec

from stagebill.paypage.gateway import UnknownPayment, Unreachable
from stagebill.paypage.gateways.stripe import payout_wire as wire
from stagebill.paypage.gateways.stripe.answers import CLIENT_ERROR, readable
from stagebill.paypage.gateways.stripe.api import StripeApi
from stagebill.paypage.payouts.gateway import ItemPage, MayNotRead, PayoutPage, PayoutSeen

PAGE: Final = "100"
_PAYOUTS: Final = "/v1/payouts"
_BALANCE: Final = "/v1/balance_transactions"
_SESSIONS: Final = "/v1/checkout/sessions"
_FORBIDDEN, _MISSING = 403, 404
_payout = msgspec.json.Decoder(wire.Payout)
_payouts = msgspec.json.Decoder(wire.Payouts)
_balances = msgspec.json.Decoder(wire.Balances)
_sessions = msgspec.json.Decoder(wire.Sessions)

T = TypeVar("T")


class StripePayouts:
    """One company's payouts. Its key needs the right to read Balance and Payouts."""

    def __init__(self, api: StripeApi) -> None:
        self._api = api

    async def may_read(self) -> bool:
        """Whether the key has both rights, by real calls that change nothing. Raises Unreachable."""
        try:
            await self._got(f"{_PAYOUTS}?limit=1", {}, _payouts)
            await self._got(f"{_BALANCE}?limit=1", {}, _balances)
        except MayNotRead:
            return False
        return True

    async def made_since(self, since: datetime, after: str | None) -> PayoutPage:
        query = {"limit": PAGE, "created[gte]": str(int(since.timestamp()))}
        found = await self._got(_PAYOUTS, _from(query, after), _payouts)
        last = found.data[-1].id if found.has_more and found.data else None
        return PayoutPage(tuple(map(wire.payout_seen, found.data)), last)

    async def made(self, gateway_ref: str) -> PayoutSeen:
        return wire.payout_seen(await self._got(f"{_PAYOUTS}/{gateway_ref}", {}, _payout))

    async def items(self, gateway_ref: str, after: str | None) -> ItemPage:
        query = {"payout": gateway_ref, "limit": PAGE, "expand[0]": "data.source"}
        found = await self._got(_BALANCE, _from(query, after), _balances)
        last = found.data[-1].id if found.has_more and found.data else None
        seen = (wire.item_seen(moved) for moved in found.data)
        return ItemPage(tuple(item for item in seen if item is not None), last)

    async def key_of(self, payment_ref: str) -> str | None:
        found = await self._got(_SESSIONS, {"payment_intent": payment_ref, "limit": "1"}, _sessions)
        return found.data[0].client_reference_id if found.data else None

    async def _got(self, path: str, query: Mapping[str, str], decoder: msgspec.json.Decoder[T]) -> T:
        answer = await self._api.get(path, query)
        if answer.status == _FORBIDDEN:
            raise MayNotRead(path)
        if answer.status == _MISSING:
            raise UnknownPayment(path)
        if answer.status >= CLIENT_ERROR:
            raise Unreachable(f"GET {path}: {answer.status}")
        return readable(answer, decoder)


def _from(query: Mapping[str, str], after: str | None) -> Mapping[str, str]:
    return query if after is None else {**query, "starting_after": after}
