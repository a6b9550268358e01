"""Tries of secret links that nobody gave out: so many an hour from one address, for each use of links."""

from typing import Any, NamedTuple

from litestar import Request

from stagebill.identity.rate_limit import network_of
from stagebill.paypage.rate_limit import BAD_TOKENS_MAX, HourLimit, limit_in
from stagebill.sync.services import Services


class LinkTries(NamedTuple):
    """The address that a request comes from, and what it tried in the last hour. `second`: now, whole."""

    limit: HourLimit
    address: str
    second: int

    def are_used_up(self) -> bool:
        """Whether no link is looked up any more, be it a genuine one."""
        return self.limit.is_used_up(self.address, self.second)

    def count_one(self) -> None:
        """The link was none."""
        self.limit.count(self.address, self.second)


def link_tries(request: Request[Any, Any, Any], use: str) -> LinkTries:
    """`use`: what links of this kind are for, as "pay"; each kind is counted by itself."""
    services: Services = request.app.state.services
    limit = limit_in(request.app.state, f"{use}_link_limit", BAD_TOKENS_MAX)
    address = network_of(request.client.host if request.client else "")
    return LinkTries(limit, address, int(services.clock.now().timestamp()))
