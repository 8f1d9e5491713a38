"""Is this Open Referral UK 3.0? The checks of the official schemas on the things we keep.

Held to the schema: required fields, UUIDs, types, code lists, e-mail and web addresses. Not held to
it, and remarked on instead: a null where the field should be left out (treated as left out), a web
address without its “https://”, and taxonomy terms without a description (the official validator
lets such feeds pass with a warning).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from goldenthread.domain.facts import Refused, Remark
from goldenthread.domain.words import N_, Sentence, say
from goldenthread.engines.intake.limits import shorten
from goldenthread.engines.intake.values import Bad, day_of, email_of

STATUSES = ("active", "inactive", "defunct", "temporarily closed")
PLACES = ("physical", "postal", "virtual")
_NOT_OBJECT = N_("This has to be an object, {…}, describing one %(kind)s. Put it right.")
_MISSING = N_("“%(field)s” is missing, and Open Referral UK requires it of every %(kind)s. Write it in.")
_NOT_LIST = N_("“%(field)s” has to be a list, [ … ]. Put it right.")
_NOT_ALLOWED = N_("“%(value)s” is not allowed here. Use one of: %(codes)s.")
_NOT_NUMBER = N_("“%(value)s” is not a number. Write it without quotation marks.")
_NOT_TEXT = N_("“%(value)s” has to be text. Put quotation marks round it.")
_NO_HTTPS = N_("This web address does not start with https://.")
_NOT_UUID = N_("“%(value)s” is not a UUID (36 letters, digits and dashes). Write the one that belongs to it.")
_NOT_ADDRESS = N_("“%(value)s” is not a web address. Write it like https://example.org, or leave it out.")
_URI = re.compile(r"[a-z][a-z0-9+.\-]*:\S+$", re.I)
_BARE_HOST = re.compile(r"[a-z0-9\-]+(\.[a-z0-9\-]+)+(/\S*)?$", re.I)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a thing has to have, what its fields are, and the rules of the things inside it."""

    required: tuple[str, ...]
    fields: Mapping[str, str | tuple[str, ...]]
    inside: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)


_AGES = {"minimum_age": "number", "maximum_age": "number"}
RULES = {
    "service": Rule(
        ("id", "name", "status"),
        {"id": "uuid", "name": "text", "description": "text", "url": "uri", "email": "email", "status": STATUSES,
         "fees": "text", "accreditations": "text", "alert": "text", "assured_date": "date", "last_modified": "date",
         "organization_id": "uuid", **_AGES},
        {"organization": "organization"},
        {"schedules": "schedule", "service_areas": "any", "service_at_locations": "service_at_location",
         "languages": "any", "cost_options": "cost", "contacts": "any", "attributes": "any", "funding": "any",
         "phones": "any"},
    ),
    "organization": Rule(
        ("id", "name", "description"),
        {"id": "uuid", "name": "text", "description": "text", "email": "email", "website": "uri", "uri": "uri",
         "parent_organization_id": "uuid"},
        {},
        {"services": "service", "organization_identifiers": "identifier", "attributes": "any"},
    ),
    "service_at_location": Rule(
        ("id",), {"id": "uuid", "service_id": "uuid", "location_id": "uuid"},
        {"location": "location", "service": "service"},
    ),
    "location": Rule(
        ("id", "location_type"),
        {"id": "uuid", "location_type": PLACES, "name": "text", "description": "text", "latitude": "number",
         "longitude": "number", "external_identifier": "text"},
        {},
        {"addresses": "address", "accessibility": "any", "attributes": "any"},
    ),
    "address": Rule(
        ("id", "address_1", "city", "state_province", "postal_code", "country", "address_type"),
        {"id": "uuid", "address_1": "text", "city": "text", "postal_code": "text", "address_type": PLACES},
    ),
    "schedule": Rule(("id",), {"freq": ("WEEKLY", "MONTHLY"), "interval": "number", "schedule_link": "uri"}),
    "cost": Rule(("id",), {"amount": "number"}),
    "identifier": Rule(("identifier",), {"identifier": "text", "identifier_scheme": "text"}),
    "taxonomy": Rule(("id", "name"), {"id": "uuid", "name": "text"}, {}, {"taxonomy_terms": "term"}),
    "term": Rule(("id", "name"), {"id": "uuid", "name": "text", "parent_id": "uuid"}),
    "any": Rule((), {}),
}  # fmt: skip


