"""Stagebill's table of contents: every slice's mutations, routes and followers, and the app made of them."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

import stagebill.attachments.mutations
import stagebill.attachments.queries
import stagebill.attachments.routes
import stagebill.attachments.tables
import stagebill.books.mutations
import stagebill.books.routes
import stagebill.books.tables
import stagebill.change_orders.companions
import stagebill.change_orders.followers
import stagebill.change_orders.mutations
import stagebill.change_orders.queries
import stagebill.change_orders.routes
import stagebill.change_orders.tables
import stagebill.customers.mutations
import stagebill.customers.queries
import stagebill.customers.routes
import stagebill.customers.tables
import stagebill.documents.companions
import stagebill.documents.einvoices.routes
import stagebill.documents.routes
import stagebill.documents.tables
import stagebill.identity.mutations
import stagebill.identity.queries
import stagebill.identity.routes.members
import stagebill.identity.routes.pairing
import stagebill.identity.routes.profile
import stagebill.identity.tables
import stagebill.invoices.allowances.queries
import stagebill.invoices.allowances.routes
import stagebill.invoices.followers
import stagebill.invoices.links.routes
import stagebill.invoices.mutations.allowances
import stagebill.invoices.mutations.invoices
import stagebill.invoices.mutations.replacing
import stagebill.invoices.mutations.retainage
import stagebill.invoices.numbering.mutations
import stagebill.invoices.queries
import stagebill.invoices.routes
import stagebill.invoices.tables
import stagebill.jobs.mutations
import stagebill.jobs.queries
import stagebill.jobs.routes
import stagebill.jobs.tables
import stagebill.notifications.followers
import stagebill.notifications.mutations
import stagebill.notifications.push.followers
import stagebill.notifications.push.mutations
import stagebill.notifications.push.routes
import stagebill.notifications.reminders.followers
import stagebill.notifications.reminders.mutations
import stagebill.notifications.reminders.routes
import stagebill.notifications.routes.mailbox
import stagebill.notifications.routes.messages
import stagebill.notifications.routes.unsubscribe
import stagebill.notifications.tables
import stagebill.notifications.texts.mutations
import stagebill.notifications.texts.routes
import stagebill.notifications.weekly.followers
import stagebill.notifications.weekly.mutations
import stagebill.notifications.weekly.routes
import stagebill.opening.mutations
import stagebill.opening.tables
import stagebill.operations.routes
import stagebill.payments.followers
import stagebill.payments.mutations.corrections
import stagebill.payments.mutations.credit
import stagebill.payments.mutations.money
import stagebill.payments.mutations.processor
import stagebill.payments.queries
import stagebill.payments.routes
import stagebill.payments.tables
import stagebill.paypage.accounts.mutations
import stagebill.paypage.accounts.routes
import stagebill.paypage.afterwards.mutations
import stagebill.paypage.attempts.mutations
import stagebill.paypage.cards.companions
import stagebill.paypage.cards.routes
import stagebill.paypage.cards.tables
import stagebill.paypage.followers
import stagebill.paypage.mutations
import stagebill.paypage.payouts.mutations
import stagebill.paypage.payouts.tables
import stagebill.paypage.routes
import stagebill.paypage.tables
import stagebill.quarantine.followers
import stagebill.quarantine.mutations
import stagebill.quarantine.queries
import stagebill.quarantine.routes
import stagebill.quarantine.tables
import stagebill.questions.mutations
import stagebill.questions.routes
import stagebill.questions.tables
import stagebill.reporting.payouts.routes
import stagebill.reporting.reports.routes
import stagebill.reporting.routes
import stagebill.reporting.tips.routes
import stagebill.reporting.weekly.followers
import stagebill.reporting.weekly.routes
import stagebill.schedules.followers
import stagebill.schedules.mutations
import stagebill.schedules.queries
import stagebill.schedules.tables
import stagebill.scope.mutations
import stagebill.scope.routes
import stagebill.settings.mutations
import stagebill.settings.queries
import stagebill.settings.routes
import stagebill.settings.tables
import stagebill.spreadsheets.routes.invoices
import stagebill.spreadsheets.routes.lists
import stagebill.statements.mutations
import stagebill.statements.routes
import stagebill.statements.tables
import stagebill.sync.routes
import stagebill.sync.tables
import stagebill.takings.mutations
import stagebill.takings.routes
import stagebill.takings.tables
import stagebill.webapp.routes
import stagebill.webhooks.followers
import stagebill.webhooks.mutations
import stagebill.webhooks.routes
import stagebill.webhooks.tables
from stagebill import __version__
from stagebill.identity.authentication import OPEN, Authentication, security_headers
from stagebill.kernel.clock import Clock, SystemClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.kernel.problems import EXCEPTION_HANDLERS, DocumentedProblems, refuse_what_is_not_asked_for
from stagebill.sync.command import Command, Registry
from stagebill.sync.dispatcher import Dispatcher, Handler
from stagebill.sync.rest import rest_route
from stagebill.sync.services import Services
from stagebill.webapp.assets import build_assets
from stagebill.webapp.list_schema import ListsOfOneKind
from stagebill.webapp.version import name_version

COMMANDS: tuple[Command, ...] = (
    *stagebill.identity.mutations.COMMANDS,
    *stagebill.quarantine.mutations.COMMANDS,
    *stagebill.settings.mutations.COMMANDS,
    *stagebill.customers.mutations.COMMANDS,
    *stagebill.attachments.mutations.COMMANDS,
    *stagebill.jobs.mutations.COMMANDS,
    *stagebill.invoices.mutations.invoices.COMMANDS,
    *stagebill.invoices.mutations.allowances.COMMANDS,
    *stagebill.invoices.mutations.replacing.COMMANDS,
    *stagebill.invoices.mutations.retainage.COMMANDS,
    *stagebill.invoices.numbering.mutations.COMMANDS,
    *stagebill.schedules.mutations.COMMANDS,
    *stagebill.payments.mutations.money.COMMANDS,
    *stagebill.payments.mutations.corrections.COMMANDS,
    *stagebill.payments.mutations.processor.COMMANDS,
    *stagebill.payments.mutations.credit.COMMANDS,
    *stagebill.takings.mutations.COMMANDS,
    *stagebill.scope.mutations.COMMANDS,
    *stagebill.opening.mutations.COMMANDS,
    *stagebill.paypage.mutations.COMMANDS,
    *stagebill.paypage.accounts.mutations.COMMANDS,
    *stagebill.paypage.afterwards.mutations.COMMANDS,
    *stagebill.paypage.attempts.mutations.COMMANDS,
    *stagebill.paypage.payouts.mutations.COMMANDS,
    *stagebill.questions.mutations.COMMANDS,
    *stagebill.change_orders.mutations.COMMANDS,
    *stagebill.statements.mutations.COMMANDS,
    *stagebill.notifications.mutations.COMMANDS,
    *stagebill.notifications.push.mutations.COMMANDS,
    *stagebill.notifications.reminders.mutations.COMMANDS,
    *stagebill.notifications.texts.mutations.COMMANDS,
    *stagebill.notifications.weekly.mutations.COMMANDS,
    *stagebill.books.mutations.COMMANDS,
    *stagebill.webhooks.mutations.COMMANDS,
)

# Also the order of a snapshot's tables: what a screen needs first comes first.
REGISTRY = Registry(
    COMMANDS,
    (
        *stagebill.settings.queries.ENTITIES,
        *stagebill.jobs.queries.ENTITIES,
        *stagebill.customers.queries.ENTITIES,
        *stagebill.invoices.queries.ENTITIES,
        *stagebill.invoices.allowances.queries.ENTITIES,
        *stagebill.payments.queries.ENTITIES,
        *stagebill.attachments.queries.ENTITIES,
        *stagebill.change_orders.queries.ENTITIES,
        *stagebill.identity.queries.ENTITIES,
        *stagebill.quarantine.queries.ENTITIES,
        *stagebill.schedules.queries.ENTITIES,
    ),
    stagebill.paypage.followers.PREPARATIONS,
    {
        **stagebill.documents.companions.COMPANIONS,
        **stagebill.change_orders.companions.COMPANIONS,
        **stagebill.paypage.cards.companions.COMPANIONS,
    },
)

ROUTES: tuple[BaseRouteHandler, ...] = (
    *stagebill.operations.routes.ROUTES,
    *stagebill.sync.routes.ROUTES,
    *stagebill.identity.routes.members.ROUTES,
    *stagebill.identity.routes.profile.ROUTES,
    *stagebill.identity.routes.pairing.ROUTES,
    *stagebill.quarantine.routes.ROUTES,
    *stagebill.settings.routes.ROUTES,
    *stagebill.customers.routes.ROUTES,
    *stagebill.attachments.routes.ROUTES,
    *stagebill.jobs.routes.ROUTES,
    *stagebill.invoices.routes.ROUTES,
    *stagebill.invoices.links.routes.ROUTES,
    *stagebill.invoices.allowances.routes.ROUTES,
    *stagebill.payments.routes.ROUTES,
    *stagebill.takings.routes.ROUTES,
    *stagebill.scope.routes.ROUTES,
    *stagebill.paypage.routes.ROUTES,
    *stagebill.paypage.accounts.routes.ROUTES,
    *stagebill.paypage.cards.routes.ROUTES,
    *stagebill.questions.routes.ROUTES,
    *stagebill.documents.routes.ROUTES,
    *stagebill.documents.einvoices.routes.ROUTES,
    *stagebill.change_orders.routes.ROUTES,
    *stagebill.statements.routes.ROUTES,
    *stagebill.notifications.routes.mailbox.ROUTES,
    *stagebill.notifications.routes.messages.ROUTES,
    *stagebill.notifications.routes.unsubscribe.ROUTES,
    *stagebill.notifications.push.routes.ROUTES,
    *stagebill.notifications.reminders.routes.ROUTES,
    *stagebill.notifications.texts.routes.ROUTES,
    *stagebill.notifications.weekly.routes.ROUTES,
    *stagebill.reporting.routes.ROUTES,
    *stagebill.reporting.reports.routes.ROUTES,
    *stagebill.reporting.payouts.routes.ROUTES,
    *stagebill.reporting.tips.routes.ROUTES,
    *stagebill.reporting.weekly.routes.ROUTES,
    *stagebill.books.routes.ROUTES,
    *stagebill.webhooks.routes.ROUTES,
    *stagebill.spreadsheets.routes.invoices.ROUTES,
    *stagebill.spreadsheets.routes.lists.ROUTES,
    *stagebill.webapp.routes.ROUTES,
)

HANDLERS: Mapping[str, Handler] = {
    **stagebill.invoices.followers.HANDLERS,
    **stagebill.quarantine.followers.HANDLERS,
    **stagebill.schedules.followers.HANDLERS,
    **stagebill.payments.followers.HANDLERS,
    **stagebill.paypage.followers.HANDLERS,
    **stagebill.change_orders.followers.HANDLERS,
    **stagebill.notifications.followers.HANDLERS,
    **stagebill.notifications.push.followers.HANDLERS,
    **stagebill.webhooks.followers.HANDLERS,
    **stagebill.reporting.weekly.followers.HANDLERS,
}

ROUNDS = (
    *stagebill.paypage.followers.ROUNDS,
    *stagebill.notifications.push.followers.ROUNDS,
    *stagebill.webhooks.followers.ROUNDS,
    *stagebill.notifications.reminders.followers.ROUNDS,
    *stagebill.notifications.weekly.followers.ROUNDS,
)


Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


def create_app(config: Config, clock: Clock | None = None) -> Litestar:
    """The whole product as one ASGI app."""
    return assembled(config, running(config, clock or SystemClock()))


def running(config: Config, clock: Clock, *, dispatch: bool = True) -> Lifespan:
    """What an app holds while it is up. `dispatch=False` leaves the outbox to the caller."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncGenerator[None, None]:
        database = await Database.open(config)
        services = Services(config, database, clock, REGISTRY)
        dispatcher = Dispatcher(services, HANDLERS, ROUNDS)
        app.state.services, app.state.dispatcher = services, dispatcher
        if dispatch:
            dispatcher.start()
        try:
            yield
        finally:
            if dispatch:
                await dispatcher.stop()
            for tool in services.tools.values():
                await tool.close()
            await database.close()

    return lifespan


def assembled(config: Config, lifespan: Lifespan) -> Litestar:
    """Every route of the product, not up yet. Takes most of half a second."""
    written = [rest_route(command) for command in COMMANDS if command.route]
    return Litestar(
        route_handlers=[*ROUTES, *written],
        lifespan=[lifespan],
        middleware=[Authentication()],
        before_request=refuse_what_is_not_asked_for,
        before_send=[security_headers(config), name_version],
        exception_handlers=EXCEPTION_HANDLERS,
        plugins=[DocumentedProblems(), ListsOfOneKind()],
        state=State({"assets": build_assets(config)}),
        openapi_config=_openapi(),
        logging_config=None,
    )


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Stagebill",
        version=__version__,
        description="Progress invoicing for field-service crews. Money is whole minor units; ids are UUIDs "
        "made by their author; an Idempotency-Key is the mutation's id and gives the same answer forever.",
        path="/schema",
        components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
        security=[{"token": []}],
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        openapi_router=Router(path="/schema", route_handlers=[], opt={OPEN: True}, include_in_schema=False),
    )
