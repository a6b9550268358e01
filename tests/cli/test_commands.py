"""The commands that run beside the server: each says clearly what it did, or why it cannot."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import structlog
from click.testing import CliRunner, Result
from tests.faults.template import company
from tests.notifications.test_bounces import report

from stagebill import cli
from stagebill.check.run import INVARIANTS
from stagebill.demo import telling as demo
from stagebill.identity.sign_in import enter_by_link
from stagebill.identity.sign_in_link import LinkExpired
from stagebill.kernel.config import Config
from stagebill.kernel.ids import new_id
from stagebill.migrations.runner import step_names
from stagebill.notifications.texts.followers import as_server
from stagebill.sync.services import Services

RUN = "run `stagebill migrate` with the same options first"
SECRET = "a secret that only tests use, 32 bytes"


def run(*words: str, data: Path, said: bytes = b"") -> Result:
    environment = {"STAGEBILL_SECRET": SECRET, "DATABASE_URL": ""}
    return CliRunner().invoke(cli.main, [*words, "--data", str(data)], env=environment, input=said)


@pytest.fixture(autouse=True)
def _own_logs() -> Iterator[None]:
    """A command sets up the process's log; the next test gets it as it was."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def demo_data(tmp_path: Path) -> Path:
    assert run("migrate", data=tmp_path).exit_code == 0
    told = asyncio.run(cli._with_services(Config(data=tmp_path, secret=SECRET), demo.tell_once))
    assert told == len(demo.story())
    return tmp_path


def test_migrating_twice_has_nothing_to_do(tmp_path: Path) -> None:
    first, second = run("migrate", data=tmp_path), run("migrate", data=tmp_path)
    assert first.output.startswith("0001_")
    assert (second.exit_code, second.output) == (0, "nothing to do\n")


def test_the_demo_company_passes_the_check(demo_data: Path) -> None:
    done = run("check", data=demo_data)
    assert (done.exit_code, done.output) == (0, f"{len(INVARIANTS)} invariants hold.\n")


def test_the_demo_is_told_once(demo_data: Path) -> None:
    config = Config(data=demo_data, secret=SECRET)
    assert asyncio.run(cli._with_services(config, demo.tell_once)) == 0
    assert asyncio.run(cli._with_services(config, demo.tell)) == 0


def test_the_demo_shows_on_one_invoice_who_did_the_work_and_on_which_day(demo_data: Path) -> None:
    """Both of the crew, and the one visit that was done before it was issued; no other invoice says such."""
    asked = """
      SELECT json_extract(a.said, '$.service.technicians'), json_array_length(a.said, '$.service.days')
      FROM invoice i JOIN as_issued a ON a.id = i.id
      WHERE json_extract(i.visible_fields, '$.technician')
        AND json_extract(i.visible_fields, '$.service_dates')
    """
    with closing(sqlite3.connect(demo_data / "stagebill.db")) as database:
        assert database.execute(asked).fetchall() == [('["Luis Vega","Maya Lindqvist"]', 1)]


def test_the_demo_shows_a_surcharge_of_126_a_tip_of_120_and_three_payouts(demo_data: Path) -> None:
    """4,200.00 were paid by credit card in New Hampshire; the tip came with money for work at home."""
    asked = """
      SELECT p.amount_minor, coalesce(s.amount_minor, 0), coalesce(t.amount_minor, 0) FROM payment p
      LEFT JOIN surcharge s ON s.payment_id = p.id LEFT JOIN tip t ON t.payment_id = p.id
      WHERE p.source = 'gateway' ORDER BY p.amount_minor
    """
    with closing(sqlite3.connect(demo_data / "stagebill.db")) as database:
        assert database.execute(asked).fetchall() == [(420_000, 12_600, 0), (800_000, 0, 12_000)]
        assert database.execute("SELECT count(*) FROM payout").fetchall() == [(3,)]


