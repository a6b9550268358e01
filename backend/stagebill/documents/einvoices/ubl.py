"""The syntax of Peppol and of most public buyers: OASIS UBL 2.1, as an Invoice or a CreditNote."""

from typing import Final
from xml.etree.ElementTree import Element

from stagebill.documents.einvoices.einvoice import CREDIT_NOTE, EInvoice, Party
from stagebill.documents.einvoices.written import amount, child, document, percent, said
from stagebill.kernel.money import Bps

PROFILE: Final = "urn:cen.eu:en16931:2017"
_PEPPOL: Final = f"{PROFILE}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROCESS: Final = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_OASIS: Final = "urn:oasis:names:specification:ubl:schema:xsd:"
_PIECE: Final = "C62"


def ubl(shown: EInvoice) -> str:
    """The whole document. The order of elements is the schema's."""
    is_credit = shown.kind == CREDIT_NOTE
    kind = "CreditNote" if is_credit else "Invoice"
    root = Element(kind, {
        "xmlns": f"{_OASIS}{kind}-2",
        "xmlns:cac": f"{_OASIS}CommonAggregateComponents-2",
        "xmlns:cbc": f"{_OASIS}CommonBasicComponents-2",
    })  # fmt: skip
    child(root, "cbc:CustomizationID", _PEPPOL if shown.is_for_peppol else PROFILE)
    if shown.is_for_peppol:
        child(root, "cbc:ProfileID", _PROCESS)
    child(root, "cbc:ID", shown.number)
    child(root, "cbc:IssueDate", shown.issued_on.isoformat())
    if shown.due_on and not is_credit:
        child(root, "cbc:DueDate", shown.due_on.isoformat())
    child(root, f"cbc:{kind}TypeCode", shown.kind)
    said(root, "cbc:Note", "\n".join(shown.notes))  # the network takes one (PEPPOL-EN16931-R002)
    child(root, "cbc:DocumentCurrencyCode", shown.currency)
    said(root, "cbc:BuyerReference", shown.buyer_reference)
    if shown.period:
        period = child(root, "cac:InvoicePeriod")
        child(period, "cbc:StartDate", shown.period.first.isoformat())
        child(period, "cbc:EndDate", shown.period.last.isoformat())
    if shown.order_reference.strip():
        said(child(root, "cac:OrderReference"), "cbc:ID", shown.order_reference)
    for each in shown.earlier:
        reference = child(child(root, "cac:BillingReference"), "cac:InvoiceDocumentReference")
        child(reference, "cbc:ID", each.number)
        child(reference, "cbc:IssueDate", each.issued_on.isoformat())
    _party(child(child(root, "cac:AccountingSupplierParty"), "cac:Party"), shown.seller)
    _party(child(child(root, "cac:AccountingCustomerParty"), "cac:Party"), shown.buyer)
    _means(root, shown)
    if shown.terms.strip():
        child(child(root, "cac:PaymentTerms"), "cbc:Note", shown.terms.strip())
    _sums(root, shown)
    _lines(root, shown, kind)
    return document(root)


def _means(root: Element, shown: EInvoice) -> None:
    """By transfer to an account (UNCL 4461), where the company has one."""
    if shown.account is None:
        return
    made = child(root, "cac:PaymentMeans")
    child(made, "cbc:PaymentMeansCode", shown.means)
    child(made, "cbc:PaymentID", shown.number)
    account = child(made, "cac:PayeeFinancialAccount")
    child(account, "cbc:ID", shown.account.plain)
    said(account, "cbc:Name", shown.account.holder)
    if shown.account.bic:
        child(child(account, "cac:FinancialInstitutionBranch"), "cbc:ID", shown.account.bic)


