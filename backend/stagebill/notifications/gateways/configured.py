"""Which way a company's mail leaves: by its own server, by the installation's, else into the folder."""

from stagebill.kernel.ids import Id
from stagebill.notifications.gateway import MailGateway, TryAgain
from stagebill.notifications.gateways.mail_folder import MailFolder
from stagebill.notifications.mail_account import MailAccount, MailServer, server_of
from stagebill.notifications.queries import mail_account
from stagebill.notifications.sealed import opened
from stagebill.notifications.texts.queries import text_account
from stagebill.sync.services import Services


def gateway_of(services: Services, server: MailServer | None) -> MailGateway:
    """The way to a server; without one it is the folder."""
    if server is None:
        return MailFolder(services.config)
    # Only who has a mail server pays for its client.
    from stagebill.notifications.gateways import smtp

    return smtp.Smtp(server)


async def mail_server(services: Services, organization_id: Id) -> MailServer | None:
    """The server that the company's mail goes to, if any. Raises TryAgain where the installation's secret is
    another one than its password was sealed under: the owner types it again, then mail leaves.
    """
    account = await mail_account(services.database.reader, organization_id)
    if account is not None and account.is_on:
        return _opened(services, account)
    return server_of(services.config.smtp, services.config.mail_from)


async def is_in_folder(services: Services, organization_id: Id) -> bool:
    """Whether mail or texts stay here, to be looked at."""
    texts = await text_account(services.database.reader, organization_id)
    if texts is None or not texts.is_on:
        return True
    account = await mail_account(services.database.reader, organization_id)
    return not services.config.smtp and (account is None or not account.is_on)


def _opened(services: Services, account: MailAccount) -> MailServer:
    sealed, password = account.password_sealed, None
    if sealed:
        password = opened(services.config.secret_key, "mail_account", account.organization_id, sealed)
        if password is None:
            raise TryAgain("the password of the mail server has to be typed again")
    return MailServer(
        host=account.host,
        port=account.port,
        security=account.security,
        username=account.username,
        password=password,
        from_address=account.from_address,
    )
