"""Every answer of the API names the app's version, so that an open page learns of a newer one at once."""

from litestar.types import Message, Scope

from stagebill.webapp.assets import Assets


async def name_version(message: Message, scope: Scope) -> None:
    """A `before_send` hook."""
    if message["type"] == "http.response.start" and scope["path"].startswith("/api/"):
        assets: Assets = scope["litestar_app"].state.assets
        version = (b"x-stagebill-version", assets.version.encode())
        message["headers"] = [*message["headers"], version]
