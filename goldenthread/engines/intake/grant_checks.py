"""Is this a 360Giving grant? The checks of standard 1.4.3 that matter to what we keep.

Required: id, title, currency, amountAwarded, awardDate, a funder and a recipient with id and name.
A missing description is remarked on, not refused: thousands of published grants have none, and
nothing hangs on it. JSON is held to the types of the schema; a spreadsheet has only text and
numbers. Days may be written 24/07/2014, as several publishers do, in JSON too.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from goldenthread.domain import quantities
from goldenthread.domain.facts import Refused
from goldenthread.domain.quantities import NotAnAmount, Quantity, currency
from goldenthread.domain.words import N_, Sentence, say
from goldenthread.engines.intake.codelists import (
    CURRENCIES,
    INDIVIDUAL_PURPOSES,
    INDIVIDUAL_REASONS,
    LOCATION_SCOPES,
    REGRANT_TYPES,
)
from goldenthread.engines.intake.keys import is_placeholder
from goldenthread.engines.intake.limits import shorten
from goldenthread.engines.intake.values import Bad, day_of, text_of

_PARTIAL = re.compile(r"\d{4}(-(0[1-9]|1[012]))?$")  # the standard lets planned dates be a year or a month
_MISSING = N_("“%(field)s” is missing, and 360Giving requires it. Write it in.")
_EMPTY = N_("“%(field)s” is empty, and 360Giving requires it. Write it in.")
_NO_ORGANISATION = N_("“%(field)s” is missing, and 360Giving requires it. Write who it is: identifier and name.")
_NOT_TEXT = N_("“%(field)s” has to be text. Put quotation marks round it.")
_NOT_DAY = N_('“%(field)s” has to be a date in quotation marks, like "2014-07-24".')
_NOT_NUMBER = N_("“%(value)s” is not a number. Write the amount without quotation marks, like 1234.50.")
_NOT_LIST = N_("“%(field)s” has to be a list of objects: [{…}]. Put it right.")
_NOT_CODE = N_("“%(value)s” is not one of the codes for “%(field)s”. Use one, such as %(codes)s.")
_NOT_GRANT = N_("This is not a grant: a grant is an object with an “id”. Take it out.")
_NOT_CURRENCY = N_("“%(value)s” is not a currency code. Use three capital letters, such as GBP.")
_NOT_PERSON = N_("“%(field)s” has to be an object with an id and a name. Put it right.")
_SIGNIFICANT = 15  # digits: what a spreadsheet keeps. More of them are the noise of binary sums, not pence


@dataclass(slots=True)
class Organisation:
    id: str
    name: str
    postcode: str = ""
    numbers: dict[str, str] = field(default_factory=dict)  # "charity" and "company", as written
    type: str = ""


@dataclass(slots=True)
class Payment:
    key: str
    quantity: Quantity
    day: date


@dataclass(slots=True)
class Grant:
    row: int
    id: str
    quantity: Quantity
    awarded: date
    funder: Organisation
    recipient: Organisation | None  # None: a person, whose name we leave out on purpose
    detail: dict[str, str]
    payments: list[Payment] = field(default_factory=list)
    described: bool = True
    others: bool = False  # more than one funder or recipient is named


class Check:
    """Reads the fields of one grant and collects what is wrong with them."""

    def __init__(self, row: int, label: Callable[[str], str], strict: bool) -> None:
        self.row, self.label, self.strict = row, label, strict
        self.refused: list[Refused] = []

    def refuse(self, path: str, value: object, why: Sentence) -> None:
        self.refused.append(Refused(self.row, self.label(path), shorten(value), why))

    def text(self, holder: Mapping[str, Any], name: str, path: str, *, required: bool = True) -> str:
        value = holder.get(name)
        if value is None or value == "":
            if required:
                self.refuse(path, "", say(_MISSING, field=self.label(path)))
            return ""
        if self.strict and not isinstance(value, str):
            self.refuse(path, value, say(_NOT_TEXT, field=self.label(path)))
            return ""
        text = text_of(value)
        if not text and required:
            self.refuse(path, "", say(_EMPTY, field=self.label(path)))
        return text

    def day(self, value: object, path: str) -> date | None:
        if self.strict and not isinstance(value, str):
            self.refuse(path, value, say(_NOT_DAY, field=self.label(path)))
            return None
        try:
            return day_of(value)
        except Bad as fault:
            self.refuse(path, value, fault.sentence.saying(example="2025-04-03"))
            return None

    def amount(self, value: object, code: str, path: str) -> Quantity | None:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number and (self.strict or not isinstance(value, str)):
            self.refuse(path, value, say(_NOT_NUMBER, value=shorten(value)))
            return None
        try:
            return quantities.parse(_plain(value), currency(code))
        except NotAnAmount as fault:
            self.refuse(path, value, fault.sentence)
            return None

    def things(self, grant: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
        """A list of objects, or an empty list; anything else is refused."""
        value = grant.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or any(not isinstance(item, dict) for item in value):
            self.refuse(name, value, say(_NOT_LIST, field=self.label(name)))
            return []
        return value

    def code(self, value: object, allowed: frozenset[str], path: str) -> None:
        for code in value if isinstance(value, list) else [value]:
            if code not in (None, "") and not (isinstance(code, str) and code in allowed):
                some = ", ".join(sorted(allowed)[:3])
                self.refuse(path, code, say(_NOT_CODE, value=shorten(code), field=self.label(path), codes=some))


def _plain(value: Any) -> str:
    """A number as written; sums that binary arithmetic left with noise in the 16th digit are cleaned."""
    if not isinstance(value, float):
        return text_of(value)
    exact = Decimal(repr(value))
    if len(exact.as_tuple().digits) > _SIGNIFICANT:
        return f"{value:.{_SIGNIFICANT}g}"
    return repr(value)


def check_grant(
    row: int, grant: object, label: Callable[[str], str], *, strict: bool
) -> tuple[Grant | None, list[Refused]]:
    """Return the grant, or None and the reasons. `label` gives a field's name as the file writes it."""
    check = Check(row, label, strict)
    if not isinstance(grant, dict):
        check.refuse("grants", grant, say(_NOT_GRANT))
        return None, check.refused
    identifier = check.text(grant, "id", "id")
    title = check.text(grant, "title", "title")
    description = check.text(grant, "description", "description", required=False)
    quantity = _award(check, grant)
    awarded = None
    if grant.get("awardDate") in (None, ""):
        check.text(grant, "awardDate", "awardDate")
    else:
        awarded = check.day(grant["awardDate"], "awardDate")
    funders = _organisations(check, grant, "fundingOrganization")
    recipients = _recipients(check, grant)
    detail = {"title": title, "description": description, **_programme(check, grant), **_planned(check, grant)}
    _codes(check, grant)
    payments = _payments(check, grant, identifier)
    if check.refused or quantity is None or awarded is None:
        return None, check.refused
    return Grant(
        row, identifier, quantity, awarded, funders[0], recipients[0] if recipients else None,
        {name: text for name, text in detail.items() if text}, payments, bool(description),
        len(funders) > 1 or len(recipients) > 1,
    ), []  # fmt: skip


