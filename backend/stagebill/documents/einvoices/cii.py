"""The syntax that Factur-X embeds in a PDF: UN/CEFACT's Cross Industry Invoice, profile EN 16931."""

from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from stagebill.documents.einvoices.einvoice import Billed, EInvoice, Party
from stagebill.documents.einvoices.written import amount, child, document, percent, said
from stagebill.jobs.contract import TaxLine

PROFILE: Final = "urn:cen.eu:en16931:2017"
_SPACES: Final = {
    "xmlns:rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "xmlns:ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "xmlns:udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "xmlns:qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}
_DAY: Final = "102"  # UNTDID 2379: YYYYMMDD
_PIECE: Final = "C62"
_STREET: Final = ("ram:LineOne", "ram:LineTwo", "ram:LineThree")


def cii(shown: EInvoice) -> str:
    """The whole document. The order of elements is the schema's."""
    root = Element("rsm:CrossIndustryInvoice", _SPACES)
    context = child(root, "rsm:ExchangedDocumentContext")
    child(child(context, "ram:GuidelineSpecifiedDocumentContextParameter"), "ram:ID", PROFILE)
    head = child(root, "rsm:ExchangedDocument")
    child(head, "ram:ID", shown.number)
    child(head, "ram:TypeCode", shown.kind)
    _day(child(head, "ram:IssueDateTime"), "udt:DateTimeString", shown.issued_on)
    for note in shown.notes:
        child(child(head, "ram:IncludedNote"), "ram:Content", note)
    trade = child(root, "rsm:SupplyChainTradeTransaction")
    for place, line in enumerate(shown.lines, start=1):
        _line(trade, place, line, shown)
    agreement = child(trade, "ram:ApplicableHeaderTradeAgreement")
    said(agreement, "ram:BuyerReference", shown.buyer_reference)
    _party(child(agreement, "ram:SellerTradeParty"), shown.seller)
    _party(child(agreement, "ram:BuyerTradeParty"), shown.buyer)
    if shown.order_reference.strip():
        order = child(agreement, "ram:BuyerOrderReferencedDocument")
        said(order, "ram:IssuerAssignedID", shown.order_reference)
    child(trade, "ram:ApplicableHeaderTradeDelivery")
    _settlement(child(trade, "ram:ApplicableHeaderTradeSettlement"), shown)
    return document(root)


