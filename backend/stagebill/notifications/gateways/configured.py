"""Which way mail leaves this installation. Without an account it is the folder."""

from stagebill.notifications.gateway import MailGateway
from stagebill.notifications.gateways.mail_folder import MailFolder
from stagebill.sync.services import Services


def mail_gateway(services: Services) -> MailGateway:
    """The one that is set up."""
    return MailFolder(services.config)