def test_the_demo_leaves_a_real_company_alone(tmp_path: Path) -> None:
    asyncio.run(company(tmp_path))
    done = run("demo", data=tmp_path)
    assert done.exit_code == 1
    assert "a folder of its own" in done.output


def test_a_bounce_is_noted_and_what_is_none_is_no_failure(demo_data: Path) -> None:
    stranger = run("bounce", data=demo_data, said=report("01900000-0000-7000-8000-00000000abcd"))
    assert (stranger.exit_code, stranger.output) == (0, "about no message of ours\n")
    message_id = asyncio.run(cli._with_services(Config(data=demo_data, secret=SECRET), a_message))
    noted = run("bounce", data=demo_data, said=report(message_id))
    assert (noted.exit_code, noted.output.startswith(f"{message_id} returned: 5.1.1 550")) == (0, True)


async def a_message(services: Services) -> str:
    """A message of the demo company, written by hand: its errands wait for a server."""
    ((organization_id, invoice_id),) = await services.database.reader.rows(
        "SELECT organization_id, id FROM invoice WHERE sent_at IS NOT NULL LIMIT 1"
    )
    written = {
        "kind": "mail.invoice", "to_address": "jane@customer.example", "subject": "Invoice",
        "body_text": "Hello", "body_html": "<p>Hello</p>", "dedupe_key": "by hand", "invoice_id": invoice_id,
    }  # fmt: skip
    message_id = new_id()
    outcome = await as_server(services, organization_id, message_id, "notifications.write_message", written)
    assert outcome.state == "applied"
    return message_id


def test_a_token_lets_its_member_in_and_nobody_else_gets_one(demo_data: Path) -> None:
    token = run("token", "--member", "dispatcher@demo.example", data=demo_data)
    assert (token.exit_code, len(token.output.strip())) == (0, 43)
    nobody = run("token", "--member", "nobody@demo.example", data=demo_data)
    assert (nobody.exit_code, nobody.output) == (1, "Error: there is no active member nobody@demo.example\n")


def test_a_link_lets_its_member_in_once_and_nobody_else_gets_one(demo_data: Path) -> None:
    """An owner who lost the password comes in by it, and gives themselves another under Settings › People."""
    said = run("link", "--member", "owner@demo.example", data=demo_data)
    config = Config(data=demo_data, secret=SECRET)
    address, token = said.output.strip().rsplit("/", 1)
    assert (said.exit_code, address) == (0, f"{config.base_url}/auth/link")

    async def enter(services: Services) -> str:
        return (await enter_by_link(services, token, None)).signed_in.member.email

    assert asyncio.run(cli._with_services(config, enter)) == "owner@demo.example"
    with pytest.raises(LinkExpired):
        asyncio.run(cli._with_services(config, enter))
    nobody = run("link", "--member", "nobody@demo.example", data=demo_data)
    assert (nobody.exit_code, nobody.output) == (1, "Error: there is no active member nobody@demo.example\n")


def test_checking_nothing_is_an_error_and_makes_nothing(tmp_path: Path) -> None:
    done = run("check", data=tmp_path / "nowhere")
    assert done.exit_code == 1
    assert "there is no database" in done.output
    assert not (tmp_path / "nowhere" / "stagebill.db").exists()


@pytest.mark.parametrize("command", [("check",), ("token", "--member", "a@b.example"), ("bounce",),
                                     ("link", "--member", "a@b.example"), ("backup", "."),
                                     ("restore",)])  # fmt: skip
def test_a_database_that_is_behind_is_named_with_what_to_run_and_left_as_it_is(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "stagebill.db").touch()
    empty = run(*command, data=tmp_path / "empty")
    assert (empty.exit_code, empty.output) == (1, f"Error: the database is empty: {RUN}\n")
    nowhere = run(*command, data=tmp_path / "nowhere")
    assert (nowhere.exit_code, nowhere.output.endswith(f": {RUN}\n")) == (1, True)
    assert not (tmp_path / "nowhere" / "stagebill.db").exists()

    run("migrate", data=tmp_path)
    last_two = step_names()[-2:]
    revisions(tmp_path, "DELETE FROM schema_revision WHERE name >= ?", last_two[0])
    behind = run(*command, data=tmp_path)
    said = f"Error: the database lacks 2 steps of this version, from {last_two[0]} on: {RUN}\n"
    assert (behind.exit_code, behind.output) == (1, said)
    assert revisions(tmp_path, "SELECT name FROM schema_revision WHERE name >= ?", last_two[0]) == []


