"""Which link a place in a message stands for now, and which one stops reminders."""

from collections.abc import Callable

from stagebill.change_orders.link import link_token, link_url
from stagebill.invoices.queries import pay_url
from stagebill.kernel.config import Config
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.notifications.message import Links, Message
from stagebill.notifications.reminders.unsubscribing import WEEKLY, Named, stop_token
from stagebill.statements.owed.queries import standing_of
from stagebill.statements.owed.queries import url_of as owed_url
from stagebill.statements.queries import link_of_job
from stagebill.statements.queries import url_of as statement_url


async def links_of(reader: Reader, message: Message, config: Config) -> Links | None:
    """The secret links that go where the message keeps a place for them; those of now, so a statement's link
    that was made anew opens from an old message's repetition, too.
    """
    if message.job_id is not None:
        link = await link_of_job(reader, message.organization_id, message.job_id)
        assert link is not None
        url = statement_url(config, link)
        return Links(lambda named: url, stop_links(config, message.organization_id))
    if message.member_id is not None:
        return Links(lambda named: config.base_url, weekly_stop_links(config, message.organization_id))
    if message.customer_id is not None:
        return await _links_to_owed(reader, message, message.customer_id, config)
    return _links_of(message, config)


async def _links_to_owed(reader: Reader, message: Message, customer_id: Id, config: Config) -> Links:
    organization_id = message.organization_id
    standing = await standing_of(reader, organization_id, customer_id)
    assert standing is not None
    url = owed_url(config, standing.link)
    return Links(
        lambda named: pay_url(config, organization_id, named) if named else url,
        stop_links(config, organization_id),
    )


def _links_of(message: Message, config: Config) -> Links | None:
    organization_id, order_id, invoice_id = (
        message.organization_id,
        message.change_order_id,
        message.invoice_id,
    )
    stop = stop_links(config, organization_id)
    if order_id is not None:
        url = link_url(config.base_url, link_token(config.secret_key, organization_id, order_id))
        return Links(lambda named: url, stop)
    if invoice_id is not None:
        return Links(lambda named: pay_url(config, organization_id, named or invoice_id), stop)
    return None


def stop_links(config: Config, organization_id: Id) -> Callable[[Id], str]:
    """The links by which an organization's customers stop reminders."""

    def url_of(customer_id: Id) -> str:
        token = stop_token(config.secret_key, Named(organization_id, customer_id))
        return f"{config.base_url}/unsubscribe/{token}"

    return url_of


def weekly_stop_links(config: Config, organization_id: Id) -> Callable[[Id], str]:
    """The links by which an organization's members stop the weekly mail."""

    def url_of(member_id: Id) -> str:
        token = stop_token(config.secret_key, Named(organization_id, member_id), WEEKLY)
        return f"{config.base_url}/unsubscribe/weekly/{token}"

    return url_of
