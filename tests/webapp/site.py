"""A small app to publish, and a server for it: so that these tests say what the pipeline does to any app."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from litestar import Litestar, Request, get

from stagebill.webapp.assets import Assets
from stagebill.webapp.encoding import plain
from stagebill.webapp.layout import hashed_layout
from stagebill.webapp.publish import Published, publish
from stagebill.webapp.routes import ROUTES
from stagebill.webapp.sources import Sources, read_sources
from stagebill.webapp.version import name_version

APP = """
import { word } from "./screens/words.js";
import { apply_update, hold_updates, start_worker } from "./sync/worker_bridge.js";
import { update_ready } from "./sync/worker_bridge.js";
import { worker_version } from "./sync/installation.js";
import { effect } from "./vendor/ui.js"; // signals

const app = document.getElementById("app");
document.title = `${location.pathname} ${word}`;
effect(() => document.documentElement.dataset.update = update_ready.value ? "offered" : "none");
const say = async (answer) => app.textContent = (await answer.json()).hello;
fetch(import.meta.resolve("./messages/en.json")).then(say);
globalThis.bridge = { apply_update, hold_updates, worker_version };
globalThis.open_office = async () => (await import("./screens/office/sheet.js")).default;
start_worker();
"""
OFFICE = """
import { word } from "../words.js";
export const sheet = import.meta.resolve("../../styles/office.css");
export default `office ${word}`;
"""
FILES = {
    "app.js": APP,
    "screens/words.js": 'export const word = "VERSION"; /* said `in` // passing */\n',
    "screens/office/sheet.js": OFFICE,
    "styles/tokens.css": "/* first */ :root { color: rebeccapurple; }\n",
    "styles/button.css": "button { color: inherit }\n",
    "styles/office.css": ".board { display: grid }\n",
    "messages/en.json": '{ "hello": "Hello from VERSION" }\n',
}


def sample(version: str = "one", **more: str) -> Sources:
    """The sample app with the product's own shell page, bridge, vendored library, icons and worker."""
    real = read_sources()
    ours = ("sync/installation.js", "sync/worker_bridge.js", "vendor/ui.js")
    shared = ("index.html", "manifest.webmanifest", *ours)
    pwa = {path: body for path, body in real.pwa.items() if path in shared or path.startswith("icons/")}
    written = {path: text.replace("VERSION", version) for path, text in (FILES | more).items()}
    return Sources(pwa | {path: text.encode() for path, text in written.items()}, real.worker)


def published(sources: Sources, *, worker: bool = True) -> Published:
    return publish(sources, hashed_layout(sources.pwa), plain, worker=worker)


@get("/api/jobs", sync_to_thread=False)
def api() -> dict[str, str]:
    return {"from": "the server"}


@get("/pay/secret", media_type="text/html", sync_to_thread=False)
def pay() -> str:
    return "<!doctype html><title>Pay</title><p id=pay>From the server"


def note_request(request: Request[Any, Any, Any]) -> None:
    request.app.state.asked.append(request.url.path)


def site(assets: Assets) -> Litestar:
    app = Litestar(
        [*ROUTES, api, pay], openapi_config=None, before_request=note_request, before_send=[name_version]
    )
    app.state.assets = assets
    app.state.asked = []
    return app


class Server:
    """Serves the sample app; `deploy` puts another version in its place, `stop` takes the network away."""

    def __init__(self, first: Published) -> None:
        self.app = site(Assets(first))
        self.port = 0
        self._start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def asked(self) -> list[str]:
        """The paths that were asked of it so far."""
        return list(self.app.state.asked)

    def deploy(self, next_one: Published) -> None:
        self.app.state.assets = Assets(next_one)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)

    def _start(self) -> None:
        config = uvicorn.Config(self.app, port=self.port, log_level="warning", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]


@contextmanager
def serving(first: Published) -> Iterator[Server]:
    server = Server(first)
    try:
        yield server
    finally:
        server.stop()


def import_map_of(html: str) -> dict[str, str]:
    text = html.split('<script type="importmap">')[1].split("</script>")[0]
    imports: dict[str, str] = json.loads(text)["imports"]
    return imports
