"""A lender that speaks as Wisetack is described to, on a port of this machine, with knobs that break it.

Only what Stagebill asks of it, by its public descriptions (a draft of its API of 2019): the company, a link
that opens an application, the application. A field that it does not know is an error. `press` plays the
customer and the lender. It was made from the same descriptions as the adapter, so that it can not tell
whether those are still true.
"""

import itertools
import json
import re
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any, Literal

from tests.local_server import served

KEYS = {"token": "ws_test_AlderPlumbing4242", "secret": "s3cret", "merchant_id": "96fd73a4-36d2-45da"}
LINK_FIELDS = {"transactionAmount", "transactionPurpose"}
LEAST, MOST = 500, 25_000
Fault = Literal["before", "after", "500", "500_after", "429"]


class No(Exception):
    """An error as Wisetack words it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"type": "error", "message": message, "request-id": "1"}


@dataclass
class WisetackPeer:
    """The lender's books."""

    url: str = ""
    is_enabled: bool = True
    tokens: set[str] = field(default_factory=lambda: {KEYS["token"]})
    merchants: set[str] = field(default_factory=lambda: {KEYS["merchant_id"]})
    applications: dict[str, dict[str, Any]] = field(default_factory=dict)
    notices: list[dict[str, Any]] = field(default_factory=list)
    faults: list[tuple[str, Fault]] = field(default_factory=list)
    link_host: str = ""
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def fail(self, call: str, fault: Fault, times: int = 1) -> None:
        """The next calls that begin with `call` ("POST /merchant/") go wrong in this way."""
        self.faults += [(call, fault)] * times

    def press(self, application_id: str, status: str, **amounts: str) -> None:
        """The customer or the lender moves an application on; Wisetack tells of it."""
        with self._lock:
            application = self.applications[application_id]
            application |= {"status": status, **amounts}
            self.notices.append({
                "transactionId": application_id, "changedStatus": status,
                "date": f"2026-03-0{1 + len(self.notices) % 9} 15:26:37+0000", **amounts,
                "consumer": {"fullName": "Jane Doe"},
            })  # fmt: skip

    def lent_minor(self) -> int:
        """What the lender has really paid out, less what went back."""
        return sum(_lent(each) for each in self.applications.values())

    def answer(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """One call under the lock."""
        with self._lock:
            try:
                return 200, self._does(method, path, body)
            except No as no:
                return no.status, no.body

    def _does(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        match (method, path.strip("/").split("/")):
            case ("GET", ["merchants", merchant_id]) if merchant_id in self.merchants:
                return {"merchantId": merchant_id, "transactionsEnabled": self.is_enabled}
            case ("POST", ["merchant", merchant_id, "paymentLink"]) if merchant_id in self.merchants:
                return self._linked(body)
            case ("GET", ["transactions", application_id]) if application_id in self.applications:
                return dict(self.applications[application_id])
        raise No(404, "not found")

    def _linked(self, body: dict[str, Any]) -> dict[str, Any]:
        if set(body) != LINK_FIELDS:
            raise No(400, "fields")
        if not re.fullmatch(r"\d+\.\d\d", body["transactionAmount"]):
            raise No(400, "transactionAmount")
        if not LEAST <= float(body["transactionAmount"]) <= MOST:
            raise No(400, "outside the limits")
        if not self.is_enabled:
            raise No(403, "transactions are not enabled")
        application_id = f"39f11e30-0b2c-499e-9180-{next(self._numbers):012}"
        self.applications[application_id] = {
            "id": application_id[:8], "status": "Incomplete Information",
            "transactionPurpose": body["transactionPurpose"],
            "requestedLoanAmount": body["transactionAmount"], "approvedLoanAmount": None,
            "settledLoanAmount": None, "refundAmount": None, "createdAt": 1_575_158_400_000,
            "statusHistory": [], "consumer": {},
        }  # fmt: skip
        link = f"{self.link_host or self.url}/loanApplicationId={application_id}"
        return {"paymentLink": link, **body}


def _lent(application: dict[str, Any]) -> int:
    if application["status"] not in ("Settled", "Refunded"):
        return 0
    names = ("settledLoanAmount", "approvedLoanAmount", "requestedLoanAmount")
    paid = next(application[name] for name in names if application[name])
    whole = paid if application["status"] == "Refunded" else "0"
    return _cents(paid) - _cents(application["refundAmount"] or whole)


def _cents(text: str) -> int:
    return int(text.replace(".", "")) if "." in text else int(text) * 100


class _Handler(BaseHTTPRequestHandler):
    peer: WisetackPeer

    def do_GET(self) -> None:
        self._serve("GET", {})

    def do_POST(self) -> None:
        self._serve("POST", json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def log_message(self, format: str, *args: Any) -> None:
        """Tests are quiet."""

    def _serve(self, method: str, body: dict[str, Any]) -> None:
        peer, call = self.peer, f"{method} {self.path}"
        said = b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        if said not in {f"{token}:{KEYS['secret']}" for token in peer.tokens}:
            return self._send(401, No(401, "unauthorized").body)
        fault = next((one for one in peer.faults if call.startswith(one[0])), None)
        if fault is None:
            return self._send(*peer.answer(method, self.path, body))
        peer.faults.remove(fault)
        if fault[1] in ("after", "500_after"):
            peer.answer(method, self.path, body)
        if fault[1] in ("before", "after"):
            self.close_connection = True
            return self.connection.shutdown(2)
        return self._send(429 if fault[1] == "429" else 500, No(500, "broken").body)

    def _send(self, status: int, body: dict[str, Any]) -> None:
        sent = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)


@contextmanager
def wisetack_peer() -> Iterator[WisetackPeer]:
    """The lender, running."""
    peer = WisetackPeer()
    handler = type("Handler", (_Handler,), {"peer": peer})
    with served(handler) as peer.url:
        yield peer
