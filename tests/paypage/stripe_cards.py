"""The side of the Stripe-shaped processor that keeps cards and charges them with nobody at a page."""

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tests.paypage.stripe_peer import StripePeer

GOOD, DECLINES, ASKS, WAITS = "4242", "0341", "3184", "3155"
_NO: Final = {DECLINES: ("card_declined", "insufficient_funds"), ASKS: ("authentication_required",) * 2}


class No(Exception):
    """An error as Stripe words it."""

    def __init__(
        self, status: int, code: str, type_: str = "invalid_request_error", detail: object = "", **more: Any
    ) -> None:
        super().__init__(code)
        self.status = status
        message = f"{code.replace('_', ' ')} {detail or ''}".strip()
        self.body = {"error": {"type": type_, "code": code, "message": message, **more}}


class Cards:
    """`at_hand`: the last digits of the card that the customer has on the hosted page; they say what it does
    later: 0341 is declined, 3184 wants its customer, and so does 3155, which leaves its payment waiting.
    """

    def __init__(self, peer: "StripePeer") -> None:
        self._peer = peer
        self.at_hand = ""
        self.funding: str | None = "credit"
        self.detached: list[str] = []
        self._methods: dict[str, tuple[str, str]] = {}
        self._keeping: set[str] = set()

    def opened(self, session: dict[str, Any], form: dict[str, str]) -> None:
        """A page may be asked to keep the card that it is paid by."""
        if form.get("payment_intent_data[setup_future_usage]") == "off_session":
            self._keeping.add(session["id"])

    def kept(self, session: dict[str, Any], intent: dict[str, Any]) -> None:
        """A hosted page that was paid by card: it is kept with a customer of its own where that was asked."""
        digits = self.at_hand or GOOD
        self._by_card(self._peer.objects[intent["latest_charge"]], digits)
        if session["id"] not in self._keeping or session["customer_creation"] != "always":
            return
        number = len(self._methods) + 1
        customer, method = f"cus_{number:04}", f"pm_{number:04}"
        self._methods[method] = (customer, digits)
        session["customer"] = customer
        intent |= {"customer": customer, "payment_method": method, "setup_future_usage": "off_session"}

    def does(self, method: str, parts: list[str], form: dict[str, str]) -> dict[str, Any]:
        """One call about a payment of its own or a kept card."""
        peer = self._peer
        match (method, parts):
            case ("POST", ["payment_intents"]):
                return self._charged(form)
            case ("GET", ["payment_intents", intent_id]):
                return self._expanded(peer.found(intent_id))
            case ("POST", ["payment_intents", intent_id, "cancel"]):
                intent = peer.found(intent_id)
                if intent["status"] in ("succeeded", "canceled"):
                    raise No(400, "payment_intent_unexpected_state")
                intent["status"] = "canceled"
                return dict(intent)
            case ("POST", ["payment_methods", method_id, "detach"]):
                if method_id not in self._methods:
                    raise No(400, "resource_missing")
                self.detached.append(method_id)
                self._methods[method_id] = ("", self._methods[method_id][1])
                return {"id": method_id, "object": "payment_method", "customer": None}
        raise No(404, "unknown_route")

    def _charged(self, form: dict[str, str]) -> dict[str, Any]:
        peer, method = self._peer, form["payment_method"]
        customer, digits = self._methods.get(method, ("", ""))
        if not customer or customer != form["customer"]:
            raise No(400, "resource_missing")
        assert form["off_session"] == form["confirm"] == "true"
        intent = peer.made("pi", "payment_intent", {
            "amount": int(form["amount"]), "currency": form["currency"], "amount_received": 0,
            "latest_charge": None, "metadata": {"key": form["metadata[key]"]}, "customer": customer,
            "payment_method": method, "status": "processing", "last_payment_error": None,
            "description": form["description"], "setup_future_usage": None,
        })  # fmt: skip
        if digits == WAITS:
            intent["status"] = "requires_action"
            return dict(intent)
        if digits in _NO:
            code, decline = _NO[digits]
            error = {"code": code, "decline_code": decline}
            intent |= {"status": "requires_payment_method", "last_payment_error": error}
            peer.told("payment_intent.payment_failed", intent)
            raise No(402, code, "card_error", decline_code=decline, payment_intent=dict(intent))
        peer.charged(intent, "card")
        self._by_card(peer.objects[intent["latest_charge"]], digits)
        peer.settled(intent)
        peer.told("payment_intent.succeeded", intent)
        return dict(intent)

    def _by_card(self, charge: dict[str, Any], digits: str) -> None:
        card = {"brand": "visa", "last4": digits, "exp_month": 8, "exp_year": 2031,
                "funding": self.funding}  # fmt: skip
        charge["payment_method_details"] = {"type": "card", "card": card}

    def _expanded(self, intent: dict[str, Any]) -> dict[str, Any]:
        shown = dict(intent)
        if shown["latest_charge"]:
            charge = dict(self._peer.objects[shown["latest_charge"]])
            charge["balance_transaction"] = self._peer.objects.get(charge["balance_transaction"])
            shown["latest_charge"] = charge
        return shown
