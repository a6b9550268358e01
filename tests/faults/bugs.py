"""Planted bugs: the product or the phone without one of its protections. A harness must find each."""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from tests.faults.clients import Client, Intent
from tests.faults.stepped import Crash, SteppedWriter

from stagebill.invoices import invoice as invoice_rules
from stagebill.payments.mutations import money as payment_mutations
from stagebill.sync import apply as write_path
from stagebill.sync import feed


@dataclass(frozen=True)
class Bug:
    """What is different from the product: code replaced, another writer, another phone."""

    replaced: Callable[[ExitStack], None] = lambda stack: None
    writer: type[SteppedWriter] = SteppedWriter
    client: type[Client] = Client

    @contextmanager
    def planted(self) -> Iterator[dict[str, Any]]:
        with ExitStack() as stack:
            self.replaced(stack)
            yield {"writer": self.writer, "client": self.client}


def _instead(target: Any, name: str, other: Any) -> Callable[[ExitStack], None]:
    def replaced(stack: ExitStack) -> None:
        stack.enter_context(patch.object(target, name, other))

    return replaced


async def _claims_nothing(*_: Any) -> None:
    """Every arrival looks like the first."""


class AnswersTooSoon(SteppedWriter):
    """Answers first and commits when there is time for it."""

    def step(self) -> bool:
        if self._connection.in_transaction:
            try:
                super()._commit()
            except Crash:
                self._connection.rollback()
        return super().step()

    def _commit(self) -> None:
        """Later."""


class CommitsInPieces(SteppedWriter):
    """What was written so far is made durable in the middle of a unit."""

    def _unit(self, job: Any) -> Any:
        unit = job.unit

        async def in_pieces(tx: Any) -> Any:
            saved = tx.save
            self._saves = 0

            async def save(record: Any) -> None:
                await saved(record)
                self._saves += 1
                if self._saves == 1:
                    self._connection.execute("COMMIT")
                    self._connection.execute("BEGIN IMMEDIATE")
                    self._connection.execute("SAVEPOINT unit")

            tx.save = save
            return await unit(tx)

        return super()._unit(job._replace(unit=in_pieces))


async def _loses_changes(tx: Any, mutation: Any, context: Any, changed: Any, **rest: Any) -> int:
    """The feed moves on without the last change."""
    kept = list(changed)
    return await _append(tx, mutation, context, kept[:-1] or kept, **rest)


_append = feed.append_changes


class NewIdEachTime(Client):
    """Gives a mutation another id whenever it sends it: the server cannot know it again."""

    def batch(self) -> list[Intent]:
        again = [
            Intent(_other_id(self.chance), intent.seq, intent.type, self._renamed(intent.body))
            for intent in super().batch()
        ]
        self.outbox[: len(again)] = again
        return again

    def _renamed(self, body: dict[str, Any]) -> dict[str, Any]:
        return body | {"payment_id": _other_id(self.chance)} if "receipt" in body else body


def _other_id(chance: random.Random) -> str:
    text = f"{chance.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-7{text[13:16]}-a{text[17:20]}-{text[20:]}"


@dataclass
class ForgetsWhenSent(Client):
    """Takes an entry for delivered once it was sent, and tells its person so."""

    sent: list[str] = field(default_factory=list)

    def batch(self) -> list[Intent]:
        batch = super().batch()
        for intent in batch:
            if intent.type == "payments.record_payment" and _is_sound(intent.body):
                self.history.saw(intent.id, "applied")
        self.outbox = self.outbox[len(batch) :]
        return batch

    def hear(self, outcomes: list[Any]) -> None:
        """It does not listen."""


def _is_sound(body: dict[str, Any]) -> bool:
    return isinstance(body["amount_minor"], int) and 0 < body["amount_minor"] < 10**12


def _priced_past_the_cap(draft: Any, job: Any, before: Any) -> Any:
    return _priced(draft, job, invoice_rules.Billed())


_priced = invoice_rules.priced


async def _due_is_all(tx: Any, invoice: Any) -> int:
    total: int = invoice.total_minor
    return total


BUGS = {
    "the id is not claimed": Bug(replaced=_instead(write_path.feed, "claim", _claims_nothing)),
    "answered before the commit": Bug(writer=AnswersTooSoon),
    "committed in pieces": Bug(writer=CommitsInPieces),
    "a change is missing from the feed": Bug(
        replaced=_instead(write_path.feed, "append_changes", _loses_changes)
    ),
    "the phone gives a new id each time": Bug(client=NewIdEachTime),
    "the phone forgets what it has sent": Bug(client=ForgetsWhenSent),
    "the cap forgets earlier invoices": Bug(replaced=_instead(invoice_rules, "priced", _priced_past_the_cap)),
    "a paid invoice can be paid again": Bug(replaced=_instead(payment_mutations, "due_of", _due_is_all)),
    "a status does not follow the money": Bug(
        replaced=_instead(payment_mutations, "statuses", lambda *_: [])
    ),
}
