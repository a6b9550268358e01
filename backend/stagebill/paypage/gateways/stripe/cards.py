"""The side of Stripe that keeps cards: a charge with nobody at a page, under our key, found again by it."""

from typing import Final

import msgspec

from stagebill.paypage.cards.gateway import CardCharge
from stagebill.paypage.gateway import NotThere, StartRefused, Unreachable
from stagebill.paypage.gateways.stripe import card_wire as wire
from stagebill.paypage.gateways.stripe.answers import CLIENT_ERROR, SERVER_ERROR, decoded, start_refused
from stagebill.paypage.gateways.stripe.api import Answer, StripeApi
from stagebill.paypage.gateways.stripe.wire import Intent

INTENTS: Final = "/v1/payment_intents"
_PAGE: Final = "100"
_NO_KEY, _DECLINED, _MISSING = 401, 402, 404
_OTHER_WORDS: Final = "idempotency_error"
_intent = msgspec.json.Decoder(Intent)
_intents = msgspec.json.Decoder(wire.Intents)
_not_taken = msgspec.json.Decoder(wire.NotTaken)


class StripeCards:
    """One company's kept cards. Each is of a customer of its own at Stripe, who has no other."""

    def __init__(self, api: StripeApi) -> None:
        self._api = api

    async def charge(self, charge: CardCharge) -> str:
        answer = await self._api.post(INTENTS, wire.charge_form(charge), charge.key)
        if answer.status < CLIENT_ERROR:
            return decoded(answer, _intent).id
        if answer.status == _DECLINED and (tried := _failed(answer).payment_intent) is not None:
            return tried.id
        no = _refused(answer)
        if isinstance(no, StartRefused) and (not answer.is_replay or answer.status >= SERVER_ERROR):
            # An earlier call may have charged it and its answer been lost: its list knows.
            made = await self._made_before(answer, charge)
            if made is not None:
                return made
        raise no

    async def _made_before(self, answer: Answer, charge: CardCharge) -> str | None:
        """Raises Unreachable. A key that is refused may not read the list either, and charged nothing."""
        try:
            made = await self.made(charge.customer_ref, charge.key)
        except NotThere:
            return None
        except Unreachable:
            if answer.status == _NO_KEY:
                return None
            raise
        if made is None and _failed(answer).type == _OTHER_WORDS:
            raise Unreachable("an earlier call with other words is on its way there")
        return made

    async def made(self, customer_ref: str, key: str) -> str | None:
        about = {"customer": customer_ref, "limit": _PAGE}
        answer = await self._api.get(INTENTS, about)
        if answer.status in (CLIENT_ERROR, _MISSING):
            raise NotThere("a customer that Stripe does not know was charged nothing there")
        found = decoded(answer, _intents)
        return next((each.id for each in found.data if (each.metadata or {}).get("key") == key), None)

    async def forget(self, customer_ref: str, method_ref: str) -> None:
        answer = await self._api.post(f"/v1/payment_methods/{method_ref}/detach", {}, f"detach:{method_ref}")
        if answer.status >= CLIENT_ERROR:
            raise _refused(answer)


def _refused(answer: Answer) -> Exception:
    error = _failed(answer)
    if answer.status == _DECLINED:
        return StartRefused(error.decline_code or error.code or "card_declined")
    return start_refused(answer, error.code, "refused")


def _failed(answer: Answer) -> wire.Failed:
    try:
        return _not_taken.decode(answer.body).error
    except msgspec.MsgspecError:
        return wire.Failed()
