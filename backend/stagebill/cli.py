"""The command line: serve the product, bring its database up to date, check it, hand out tokens."""

import asyncio
import gc
import sys
from collections.abc import Callable
from contextlib import asynccontextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from stagebill import __version__
from stagebill.kernel.config import Config, WrongConfig, load_config
from stagebill.operations.log_lines import configure_logs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from socket import socket

    import uvicorn

    from stagebill.sync.services import Services

GRACE_SECONDS: Final = 5


@click.group()
@click.version_option(__version__, prog_name="stagebill")
def main() -> None:
    """Progress invoicing for field-service crews."""
    configure_logs()


def configured(command: Callable[..., None]) -> Callable[..., None]:
    """Where the data lies: every command takes it, from the command line or the environment."""

    @click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Folder of the data.")
    @click.option("--database-url", help="postgres://… instead of SQLite in the data folder.")
    @wraps(command)
    def with_config(data: Path | None, database_url: str | None, **given: Any) -> None:
        try:
            command(load_config(data=data, database_url=database_url, **_taken(given)), **given)
        except WrongConfig as wrong:
            raise click.ClickException(str(wrong)) from None

    return with_config


def _taken(given: dict[str, Any]) -> dict[str, Any]:
    """The options that belong to the configuration, taken out of the command's own."""
    return {name: given.pop(name) for name in ("host", "port", "base_url") if name in given}


def listening(command: Callable[..., None]) -> Callable[..., None]:
    @click.option("--host", help="Address to listen on (127.0.0.1).")
    @click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (8000).")
    @click.option("--base-url", help="What people type to get here, if not http://HOST:PORT.")
    @wraps(command)
    def with_address(**given: Any) -> None:
        command(**given)

    return with_address


@main.command()
@listening
@configured
def serve(config: Config) -> None:
    """Bring the database up to date and serve; the first visit makes the company and its owner."""
    _migrate(config)
    _prove_key(config)
    click.echo(f"Stagebill: {config.base_url}")
    _serve(config)


@main.command()
@listening
@configured
def demo(config: Config) -> None:
    """Serve a made-up company with work under way, and print links to look at it."""
    from stagebill.demo.telling import OtherCompany, links, tell_once

    _migrate(config)
    try:
        asyncio.run(_with_services(config, tell_once))
    except OtherCompany as other:
        raise click.ClickException(str(other)) from None
    click.echo("\nStagebill is running with the demo company. Open:\n")
    for who, link in asyncio.run(_with_services(config, links)).items():
        click.echo(f"  {who:<22} {link}")
    click.echo("\nStop with Ctrl-C.\n")
    _serve(config)


@main.command()
@configured
def migrate(config: Config) -> None:
    """Bring the database up to date; safe to repeat."""
    for name in _migrate(config) or ["nothing to do"]:
        click.echo(name)


@main.command()
@click.option(
    "--files", "with_files", is_flag=True, help="Also read each photo and document, and list orphans."
)
@configured
def check(config: Config, *, with_files: bool) -> None:
    """Prove the database's invariants, read-only; ends non-zero when one is broken."""
    from stagebill.check.files import check_bytes

    _prove_ready(config)
    holds = _tell_findings(config)
    if with_files:
        read = asyncio.run(check_bytes(config))
        for said in (*read.broken, *(f"{path} is attached to nothing" for path in read.orphans)):
            click.echo(said)
        click.echo(f"{read.files} files read, {len(read.broken)} broken, {len(read.orphans)} orphans.")
        holds = holds if not read.broken else ""
    if not holds:
        sys.exit(1)
    click.echo(holds)


@main.command()
@click.option("--member", "email", required=True, help="The member's e-mail address.")
@configured
def token(config: Config, email: str) -> None:
    """Print a bearer token for scripts; works while the server runs."""
    from stagebill.identity.sign_in import UnknownMember, issue_token

    async def issue(services: "Services") -> str:
        return await issue_token(services.database, email)

    _prove_ready(config)
    try:
        click.echo(asyncio.run(_with_services(config, issue)))
    except UnknownMember:
        raise click.ClickException(f"there is no active member {email}") from None


