"""A carrier that speaks as Twilio does, on a port of this machine, with knobs that break it.

Only what Stagebill asks of Twilio, by Twilio's public description: an account, its numbers, messages that are
queued, and signed callbacks. It signs by its own words of that description, not by our code. What the carrier
would post is given out (`status_of`, `answer_of`), for the test to bring to the product's door.
"""

import base64
import hashlib
import hmac
import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any, Literal
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from tests.local_server import served

SID = "AC" + "0a1b2c3d" * 4
TOKEN = "0123456789abcdef0123456789abcdef"
NUMBER = "+15035550100"
SERVICE = "MG" + "9f8e7d6c" * 4

Fault = Literal["before", "after", "429", "500", "401", "invalid"]
FIELDS = {"To", "From", "MessagingServiceSid", "Body", "StatusCallback"}


@dataclass(frozen=True)
class Post:
    """A callback as it would be posted."""

    url: str
    body: str
    headers: dict[str, str]

    @property
    def path(self) -> str:
        return urlsplit(self.url).path


@dataclass
class TwilioPeer:
    """The carrier's book: `texts` are the messages that it took, oldest first."""

    url: str = ""
    token: str = TOKEN
    numbers: dict[str, bool] = field(default_factory=lambda: {NUMBER: True})
    services: dict[str, list[str]] = field(default_factory=lambda: {SERVICE: [NUMBER]})
    """The numbers in the sender pool of each Messaging Service."""
    texts: list[dict[str, str]] = field(default_factory=list)
    stopped: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def account(self) -> dict[str, Any]:
        return {"is_on": True, "account_sid": SID, "token": TOKEN, "sender": NUMBER}

    def fail(self, fault: Fault, times: int = 1) -> None:
        """The next texts go wrong in this way."""
        self.faults += [fault] * times

    def status_of(self, text: dict[str, str], status: str, code: str = "") -> Post:
        """What the carrier posts when a text has come so far."""
        fields = {
            "MessageSid": text["sid"],
            "MessageStatus": status,
            "To": text["To"],
            "From": text.get("From", NUMBER),
        }
        return self._signed(text["StatusCallback"], fields | ({"ErrorCode": code} if code else {}))

    def answer_of(self, url: str, customer: str, words: str, **more: str) -> Post:
        """What the carrier posts when a customer texts back; it keeps STOP itself, too."""
        if words.upper() == "STOP":
            self.stopped.add(customer)
        if words.upper() == "START":
            self.stopped.discard(customer)
        sid = f"SM{next(self._numbers):032x}"
        fields = {"MessageSid": sid, "From": customer, "To": NUMBER, "Body": words, **more}
        return self._signed(url, fields)

    def _signed(self, url: str, fields: dict[str, str]) -> Post:
        told = url
        for name in sorted(fields):
            told += name + fields[name]
        mark = base64.b64encode(hmac.new(self.token.encode(), told.encode(), hashlib.sha1).digest()).decode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": mark}
        return Post(url, urlencode(fields), headers)

    def take(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """A text is handed over."""
        if unknown := set(form) - FIELDS:
            return 400, _no(20001, f"unknown parameter {sorted(unknown)}")
        if form["To"] in self.stopped and "From" in form:
            return 400, _no(21610, "Attempt to send to unsubscribed recipient")
        if "From" in form and form["From"] not in self.numbers:
            return 400, _no(21606, "The From phone number is not a valid, SMS-capable number")
        pool = self.services.get(form.get("MessagingServiceSid", ""), [])
        if "From" not in form and not pool:
            return 400, _no(21703, "The Messaging Service does not have a phone number available")
        text = {"sid": f"SM{next(self._numbers):032x}", **form}
        self.texts.append(text)
        # A service picks its number after it took the text: the answer is another word.
        return 201, {"sid": text["sid"], "status": "queued" if "From" in form else "accepted"}


def _no(code: int, words: str) -> dict[str, Any]:
    return {"code": code, "message": words, "status": 400, "more_info": f"https://twilio.example/{code}"}


class _Handler(BaseHTTPRequestHandler):
    peer: TwilioPeer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        peer, parts = self.peer, urlsplit(self.path)
        peer.calls.append(f"GET {parts.path}")
        if not self._is_known():
            return self._say(401, _no(20003, "Authenticate"))
        if parts.path == f"/2010-04-01/Accounts/{SID}.json":
            return self._say(200, {"sid": SID, "status": "active", "friendly_name": "Alder"})
        if parts.path == f"/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers.json":
            asked = parse_qs(parts.query)["PhoneNumber"][0]
            found = [
                {"phone_number": number, "capabilities": {"sms": can_text, "voice": True}}
                for number, can_text in peer.numbers.items()
                if number == asked
            ]
            return self._say(200, {"incoming_phone_numbers": found})
        service, _, kind = parts.path.removeprefix("/v1/Services/").partition("/")
        if service in peer.services and kind == "PhoneNumbers":
            pool = [{"phone_number": one, "capabilities": ["SMS"]} for one in peer.services[service]]
            return self._say(200, {"phone_numbers": pool, "meta": {"key": "phone_numbers"}})
        if service in peer.services and kind == "ShortCodes":
            return self._say(200, {"short_codes": [], "meta": {"key": "short_codes"}})
        return self._say(404, _no(20404, "The requested resource was not found"))

    def do_POST(self) -> None:
        peer = self.peer
        peer.calls.append(f"POST {self.path}")
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fault = peer.faults.pop(0) if peer.faults else None
        if fault == "before":
            return self._hang_up()
        if fault == "401" or not self._is_known():
            return self._say(401, _no(20003, "Authenticate"))
        if fault == "429":
            return self._say(429, _no(20429, "Too Many Requests"))
        if fault == "invalid":
            return self._say(400, _no(21211, "Invalid 'To' Phone Number"))
        if self.path != f"/2010-04-01/Accounts/{SID}/Messages.json":
            return self._say(404, _no(20404, "The requested resource was not found"))
        status, said = peer.take(dict(parse_qsl(body, keep_blank_values=True)))
        if fault == "after":
            return self._hang_up()
        return self._say(*((500, {"message": "Internal"}) if fault == "500" else (status, said)))

    def _is_known(self) -> bool:
        expected = base64.b64encode(f"{SID}:{self.peer.token}".encode()).decode()
        return self.headers.get("Authorization") == f"Basic {expected}"

    def _say(self, status: int, said: dict[str, Any]) -> None:
        content = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(2)

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads it."""


@contextmanager
def twilio_peer() -> Iterator[TwilioPeer]:
    """A carrier of one's own, until the end of the test."""
    peer = TwilioPeer()
    handler = type("Handler", (_Handler,), {"peer": peer})
    with served(handler) as peer.url:
        yield peer
