"""A processor that speaks as Stripe does, on a port of this machine, with knobs that break it.

Only what Stagebill asks of Stripe, by Stripe's public description: hosted sessions, payments, charges,
refunds, disputes, idempotency keys that replay even a failure, and signed events. A parameter that it does
not know is an error, as there, and an object that it would not send fails the test (`stripe_contract.py`).
"""

import itertools
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any, Literal
from urllib.parse import parse_qs, parse_qsl, urlsplit

from tests.local_server import served
from tests.paypage.stripe_accounts import Strangers
from tests.paypage.stripe_balance import Balance
from tests.paypage.stripe_cards import Cards, No
from tests.paypage.stripe_contract import VERSION, not_taken, wrong_in

from stagebill.paypage.gateways.stripe import wire as stripe_wire

KEY = "rk_test_51AlderPlumbingRestrictedKey4242"
WEBHOOK_SECRET = "whsec_alder_plumbing"
Fault = Literal["before", "after", "500", "500_after", "429"]


@dataclass
class StripePeer:
    """The processor's books. Objects are kept as they are sent."""

    url: str = ""
    page_origin: str = ""
    """Where its page is, for a company that has it under an address of its own."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    keys: dict[str, frozenset[str]] = field(default_factory=lambda: {KEY: frozenset()})
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, str, str | None]] = field(default_factory=list)
    faults: list[tuple[str, Fault]] = field(default_factory=list)
    settles_in: str = ""
    strangers: Strangers = field(default_factory=Strangers)
    deviations: list[str] = field(default_factory=list)
    """What was answered or told otherwise than Stripe would."""
    _kept: dict[str, tuple[dict[str, str], int, dict[str, Any]]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self.balance = Balance(self.made, self.told)
        self.cards = Cards(self)

    def fail(self, call: str, fault: Fault, times: int = 1) -> None:
        """The next calls that begin with `call` ("POST /v1/refunds") go wrong in this way."""
        self.faults += [(call, fault)] * times

    @contextmanager
    def held(self) -> Iterator[None]:
        """No call is answered while this lasts; those that came are carried out after it."""
        with self._lock:
            yield

    def all(self, kind: str) -> list[dict[str, Any]]:
        """The objects of one kind, oldest first."""
        return [each for each in self.objects.values() if each["object"] == kind]

    def charged_minor(self) -> int:
        """What customers have really paid, less what came back to them."""
        paid = sum(each["amount"] for each in self.all("charge") if each["status"] == "succeeded")
        back = sum(each["amount"] for each in self.all("refund") if each["status"] == "succeeded")
        lost = sum(each["amount"] for each in self.all("dispute") if each["status"] == "lost")
        return paid - back - lost

    def answer(
        self, method: str, path: str, form: dict[str, str], key: str | None
    ) -> tuple[int, dict[str, Any], bool]:
        """One call under the lock: status, body, and whether it was replayed."""
        with self._lock:
            if key is not None and key in self._kept:
                known, status, body = self._kept[key]
                if known != form:
                    return 400, No(400, "idempotency_key_in_use", "idempotency_error").body, False
                return status, body, True
            try:
                status, body = 200, self._does(method, path, form)
                self.deviations += wrong_in(body)
            except No as no:
                status, body = no.status, no.body
            if key is not None:
                self._kept[key] = (form, status, json.loads(json.dumps(body)))
            return status, body, False

    def keep(self, key: str | None, form: dict[str, str], status: int, body: dict[str, Any]) -> None:
        """What a key is answered with from now on, also where that is a failure."""
        if key is not None:
            self._kept[key] = (form, status, body)

    def forget_keys(self) -> None:
        """What Stripe may do a day after a key was first used."""
        with self._lock:
            self._kept.clear()

    def press(self, session_id: str, outcome: str = "pay") -> None:
        """The customer on the hosted page: pay (or pay:0341, by that card), decline, bank
        (pending), verify_later, arrive, bounce."""
        with self._lock:
            session = self.objects[session_id]
            outcome, _, self.cards.at_hand = outcome.partition(":")
            getattr(self, f"_press_{outcome}")(session)

    def dispute(self, session_id: str, status: str = "needs_response", reason: str = "fraudulent") -> str:
        """The customer's bank takes a payment back, or asks to."""
        with self._lock:
            intent = self.objects[self.objects[session_id]["payment_intent"]]
            charge = self.objects[intent["latest_charge"]]
            disputed = self.made("dp", "dispute", {
                "charge": charge["id"], "payment_intent": intent["id"], "amount": charge["amount"],
                "currency": charge["currency"], "reason": reason, "status": status,
                "evidence_details": {"due_by": self._second() + 9 * 86_400}, "balance_transactions": [],
            })  # fmt: skip
            self.balance.disputed(disputed)
            self.told("charge.dispute.created", disputed)
            return str(disputed["id"])

    def close_dispute(self, dispute_id: str, status: str) -> None:
        with self._lock:
            disputed = self.objects[dispute_id]
            disputed["status"] = status
            self.balance.disputed(disputed)
            self.told("charge.dispute.closed", disputed)

    def fail_refund(self, refund_id: str) -> None:
        """The customer's bank did not take it."""
        with self._lock:
            refund = self.objects[refund_id]
            refund["status"] = "failed"
            self.balance.moved("refund_failure", refund["amount"], refund["currency"], refund["id"])
            self.told("refund.failed", refund)

    def delivery(self, event: dict[str, Any], secret: str = WEBHOOK_SECRET) -> tuple[bytes, dict[str, str]]:
        """The bytes of a webhook and its signature."""
        body = json.dumps(event).encode()
        return body, {"stripe-signature": stripe_wire.signed(secret, body, self.now())}

    def _does(self, method: str, path: str, form: dict[str, str]) -> dict[str, Any]:
        bare, query = path.split("?")[0], parse_qs(urlsplit(path).query)
        if unknown := not_taken(method, bare, {**form, **{name: texts[0] for name, texts in query.items()}}):
            raise No(400, "parameter_unknown", detail=unknown)
        parts = bare.strip("/").split("/")[1:]
        match (method, parts):
            case ("POST", ["checkout", "sessions"]):
                return self._opened(form)
            case ("POST", ["checkout", "sessions", session_id, "expire"]):
                return self._expired(self.found(session_id))
            case ("POST", ["refunds"]):
                return self._refunded(form)
            case ("GET", ["checkout", "sessions", session_id]):
                return self._expanded(self.found(session_id))
            case (_, ["payment_intents" | "payment_methods", *_]) if (method, len(parts)) != ("GET", 1):
                return self.cards.does(method, parts, form)
            case ("GET", ["payouts", payout_id]):
                return self.found(payout_id)
            case ("GET", ["payouts" | "balance_transactions"]):
                return self.balance.listed(parts[-1], self.objects, query)
            case ("GET", ["checkout", "sessions"] | ["payment_intents" | "charges" | "refunds" | "disputes"]):
                return self._listed(parts[-1], query)
        raise No(404, "unknown_route")

    def _opened(self, form: dict[str, str]) -> dict[str, Any]:
        if not 1800 <= int(form["expires_at"]) - self._second() <= 86_400:
            raise No(400, "expires_at_invalid")
        session = self.made("cs_test", "checkout.session", {
            "mode": form["mode"], "status": "open", "payment_status": "unpaid", "payment_intent": None,
            "client_reference_id": form["client_reference_id"],
            "metadata": {name[9:-1]: v for name, v in form.items() if name.startswith("metadata[")},
            "amount_total": sum(int(v) for k, v in form.items() if k.endswith("[unit_amount]")),
            "currency": form["line_items[0][price_data][currency]"], "expires_at": int(form["expires_at"]),
            "success_url": form["success_url"], "cancel_url": form["cancel_url"],
            "payment_method_types": [v for k, v in form.items() if k.startswith("allowed_payment_method")],
            "customer_creation": form.get("customer_creation", "if_required"), "customer": None,
        })  # fmt: skip
        self.cards.opened(session, form)
        session["url"] = f"{self.page_origin or self.url}/c/pay/{session['id']}"
        return dict(session)

    def _expired(self, session: dict[str, Any]) -> dict[str, Any]:
        if session["status"] != "open":
            raise No(400, "checkout_session_not_open")
        session["status"] = "expired"
        self.told("checkout.session.expired", session)
        return dict(session)

    def _refunded(self, form: dict[str, str]) -> dict[str, Any]:
        if "payment_intent" not in form:
            raise No(400, "parameter_missing")
        intent = self.found(form["payment_intent"])
        charge = self.found(str(intent["latest_charge"]))
        before = sum(
            each["amount"] for each in self.all("refund")
            if each["charge"] == charge["id"] and each["status"] != "failed"
        )  # fmt: skip
        if before + int(form["amount"]) > charge["amount"]:
            raise No(400, "charge_already_refunded")
        refund = self.made("re", "refund", {
            "payment_intent": intent["id"], "charge": charge["id"], "amount": int(form["amount"]),
            "currency": charge["currency"], "status": "succeeded", "metadata": {"key": form["metadata[key]"]},
        })  # fmt: skip
        self.balance.moved("refund", -refund["amount"], refund["currency"], refund["id"])
        self.told("refund.created", refund)
        self.told("charge.refunded", charge)
        return dict(refund)

    def _press_pay(self, session: dict[str, Any]) -> None:
        intent = self._intent(session, "processing")
        self.charged(intent, "card")
        self.cards.kept(session, intent)
        self.settled(intent)
        session |= {"status": "complete", "payment_status": "paid"}
        self.told("payment_intent.succeeded", intent)
        self.told("checkout.session.completed", session)

    def _press_decline(self, session: dict[str, Any]) -> None:
        """A declined card leaves the hosted page open: the customer may try another."""
        intent = self._intent(session, "requires_payment_method")
        self.told("payment_intent.payment_failed", intent)

    def _press_bank(self, session: dict[str, Any]) -> None:
        """A debit is ordered: its charge is there at once, and its money days later."""
        intent = self._intent(session, "processing")
        self.charged(intent, "us_bank_account")
        session["status"] = "complete"
        self.told("payment_intent.processing", intent)
        self.told("checkout.session.completed", session)

    def _press_verify_later(self, session: dict[str, Any]) -> None:
        """The bank account is proved by two small deposits, a day or two later."""
        intent = self._intent(session, "requires_action")
        session["status"] = "complete"
        self.told("payment_intent.requires_action", intent)
        self.told("checkout.session.completed", session)

    def _press_arrive(self, session: dict[str, Any]) -> None:
        session["payment_status"] = "paid"
        self.settled(self.objects[session["payment_intent"]])
        self.told("checkout.session.async_payment_succeeded", session)

    def _press_bounce(self, session: dict[str, Any]) -> None:
        intent = self.objects[session["payment_intent"]]
        intent["status"] = "requires_payment_method"
        self.objects[intent["latest_charge"]]["status"] = "failed"
        self.told("checkout.session.async_payment_failed", session)

    def _intent(self, session: dict[str, Any], status: str) -> dict[str, Any]:
        known = session["payment_intent"]
        if known is None:
            made = self.made("pi", "payment_intent", {
                "amount": session["amount_total"], "currency": session["currency"], "amount_received": 0,
                "latest_charge": None, "metadata": session["metadata"], "customer": None,
            })  # fmt: skip
            session["payment_intent"] = known = made["id"]
        intent = self.objects[known]
        intent["status"] = status
        return intent

    def charged(self, intent: dict[str, Any], method: str) -> None:
        charge = self.made("ch", "charge", {
            "amount": intent["amount"], "currency": intent["currency"], "status": "pending",
            "payment_intent": intent["id"], "metadata": intent["metadata"], "balance_transaction": None,
            "payment_method_details": {"type": method},
        })  # fmt: skip
        intent["latest_charge"] = charge["id"]

    def settled(self, intent: dict[str, Any]) -> None:
        charge = self.objects[intent["latest_charge"]]
        currency, fee_minor = self.settles_in or intent["currency"], 30 + intent["amount"] * 29 // 1000
        fee = self.balance.moved("charge", intent["amount"], currency, charge["id"], fee_minor)
        charge |= {"status": "succeeded", "balance_transaction": fee["id"]}
        intent |= {"amount_received": intent["amount"], "status": "succeeded"}
        self.told("charge.succeeded", charge)

    def _expanded(self, session: dict[str, Any]) -> dict[str, Any]:
        shown = dict(session)
        if shown["payment_intent"]:
            intent = dict(self.objects[shown["payment_intent"]])
            if intent["latest_charge"]:
                charge = dict(self.objects[intent["latest_charge"]])
                charge["balance_transaction"] = self.objects.get(charge["balance_transaction"])
                intent["latest_charge"] = charge
            shown["payment_intent"] = intent
        return shown

    def _listed(self, plural: str, query: dict[str, list[str]]) -> dict[str, Any]:
        kind = {"sessions": "checkout.session"}.get(plural, plural.removesuffix("s"))
        wanted = query.get("payment_intent", [None])[0]
        of = query.get("customer", [None])[0]
        found = [
            each for each in self.all(kind)
            if wanted in (None, each.get("payment_intent")) and of in (None, each.get("customer"))
        ]  # fmt: skip
        return {"object": "list", "data": found, "has_more": False}

    def found(self, object_id: str) -> dict[str, Any]:
        if object_id not in self.objects:
            raise No(404, "resource_missing")
        return self.objects[object_id]

    def made(self, prefix: str, kind: str, fields: dict[str, Any]) -> dict[str, Any]:
        number = next(self._numbers)
        made = {"id": f"{prefix}_{number:04}", "object": kind, "created": self._second(), **fields}
        self.objects[made["id"]] = made
        return made

    def told(self, type_: str, about: dict[str, Any]) -> None:
        then = json.loads(json.dumps(about))
        self.deviations += wrong_in(then)
        self.events.append({
            "id": f"evt_{next(self._numbers):04}", "object": "event", "type": type_, "livemode": False,
            "api_version": VERSION, "created": self._second(), "data": {"object": then},
        })  # fmt: skip

    def _second(self) -> int:
        return int(self.now().timestamp())


