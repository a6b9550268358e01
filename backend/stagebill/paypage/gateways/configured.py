"""Which gateways this installation has. Without any account it is the sandbox."""

from collections.abc import Mapping

from stagebill.paypage.gateway import Gateway
from stagebill.paypage.gateways.sandbox import SandboxGateway
from stagebill.sync.services import Services


def gateways(services: Services) -> Mapping[str, Gateway]:
    """By slug; the first one takes new payments."""
    sandbox = SandboxGateway(services)
    return {sandbox.slug: sandbox}


def taking(services: Services) -> Gateway:
    """The gateway that new payments start at."""
    return next(iter(gateways(services).values()))
