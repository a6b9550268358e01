"""Behind the proxy of `deploy/`: who visits is known, and no log line holds what opens a link."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from stagebill.app import create_app
from stagebill.cli import listening_for
from stagebill.kernel.config import Config, WrongConfig, load_config

CADDYFILE = Path(__file__).parents[2] / "deploy" / "Caddyfile"
PROXY = "127.0.0.1"


async def seen_by_the_app(config: Config, came_from: str, forwarded_for: str | None) -> str:
    """The address that the server's app takes for the visitor's."""
    seen: list[Any] = []

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        seen.append(scope["client"][0])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    listening = listening_for(app, config)
    listening.load()
    transport = httpx.ASGITransport(listening.loaded_app, client=(came_from, 1))
    headers = {} if forwarded_for is None else {"X-Forwarded-For": forwarded_for}
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        await client.get("/", headers=headers)
    return str(seen[0])


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("proxies", "came_from", "forwarded_for", "visitor"),
    [
        ("127.0.0.1,::1", PROXY, "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1,::1", PROXY, None, PROXY),
        ("127.0.0.1,::1", "198.51.100.9", "203.0.113.7", "198.51.100.9"),
        ("10.0.0.0/8", "10.1.2.3", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", PROXY, "1.1.1.1, 203.0.113.7", "203.0.113.7"),
    ],
)
async def test_only_a_named_proxy_says_who_visits_and_a_visitor_cannot_say_it_through_it(
    proxies: str, came_from: str, forwarded_for: str | None, visitor: str
) -> None:
    assert await seen_by_the_app(Config(proxies=proxies), came_from, forwarded_for) == visitor


def test_a_proxy_that_is_no_address_is_said_at_the_start() -> None:
    with pytest.raises(WrongConfig, match="'caddy' is neither an address"):
        load_config({"STAGEBILL_PROXIES": "127.0.0.1, caddy"})


def addresses_with_a_token(config: Config) -> list[str]:
    found = {route.path for route in create_app(config).routes if "token" in route.path}
    return sorted(re.sub(r"\{[^}]*\}", "a-secret-token", path) for path in found)


def test_the_proxys_log_shows_no_token_of_any_address_that_has_one(tmp_path: Path) -> None:
    patterns = re.findall(r'request>uri regexp "([^"]+)"', CADDYFILE.read_text())
    addresses = addresses_with_a_token(Config(data=tmp_path))
    assert len(addresses) >= 3
    for address in addresses:
        assert any("a-secret-token" in match[0] for p in patterns if (match := re.search(p, address))), (
            address
        )
