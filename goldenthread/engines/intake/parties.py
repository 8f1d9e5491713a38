"""People, groups and organisations in one sheet, as people really keep them."""

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from goldenthread.domain.facts import ConsentFact, PartyFact, Refused, Remark, Said, TieFact
from goldenthread.domain.kinds import PartyKind, Purpose, Sector
from goldenthread.domain.words import N_, both, say
from goldenthread.engines.intake.contacts import Contacts, is_nothing
from goldenthread.engines.intake.keys import RowKeys, Twice, gt_key, org_key, refer
from goldenthread.engines.intake.limits import LONGEST_NAME, shorten
from goldenthread.engines.intake.quick import quick_plan, read_quickly
from goldenthread.engines.intake.tables import Row, Table, pick
from goldenthread.engines.intake.values import Bad, charity_of, company_of, day_of, postcode_of, text_of, urn_of
from goldenthread.engines.intake.words import PARTY_KINDS, PURPOSES, SECTORS, SORTS, squash

PERSON, GROUP, ORGANISATION = PartyKind.PERSON, PartyKind.GROUP, PartyKind.ORGANISATION
_ASK_KIND = N_(
    "We cannot tell whether “%(name)s” is a person, a group or an organisation. "
    "Add a column “kind” that says person, group or organisation."
)
_NUMBERS = {"charity": charity_of, "company_no": company_of, "urn": urn_of}
_HINTS = (
    ("volunteer", PERSON), ("member", PERSON), ("people", PERSON), ("resident", PERSON), ("staff", PERSON),
    ("trustee", PERSON), ("participant", PERSON), ("organisation", ORGANISATION), ("charities", ORGANISATION),
    ("businesses", ORGANISATION), ("companies", ORGANISATION), ("groups", GROUP),
)  # fmt: skip


def read_parties(stream: BinaryIO, name: str, source: str) -> Iterator[Said]:
    """Yield facts, refusals and remarks, in file order; identifiers that stand twice come last."""
    table = pick(stream, "parties")
    yield from table.said
    reader = PartyReader(table, source, hint_of(f"{name} {table.source.name}"))
    plan = quick_plan(table)
    yield from read_quickly(table, plan, source, reader.twice, reader.row) if plan else reader.read()
    yield from table.skipped
    yield from reader.twice_over()


def hint_of(name: str) -> PartyKind | None:
    """What the name of a file or sheet says everybody in it is: “Volunteers 2025” are people."""
    low = name.lower()
    said = {kind for word, kind in _HINTS if word in low}
    return said.pop() if len(said) == 1 else None  # “people and groups” says nothing about one row


