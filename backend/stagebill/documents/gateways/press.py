"""The press typesets documents in a child process that stays warm: what hangs or crashes there is replaced,
and nobody else waits for it.
"""

import asyncio
import base64
import json
import struct
import sys
from collections.abc import Mapping
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, Final, Literal, Protocol

import msgspec

from stagebill.documents.glyphs import legible, plain
from stagebill.kernel.directions import foreign_isolated
from stagebill.kernel.errors import Unavailable
from stagebill.sync.services import Services

SECONDS_MAX: Final = 15
IDLE_SECONDS: Final = 300
FOLDER: Final = Path(__file__).parent.parent
_CHILD: Final = Path(__file__).with_name("press_child.py")
_MATTER: Final = frozenset(
    {"qr", "pay_url", "paper", "language", "accent", "signature", "drawing", "xml"}
)  # not read by people
Form = Literal["pdf", "png", "slip"]
INVOICE: Final = "invoice.typ"
PAPER: Final = "paper.typ"
SLIP: Final = "slip.typ"
_DRAWING: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 400"><path d="{path}" fill="none" '
    'stroke="#16181d" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


class Settable(Protocol):
    """What a template is filled with: a struct of texts, and the address that its code leads to."""

    @property
    def pay_url(self) -> str: ...


class Unsettable(Exception):
    """The typesetter refused a document: our template's mistake, or a glyph that its fonts lack."""


class Press:
    """One child, one document at a time; it ends itself when nobody has asked for a while."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._child: asyncio.subprocess.Process | None = None
        self._idle: asyncio.TimerHandle | None = None

    async def set(
        self,
        content: Settable,
        *,
        logo: bytes | None,
        at: datetime,
        template: str = INVOICE,
        form: Form = "pdf",
    ) -> bytes:
        """The PDF: PDF/A-3a and PDF/UA-1; or its first page as a picture. Raises Unavailable where the child
        fell twice.
        """
        told = _told(content)
        order = partial(_order, template, form=form, at=at)
        try:
            return await self._ordered(order(told, logo))
        except Unsettable:
            # Never blocks an invoice: what is left without the picture and the letters it stumbled over.
            return await self._ordered(order(_mapped(told, plain), None))

    async def close(self) -> None:
        """The child ends with the server."""
        if self._idle is not None:
            self._idle.cancel()
        await self._stop()

    async def _ordered(self, order: bytes) -> bytes:
        async with self._turn:
            if self._idle is not None:
                self._idle.cancel()
            try:
                return await self._tried(order)
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                try:
                    return await self._tried(order)
                except (OSError, asyncio.IncompleteReadError, TimeoutError) as fallen:
                    raise Unavailable() from fallen
            finally:
                self._idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._rest)

    async def _tried(self, order: bytes) -> bytes:
        """One attempt; a child that did not answer whole is ended, with whatever it may still say."""
        whole = False
        try:
            child = self._child = self._child or await _started()
            assert child.stdin is not None
            assert child.stdout is not None
            async with asyncio.timeout(SECONDS_MAX):
                child.stdin.write(struct.pack(">I", len(order)) + order)
                await child.stdin.drain()
                refused, length = struct.unpack(">BI", await child.stdout.readexactly(5))
                said = await child.stdout.readexactly(length)
            whole = True
        finally:
            if not whole:
                await self._stop()
        if refused:
            raise Unsettable(said.decode(errors="replace")[:500])
        return said

    def _rest(self) -> None:
        """Nobody waits for it: its input ends, and so does it."""
        if self._child is not None and not self._turn.locked() and self._child.stdin is not None:
            self._child.stdin.close()
            self._child = None

    async def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if child.returncode is None:
            child.kill()
        await child.wait()
        if child.stdin is not None:
            child.stdin.close()


def press_of(services: Services) -> Press:
    """The press of this server."""
    press = services.tools.get("press")
    if press is None:
        press = services.tools["press"] = Press()
    assert isinstance(press, Press)
    return press


@cache
def covered() -> frozenset[int]:
    """The characters that the fonts of this folder have, as written down beside them."""
    ranges = json.loads((FOLDER / "fonts" / "covered.json").read_bytes())
    return frozenset(sign for first, last in ranges for sign in range(first, last + 1))


async def _started() -> asyncio.subprocess.Process:
    # -I: nothing of the environment or of the folder it lies in changes what the child imports.
    return await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(_CHILD), str(FOLDER / "templates"), str(FOLDER / "fonts"),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip


def _told(content: Settable) -> dict[str, Any]:
    given = msgspec.to_builtins(content)
    told: dict[str, Any] = _mapped(given, partial(_readable, language=given["language"]))
    told["qr"] = _square_code(content.pay_url) if content.pay_url else ""
    told["logo"] = None
    if path := told.get("signature"):
        told["drawing"] = _DRAWING.format(path=path)
    return told


def _square_code(address: str) -> str:
    import segno  # 1 MiB with what it brings along, of no use to a server that sets no document

    return segno.make(address, error="m").svg_inline(border=0)


def _readable(text: str, language: str) -> str:
    """Each line by itself: a name in Latin letters keeps its order on a page that runs to the left."""
    return "\n".join(foreign_isolated(line, language) for line in legible(text, covered()).split("\n"))


def _mapped(told: Any, change: Any) -> Any:
    """Every text that people read, changed."""
    if isinstance(told, str):
        return change(told)
    if isinstance(told, Mapping):
        return {name: value if name in _MATTER else _mapped(value, change) for name, value in told.items()}
    return [_mapped(each, change) for each in told] if isinstance(told, list | tuple) else told


def _order(template: str, told: Mapping[str, Any], logo: bytes | None, *, form: Form, at: datetime) -> bytes:
    kind = "png" if logo is not None and logo.startswith(b"\x89PNG") else "jpg"
    return json.dumps({
        "template": template,
        "form": form,
        "timestamp": int(at.timestamp()),
        "data": told,
        "logo": base64.b64encode(logo).decode() if logo else None,
        "logo_name": f"logo.{kind}",
    }).encode()  # fmt: skip