class Check:
    """Collects what is wrong with one item of a page."""

    def __init__(self, row: int) -> None:
        self.row = row
        self.refused: list[Refused] = []
        self.remarks: list[Remark] = []

    def thing(self, said: object, kind: str, path: str = "") -> None:
        if not isinstance(said, dict):
            self.refuse(path or kind, said, say(_NOT_OBJECT, kind=kind))
            return
        rule = RULES[kind]
        for name in rule.required:
            if said.get(name) in (None, ""):
                self.refuse(f"{path}{name}", "", say(_MISSING, field=name, kind=kind))
        for name, form in rule.fields.items():
            value = said.get(name)
            if value is not None and value != "":
                self.value(value, form, f"{path}{name}")
        for name, inner in rule.inside.items():
            if said.get(name) is not None:
                self.thing(said[name], inner, f"{path}{name}/")
        for name, inner in rule.lists.items():
            self.several(said.get(name), inner, f"{path}{name}")

    def several(self, said: object, kind: str, path: str) -> None:
        if said is None:
            return
        if not isinstance(said, list):
            self.refuse(path, said, say(_NOT_LIST, field=path))
            return
        for at, item in enumerate(said):
            self.thing(item, kind, f"{path}/{at}/")

    def value(self, value: object, form: str | tuple[str, ...], path: str) -> None:
        if isinstance(form, tuple):
            if value not in form:
                self.refuse(path, value, say(_NOT_ALLOWED, value=shorten(value), codes=", ".join(form)))
            return
        if form == "number":
            if isinstance(value, bool) or not isinstance(value, int | float):
                self.refuse(path, value, say(_NOT_NUMBER, value=shorten(value)))
            return
        if not isinstance(value, str):
            self.refuse(path, value, say(_NOT_TEXT, value=shorten(value)))
            return
        if why := _why_not(value, form):
            self.refuse(path, value, why)
        elif form == "uri" and not _URI.match(value):
            self.remarks.append(Remark(self.row, path, shorten(value), say(_NO_HTTPS)))

    def refuse(self, path: str, value: object, why: Sentence) -> None:
        self.refused.append(Refused(self.row, path, shorten(value), why))


def _why_not(value: str, form: str) -> Sentence | None:
    """Why a text is not of a form, or None."""
    if form == "uuid" and not is_uuid(value):
        return say(_NOT_UUID, value=shorten(value))
    if form == "uri" and not _URI.match(value) and not _BARE_HOST.match(value):
        return say(_NOT_ADDRESS, value=shorten(value))
    try:
        if form == "email":
            email_of(value)
        if form == "date":
            day_of(value)
    except Bad as fault:
        return fault.sentence
    return None


def is_uuid(value: object) -> bool:
    try:
        return isinstance(value, str) and len(value) == 36 and bool(UUID(value))
    except ValueError:
        return False


_SIGNS = (  # (the fields that only this kind of thing has, the kind)
    ({"service", "location"}, "service_at_location"),
    ({"location_id", "service_id"}, "service_at_location"),
    ({"location_type"}, "location"),
    ({"taxonomy_terms"}, "taxonomy"),
    ({"term_uri", "parent_id", "term"}, "term"),
    ({"organization_identifiers", "services", "website", "parent_organization_id", "logo"}, "organization"),
    ({"status", "organization", "organization_id", "schedules", "service_at_locations", "fees", "cost_options",
      "service_areas", "assured_date", "minimum_age"}, "service"),
    ({"version", "uri"}, "taxonomy"),
)  # fmt: skip


def kind_of(said: object) -> str:
    """What an item of a feed describes, by the fields it has, or ""."""
    if not isinstance(said, dict):
        return ""
    if "id" not in said and "status" not in said:
        return ""
    for signs, kind in _SIGNS:
        if signs & said.keys():
            return kind
    return "organization" if {"name", "description"} <= said.keys() else ""
