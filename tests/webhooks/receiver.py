"""Somebody else's program on this machine: hears webhooks, verifies them by itself, and may fail."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.local_server import served


class Receiver:
    """`status` is its answer and `hang_seconds` its patience; `heard` what came, each with its headers."""

    def __init__(self) -> None:
        self.status = 200
        self.hang_seconds = 0.0
        self.location = ""
        self.heard: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self.port = 0

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def types(self) -> list[str]:
        return [each["type"] for each in self.heard]

    def forget(self) -> None:
        """What came so far."""
        for each in (self.heard, self.headers, self.bodies):
            each.clear()

    def verifies(self, secret: str) -> bool:
        """As Standard Webhooks tells a receiver to, written by itself."""
        for headers, body in zip(self.headers, self.bodies, strict=True):
            told = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
            key = base64.b64decode(secret.removeprefix("whsec_"))
            wanted = base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
            if f"v1,{wanted}" not in headers["webhook-signature"].split(" "):
                return False
        return bool(self.bodies)


@contextmanager
def receiver() -> Iterator[Receiver]:
    """It runs until the block ends."""
    running = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            running.headers.append({name.lower(): value for name, value in self.headers.items()})
            running.bodies.append(body)
            running.heard.append(json.loads(body))
            time.sleep(running.hang_seconds)
            self.send_response(running.status)
            if running.location:
                self.send_header("Location", running.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with served(Handler) as origin:
        running.port = int(origin.rpartition(":")[2])
        yield running
