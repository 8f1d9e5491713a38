"""Open Referral UK 3.0: saved pages of a feed become organisations, places, terms and standing offers.

A service is a promise of kind "service" with a giver and no receiver (key "oruk:<uuid>"). The same
organisation, place or term stands in a page many times: it is said once, with all its identifiers.
Names of contact persons and assurers' addresses are left out on purpose.
"""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from goldenthread.domain.facts import ContactFact, PartyFact, PlaceFact, PromiseFact, Refused, Remark, Said, TermFact
from goldenthread.domain.kinds import PartyKind, PlaceKind
from goldenthread.domain.words import N_, say
from goldenthread.engines.intake.document import load_json
from goldenthread.engines.intake.keys import slug
from goldenthread.engines.intake.limits import Unreadable, shorten
from goldenthread.engines.intake.oruk_checks import Check, is_uuid, kind_of
from goldenthread.engines.intake.values import Bad, charity_of, company_of, email_of, postcode_of

Thing = Mapping[str, Any]

_NOT_ORUK = N_(
    "This JSON file is not a page of an Open Referral UK directory: it holds no services, organisations, "
    "locations or taxonomies. Save a page such as /services from the feed, and bring that in."
)
_API = N_(
    "This file describes the feed itself, not what is in it. "
    "Save a page such as /services from the feed, and bring that in."
)
_EMPTY = N_("This page of the feed is empty. Save a page that has something on it.")
_UNCLEAR = N_("We cannot tell what this item describes. Give it the fields of a service, or take it out.")
_PEOPLE = N_("Names of contact persons are left out on purpose (%(count)s): a person is here only if they agree.")
_NO_TERMS = N_("This taxonomy has no terms on this page.")
_REPEATED = N_("Some items repeat a service that stands higher up (%(count)s). The first is kept.")
_NAMELESS = N_("This location has neither a name nor an address. It is left out.")
_NOT_POSTCODE = N_("This is not a UK postcode. It is left out.")
_NOT_ON_EARTH = N_("This point is not on Earth. It is left out; the place is kept.")
_UNDESCRIBED = N_("This taxonomy term has no description. It is kept.")
_UNOWNED = N_("This service does not say who runs it. It is kept.")
_NOT_ON_PAGE = N_("The organisation of this service is not on this page. Bring in its page first, or with this one.")
_SCHEMES = {
    "GB-CHC": charity_of, "UK-CHTY": charity_of, "GB-SC": charity_of, "GB-NIC": charity_of,
    "GB-COH": company_of, "UK-CO": company_of, "charity number": charity_of, "company number": company_of,
}  # fmt: skip
_KEPT = (
    "name", "description", "status", "url", "email", "fees", "accreditations", "alert", "minimum_age", "maximum_age",
    "eligibility_description", "schedules", "languages", "cost_options", "service_areas", "attributes",
    "last_modified", "assured_date",
)  # fmt: skip


def items_of(document: Any) -> list[Any]:
    """The items of a page, of a bare list, or the one thing the file describes. Errors: Unreadable."""
    if isinstance(document, dict) and isinstance(document.get("contents"), list):
        if not document["contents"]:
            raise Unreadable(say(_EMPTY))
        items: list[Any] = document["contents"]
    else:
        items = document if isinstance(document, list) else [document]
    if any(isinstance(item, dict) and "openapi_url" in item for item in items):
        raise Unreadable(say(_API))
    if not any(kind_of(item) for item in items):
        raise Unreadable(say(_NOT_ORUK))
    return items


def read_directory(stream: BinaryIO, name: str, source: str) -> Iterator[Said]:
    """Yield refusals first, in the order of the page, then remarks and facts. Errors: Unreadable."""
    del name
    items = items_of(load_json(stream))
    page = Page(source)
    for row, item in enumerate(items, 1):
        kind = kind_of(item)
        check = Check(row)
        if not kind:
            check.refuse("", item, say(_UNCLEAR))
        else:
            check.thing(item, kind)
        yield from check.refused
        if not check.refused:
            yield from check.remarks
            page.take(row, kind, item)
    yield from page.facts()


