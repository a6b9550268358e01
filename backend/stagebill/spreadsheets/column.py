"""Which column of a table means what, guessed from its heading in English or Spanish."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from stagebill.kernel.errors import Refusal

ImportKind = Literal["customers", "jobs"]

FIELDS: Final[Mapping[ImportKind, tuple[str, ...]]] = {
    "customers": (
        "reference", "name", "email", "mobile", "language", "address", "street", "city", "region",
        "postal_code", "billing_street", "billing_city", "billing_region", "billing_postal_code",
        "billing_country", "notes",
    ),
    "jobs": (
        "reference", "customer", "customer_reference", "customer_email", "title", "site", "description",
        "quantity", "unit_price", "total", "tax_rate", "starts_on",
    ),
}  # fmt: skip
NEEDED: Final[Mapping[ImportKind, tuple[str, ...]]] = {"customers": ("name",), "jobs": ("title",)}

# Headings as people and other programs write them, the most telling first.
_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "reference": (
        "Reference",
        "ID",
        "External ID",
        "Ref",
        "Job ID",
        "Job number",
        "Number",
        "No",
        "Referencia",
        "Clave",
        "Código",
        "Número",
    ),
    "name": (
        "Name",
        "Customer name",
        "Display name",
        "Full name",
        "Customer",
        "Client name",
        "Client",
        "Company name",
        "Company",
        "Nombre",
        "Nombre del cliente",
        "Cliente",
        "Razón social",
        "Empresa",
    ),
    "email": (
        "E-mail",
        "Email",
        "Email address",
        "E-mail address",
        "Main email",
        "Correo electrónico",
        "Correo",
    ),
    "mobile": (
        "Mobile",
        "Mobile number",
        "Mobile phone",
        "Cell phone",
        "Cell",
        "Phone",
        "Phone number",
        "Main phone",
        "Telephone",
        "Móvil",
        "Celular",
        "Teléfono",
    ),
    "language": (
        "Language",
        "Idioma",
    ),
    "address": (
        "Address",
        "Full address",
        "Service address",
        "Dirección",
        "Domicilio",
    ),
    "street": (
        "Street",
        "Street address",
        "Address line 1",
        "Street 1",
        "Calle",
    ),
    "city": (
        "City",
        "Town",
        "Ciudad",
        "Población",
        "Localidad",
    ),
    "region": (
        "State",
        "Region",
        "Province",
        "County",
        "Estado",
        "Provincia",
    ),
    "postal_code": (
        "ZIP",
        "ZIP code",
        "Postal code",
        "Postcode",
        "Código postal",
        "CP",
    ),
    "billing_street": (
        "Billing street",
        "Billing address",
        "Billing address line 1",
        "Calle de facturación",
        "Dirección de facturación",
        "Domicilio fiscal",
    ),
    "billing_city": (
        "Billing city",
        "Ciudad de facturación",
        "Localidad de facturación",
    ),
    "billing_region": (
        "Billing state",
        "Billing region",
        "Billing province",
        "Estado de facturación",
        "Provincia de facturación",
    ),
    "billing_postal_code": (
        "Billing postal code",
        "Billing ZIP",
        "Billing ZIP code",
        "Billing postcode",
        "Código postal de facturación",
        "CP de facturación",
    ),
    "billing_country": (
        "Billing country",
        "Country",
        "País de facturación",
        "País",
    ),
    "notes": (
        "Notes",
        "Note",
        "Comments",
        "Notas",
        "Observaciones",
        "Comentarios",
    ),
    "customer": (
        "Customer name",
        "Customer",
        "Client name",
        "Client",
        "Nombre del cliente",
        "Cliente",
    ),
    "customer_reference": (
        "Customer reference",
        "Customer ID",
        "Customer number",
        "Client ID",
        "Referencia del cliente",
        "Número de cliente",
    ),
    "customer_email": (
        "Customer e-mail",
        "Customer email",
        "Customer e-mail address",
        "Customer email address",
        "Client email",
        "E-mail",
        "Email",
        "Correo del cliente",
        "Correo",
    ),
    "title": (
        "Title",
        "Job title",
        "Job name",
        "Job",
        "Project",
        "Project name",
        "Título",
        "Trabajo",
        "Proyecto",
        "Obra",
    ),
    "site": (
        "Site",
        "Job site",
        "Job address",
        "Service address",
        "Address",
        "Location",
        "Lugar",
        "Dirección",
    ),
    "description": (
        "Description",
        "Line item",
        "Item",
        "Service",
        "Descripción",
        "Concepto",
        "Partida",
    ),
    "quantity": (
        "Quantity",
        "Qty",
        "Hours",
        "Units",
        "Cantidad",
        "Unidades",
        "Horas",
    ),
    "unit_price": (
        "Unit price",
        "Price",
        "Rate",
        "Precio unitario",
        "Precio",
    ),
    "total": (
        "Total",
        "Contract total",
        "Job total",
        "Contract amount",
        "Amount",
        "Importe total",
        "Importe",
        "Monto",
    ),
    "tax_rate": (
        "Tax rate",
        "Tax %",
        "Tax",
        "Sales tax",
        "VAT",
        "IVA",
        "Impuesto",
    ),
    "starts_on": (
        "Start date",
        "Starts on",
        "Start",
        "Scheduled",
        "Scheduled date",
        "Scheduled start",
        "Date",
        "Fecha de inicio",
        "Inicio",
        "Fecha",
    ),
}


# What is a list's own reference is another thing in the other list.
_OWN_REFERENCES: Final[Mapping[ImportKind, tuple[str, ...]]] = {
    "customers": ("customer id", "customer number", "client id", "numero de cliente"),
    "jobs": (),
}


class UnknownColumn(Refusal):
    """An import uses only its known columns, each once."""


class ColumnMissing(Refusal):
    """An import needs a column for every required field."""


def guessed(kind: ImportKind, headings: Sequence[str]) -> tuple[str, ...]:
    """The field of each column, '' for one that means nothing here."""
    plain = [_plain(heading) for heading in headings]
    found = [""] * len(plain)
    for field in FIELDS[kind]:
        names = [*_OWN_REFERENCES[kind], *_phrases(field)] if field == "reference" else _phrases(field)
        fitting = [place for place, heading in enumerate(plain) if heading in names and not found[place]]
        if fitting:
            found[min(fitting, key=lambda place: names.index(plain[place]))] = field
    return tuple(found)


def chosen(kind: ImportKind, columns: Sequence[str], count: int) -> tuple[str, ...]:
    """The columns as somebody chose them. Raises UnknownColumn, ColumnMissing."""
    given = tuple(columns[:count]) + ("",) * (count - len(columns))
    meant = [field for field in given if field]
    unknown = sorted({field for field in meant if field not in FIELDS[kind] or meant.count(field) > 1})
    if unknown or len(columns) > count:
        raise UnknownColumn(columns=unknown)
    if missing := [field for field in NEEDED[kind] if field not in meant]:
        raise ColumnMissing(columns=missing)
    if kind == "jobs" and not {"total", "unit_price"} & set(meant):
        raise ColumnMissing(columns=["total"])
    if kind == "jobs" and not {"customer", "customer_reference", "customer_email"} & set(meant):
        raise ColumnMissing(columns=["customer"])
    return given


def _plain(heading: str) -> str:
    """A heading without accents, signs and case: "E-Mail (main)" is "e mail main", "Job #" "job number"."""
    letters = unicodedata.normalize("NFKD", heading.casefold().replace("#", " number "))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def _phrases(field: str) -> list[str]:
    return [_plain(phrase) for phrase in _HEADINGS[field]]