@main.command()
@click.option("--member", "email", required=True, help="The member's e-mail address.")
@configured
def link(config: Config, email: str) -> None:
    """Print a link that signs a member in once, within ten minutes: for who has lost their password."""
    from stagebill.identity.sign_in import UnknownMember, issue_link

    async def issue(services: "Services") -> str:
        return await issue_link(services.database, config, email, reusable=False)

    _prove_ready(config)
    try:
        click.echo(asyncio.run(_with_services(config, issue)))
    except UnknownMember:
        raise click.ClickException(f"there is no active member {email}") from None


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@configured
def backup(config: Config, folder: Path) -> None:
    """Copy database, key, photos and documents into FOLDER, beside a running server; repeat it there."""
    from stagebill.operations.backup import NotCopied, back_up

    _prove_ready(config)
    try:
        for line in back_up(config, folder):
            click.echo(line)
    except NotCopied as failed:
        raise click.ClickException(str(failed)) from None
    if config.secret:
        click.echo("The key is STAGEBILL_SECRET: keep it with the backup.")
    if config.dialect == "postgres":
        click.echo("The database is PostgreSQL's: it belongs to the backup by pg_dump, taken before this.")


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
@configured
def restore(config: Config, folder: Path | None) -> None:
    """Put a backup back from FOLDER, prove it, ask phones for what came since; without it, the last two."""
    from stagebill.operations.backup import NotCopied, begin_epochs, put_back

    async def begin(services: "Services") -> int:
        return await begin_epochs(services.database)

    if folder:
        try:
            for line in put_back(config, folder):
                click.echo(line)
        except NotCopied as failed:
            raise click.ClickException(str(failed)) from None
        _migrate(config)
    _prove_ready(config)
    holds = _tell_findings(config)
    count = asyncio.run(_with_services(config, begin))
    if not count:
        raise click.ClickException("there is no company in this database: put the database back first")
    click.echo(f"Companies: {count}. Their phones send again the payments of the last 60 days.")
    if not holds:
        raise click.ClickException("what is said above is wrong with the database that was put back")
    click.echo(holds)


@main.command()
@click.option("--to", "url", required=True, help="postgres://… of a database with nothing in it.")
@configured
def copy(config: Config, url: str) -> None:
    """Copy all that is stored from SQLite into PostgreSQL, and prove it there; stop the server before."""
    from stagebill.migrations.runner import Unready
    from stagebill.operations.moving import NotMoved, move

    target = load_config(data=config.data, database_url=url)
    if config.dialect != "sqlite" or target.dialect != "postgres":
        raise click.ClickException("it goes from SQLite to PostgreSQL: --to takes postgres://…")
    _prove_ready(config)
    try:
        counts = asyncio.run(move(config, target))
    except (NotMoved, Unready) as failed:
        raise click.ClickException(str(failed)) from None
    click.echo(f"{sum(counts.values())} rows of {len(counts)} tables.")
    if not (holds := _tell_findings(target)):
        raise click.ClickException("the copy is not to be used")
    click.echo(f"{holds} Set DATABASE_URL before the server starts again.")


@main.command()
@configured
def bounce(config: Config) -> None:
    """Note a mail that came back, read from standard input: for a mail server that pipes bounces here."""
    from stagebill.notifications.bounce import BOUNCE_BYTES_MAX, Told
    from stagebill.notifications.gateways.bounces import note_bounce

    raw = sys.stdin.buffer.read(BOUNCE_BYTES_MAX)

    async def note(services: "Services") -> Told | None:
        return await note_bounce(services, raw)

    _prove_ready(config)
    told = asyncio.run(_with_services(config, note))
    # A mail server that hears of a failure sends the bounce back: what is not ours is no failure.
    click.echo(f"{told.message_id} {told.arrival}: {told.words}" if told else "about no message of ours")


@main.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; end non-zero when a page is stale.")
def docs(*, only_check: bool) -> None:
    """Write the pages in docs/ that come from the code anew (in a source tree)."""
    from stagebill.handbook import pages

    stale = [path for path, text in pages().items() if not path.exists() or path.read_text() != text]
    if only_check and stale:
        raise click.ClickException(f"stale: {', '.join(path.name for path in stale)}; run make docs")
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


