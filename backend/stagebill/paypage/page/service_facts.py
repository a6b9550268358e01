"""Who did the work and on which days, where the customer is to see it: on the page and on every paper."""

from typing import Final

from stagebill.jobs.attendance import Span
from stagebill.paypage.page import figures
from stagebill.paypage.page.pay_page import PayPage
from stagebill.paypage.page.words import say

SPANS_MAX: Final = 6  # of a job that is visited every week, the first and the last day are enough


def service_facts(page: PayPage) -> list[tuple[str, str]]:
    """Label and text, a line for each name or span of days. Nothing of what nobody knows."""
    shown, names, days = page.bill.shown, page.service.technicians, page.service.days
    told = days if len(days) <= SPANS_MAX else (Span(days[0].first, days[-1].last),)
    is_one_day = len(days) == 1 and days[0].first == days[0].last
    facts = (
        (shown.technician, "technician" if len(names) == 1 else "technicians", names),
        (
            shown.service_dates,
            "service_day" if is_one_day else "service_days",
            tuple(figures.days(span.first, span.last, page.language) for span in told),
        ),
    )
    return [
        (say(page.language, word), "\n".join(lines)) for is_shown, word, lines in facts if is_shown and lines
    ]