def _award(check: Check, grant: Mapping[str, Any]) -> Quantity | None:
    code = check.text(grant, "currency", "currency")
    if code and code not in CURRENCIES:
        check.refuse("currency", code, say(_NOT_CURRENCY, value=shorten(code)))
        code = ""
    if grant.get("amountAwarded") in (None, ""):
        check.text(grant, "amountAwarded", "amountAwarded")
        return None
    return check.amount(grant["amountAwarded"], code or "GBP", "amountAwarded")


def _organisations(check: Check, grant: Mapping[str, Any], name: str) -> list[Organisation]:
    if name in grant and not isinstance(grant[name], list):
        check.refuse(name, grant[name], say(_NOT_LIST, field=check.label(name)))
        return []
    things = check.things(grant, name)
    if not things and not any(refusal.column == check.label(name) for refusal in check.refused):
        check.refuse(name, "", say(_NO_ORGANISATION, field=check.label(name)))
    return [_organisation(check, thing, name) for thing in things]


def _organisation(check: Check, said: Mapping[str, Any], name: str) -> Organisation:
    numbers = {
        kind: text_of(said[key])
        for kind, key in (("charity", "charityNumber"), ("company", "companyNumber"))
        if said.get(key)
    }
    identifier = check.text(said, "id", f"{name}/id")
    called = " ".join(check.text(said, "name", f"{name}/name").split())
    if is_placeholder(identifier):
        identifier = f"{identifier} ({called})"  # two organisations with no number are not one
    return Organisation(
        identifier,
        called,
        text_of(said.get("postalCode") or ""),
        numbers,
        text_of(said.get("organisationType") or ""),
    )


