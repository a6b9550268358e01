"""The bad network itself: a proxy that lost nothing would make every journey green."""

import http.server
import threading
from collections.abc import Iterator
from http import HTTPStatus
from typing import Literal

import httpx
import pytest
from tests.journeys.chaos_proxy import ChaosProxy


class Counter(http.server.BaseHTTPRequestHandler):
    """Counts what it was asked, as a server that commits would."""

    protocol_version = "HTTP/1.1"
    asked: list[str]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.asked.append(self.path)
        self.send_response(HTTPStatus.OK)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        """Nothing is said of each request."""


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def proxy(asked: list[str]) -> Iterator[ChaosProxy]:
    handler = type("OneCounter", (Counter,), {"asked": asked})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with ChaosProxy(server.server_address[1]) as proxy:
            yield proxy
        server.shutdown()


def post(proxy: ChaosProxy, path: str = "/push") -> int:
    return httpx.post(proxy.origin + path, content=b"payment", timeout=1).status_code


def test_a_good_network_passes_everything(proxy: ChaosProxy, asked: list[str]) -> None:
    assert post(proxy) == HTTPStatus.OK
    assert asked == ["/push"]


def test_a_refused_connection_reaches_nobody(proxy: ChaosProxy, asked: list[str]) -> None:
    proxy.turn("refuse")
    with pytest.raises(httpx.TransportError):
        post(proxy)
    assert asked == []


def test_a_hanging_network_answers_nothing(proxy: ChaosProxy, asked: list[str]) -> None:
    proxy.turn("hang")
    with pytest.raises(httpx.TimeoutException):
        post(proxy)
    assert asked == []


def test_a_cut_before_the_server_loses_the_request(proxy: ChaosProxy, asked: list[str]) -> None:
    proxy.turn("cut_before", times=1)
    with pytest.raises(httpx.TransportError):
        post(proxy)
    assert (asked, proxy.cuts) == ([], 1)
    assert post(proxy) == HTTPStatus.OK


def test_a_cut_after_the_commit_loses_only_the_answer(proxy: ChaosProxy, asked: list[str]) -> None:
    proxy.turn("cut_after", path="/push", times=2)
    for _ in range(2):
        with pytest.raises(httpx.TransportError):
            post(proxy)
    assert post(proxy) == HTTPStatus.OK
    assert (asked, proxy.cuts) == (["/push"] * 3, 2)


def test_a_cut_strikes_only_its_path(proxy: ChaosProxy, asked: list[str]) -> None:
    proxy.turn("cut_after", path="/push")
    assert post(proxy, "/pull") == HTTPStatus.OK


@pytest.mark.parametrize(("mode", "status"), [("portal", 200), ("busy", 503)])
def test_a_network_that_answers_itself_reaches_nobody(
    proxy: ChaosProxy, asked: list[str], mode: Literal["portal", "busy"], status: int
) -> None:
    proxy.turn(mode)
    assert post(proxy) == status
    assert asked == []
    proxy.turn("pass")
    assert post(proxy) == HTTPStatus.OK


def test_a_broken_server_answers_500_for_its_path_and_has_not_heard_of_it(
    proxy: ChaosProxy, asked: list[str]
) -> None:
    proxy.turn("broken", path="/push", times=1)
    assert post(proxy, "/pull") == HTTPStatus.OK
    assert post(proxy) == HTTPStatus.INTERNAL_SERVER_ERROR
    assert (asked, proxy.cuts) == (["/pull"], 1)
    assert post(proxy) == HTTPStatus.OK