class _Handler(BaseHTTPRequestHandler):
    peer: StripePeer

    def do_GET(self) -> None:
        self._serve("GET", {})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._serve("POST", dict(parse_qsl(raw, keep_blank_values=True)))

    def log_message(self, format: str, *args: Any) -> None:
        """Tests are quiet."""

    def _serve(self, method: str, form: dict[str, str]) -> None:
        peer, key, call = self.peer, self.headers["Idempotency-Key"], f"{method} {self.path}"
        peer.calls.append((method, self.path, key))
        try:
            self._admit(method)
            peer.strangers.admit(self.headers, method, self.path)
        except No as no:
            return self._send(no.status, no.body)
        fault = next((one for one in peer.faults if call.startswith(one[0])), None)
        if fault is not None:
            peer.faults.remove(fault)
            return self._fail(fault[1], method, form, key)
        status, body, is_replay = peer.answer(method, self.path, form, key)
        self._send(status, body, {"Idempotent-Replayed": "true"} if is_replay else {})

    def _admit(self, method: str) -> None:
        known = self.peer.keys.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
        if known is None:
            raise No(401, "api_key_invalid")
        asked = (self.path, f"{method} {self.path}")
        # What is read along with another object needs its own right.
        sees_fee = "balance_transaction" in self.path and "/v1/balance_transactions" in known
        if sees_fee or any(each.startswith(barred) for each in asked for barred in known):
            raise No(403, "more_permissions_required")
        if self.headers["Stripe-Version"] != VERSION:
            raise No(400, "version_missing")

    def _fail(self, fault: Fault, method: str, form: dict[str, str], key: str | None) -> None:
        if fault in ("after", "500_after"):
            self.peer.answer(method, self.path, form, key)
        broken = No(500, "api_error", "api_error")
        if fault in ("500", "500_after"):
            self.peer.keep(key, form, 500, broken.body)
            return self._send(500, broken.body)
        if fault == "429":
            return self._send(429, No(429, "rate_limit").body)
        # No answer at all: the line is cut.
        self.close_connection = True
        self.connection.shutdown(2)
        return None

    def _send(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        sent = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(sent)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)


@contextmanager
def stripe_peer(now: Callable[[], datetime]) -> Iterator[StripePeer]:
    """The processor, running."""
    peer = StripePeer(now=now)
    handler = type("Handler", (_Handler,), {"peer": peer})
    with served(handler) as peer.url:
        yield peer
    assert peer.deviations == []
