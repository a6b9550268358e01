"""Keys of another account at the Stripe-shaped processor: what is of the first does not exist for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.paypage.stripe_cards import No


@dataclass
class Strangers:
    """Keys of other accounts."""

    keys: set[str] = field(default_factory=set)

    def admit(self, headers: Mapping[str, str], method: str, path: str) -> None:
        """They begin what is new, and find nothing that is there: no object, and nothing of a customer."""
        key = headers.get("Authorization", "").removeprefix("Bearer ")
        parts = urlsplit(path).path.removeprefix("/v1/checkout").removeprefix("/v1").strip("/").split("/")
        if key not in self.keys:
            return
        if len(parts) > 1 and parts[1] != "none":
            raise No(404, "resource_missing")
        if {"customer", "payment_intent"} & set(parse_qs(urlsplit(path).query)):
            raise No(400, "resource_missing")
        if method == "POST" and parts == ["payment_intents"]:
            raise No(400, "resource_missing")