def _migrate(config: Config) -> list[str]:
    from stagebill.kernel.database.sqlite_file import WrongPlace, WrongSettings
    from stagebill.migrations.runner import Unready
    from stagebill.migrations.runner import migrate as bring_up_to_date
    from stagebill.operations.room import NoRoom, prove_room

    if config.dialect == "sqlite":
        try:
            prove_room(config.sqlite_file.parent)
        except NoRoom as full:
            raise click.ClickException(str(full)) from None
    try:
        return asyncio.run(bring_up_to_date(config))
    except (Unready, WrongPlace, WrongSettings) as wrong:
        raise click.ClickException(str(wrong)) from None


def _prove_ready(config: Config) -> None:
    """What needs a database that is up to date says so, instead of failing at the first table that is not."""
    from stagebill.migrations.runner import Unready, prove_ready

    try:
        asyncio.run(prove_ready(config))
    except Unready as unready:
        raise click.ClickException(str(unready)) from None


def _prove_key(config: Config) -> None:
    """A new key beside an old database would kill every link and sealed secret, and nobody would know why."""
    from stagebill.kernel.config import SECRET_FILE
    from stagebill.operations.backup import has_company

    async def asked(services: "Services") -> bool:
        return await has_company(services.database)

    place = config.data / SECRET_FILE
    if not config.secret and not place.exists() and asyncio.run(_with_services(config, asked)):
        raise click.ClickException(
            f"there is a company in the database, but {place} is gone: put it back from the backup. If it is "
            f"lost, `openssl rand -base64 48 > {place}` makes another; links sent before stop working"
        )


def _tell_findings(config: Config) -> str:
    """Says what is wrong with what is stored; where nothing is, gives back the sentence that says so."""
    from stagebill.check.run import INVARIANTS
    from stagebill.check.run import check as check_all
    from stagebill.kernel.database.sqlite_file import DamagedFile, prove_whole

    try:
        if config.dialect == "sqlite":
            prove_whole(config.sqlite_file)
    except DamagedFile as damaged:
        raise click.ClickException(f"{damaged}. Keep it, and put back a backup") from None
    findings = asyncio.run(check_all(config))
    for finding in findings:
        click.echo(str(finding))
    return "" if findings else f"{len(INVARIANTS)} invariants hold."


@asynccontextmanager
async def opened(config: Config) -> "AsyncIterator[Services]":
    """The product without its server: for commands that write or read through it."""
    from stagebill.app import REGISTRY
    from stagebill.kernel.clock import SystemClock
    from stagebill.kernel.database.database import Database
    from stagebill.sync.services import Services

    database = await Database.open(config)
    try:
        yield Services(config, database, SystemClock(), REGISTRY)
    finally:
        await database.close()


async def _with_services(config: Config, work: Callable[["Services"], Any]) -> Any:
    async with opened(config) as services:
        return await work(services)


def listening_for(app: Any, config: Config) -> "uvicorn.Config":
    """How the server listens. Behind a proxy a visitor's address is what that proxy says.

    Tries to sign in and to open links are counted by it: without it the whole world would share one count.
    """
    import uvicorn

    return uvicorn.Config(
        app,
        host=config.host,
        port=config.port,
        loop="uvloop" if sys.platform != "win32" else "asyncio",
        lifespan="on",
        timeout_graceful_shutdown=GRACE_SECONDS,
        access_log=False,
        log_level="warning",
        log_config=None,  # its lines are lines of the one log
        server_header=False,
        forwarded_allow_ips=config.proxies,
    )


def _give_memory_back() -> None:
    """What the imports took meanwhile is free again, but the process keeps it until told: 7 of 98 MiB.

    Only glibc has such a call; elsewhere nothing is done.
    """
    if sys.platform == "linux":
        import ctypes

        with suppress(AttributeError, OSError):
            ctypes.CDLL(None).malloc_trim(0)


def _serve(config: Config) -> None:
    """One process, one worker: SQLite has one writer, and one process serves the companies this is for."""
    import uvicorn

    from stagebill.app import create_app

    app = create_app(config)
    # Measured: a look through all that the imports have made takes 60 ms, in which every request waits.
    gc.freeze()
    _give_memory_back()

    class Server(uvicorn.Server):
        """Gives event streams the end that they do not have of themselves, before it waits for requests."""

        async def shutdown(self, sockets: "list[socket] | None" = None) -> None:
            app.state.services.hub.end()
            await super().shutdown(sockets)

    Server(listening_for(app, config)).run()