def _recipients(check: Check, grant: Mapping[str, Any]) -> list[Organisation]:
    person = grant.get("recipientIndividual")
    if person is None or grant.get("recipientOrganization"):
        return _organisations(check, grant, "recipientOrganization")
    if not isinstance(person, dict):
        check.refuse("recipientIndividual", person, say(_NOT_PERSON, field="recipientIndividual"))
        return []
    for name in ("id", "name"):
        check.text(person, name, f"recipientIndividual/{name}")
    return []


def _programme(check: Check, grant: Mapping[str, Any]) -> dict[str, str]:
    for programme in check.things(grant, "grantProgramme")[:1]:
        return {"programme": text_of(programme.get("title") or programme.get("code") or "")}
    return {}


def _planned(check: Check, grant: Mapping[str, Any]) -> dict[str, str]:
    check.things(grant, "actualDates")
    detail: dict[str, str] = {}
    for dates in check.things(grant, "plannedDates")[:1]:
        for name, kept in (("startDate", "planned_from"), ("endDate", "planned_until")):
            value = dates.get(name)
            if value in (None, ""):
                continue
            if isinstance(value, str) and _PARTIAL.match(value):
                detail[kept] = value
            elif day := check.day(value, f"plannedDates/{name}"):
                detail[kept] = day.isoformat()
    return detail


def _codes(check: Check, grant: Mapping[str, Any]) -> None:
    check.code(grant.get("regrantType"), REGRANT_TYPES, "regrantType")
    check.code(grant.get("locationScope"), LOCATION_SCOPES, "locationScope")
    person = grant.get("toIndividualsDetails")
    if isinstance(person, dict):
        check.code(person.get("primaryGrantReason"), INDIVIDUAL_REASONS, "toIndividualsDetails/primaryGrantReason")
        check.code(person.get("secondaryGrantReason"), INDIVIDUAL_REASONS, "toIndividualsDetails/secondaryGrantReason")
        check.code(person.get("grantPurpose"), INDIVIDUAL_PURPOSES, "toIndividualsDetails/grantPurpose")


def _payments(check: Check, grant: Mapping[str, Any], identifier: str) -> list[Payment]:
    """Payments with a day and an amount. `amountDisbursed` has no day, so it cannot be something that happened."""
    payments = []
    for at, said in enumerate(check.things(grant, "disbursementTransaction"), 1):
        if said.get("transactionDate") in (None, "") or said.get("value") in (None, ""):
            continue
        day = check.day(said["transactionDate"], "disbursementTransaction/transactionDate")
        code = text_of(said.get("currency") or grant.get("currency") or "")
        if code not in CURRENCIES:
            check.refuse("disbursementTransaction/currency", code, say(_NOT_CURRENCY, value=shorten(code)))
            continue
        quantity = check.amount(said["value"], code, "disbursementTransaction/value")
        if day and quantity:
            payments.append(Payment(f"360giving:{identifier}/paid/{text_of(said.get('id') or at)}", quantity, day))
    return payments
