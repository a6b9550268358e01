"""The real server, killed at random moments: what it acknowledged is there once, as it was acknowledged."""

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.faults.server import Company, Server, serving

from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.fault

CLIENTS = 4
KILLS = int(os.environ.get("STAGEBILL_KILLS", "50"))
READY_SECONDS_MAX = 5.0
PUSHED_TOGETHER = 3
# So often a client loses the answer on the way, besides those that die with the server.
LOST_ANSWERS = 0.15
LOST_AFTER_S = 0.003
RETRY_S = 0.1
STORMS_MAX = 10


@dataclass
class Client:
    """Means to record things that happened, and repeats each until it hears what became of it.

    Things are named by their reference: two payments of one reference are one thing recorded twice.
    """

    company: Company
    name: str
    chance: random.Random
    over: threading.Event
    device_id: str = field(default_factory=new_id)
    seq: int = 0
    heard: dict[str, Any] = field(default_factory=dict)
    references: list[str] = field(default_factory=list)

    def works(self) -> None:
        with self.company.client() as api:
            device = {"device_id": self.device_id, "label": self.name, "platform": "android"}
            self._until_heard(lambda timeout: api.post("/api/devices", json=device, timeout=timeout))
            while not self.over.is_set():
                self.posts(api)
                self.pushes(api)

    def id_for_each_try(self) -> Callable[[], str]:
        """One id for one thing, however often it is sent."""
        id_ = new_id()
        return lambda: id_

    def posts(self, api: httpx.Client) -> None:
        """One payment through REST."""
        reference, id_of = self._next_reference(), self.id_for_each_try()

        def send(timeout: httpx.Timeout) -> httpx.Response:
            id_ = id_of()
            body = self.company.payment(id_, reference)
            return api.post("/api/payments", json=body, headers={"Idempotency-Key": id_}, timeout=timeout)

        answer = self._until_heard(send)
        assert answer.status_code == httpx.codes.CREATED, answer.text
        self.heard[answer.json()["id"]] = (reference, answer.content)

    def pushes(self, api: httpx.Client) -> None:
        """A phone's batch."""
        entries = []
        for _ in range(PUSHED_TOGETHER):
            self.seq += 1
            entries.append((self._next_reference(), self.id_for_each_try(), self.seq))

        def send(timeout: httpx.Timeout) -> httpx.Response:
            return api.post("/api/sync/push", json=self._batch(entries), timeout=timeout)

        answer = self._until_heard(send)
        assert answer.status_code == httpx.codes.OK, answer.text
        for (reference, _, _), outcome in zip(entries, answer.json()["outcomes"], strict=True):
            self.heard[outcome["id"]] = (reference, first_outcome(outcome))

    def _batch(self, entries: list[tuple[str, Callable[[], str], int]]) -> dict[str, Any]:
        mutations = []
        for reference, id_of, seq in entries:
            id_ = id_of()
            body = self.company.payment(id_, reference)
            mutations.append({"id": id_, "type": "payments.record_payment", "body": body, "seq": seq})
        return {"device_id": self.device_id, "mutations": mutations}

    def _next_reference(self) -> str:
        self.references.append(f"{self.name}-{len(self.references)}")
        return self.references[-1]

    def _until_heard(self, send: Callable[[httpx.Timeout], httpx.Response]) -> httpx.Response:
        while True:
            is_lost = self.chance.random() < LOST_ANSWERS
            with suppress(httpx.TransportError):
                answer = send(httpx.Timeout(10, read=LOST_AFTER_S if is_lost else 10))
                if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                    return answer
            time.sleep(RETRY_S)


class Forgetful(Client):
    """The bug that the rule prevents: a new id for every try."""

    def id_for_each_try(self) -> Callable[[], str]:
        return new_id

    def _batch(self, entries: list[tuple[str, Callable[[], str], int]]) -> dict[str, Any]:
        return {**super()._batch(entries), "device_id": None}


def first_outcome(outcome: dict[str, Any]) -> Any:
    """What became of a mutation, whether this answer is the first that tells it or not."""
    return outcome["original"] if outcome["state"] == "duplicate" else outcome


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Server, Company]]:
    with serving(tmp_path / "data") as made:
        yield made


def storm(server: Server, clients: list[Client], over: threading.Event, kills: int) -> list[float]:
    """Kill the server under its clients again and again; how long each restart took."""
    chance = random.Random(7)
    restarts = []
    with ThreadPoolExecutor(len(clients)) as pool:
        working = [pool.submit(client.works) for client in clients]
        try:
            for number in range(kills):
                time.sleep(chance.uniform(0.02, 0.5))
                server.kill()
                if number % 5 == 3:
                    # The next kill meets it while it starts: that is a random moment too.
                    server.spawn()
                else:
                    restarts.append(server.start())
        finally:
            over.set()
        for each in working:
            each.result(timeout=30)
    return restarts


def make_clients(kind: type[Client], company: Company, over: threading.Event) -> list[Client]:
    names = [f"{kind.__name__.lower()} {number}" for number in range(CLIENTS)]
    return [kind(company, name, random.Random(name), over) for name in names]


def heard_again(company: Company, client: Client) -> dict[str, Any]:
    """The answers to everything acknowledged, asked for once more under the same ids."""
    again: dict[str, Any] = {}
    with company.client() as api:
        for id_, (reference, told) in client.heard.items():
            body = company.payment(id_, reference)
            if isinstance(told, bytes):
                answer = api.post("/api/payments", json=body, headers={"Idempotency-Key": id_})
                assert answer.headers["Idempotency-Replayed"] == "true"
                again[id_] = (reference, answer.content)
                continue
            mutation = {"id": id_, "type": "payments.record_payment", "body": body}
            (outcome,) = api.post("/api/sync/push", json={"mutations": [mutation]}).json()["outcomes"]
            assert outcome["state"] == "duplicate"
            again[id_] = (reference, first_outcome(outcome))
    return again


def test_what_was_acknowledged_is_there_once_as_acknowledged_however_often_the_server_is_killed(
    served: tuple[Server, Company],
) -> None:
    server, company = served
    over = threading.Event()
    clients = make_clients(Client, company, over)
    restarts = storm(server, clients, over, KILLS)
    assert max(restarts) <= READY_SECONDS_MAX
    references = [reference for client in clients for reference in client.references]
    acknowledged = [reference for client in clients for reference, _ in client.heard.values()]
    assert sorted(acknowledged) == sorted(references)
    assert len(references) >= KILLS
    assert server.times_recorded() == dict.fromkeys(references, 1)
    for client in clients:
        assert heard_again(company, client) == client.heard
    assert server.check() == ""


def test_a_client_that_makes_a_new_id_for_each_try_is_found_to_double(
    served: tuple[Server, Company],
) -> None:
    """The negative control: without the rule, the same storm and the same count must show it."""
    server, company = served
    # A kill has to fall between a commit and its answer: often it does at once, at times after a few storms.
    for _ in range(STORMS_MAX):
        over = threading.Event()
        storm(server, make_clients(Forgetful, company, over), over, kills=3)
        if any(times > 1 for times in server.times_recorded().values()):
            return
    pytest.fail("the harness is blind: it cannot tell a client that doubles from one that does not")