def _party(made: Element, party: Party) -> None:
    if party.electronic:
        child(made, "cbc:EndpointID", party.electronic.id, schemeID=party.electronic.scheme)
    if party.trade_name:
        child(child(made, "cac:PartyName"), "cbc:Name", party.trade_name)
    where = party.address
    street = [line.strip() for line in where.street.splitlines() if line.strip()]
    address = child(made, "cac:PostalAddress")
    for name, line in zip(("cbc:StreetName", "cbc:AdditionalStreetName"), street, strict=False):
        child(address, name, line)
    said(address, "cbc:CityName", where.city)
    said(address, "cbc:PostalZone", where.postal_code)
    said(address, "cbc:CountrySubentity", where.region)
    if len(street) > 2:
        child(child(address, "cac:AddressLine"), "cbc:Line", " ".join(street[2:]))
    child(child(address, "cac:Country"), "cbc:IdentificationCode", where.country)
    if party.tax_number:
        scheme = child(made, "cac:PartyTaxScheme")
        child(scheme, "cbc:CompanyID", party.vat_number or party.tax_number)
        child(child(scheme, "cac:TaxScheme"), "cbc:ID", "VAT" if party.vat_number else "TAX")
    legal = child(made, "cac:PartyLegalEntity")
    child(legal, "cbc:RegistrationName", party.name)
    if party.register:
        child(legal, "cbc:CompanyID", party.register.id, schemeID=party.register.scheme)
    elif party.tax_number and not party.vat_number:
        child(legal, "cbc:CompanyID", party.tax_number)
    if party.phone or party.email:
        contact = child(made, "cac:Contact")
        child(contact, "cbc:Name", party.trade_name or party.name)
        said(contact, "cbc:Telephone", party.phone)
        said(contact, "cbc:ElectronicMail", party.email)


def _sums(root: Element, shown: EInvoice) -> None:
    currency = {"currencyID": shown.currency}
    total = child(root, "cac:TaxTotal")
    child(total, "cbc:TaxAmount", amount(shown.tax_minor, shown.currency), **currency)
    for tax in shown.taxes:
        part = child(total, "cac:TaxSubtotal")
        child(part, "cbc:TaxableAmount", amount(tax.base_minor, shown.currency), **currency)
        child(part, "cbc:TaxAmount", amount(tax.tax_minor, shown.currency), **currency)
        _category(child(part, "cac:TaxCategory"), tax.rate_bps, shown, reason=True)
    sums = child(root, "cac:LegalMonetaryTotal")
    for name, minor in (
        ("cbc:LineExtensionAmount", shown.base_minor),
        ("cbc:TaxExclusiveAmount", shown.base_minor),
        ("cbc:TaxInclusiveAmount", shown.total_minor),
        ("cbc:PayableAmount", shown.total_minor),
    ):
        child(sums, name, amount(minor, shown.currency), **currency)


def _lines(root: Element, shown: EInvoice, kind: str) -> None:
    currency = {"currencyID": shown.currency}
    quantity = "cbc:CreditedQuantity" if kind == "CreditNote" else "cbc:InvoicedQuantity"
    for place, line in enumerate(shown.lines, start=1):
        made = child(root, f"cac:{kind}Line")
        child(made, "cbc:ID", str(place))
        # A price is never below zero (BR-27): what is taken off is less than none of it.
        child(made, quantity, "-1" if line.net_minor < 0 else "1", unitCode=_PIECE)
        child(made, "cbc:LineExtensionAmount", amount(line.net_minor, shown.currency), **currency)
        item = child(made, "cac:Item")
        child(item, "cbc:Name", line.name)
        _category(child(item, "cac:ClassifiedTaxCategory"), line.rate_bps, shown, reason=False)
        price = child(made, "cac:Price")
        child(price, "cbc:PriceAmount", amount(abs(line.net_minor), shown.currency), **currency)


def _category(made: Element, rate_bps: Bps, shown: EInvoice, *, reason: bool) -> None:
    category = shown.category(rate_bps)
    child(made, "cbc:ID", category)
    child(made, "cbc:Percent", percent(rate_bps))
    if category == "E" and reason:
        child(made, "cbc:TaxExemptionReason", shown.exemption)
    child(child(made, "cac:TaxScheme"), "cbc:ID", "VAT")
