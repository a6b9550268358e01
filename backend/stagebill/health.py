"""Is it alive, and can it take money? For supervisors and load balancers."""

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import BaseRouteHandler

from stagebill.identity.authentication import OPEN
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.errors import Refusal
from stagebill.sync.services import Services


@get("/healthz", include_in_schema=False, opt={OPEN: True})
async def healthz() -> Response[str]:
    """The loop answers; the database is not asked."""
    return Response("ok\n", media_type="text/plain")


@get("/readyz", include_in_schema=False, opt={OPEN: True})
async def readyz(request: Request[Any, Any, Any]) -> Response[str]:
    """A real transaction through the one writer: a wedged writer still answers `healthz`."""
    services: Services = request.app.state.services
    try:
        await services.database.write(_nothing)
    except Refusal as refusal:
        return Response(f"{refusal.code}\n", status_code=503, media_type="text/plain")
    return Response("ready\n", media_type="text/plain")


async def _nothing(tx: Tx) -> None:
    await tx.rows("SELECT 1")


ROUTES: tuple[BaseRouteHandler, ...] = (healthz, readyz)
