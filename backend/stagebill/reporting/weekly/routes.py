"""What one's own weekly mail would say of the last whole week, as a page for the browser."""

from typing import Any, Final

from litestar import Request, Response, get
from litestar.handlers import BaseRouteHandler

from stagebill.kernel.errors import Missing
from stagebill.notifications.links.queries import weekly_stop_links
from stagebill.notifications.message import Links, with_links, with_logo
from stagebill.notifications.weekly.choice import WeeklyChoice
from stagebill.notifications.weekly.queries import addressed
from stagebill.notifications.weekly.week import monday_of, told_week
from stagebill.reporting.weekly.queries import digest
from stagebill.sync.command import Scope
from stagebill.sync.rest import office_of
from stagebill.sync.services import Services

MAIL_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
LOGO: Final = "/api/settings/logo"


@get("/api/me/weekly/preview", operation_id="reports.preview_weekly", tags=["reports"],
     media_type="text/html", summary="One's own weekly mail as it would be today")  # fmt: skip
async def preview_weekly(request: Request[Any, Any, Any]) -> Response[str]:
    """Of the last whole week, as HTML; where there is nothing to tell it says so. Nothing is sent."""
    from stagebill.reporting.weekly.mail import Reader, weekly_mail

    context = office_of(request, "reports.preview_weekly")
    services: Services = request.app.state.services
    reader, member_id = services.database.reader, context.member_id
    member = await addressed(reader, context.organization_id, member_id) if member_id else None
    if member is None or member_id is None:
        raise Missing.of(WeeklyChoice)
    week = told_week(monday_of(context.today))
    found = await digest(reader, context, Scope.of(context), week)
    who = Reader(member_id, member.customer_name, member.language, services.config.base_url)
    mail = weekly_mail(found, member.company, who)
    stop = weekly_stop_links(services.config, context.organization_id)
    shown = with_links(with_logo(mail.html, LOGO), Links(lambda _: services.config.base_url, stop))
    headers = {
        "Content-Security-Policy": MAIL_POLICY,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }
    return Response(shown, media_type="text/html", headers=headers)


ROUTES: Final[tuple[BaseRouteHandler, ...]] = (preview_weekly,)
