"""360Giving in a spreadsheet: headings (titles or field paths) turned back into grants."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from goldenthread.engines.intake.headings import Heading
from goldenthread.engines.intake.tables import Row, Table, pick
from goldenthread.engines.intake.values import text_of
from goldenthread.engines.intake.words import squash

# path -> what its heading may say. Standard 1.4.3, with titles that earlier versions had.
_PLAIN = {
    "id": "identifier|id|grant identifier",
    "title": "title",
    "description": "description",
    "currency": "currency",
    "amountAwarded": "amount awarded",
    "amountAppliedFor": "amount applied for",
    "amountDisbursed": "amount disbursed",
    "awardDate": "award date|award date:start date|date awarded",
    "url": "url|web address",
    "regrantType": "for regrant type|regrant type",
    "locationScope": "location scope",
    "fromOpenCall": "from an open call|from open call",
    "dateModified": "last modified|date modified",
    "dataSource": "data source",
}
_GROUPS = {
    "recipientOrganization": "recipient org|recipient organisation|recipient organization",
    "fundingOrganization": "funding org|funding organisation|funding organization",
    "recipientIndividual": "recipient ind|recipient individual",
    "toIndividualsDetails": "to individuals details",
    "plannedDates": "planned dates",
    "actualDates": "actual dates",
    "grantProgramme": "grant programme|classification:grant programme",
    "beneficiaryLocation": "beneficiary location",
    "disbursementTransaction": "disbursement transaction",
}
_ORGANISATION = {
    "id": "identifier|id",
    "name": "name",
    "charityNumber": "charity number",
    "companyNumber": "company number",
    "postalCode": "postal code|postcode",
    "organisationType": "organisation type|organization type",
}
_INSIDE: dict[str, Mapping[str, str]] = {
    "recipientOrganization": _ORGANISATION,
    "fundingOrganization": _ORGANISATION,
    "recipientIndividual": {"id": "identifier|id", "name": "name"},
    "toIndividualsDetails": {
        "primaryGrantReason": "primary grant reason",
        "secondaryGrantReason": "secondary grant reason",
        "grantPurpose": "grant purpose",
    },
    "plannedDates": {"startDate": "start date", "endDate": "end date", "duration": "duration (months)|duration"},
    "actualDates": {"startDate": "start date", "endDate": "end date"},
    "grantProgramme": {"title": "title|", "code": "code"},
    "beneficiaryLocation": {"name": "name", "geoCode": "geographic code|geo code"},
    "disbursementTransaction": {
        "id": "identifier|id",
        "transactionDate": "transaction date",
        "value": "value",
        "currency": "currency",
    },
}
_SINGLE = {"recipientIndividual", "toIndividualsDetails"}  # objects; the other groups are lists
_TELLING = {
    "amountAwarded", "awardDate", "regrantType", "amountAppliedFor", "amountDisbursed", "locationScope",
}  # fmt: skip


def _words() -> dict[str, str]:
    words = {squash(said): path for path, said_as in _PLAIN.items() for said in [path, *said_as.split("|")]}
    for group, named in _GROUPS.items():
        for field, said_as in _INSIDE[group].items():
            for first in [group, f"{group}0", *named.split("|")]:
                for last in [field, *said_as.split("|")]:
                    words.setdefault(squash(f"{first} {last}"), f"{group}/{field}")
    return words


WORDS = _words()


TITLES = {
    "id": "Identifier",
    "title": "Title",
    "currency": "Currency",
    "amountAwarded": "Amount Awarded",
    "awardDate": "Award Date",
    "fundingOrganization/id": "Funding Org:Identifier",
    "fundingOrganization/name": "Funding Org:Name",
    "recipientOrganization/id": "Recipient Org:Identifier",
    "recipientOrganization/name": "Recipient Org:Name",
    "fundingOrganization": "Funding Org:Identifier",
    "recipientOrganization": "Recipient Org:Identifier",
}  # what the standard's own spreadsheet calls the fields it requires


def missing_columns(heading: Heading) -> list[str]:
    """The titles of the required columns that a spreadsheet lacks altogether."""
    person = any(field.startswith("recipientIndividual/") for field in heading.fields)
    needed = [path for path in TITLES if path not in _GROUPS]
    return [
        TITLES[path]
        for path in needed
        if path not in heading.fields and not (person and path.startswith("recipientOrganization/"))
    ]


def points(heading: Heading | None) -> int:
    """How surely these headings are those of grants; 0 for headings that any list could have."""
    if heading is None:
        return 0
    fields = set(heading.fields)
    telling = fields & _TELLING or any("/" in field for field in fields) or {"id", "currency"} <= fields
    return len(fields) + 3 if telling else 0


def read_rows(stream: BinaryIO, name: str) -> tuple[Table, Iterator[tuple[int, dict[str, Any]]]]:
    """Return the table and its rows as grants, in the shape that 360Giving JSON has. Errors: Unreadable."""
    table = pick(stream, "360giving", WORDS, points)
    return table, ((number, _grant(table, row)) for number, row in table.data())


def _grant(table: Table, row: Row) -> dict[str, Any]:
    grant: dict[str, Any] = {}
    for path in table.heading.fields:
        value = table.cell(row, path)
        if value == "" or (isinstance(value, str) and not value.strip()):
            continue
        group, _, field = path.partition("/")
        if not field:
            grant[path] = value.strip() if isinstance(value, str) else value
        elif group in _SINGLE:
            said = text_of(value)
            listed = [code.strip() for code in said.replace(",", ";").split(";") if code.strip()]
            grant.setdefault(group, {})[field] = listed if field == "grantPurpose" else said
        else:
            exact = field in ("value", "startDate", "endDate", "transactionDate", "duration")
            grant.setdefault(group, [{}])[0][field] = value if exact else text_of(value)
    return grant