@pytest.mark.parametrize("command", [("check",), ("token", "--member", "a@b.example"), ("bounce",),
                                     ("link", "--member", "a@b.example"), ("backup", "."), ("restore",),
                                     ("migrate",), ("serve",), ("demo",)])  # fmt: skip
def test_a_database_of_a_newer_version_is_left_alone_in_plain_words(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    run("migrate", data=tmp_path)
    revisions(tmp_path, "INSERT INTO schema_revision VALUES (?, '2030-01-01')", "9999_tomorrow")
    done = run(*command, data=tmp_path)
    said = (
        "Error: a newer Stagebill has worked with this database (this one does not know 9999_tomorrow): "
        "use that version, or a backup from before it\n"
    )
    assert (done.exit_code, done.output) == (1, said)


@pytest.mark.parametrize("command", [("check",), ("migrate",), ("serve",)])
def test_a_file_that_is_no_database_is_said_plainly_and_kept(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    file = tmp_path / "stagebill.db"
    file.write_bytes(b"a letter to the bank, not a database\n" * 40)
    done = run(*command, data=tmp_path)
    assert (done.exit_code, done.output) == (1, f"Error: {file} cannot be used: file is not a database\n")
    assert file.read_bytes().startswith(b"a letter")


def test_a_page_that_the_disk_lost_is_found_and_said_plainly(demo_data: Path) -> None:
    """It may be of an index: then every row is there, and asked by it some are not found."""
    file = demo_data / "stagebill.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
        sql = "SELECT rootpage FROM sqlite_master WHERE type = 'index' AND tbl_name = 'payment'"
        (page,) = connection.execute(sql).fetchone()
    whole = bytearray(file.read_bytes())
    whole[(page - 1) * page_bytes : page * page_bytes] = bytes(page_bytes)
    file.write_bytes(whole)
    done = run("check", data=demo_data)
    assert done.exit_code == 1
    assert done.output.startswith(f"Error: {file} is damaged: ")
    assert done.output.endswith(". Keep it, and put back a backup\n")


@pytest.mark.parametrize("command", ["check", "migrate"])
def test_a_server_that_cannot_be_reached_is_said_without_its_password(command: str, tmp_path: Path) -> None:
    url = "postgres://books:hunter2@127.0.0.1:1/books"
    done = CliRunner().invoke(cli.main, [command, "--data", str(tmp_path), "--database-url", url])
    assert done.exit_code == 1
    assert done.output.startswith("Error: PostgreSQL cannot be reached at DATABASE_URL: ")
    assert "hunter2" not in done.output


def revisions(data: Path, sql: str, name: str) -> list[Any]:
    with closing(sqlite3.connect(data / "stagebill.db", isolation_level=None)) as connection:
        return connection.execute(sql, (name,)).fetchall()


def test_a_wrong_database_url_is_said_plainly(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        cli.main, ["check", "--data", str(tmp_path), "--database-url", "mysql://localhost/x"]
    )
    assert (done.exit_code, done.output) == (
        1,
        "Error: DATABASE_URL must begin with postgres:// or sqlite://\n",
    )


def test_a_log_line_holds_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    cli.configure_logs()
    log: Any = structlog.get_logger()
    log.warning("door", token="open sesame", Cookie="stagebill=1", member_id="m1")
    said = capsys.readouterr().err
    assert "open sesame" not in said
    assert "stagebill=1" not in said
    assert '"member_id": "m1"' in said