def _line(trade: Element, place: int, line: Billed, shown: EInvoice) -> None:
    made = child(trade, "ram:IncludedSupplyChainTradeLineItem")
    child(child(made, "ram:AssociatedDocumentLineDocument"), "ram:LineID", str(place))
    child(child(made, "ram:SpecifiedTradeProduct"), "ram:Name", line.name)
    # A price is never below zero (BR-27): what is taken off is less than none of it.
    price = child(child(made, "ram:SpecifiedLineTradeAgreement"), "ram:NetPriceProductTradePrice")
    child(price, "ram:ChargeAmount", amount(abs(line.net_minor), shown.currency))
    delivery = child(made, "ram:SpecifiedLineTradeDelivery")
    child(delivery, "ram:BilledQuantity", "-1" if line.net_minor < 0 else "1", unitCode=_PIECE)
    settlement = child(made, "ram:SpecifiedLineTradeSettlement")
    tax = child(settlement, "ram:ApplicableTradeTax")
    child(tax, "ram:TypeCode", "VAT")
    child(tax, "ram:CategoryCode", shown.category(line.rate_bps))
    child(tax, "ram:RateApplicablePercent", percent(line.rate_bps))
    total = child(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation")
    child(total, "ram:LineTotalAmount", amount(line.net_minor, shown.currency))


def _party(made: Element, party: Party) -> None:
    child(made, "ram:Name", party.name)
    number = "" if party.vat_number else party.tax_number
    if number or party.register or party.trade_name:
        legal = child(made, "ram:SpecifiedLegalOrganization")
        if party.register:
            child(legal, "ram:ID", party.register.id, schemeID=party.register.scheme)
        else:
            said(legal, "ram:ID", number)
        said(legal, "ram:TradingBusinessName", party.trade_name)
    if party.phone or party.email:
        contact = child(made, "ram:DefinedTradeContact")
        child(contact, "ram:PersonName", party.trade_name or party.name)
        if party.phone:
            child(child(contact, "ram:TelephoneUniversalCommunication"), "ram:CompleteNumber", party.phone)
        if party.email:
            child(child(contact, "ram:EmailURIUniversalCommunication"), "ram:URIID", party.email)
    where, street = party.address, [line.strip() for line in party.address.street.splitlines()]
    address = child(made, "ram:PostalTradeAddress")
    said(address, "ram:PostcodeCode", where.postal_code)
    for name, line in zip(_STREET, filter(None, street), strict=False):
        child(address, name, line)
    said(address, "ram:CityName", where.city)
    child(address, "ram:CountryID", where.country)
    said(address, "ram:CountrySubDivisionName", where.region)
    if party.electronic:
        reached = child(made, "ram:URIUniversalCommunication")
        child(reached, "ram:URIID", party.electronic.id, schemeID=party.electronic.scheme)
    if party.vat_number:
        child(child(made, "ram:SpecifiedTaxRegistration"), "ram:ID", party.vat_number, schemeID="VA")
    elif number:
        child(child(made, "ram:SpecifiedTaxRegistration"), "ram:ID", number, schemeID="FC")


def _settlement(made: Element, shown: EInvoice) -> None:
    if shown.account:
        child(made, "ram:PaymentReference", shown.number)
    child(made, "ram:InvoiceCurrencyCode", shown.currency)
    _means(made, shown)
    for tax in shown.taxes:
        _tax(child(made, "ram:ApplicableTradeTax"), tax, shown)
    if shown.period:
        period = child(made, "ram:BillingSpecifiedPeriod")
        _day(child(period, "ram:StartDateTime"), "udt:DateTimeString", shown.period.first)
        _day(child(period, "ram:EndDateTime"), "udt:DateTimeString", shown.period.last)
    terms = child(made, "ram:SpecifiedTradePaymentTerms")
    said(terms, "ram:Description", shown.terms)
    if shown.due_on:
        _day(child(terms, "ram:DueDateDateTime"), "udt:DateTimeString", shown.due_on)
    sums = child(made, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    child(sums, "ram:LineTotalAmount", amount(shown.base_minor, shown.currency))
    child(sums, "ram:TaxBasisTotalAmount", amount(shown.base_minor, shown.currency))
    child(sums, "ram:TaxTotalAmount", amount(shown.tax_minor, shown.currency), currencyID=shown.currency)
    child(sums, "ram:GrandTotalAmount", amount(shown.total_minor, shown.currency))
    child(sums, "ram:DuePayableAmount", amount(shown.total_minor, shown.currency))
    for each in shown.earlier:
        reference = child(made, "ram:InvoiceReferencedDocument")
        child(reference, "ram:IssuerAssignedID", each.number)
        _day(child(reference, "ram:FormattedIssueDateTime"), "qdt:DateTimeString", each.issued_on)


def _means(settlement: Element, shown: EInvoice) -> None:
    """By transfer to an account (UNCL 4461), where the company has one."""
    if shown.account is None:
        return
    made = child(settlement, "ram:SpecifiedTradeSettlementPaymentMeans")
    child(made, "ram:TypeCode", shown.means)
    account = child(made, "ram:PayeePartyCreditorFinancialAccount")
    if shown.account.is_iban:
        child(account, "ram:IBANID", shown.account.plain)
    said(account, "ram:AccountName", shown.account.holder)
    if not shown.account.is_iban:
        child(account, "ram:ProprietaryID", shown.account.plain)
    if shown.account.bic:
        bank = child(made, "ram:PayeeSpecifiedCreditorFinancialInstitution")
        child(bank, "ram:BICID", shown.account.bic)


def _tax(made: Element, tax: TaxLine, shown: EInvoice) -> None:
    category = shown.category(tax.rate_bps)
    child(made, "ram:CalculatedAmount", amount(tax.tax_minor, shown.currency))
    child(made, "ram:TypeCode", "VAT")
    if category == "E":
        child(made, "ram:ExemptionReason", shown.exemption)
    child(made, "ram:BasisAmount", amount(tax.base_minor, shown.currency))
    child(made, "ram:CategoryCode", category)
    child(made, "ram:RateApplicablePercent", percent(tax.rate_bps))


def _day(parent: Element, name: str, on: date) -> None:
    child(parent, name, on.strftime("%Y%m%d"), format=_DAY)