class PartyReader:
    def __init__(self, table: Table, source: str, hint: PartyKind | None) -> None:
        self.table, self.source, self.hint = table, source, hint
        self.keys = RowKeys(source)
        self.twice = Twice()
        self.contacts = Contacts(table)
        self.unsorted: set[str] = set()  # sorts that were remarked on

    def read(self) -> Iterator[Said]:
        for number, row in self.table.data():
            yield from self.row(number, row)

    def row(self, number: int, row: Row) -> Iterator[Said]:
        """Everything one row says, or the reasons why it cannot be taken."""
        problems: list[Refused] = []
        name, kind, named_by = self.who(number, row, problems)
        identifiers = self.identifiers(number, row, problems)
        if kind is None and any(scheme.startswith("GB-") for scheme, _ in identifiers):
            kind = ORGANISATION
        kind = kind or self.hint
        if kind is None and not problems:
            problems.append(Refused(number, "kind", shorten(name), say(_ASK_KIND, name=shorten(name))))
        sector, sort = self.sector_and_sort(number, row, kind, problems)
        postcode = self.postcode(number, row, problems)
        if kind is PERSON and any(scheme.startswith("GB-") for scheme, _ in identifiers):
            problems.append(Refused(number, self.table.heading.title("kind"), shorten(name), say(_NUMBERED_PERSON)))
        if problems or kind is None:
            yield from problems
            return
        for scheme, value in identifiers:
            self.twice.add(f"{scheme}:{value}", number)
        key = ":".join(identifiers[0]) if identifiers else self.keys.key((kind, name, postcode))
        yield from self.unknown_sort(number, row, kind)
        about = self.table.text(row, "about")
        detail = {"about": about} if about else {}
        shown = "" if kind is PERSON else postcode
        yield PartyFact(number, key, kind, name, sector, tuple(identifiers), shown, sort, detail)
        yield from self.beside(number, row, key, kind, postcode, named_by)

    def who(self, number: int, row: Row, problems: list[Refused]) -> tuple[str, PartyKind | None, str]:
        """The name, the kind where the sheet says it, and the field that gave the name."""
        text = self.table.text
        names = {field: text(row, field) for field in ("organisation", "group", "name", "person", "contact")}
        joined = f"{text(row, 'first_name')} {text(row, 'surname')}".strip()
        names = {"organisation": names["organisation"], "group": names["group"], "name": names["name"],
                 "person": names["person"], "joined": joined, "contact": names["contact"]}  # fmt: skip
        kind = self.said_kind(number, row, problems)
        order = list(names)
        if kind is PERSON or (kind is None and self.hint is PERSON):
            order = ["joined", "person", "name", "contact", "organisation", "group"]
        field = next((field for field in order if names[field]), "")
        name = " ".join(names.get(field, "").split())
        if not name:
            problems.append(Refused(number, self.table.heading.title("name"), "", say(_NO_NAME)))
        elif len(name) > LONGEST_NAME:
            problems.append(
                Refused(number, self.table.heading.title(field), shorten(name), say(_LONG_NAME, most=LONGEST_NAME))
            )
        if kind is None:
            kind = {"organisation": ORGANISATION, "group": GROUP, "person": PERSON, "joined": PERSON}.get(field)
        return name, kind, field

    def said_kind(self, number: int, row: Row, problems: list[Refused]) -> PartyKind | None:
        said = self.table.text(row, "kind")
        if not said:
            return None
        kind = PARTY_KINDS.get(squash(said))
        if kind is None and (sort := SORTS.get(squash(said))):
            kind = GROUP if sort.endswith(("_group", "_club")) else ORGANISATION
        if kind is None:
            why = say(_KIND, kind=shorten(said))
            problems.append(Refused(number, self.table.heading.title("kind"), shorten(said), why))
        return kind

    def sector_and_sort(
        self, number: int, row: Row, kind: PartyKind | None, problems: list[Refused]
    ) -> tuple[Sector | None, str]:
        """People have no sector, whatever the sheet says; a sort we do not know is left empty, not refused."""
        said = self.table.text(row, "sector")
        sort = SORTS.get(squash(self.table.text(row, "sort")), "") or SORTS.get(
            squash(self.table.text(row, "kind")), ""
        )
        if not said or kind is PERSON:
            return None, sort if kind is not PERSON else ""
        sector = SECTORS.get(squash(said))
        if sector is None:
            why = say(_SECTOR, sector=shorten(said))
            problems.append(Refused(number, self.table.heading.title("sector"), shorten(said), why))
        return sector, sort

    def unknown_sort(self, number: int, row: Row, kind: PartyKind) -> Iterator[Remark]:
        """Say once for each word that it is no sort we know: such rows are taken without it."""
        said = self.table.text(row, "sort")
        if said and kind is not PERSON and squash(said) not in SORTS and said not in self.unsorted:
            self.unsorted.add(said)
            yield Remark(number, self.table.heading.title("sort"), shorten(said), say(_SORT, sort=shorten(said)))

    def identifiers(self, number: int, row: Row, problems: list[Refused]) -> list[tuple[str, str]]:
        """(scheme, value), strongest first: registers, then ours, then the sheet's own ref."""
        found: list[tuple[str, str]] = []
        for field, read in _NUMBERS.items():
            value = self.table.cell(row, field)
            if value == "" or is_nothing(value):
                continue
            try:
                found.append(read(value))
            except Bad as fault:
                problems.append(
                    Refused(number, self.table.heading.title(field), shorten(text_of(value)), fault.sentence)
                )
        if org_id := self.table.text(row, "org_id"):
            found.insert(0, org_key(org_id))
        if own := self.table.text(row, "gt"):
            try:
                found.append(gt_key(own))
            except Bad as fault:
                problems.append(Refused(number, self.table.heading.title("gt"), own, fault.sentence))
        if ref := self.table.text(row, "ref"):
            found.append((f"local/{self.source}", ref))
        return list(dict.fromkeys(found))

    def postcode(self, number: int, row: Row, problems: list[Refused]) -> str:
        said = self.table.cell(row, "postcode")
        if said == "" or is_nothing(said):
            return ""
        try:
            return postcode_of(said)
        except Bad as fault:
            problems.append(
                Refused(number, self.table.heading.title("postcode"), shorten(text_of(said)), fault.sentence)
            )
            return ""

    def beside(self, number: int, row: Row, key: str, kind: PartyKind, postcode: str, named_by: str) -> Iterator[Said]:
        """What the row says beside who it is: contact points, agreements, where they are based, other names."""
        yield from self.contacts.of(number, row, key, postcode if kind is PERSON else "")
        yield from self.consents(number, row, key, kind)
        if place := self.table.text(row, "based_at"):
            yield TieFact(number, key, "based_at", place=refer(place, self.source))
        if kind is not PERSON and named_by in ("organisation", "group"):
            other = (
                self.table.text(row, "person") or self.table.text(row, "contact") or self.table.text(row, "first_name")
            )
            if other:
                yield Remark(number, self.table.heading.title("contact"), "", say(_OTHER_NAME))

    def consents(self, number: int, row: Row, key: str, kind: PartyKind) -> Iterator[Said]:
        said = self.table.text(row, "agreed_to")
        if not said or kind is not PERSON:
            return
        column = self.table.heading.title("agreed_to")
        if squash(said) in {"yes", "y", "true", "1", "ok", "no", "n", "false", "0", "x", "signed"}:
            yield Remark(number, column, shorten(said), say(_WHICH, value=shorten(said)))
            return
        day: date | None = None
        try:
            day = day_of(self.table.cell(row, "agreed_on"))
        except Bad as fault:
            why = both(say(_NO_DAY), fault.sentence)
            yield Refused(number, self.table.heading.title("agreed_on"), self.table.text(row, "agreed_on"), why)
        for part in said.replace("|", ";").replace(",", ";").split(";"):
            purpose = PURPOSES.get(squash(part))
            if purpose is None and part.strip():
                why = say(_PURPOSE, value=shorten(part.strip()), codes=", ".join(Purpose))
                yield Refused(number, column, shorten(part.strip()), why)
            elif purpose is not None and day is not None:
                yield ConsentFact(number, key, purpose, day)

    def column(self, scheme: str) -> str:
        """The heading of the column that gives identifiers of this scheme."""
        fields = {"GB-COH": "company_no", "GB-EDU": "urn", "gt": "gt"}
        field = "ref" if scheme.startswith("local/") else fields.get(scheme, "charity")
        return self.table.heading.title(field if self.table.has(field) else "org_id")

    def twice_over(self) -> Iterator[Refused]:
        """Name both rows of every identifier that stands twice: the suspects are read again, and compared."""
        suspects = self.twice.suspects()
        if not suspects:
            return
        first: dict[tuple[str, str], int] = {}
        for number, row in self.table.data():
            if number not in suspects:
                continue
            for scheme, value in self.identifiers(number, row, []):
                earlier = first.setdefault((scheme, value), number)
                if earlier != number:
                    why = say(_TWICE, value=value, first=earlier, second=number)
                    yield Refused(number, self.column(scheme), value, why)
                    break


