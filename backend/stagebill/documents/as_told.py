"""The surroundings of a fact at its moment: who received, credited or agreed, and whom the paper is for.

The fact keeps its figures itself. All this changes later, and its paper may not.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from stagebill.invoices.as_issued import SaidCompany
from stagebill.kernel.ids import Id
from stagebill.kernel.postal_address import PostalAddress, text_of
from stagebill.kernel.records import Record, replace
from stagebill.paypage.page.as_said import company_then
from stagebill.paypage.page.figures import known_language
from stagebill.paypage.page.pay_page import Company
from stagebill.settings.texts import Spoken

Subject = Literal["receipt", "credit_note", "change_order"]


class Told(Struct, frozen=True, kw_only=True):
    """`job_id` is the job whose customer is named; money for no one job names the customer `customer_id`, and
    money for nobody yet nobody.
    """

    company: SaidCompany
    receipt_footer: Spoken = Spoken()
    job_id: Id | None = None
    customer_id: Id | None = None  # none in what was kept before it was
    customer_name: str = ""
    language: str | None = None
    billing_address: PostalAddress | None = None


class AsTold(Record, frozen=True, kw_only=True):
    """One for each fact that has a paper, written in its unit. `subject_id` is the fact's own id."""

    organization_id: Id
    id: Id
    kind: Subject
    subject_id: Id
    told: Told
    created_at: datetime


class Addressed(Struct, frozen=True, kw_only=True):
    """Whom a paper is from, whom it is for, and in which language."""

    company: Company
    language: str
    customer_name: str
    billed_to: str


def addressed(
    company: Company,
    language: str,
    customer_name: str,
    told: Told | None,
    job_id: Id | None,
    customer_id: Id | None = None,
) -> Addressed:
    """As it was at the fact; as it is now for a fact from before this was kept, and for the customer of a job
    that it was not for then. `customer_id` is the job's, where the fact may be for all jobs of a customer;
    no job: the fact is for all of theirs.
    """
    if told is None:
        return Addressed(company=company, language=language, customer_name=customer_name, billed_to="")
    is_whole = told.job_id is None and told.customer_id is not None
    is_theirs = (
        told.customer_id == customer_id if is_whole else told.job_id is not None and told.job_id == job_id
    )
    spoken = known_language(told.language, told.company.language) if is_theirs else language
    theirs = told.billing_address if is_theirs else None
    own = told.company.address
    then = company_then(company, told.company, spoken, theirs)
    texts = replace(company.texts, receipt_footer=told.receipt_footer)
    return Addressed(
        company=replace(then, texts=texts),
        language=spoken,
        customer_name=told.customer_name if is_theirs else customer_name,
        billed_to=text_of(theirs, spoken, own if isinstance(own, PostalAddress) else None) or "",
    )