class Page:
    """Everything a page mentions, each thing once, first mention first."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.organisations: dict[str, tuple[int, Thing]] = {}
        self.services: dict[str, tuple[int, Thing, str]] = {}  # id -> (row, service, id of the organisation)
        self.locations: dict[str, tuple[int, Thing]] = {}
        self.at: dict[str, list[str]] = {}  # service -> locations
        self.terms: dict[str, tuple[int, Thing, str]] = {}  # id -> (row, term, scheme)
        self.repeated: list[int] = []
        self.people = 0
        self.empty: list[tuple[int, str]] = []  # taxonomies without terms

    def take(self, row: int, kind: str, said: Thing) -> None:
        take = {
            "service": self.service, "organization": self.organisation, "location": self.location,
            "service_at_location": self.service_at_location, "taxonomy": self.taxonomy, "term": self.term,
        }[kind]  # fmt: skip
        take(row, said)

    def organisation(self, row: int, said: Thing) -> None:
        first = self.organisations.get(said["id"])
        fuller = first is not None and len(_filled(said)) > len(_filled(first[1]))
        if first is None or fuller:
            self.organisations[said["id"]] = (first[0] if first else row, said)
        self.attributes(row, said)
        for service in said.get("services") or ():
            self.service(row, service, said["id"])

    def service(self, row: int, said: Thing, organisation: str = "") -> None:
        owner = said.get("organization") or {}
        if owner:
            self.organisation(row, owner)
        organisation = owner.get("id") or said.get("organization_id") or organisation
        if said["id"] in self.services and "service_at_locations" not in said:
            self.repeated.append(row)
        if said["id"] not in self.services:
            self.services[said["id"]] = (row, said, organisation)
        self.people += sum(1 for contact in said.get("contacts") or () if contact.get("name"))
        self.attributes(row, said)
        for spot in said.get("service_at_locations") or ():
            self.service_at_location(row, spot, said["id"])

    def service_at_location(self, row: int, said: Thing, service: str = "") -> None:
        if said.get("service"):
            self.service(row, said["service"])
        service = service or (said.get("service") or {}).get("id") or said.get("service_id") or ""
        place = said.get("location") or {}
        if place:
            self.location(row, place)
        where = place.get("id") or said.get("location_id")
        if service and where and where not in self.at.setdefault(service, []):
            self.at[service].append(where)

    def location(self, row: int, said: Thing) -> None:
        self.locations.setdefault(said["id"], (row, said))
        self.attributes(row, said)

    def taxonomy(self, row: int, said: Thing) -> None:
        if not said.get("taxonomy_terms"):
            self.empty.append((row, said["name"]))
        for term in said.get("taxonomy_terms") or ():
            self.term(row, term, said["name"])

    def term(self, row: int, said: Thing, taxonomy: str = "") -> None:
        scheme = slug(str(said.get("taxonomy") or taxonomy or "oruk"))
        self.terms.setdefault(said["id"], (row, said, scheme))

    def attributes(self, row: int, said: Thing) -> None:
        for attribute in said.get("attributes") or ():
            term = attribute.get("taxonomy_term")
            if isinstance(term, dict) and is_uuid(term.get("id")) and isinstance(term.get("name"), str):
                self.term(row, term)

    def facts(self) -> Iterator[Said]:
        for row, said in self.organisations.values():
            yield from self.party(row, said)
        for row, said in self.locations.values():
            yield from self.place(row, said)
        for row, said, scheme in self.terms.values():
            yield from self.word(row, said, scheme)
        for row, said, organisation in self.services.values():
            yield from self.promise(row, said, organisation)
        for row, name in self.empty:
            yield Remark(row, "taxonomy_terms", shorten(name), say(_NO_TERMS))
        if self.repeated:
            yield Remark(self.repeated[0], "id", "", say(_REPEATED, count=len(self.repeated)))
        if self.people:
            yield Remark(0, "contacts", "", say(_PEOPLE, count=self.people))

    def identifiers(self, said: Thing) -> tuple[tuple[str, str], ...]:
        """Registers first, then the feed's own UUID. Numbers of other kinds are left out."""
        found: list[tuple[str, str]] = []
        for each in said.get("organization_identifiers") or ():
            scheme = str(each.get("identifier_scheme") or each.get("identifier_type") or "")
            read = _SCHEMES.get(scheme) or _SCHEMES.get(scheme.lower())
            if read and each.get("identifier"):
                try:
                    found.append(read(str(each["identifier"])))
                except Bad:
                    continue
        return (*dict.fromkeys(found), ("oruk", str(said["id"]).lower()))

    def party_key(self, uuid: str) -> str:
        known = self.organisations.get(uuid)
        return ":".join(self.identifiers(known[1])[0]) if known else f"oruk:{uuid.lower()}"

    def party(self, row: int, said: Thing) -> Iterator[Said]:
        identifiers = self.identifiers(said)
        key = ":".join(identifiers[0])
        sort = "charity" if identifiers[0][0] in ("GB-CHC", "GB-SC", "GB-NIC") else ""
        about = {"about": said["description"], "website": said.get("website") or said.get("url")}
        detail = {name: text for name, text in about.items() if text}
        yield PartyFact(row, key, PartyKind.ORGANISATION, said["name"].strip(), None, identifiers, "", sort, detail)
        if said.get("email"):
            yield ContactFact(row, key, "email", email_of(said["email"]))

    def place(self, row: int, said: Thing) -> Iterator[Said]:
        if said["location_type"] == "virtual":
            return
        address = (said.get("addresses") or [{}])[0]
        name = str(said.get("name") or address.get("address_1") or "").strip()
        if not name:
            yield Remark(row, "location/name", said["id"], say(_NAMELESS))
            return
        postcode = ""
        if said_code := address.get("postal_code"):
            try:
                postcode = postcode_of(said_code)
            except Bad:
                yield Remark(row, "postal_code", shorten(said_code), say(_NOT_POSTCODE))
        lat, lon = said.get("latitude"), said.get("longitude")
        if (lat is not None or lon is not None) and not _on_earth(lat, lon):
            yield Remark(row, "latitude", f"{lat}, {lon}", say(_NOT_ON_EARTH))
            lat = lon = None
        lines = [address.get(line) for line in ("address_1", "address_2", "city", "postal_code")]
        detail = {"address": ", ".join(str(line) for line in lines if line), "description": said.get("description")}
        ways = (each.get("description") for each in said.get("accessibility") or ())
        detail["accessibility"] = "; ".join(str(words) for words in ways if words)
        yield PlaceFact(
            row, f"oruk:{said['id'].lower()}", PlaceKind.BUILDING, name, "", self.place_identifiers(said), postcode,
            lat, lon, "", {name: text for name, text in detail.items() if text},
        )  # fmt: skip

    def place_identifiers(self, said: Thing) -> tuple[tuple[str, str], ...]:
        """The UPRN identifies a building only if no other location on the page has it (rooms share one)."""
        own = ("oruk", str(said["id"]).lower())
        uprn = said.get("external_identifier")
        if not uprn or said.get("external_identifier_type") != "UPRN":
            return (own,)
        shared = sum(1 for _, other in self.locations.values() if other.get("external_identifier") == uprn)
        return (own, ("uprn", str(uprn).lstrip("0"))) if shared == 1 else (own,)

    def word(self, row: int, said: Thing, scheme: str) -> Iterator[Said]:
        if not said.get("description"):
            yield Remark(row, "description", shorten(said["name"]), say(_UNDESCRIBED))
        parent = str(said.get("parent_id") or "")
        known = self.terms.get(parent)
        parent = parent if known and known[2] == scheme and parent != said["id"] else ""
        uri = str(said.get("term_uri") or "")
        yield TermFact(row, scheme, said["id"], said["name"], parent, self.source, "", uri if ":" in uri else "")

    def promise(self, row: int, said: Thing, organisation: str) -> Iterator[Said]:
        if not organisation:
            yield Remark(row, "organization", shorten(said["name"]), say(_UNOWNED))
        elif organisation not in self.organisations:
            yield Refused(row, "organization_id", organisation, say(_NOT_ON_PAGE))
            return
        where = [uuid for uuid in self.at.get(said["id"], ()) if self.is_placed(uuid)]
        detail = {name: said[name] for name in _KEPT if said.get(name) not in (None, "", [])}
        if len(where) > 1:
            detail["locations"] = [f"oruk:{uuid.lower()}" for uuid in where]
        detail["accessibility"] = [
            text for uuid in where for each in self.locations[uuid][1].get("accessibility") or ()
            if (text := each.get("description"))
        ]  # fmt: skip
        yield PromiseFact(
            row, f"oruk:{said['id'].lower()}", "service", self.party_key(organisation) if organisation else "", "",
            f"oruk:{where[0].lower()}" if where else "", self.what(said), detail=detail,
        )  # fmt: skip

    def is_placed(self, uuid: str) -> bool:
        known = self.locations.get(uuid)
        return known is not None and known[1]["location_type"] != "virtual" and bool(
            known[1].get("name") or (known[1].get("addresses") or [{}])[0].get("address_1")
        )  # fmt: skip

    def what(self, said: Thing) -> str:
        """The first taxonomy term of a service, as "scheme:code"."""
        for attribute in said.get("attributes") or ():
            term = attribute.get("taxonomy_term") or {}
            if term.get("id") in self.terms:
                return f"{self.terms[term['id']][2]}:{term['id']}"
        return ""


def _filled(said: Thing) -> list[str]:
    return [name for name, value in said.items() if value]


def _on_earth(lat: object, lon: object) -> bool:
    numbers = isinstance(lat, int | float) and isinstance(lon, int | float)
    return numbers and -90 <= lat <= 90 and -180 <= lon <= 180  # type: ignore[operator]  # both are numbers here
