"""Mail by a mail server: it leaves once, says why it was refused, and says so when nobody knows."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.company import Company
from tests.notifications.mail_server import PASSWORD, USER, MailServerPeer, mail_server
from tests.notifications.test_mail import part, sent
from tests.paypage.shop import Customer, Shop
from tests.whole_app import whole_app

from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config, WrongConfig, load_config
from stagebill.kernel.ids import new_id
from stagebill.notifications.gateways import smtp
from stagebill.sync.apply import apply
from stagebill.sync.mutation import Mutation
from stagebill.sync.queries import system_context

pytestmark = pytest.mark.anyio

STATES = "SELECT state, words, to_address FROM message ORDER BY created_at, id"


@pytest.fixture
async def peer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MailServerPeer]:
    async with mail_server(tmp_path) as (started, trust):
        monkeypatch.setattr(smtp, "trust", lambda: trust)
        yield started


@pytest.fixture
async def mailing(shop: Shop, peer: MailServerPeer) -> Shop:
    """A shop whose owner has put the mail server in."""
    answer = await shop.company.owner.post("/api/mail-account", peer.account)
    assert answer.status_code == 200, answer.text
    return shop


async def one_state(shop: Shop) -> tuple[str, str]:
    ((state, words, _),) = await shop.rows(STATES)
    return state, words


async def signed_in_again(shop: Shop) -> None:
    """Nobody stays signed in for days."""
    await shop.office.post(await shop.company.link("dispatcher@alder.example"))


async def invoice_sent(shop: Shop) -> dict[str, Any]:
    invoice = await shop.invoice(title="Stage 1")
    await sent(shop, invoice)
    await shop.work()
    return invoice


async def test_mail_leaves_by_the_companys_server_once_and_the_invoice_says_so(
    mailing: Shop, peer: MailServerPeer
) -> None:
    invoice = await invoice_sent(mailing)
    await mailing.later(days=2)
    (mail,) = peer.mails
    assert peer.signed_in == [USER]
    assert mail["From"] == "Alder Plumbing <office@alder.example>"
    assert mail["To"] == "Jane Doe <jane@customer.example>"
    assert mail["List-Unsubscribe"] is None
    assert invoice["pay_url"] in part(mail, "plain")
    assert not (mailing.services.config.data / "mail").exists()
    await signed_in_again(mailing)
    answer = await mailing.office.get(f"/api/invoices/{invoice['id']}/messages")
    (shown,) = answer.json()["items"]
    assert (shown["state"], shown["words"], shown["kind"]) == (
        "sent", "250 2.0.0 queued as 4711", "mail.invoice",
    )  # fmt: skip
    assert mail["Message-ID"].startswith(f"<{shown['id']}@")


async def test_the_password_is_nowhere_in_the_database_in_the_clear(mailing: Shop) -> None:
    rows = await mailing.rows("SELECT password_sealed FROM mail_account")
    assert rows[0][0].startswith("1.")
    told = await mailing.rows("SELECT coalesce(body, '') || outcome FROM mutation")
    assert not any(PASSWORD in str(row) for row in [*rows, *told])
    shown = (await mailing.company.owner.get("/api/mail-account")).json()
    assert (shown["way"], shown["has_password"], "password" in shown) == ("own", True, False)


async def test_an_account_may_be_changed_without_typing_the_password_again(
    mailing: Shop, peer: MailServerPeer
) -> None:
    changed = {**peer.account, "from_address": "billing@alder.example"}
    del changed["password"]
    assert (await mailing.company.owner.post("/api/mail-account", changed)).status_code == 200
    await invoice_sent(mailing)
    assert [str(mail["From"]) for mail in peer.mails] == ["Alder Plumbing <billing@alder.example>"]


async def test_a_mailbox_that_is_not_there_is_refused_for_good_and_sent_to_another_with_one_tap(
    mailing: Shop, peer: MailServerPeer
) -> None:
    """DO-10: the dead address shows on the invoice."""
    peer.rcpt = "550 5.1.1 no such mailbox"
    await invoice_sent(mailing)
    assert await one_state(mailing) == ("refused", "550 5.1.1 no such mailbox")
    await mailing.later(days=1)
    assert peer.said.count("RCPT") == 1
    await signed_in_again(mailing)
    (lost,) = (await mailing.office.get("/api/messages/undelivered")).json()["items"]
    peer.rcpt = "250 ok"
    again = await mailing.office.post(
        f"/api/messages/{lost['id']}/again", {"to_address": "jane@other.example"}
    )
    assert again.status_code == 201, again.text
    assert (again.json()["state"], again.json()["again_of"]) == ("written", lost["id"])
    await mailing.work()
    (mail,) = peer.mails
    assert mail["To"] == "Jane Doe <jane@other.example>"
    states = await mailing.rows(STATES)
    assert [(state, to) for state, _, to in states] == [
        ("refused", "jane@customer.example"),
        ("sent", "jane@other.example"),
    ]
    assert (await mailing.office.get("/api/messages/undelivered")).json()["items"] == []


async def test_not_now_is_tried_again_later(mailing: Shop, peer: MailServerPeer) -> None:
    peer.rcpt = "451 4.7.1 greylisted, come back"
    await invoice_sent(mailing)
    assert await one_state(mailing) == ("written", "451 4.7.1 greylisted, come back")
    peer.rcpt = "250 ok"
    await mailing.later(seconds=6)
    assert len(peer.mails) == 1
    assert (await one_state(mailing))[0] == "sent"


async def test_not_now_after_the_whole_mail_is_no_mail_and_tried_again(
    mailing: Shop, peer: MailServerPeer
) -> None:
    peer.data = "452 4.3.1 disk full"
    await invoice_sent(mailing)
    assert (await one_state(mailing))[0] == "written"
    peer.data = "250 ok"
    await mailing.later(seconds=6)
    assert len(peer.mails) == 1


async def test_a_content_that_is_refused_is_refused_for_good(mailing: Shop, peer: MailServerPeer) -> None:
    peer.data = "554 5.7.1 looks like spam"
    await invoice_sent(mailing)
    assert await one_state(mailing) == ("refused", "554 5.7.1 looks like spam")


async def test_after_a_day_of_not_now_it_is_given_up_with_the_last_reason(
    mailing: Shop, peer: MailServerPeer
) -> None:
    """W3."""
    peer.rcpt = "451 4.7.1 not now"
    await invoice_sent(mailing)
    for _ in range(20):
        await mailing.later(hours=3)
    assert await one_state(mailing) == ("refused", "451 4.7.1 not now")
    assert peer.said.count("RCPT") == 18
    assert await mailing.rows("SELECT id FROM outbox WHERE state = 'waiting' AND kind = 'mail.deliver'") == []


@pytest.mark.parametrize("way", ["hangs_up_after_data", "silent_after_data"])
async def test_silence_after_the_mail_is_said_to_be_unknown_and_nothing_is_sent_twice(
    mailing: Shop, peer: MailServerPeer, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server may have it: a second mail would be sent on a guess, so a person decides."""
    monkeypatch.setattr(smtp, "DATA_SECONDS", 0.2)
    setattr(peer, way, True)
    await invoice_sent(mailing)
    await mailing.later(days=1)
    assert (await one_state(mailing))[0] == "unknown"
    assert len(peer.mails) == 1