_NO_NAME = N_("This row has no name. Write a name in it, or delete the row.")
_LONG_NAME = N_("This name is longer than %(most)s letters. Shorten it, and put the rest in “about”.")
_KIND = N_("“%(kind)s” is not a kind we know. Write person, group or organisation.")
_SECTOR = N_("“%(sector)s” is not a sector we know. Write social, public or commercial, or leave it empty.")
_SORT = N_("“%(sort)s” is not a sort we know, so it is left empty here and wherever else it stands.")
_NO_DAY = N_("An agreement needs the day it was given.")
_NUMBERED_PERSON = N_(
    "This row says it is a person, but has a charity, company or school number. "
    "Change the kind to organisation, or take the number out."
)
_OTHER_NAME = N_(
    "A person's name stands beside this group. It is left out: if they agree to be here, "
    "give them a row of their own with the kind “person”."
)
_WHICH = N_(
    "“%(value)s” does not say what they agreed to, so no agreement is recorded. "
    "Write the purposes, such as directory; thanks."
)
_PURPOSE = N_("“%(value)s” is not something people agree to here. Write one or more of: %(codes)s; with “;” between.")
_TWICE = N_(
    "“%(value)s” stands in row %(first)s and in row %(second)s. Delete one of the two, or put its number right."
)
