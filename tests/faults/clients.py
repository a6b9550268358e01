"""Phones and an office that mean things, keep them until acknowledged, and send them again for ever."""

import random
from dataclasses import dataclass, field
from typing import Any

from tests.faults.history import History

from stagebill.kernel.context import Context

ENDED = {"applied", "conflict"}
PUSH_MAX = 50


@dataclass
class Intent:
    """One outbox entry; immutable once written."""

    id: str
    seq: int
    type: str
    body: dict[str, Any]

    def wire(self) -> dict[str, Any]:
        return {"id": self.id, "seq": self.seq, "type": self.type, "v": 1, "body": self.body, "deps": []}


@dataclass
class Client:
    """The contract of the outbox: first in, first out; an entry leaves it only when its outcome came."""

    context: Context
    name: str
    history: History
    chance: random.Random
    outbox: list[Intent] = field(default_factory=list)
    parked: list[Intent] = field(default_factory=list)
    recorded: list[str] = field(default_factory=list)
    last_seq: int = 0

    def mean(self, id_: str, type_: str, body: dict[str, Any]) -> Intent:
        self.last_seq += 1
        intent = Intent(id_, self.last_seq, type_, body)
        self.outbox.append(intent)
        if type_ == "payments.record_payment" and isinstance(body.get("receipt"), str):
            self.history.receipts[body["receipt"]] = id_
            self.recorded.append(body["payment_id"])
        return intent

    def batch(self) -> list[Intent]:
        return self.outbox[: self.chance.randint(1, PUSH_MAX)]

    def hear(self, outcomes: list[Any]) -> None:
        """What a push answered. A duplicate tells the first outcome; what is deferred stays in the outbox."""
        for outcome in outcomes:
            state = outcome.original.state if outcome.state == "duplicate" else outcome.state
            if state not in {*ENDED, "rejected"}:
                continue
            self.history.saw(outcome.id, state)
            settled = [intent for intent in self.outbox if intent.id == outcome.id]
            self.outbox = [intent for intent in self.outbox if intent.id != outcome.id]
            if state == "rejected":
                self.parked.extend(settled)