async def test_a_hang_up_before_the_mail_costs_nothing(mailing: Shop, peer: MailServerPeer) -> None:
    peer.hangs_up_at = "RCPT"
    await invoice_sent(mailing)
    assert (await one_state(mailing))[0] == "written"
    peer.hangs_up_at = ""
    await mailing.later(seconds=6)
    assert len(peer.mails) == 1


async def test_a_worker_that_died_while_the_mail_left_leaves_an_unknown_outcome(
    mailing: Shop, peer: MailServerPeer
) -> None:
    invoice = await mailing.invoice()
    await sent(mailing, invoice)
    peer.rcpt = "451 not now"
    await mailing.work()
    ((message_id, organization_id),) = await mailing.rows("SELECT id, organization_id FROM message")
    await hands_over(mailing, organization_id, message_id)
    peer.rcpt = "250 ok"
    await mailing.later(seconds=6)
    assert peer.mails == []
    assert await one_state(mailing) == ("unknown", "the server stopped while the message was handed over")


async def test_of_two_workers_with_one_message_one_hands_it_over(mailing: Shop, peer: MailServerPeer) -> None:
    peer.rcpt = "451 not now"
    await invoice_sent(mailing)
    ((message_id, organization_id),) = await mailing.rows("SELECT id, organization_id FROM message")
    assert await hands_over(mailing, organization_id, message_id) == "applied"
    assert await hands_over(mailing, organization_id, message_id) == "rejected"


async def hands_over(shop: Shop, organization_id: str, message_id: str) -> str:
    context = await system_context(shop.services.database.reader, organization_id, shop.clock.now())
    assert context is not None
    body = {"message_id": message_id}
    mutation = Mutation(id=new_id(), type="notifications.hand_over", body=body)
    return (await apply(shop.services, mutation, context)).outcome.state


async def test_a_wrong_password_keeps_the_mail_waiting_until_it_is_mended(
    shop: Shop, peer: MailServerPeer
) -> None:
    await shop.company.owner.post("/api/mail-account", {**peer.account, "password": "wrong"})
    await invoice_sent(shop)
    assert await one_state(shop) == ("written", "535 5.7.8 authentication failed")
    await shop.company.owner.post("/api/mail-account", peer.account)
    await shop.later(seconds=6)
    assert len(peer.mails) == 1


async def test_a_server_without_tls_is_told_nothing(tmp_path: Path, shop: Shop) -> None:
    async with mail_server(tmp_path, "none") as (plain, _):
        account = {**plain.account, "security": "starttls"}
        await shop.company.owner.post("/api/mail-account", account)
        await invoice_sent(shop)
        assert (await one_state(shop))[0] == "written"
        assert not {"AUTH", "MAIL"} & set(plain.said)


async def test_a_certificate_that_nobody_vouches_for_ends_the_conversation(
    shop: Shop, peer: MailServerPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ssl

    monkeypatch.setattr(smtp, "trust", ssl.create_default_context)
    await shop.company.owner.post("/api/mail-account", peer.account)
    await invoice_sent(shop)
    assert (await one_state(shop))[0] == "written"
    assert "AUTH" not in peer.said


async def test_tls_from_the_first_byte(tmp_path: Path, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    async with mail_server(tmp_path, "tls") as (peer, trust):
        monkeypatch.setattr(smtp, "trust", lambda: trust)
        await shop.company.owner.post("/api/mail-account", peer.account)
        await invoice_sent(shop)
        assert len(peer.mails) == 1


async def test_no_password_is_told_in_the_clear(shop: Shop, peer: MailServerPeer) -> None:
    refused = await shop.company.owner.post("/api/mail-account", {**peer.account, "security": "none"})
    assert (refused.status_code, refused.json()["code"]) == (422, "notifications.password_in_the_clear")


async def test_a_test_mail_goes_to_who_asks_and_says_what_the_server_said(
    mailing: Shop, peer: MailServerPeer
) -> None:
    owner = mailing.company.owner
    answer = await owner.post("/api/mail-account/test")
    assert answer.status_code == 200, answer.text
    assert answer.json()["words"] == "250 2.0.0 queued as 4711"
    assert [str(mail["To"]) for mail in peer.mails] == [answer.json()["to_address"]]
    peer.rcpt = "550 5.7.1 relaying denied"
    refused = await owner.post("/api/mail-account/test")
    assert (refused.status_code, refused.json()["code"], refused.json()["words"]) == (
        409, "notifications.mail_server_says_no", "550 5.7.1 relaying denied",
    )  # fmt: skip


async def test_without_a_server_there_is_nothing_to_test(shop: Shop) -> None:
    refused = await shop.company.owner.post("/api/mail-account/test")
    assert refused.json()["code"] == "notifications.no_mail_server"
    assert (await shop.company.owner.get("/api/mail-account")).json()["way"] == "folder"


async def test_only_the_owner_sees_and_sets_the_mail_account(shop: Shop, peer: MailServerPeer) -> None:
    assert (await shop.office.get("/api/mail-account")).status_code == 403
    assert (await shop.office.post("/api/mail-account", peer.account)).status_code == 403
    assert (await shop.office.post("/api/mail-account/test")).status_code == 403


async def test_the_installations_server_serves_who_has_none(
    config: Config, clock: FrozenClock, peer: MailServerPeer
) -> None:
    installed = replace(config, smtp=peer.url, mail_from="bills@host.example")
    async with whole_app(installed, clock) as app:
        company = Company(app)
        await company.found()
        await company.add("dispatcher", company.dispatcher, "dispatcher@alder.example")
        shop = Shop(app, clock, company, Customer(app))
        await shop.office.patch("/api/settings", {"progress_invoicing": True})
        await shop.add_job()
        await invoice_sent(shop)
        assert [str(mail["From"]) for mail in peer.mails] == ["Alder Plumbing <bills@host.example>"]
        view = (await company.owner.get("/api/mail-account")).json()
        assert view["way"] == "installation"
        assert "viewer" not in (await shop.office.get("/dev/mail")).text


@pytest.mark.parametrize(
    ("smtp_url", "mail_from"),
    [("mail.example:25", "a@b.example"), ("smtp://", "a@b.example"), ("smtp://mail.example", ""),
     ("smtp+plain://user:pw@mail.example", "a@b.example")],
)  # fmt: skip
def test_a_configuration_that_cannot_send_mail_is_said_at_the_start(smtp_url: str, mail_from: str) -> None:
    with pytest.raises(WrongConfig):
        load_config({"STAGEBILL_SMTP": smtp_url, "STAGEBILL_MAIL_FROM": mail_from})
