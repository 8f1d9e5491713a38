"""360Giving: funders and recipients, awards and payments, and the `funds` ties that follow from them.

An award is a promise of kind "grant" (key "360giving:<id>") and an entry "grant.awarded" on the
award date. A payment that the file dates is an entry "grant.paid". `amountDisbursed` is left out:
it has no date, and what happened has to have happened on some day. A grant to a person keeps its
amount and its funder; the person is left out on purpose.

Sector is said only where a register says it: charity and mutual registers are social; schools,
councils, NHS and government lists are public; a company number alone says nothing (a community
interest company and a shop both have one), unless the publisher gives the type of organisation.

An organisation's key is its own org id where that names a public register; a publisher's own id
gives way to a charity or company number, if no other organisation in the file lays claim to it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO

from goldenthread.domain.facts import EntryFact, PartyFact, PromiseFact, Refused, Remark, Said, TieFact
from goldenthread.domain.kinds import PartyKind, Sector
from goldenthread.domain.words import N_, say
from goldenthread.engines.intake.document import load_json, looks_like_json
from goldenthread.engines.intake.grant_checks import Grant, Organisation, check_grant
from goldenthread.engines.intake.grant_tables import TITLES, missing_columns, read_rows
from goldenthread.engines.intake.keys import org_key
from goldenthread.engines.intake.limits import Unreadable, shorten
from goldenthread.engines.intake.values import Bad, charity_of, company_of, postcode_of
from goldenthread.engines.intake.words import squash

_SOCIAL = {"GB-CHC", "GB-SC", "GB-NIC", "GB-MPR"}  # registers of charities and of mutuals
_PUBLIC = {"GB-EDU", "GB-LAE", "GB-LAS", "GB-LANI", "GB-NHS", "GB-GOR", "GB-GOV", "GB-PLA", "GB-SCHES"}
_TYPES = {
    **dict.fromkeys(map(squash, (
        "registered charity", "unregistered charity", "charity", "charitable incorporated organisation",
        "community interest company", "community interest company limited by guarantee",
        "community interest company limited by shares", "cic", "community benefit society", "registered society",
        "industrial and provident society", "co-operative society", "unincorporated association",
        "community foundation",
    )), Sector.SOCIAL),
    **dict.fromkeys(map(squash, ("public body", "university", "school", "local authority", "nhs")), Sector.PUBLIC),
    **dict.fromkeys(map(squash, (
        "private limited company", "sole trader", "company limited by shares", "limited liability partnership",
        "limited partnership", "public limited company",
    )), Sector.COMMERCIAL),
}  # fmt: skip
_TWICE = N_(
    "The identifier “%(value)s” stands in grant %(first)s and in grant %(second)s. "
    "Every grant needs its own: put one of them right."
)
_NO_COLUMN = N_("The column “%(column)s” is missing, and 360Giving requires it. Add it, and bring the file in again.")
_NOT_360 = N_(
    "This JSON file has no list of “grants”, so it is not 360Giving data. "
    "Bring in the file of grants itself, not a list of files or a report about it."
)


def read_grants(stream: BinaryIO, name: str, source: str) -> Iterator[Said]:
    """Yield refusals first, in file order, then the facts of every grant. Errors: Unreadable."""
    del source  # grants have identifiers of their own
    if looks_like_json(stream):
        document = load_json(stream)
        if not isinstance(document, dict) or not isinstance(document.get("grants"), list) or not document["grants"]:
            raise Unreadable(say(_NOT_360))
        yield from _facts(enumerate(document["grants"], 1), _json_label, strict=True)
        return
    table, rows = read_rows(stream, name)
    yield from table.said
    missing = missing_columns(table.heading)
    for title in missing:
        yield Refused(table.heading.last_row, title, "", say(_NO_COLUMN, column=title))

    def label(path: str) -> str:
        return table.heading.title(path) if path in table.heading.fields else TITLES.get(path, path)

    for said in _facts(rows, label, strict=False):
        if not (isinstance(said, Refused) and said.column in missing):  # said once, not in every row
            yield said
    yield from table.skipped


def _json_label(path: str) -> str:
    return path


def _facts(rows: Iterable[tuple[int, Any]], label: Callable[[str], str], *, strict: bool) -> Iterator[Said]:
    good: list[Grant] = []
    first: dict[str, int] = {}
    for row, said in rows:
        grant, refused = check_grant(row, said, label, strict=strict)
        yield from refused
        identifier = str(said.get("id", "")) if isinstance(said, dict) else ""
        if identifier and first.setdefault(identifier, row) != row:
            why = say(_TWICE, value=shorten(identifier), first=first[identifier], second=row)
            yield Refused(row, label("id"), shorten(identifier), why)
        elif grant:
            good.append(grant)
    register = Register()
    for grant in good:
        register.meet(grant.funder, funds=True)
        if grant.recipient:
            register.meet(grant.recipient, funds=False)
    register.settle()
    for grant in good:
        yield from _grant_facts(grant, register)
    yield from _ties(good, register)
    yield from _remarks(good, register)


@dataclass(slots=True)
class Known:
    """One organisation, as all the grants of a file together describe it."""

    name: str
    funds: bool = False
    postcode: str = ""
    type: str = ""
    numbers: set[tuple[str, str]] = field(default_factory=set)
    names: Counter[str] = field(default_factory=Counter)
    identifiers: tuple[tuple[str, str], ...] = ()
    told: bool = False


class Register:
    """The organisations of one file, by their org id."""

    def __init__(self) -> None:
        self.known: dict[str, Known] = {}
        self.unread: list[str] = []  # numbers that are none
        self.contested = 0

    def meet(self, said: Organisation, *, funds: bool) -> None:
        known = self.known.setdefault(said.id, Known(said.name))
        known.funds = known.funds or funds
        known.names[said.name] += 1
        known.type = known.type or said.type
        if not known.postcode and said.postcode:
            try:
                known.postcode = postcode_of(said.postcode)
            except Bad:
                known.postcode = ""  # abroad, or half of one: grants are not refused for it
        for kind, read in (("charity", charity_of), ("company", company_of)):
            if number := said.numbers.get(kind):
                try:
                    known.numbers.add(read(number))
                except Bad:
                    self.unread.append(number)

    def settle(self) -> None:
        """Give every organisation its identifiers; a number that two of them claim is given to neither."""
        own = {org_key(org_id): org_id for org_id in self.known}
        claims = Counter(number for known in self.known.values() for number in known.numbers)
        for org_id, known in self.known.items():
            mine = org_key(org_id)
            free = [n for n in sorted(known.numbers) if claims[n] == 1 and own.get(n, org_id) == org_id and n != mine]
            free = free if len({scheme for scheme, _ in free}) == len(free) else []
            self.contested += len(known.numbers - {mine}) - len(free)
            known.identifiers = (mine, *free) if mine[0] != "org-id" else (*free, mine)

    def key(self, said: Organisation) -> str:
        return ":".join(self.known[said.id].identifiers[0])

    def introduce(self, row: int, said: Organisation) -> Iterator[PartyFact]:
        known = self.known[said.id]
        if known.told:
            return
        known.told = True
        schemes = {scheme for scheme, _ in known.identifiers}
        sector = _TYPES.get(squash(known.type))
        if schemes & _SOCIAL or any(s == "GB-COH" and v.startswith(("IP", "RS", "SP")) for s, v in known.identifiers):
            sector = Sector.SOCIAL
        elif sector is None and schemes & _PUBLIC:
            sector = Sector.PUBLIC
        sort = "funder" if known.funds else "charity" if schemes & {"GB-CHC", "GB-SC", "GB-NIC"} else ""
        yield PartyFact(
            row, self.key(said), PartyKind.ORGANISATION, known.name, sector, known.identifiers, known.postcode, sort
        )


def _grant_facts(grant: Grant, register: Register) -> Iterator[Said]:
    yield from register.introduce(grant.row, grant.funder)
    giver, receiver = register.key(grant.funder), ""
    if grant.recipient:
        yield from register.introduce(grant.row, grant.recipient)
        receiver = register.key(grant.recipient)
    key = f"360giving:{grant.id}"
    yield PromiseFact(
        grant.row, key, "grant", giver, receiver, quantity=grant.quantity, from_day=grant.awarded, detail=grant.detail
    )
    yield EntryFact(
        grant.row, f"{key}/awarded", "grant.awarded", key, giver, receiver,
        quantity=grant.quantity, from_day=grant.awarded,
    )  # fmt: skip
    for paid in grant.payments:
        yield EntryFact(
            grant.row, paid.key, "grant.paid", key, giver, receiver, quantity=paid.quantity, from_day=paid.day
        )


def _ties(grants: list[Grant], register: Register) -> Iterator[TieFact]:
    """One tie for each funder and recipient, from the day of the first award."""
    pairs: dict[tuple[str, str], tuple[date, int]] = {}
    for grant in grants:
        if grant.recipient:
            pair = register.key(grant.funder), register.key(grant.recipient)
            pairs[pair] = min(pairs.get(pair, (grant.awarded, grant.row)), (grant.awarded, grant.row))
    for (giver, receiver), (day, row) in pairs.items():
        if giver != receiver:
            yield TieFact(row, giver, "funds", receiver, from_day=day, derived=True)


def _remarks(grants: list[Grant], register: Register) -> Iterator[Remark]:
    """What was noticed, counted: a sentence each, not a thousand lines."""
    counted = (
        ("recipientIndividual", [g.row for g in grants if g.recipient is None], _PEOPLE),
        ("description", [g.row for g in grants if not g.described], _BARE),
        ("", [g.row for g in grants if g.others], _SEVERAL),
    )
    for column, rows, words in counted:
        if rows:
            yield Remark(rows[0], column, "", say(words, count=len(rows)))
    renamed = [known for known in register.known.values() if len(known.names) > 1]
    if renamed:
        kept, other = renamed[0].name, next(name for name in renamed[0].names if name != renamed[0].name)
        what = say(_RENAMED, count=len(renamed), kept=shorten(kept), other=shorten(other))
        yield Remark(0, "name", shorten(other), what)
    if register.unread:
        some = shorten(register.unread[0])
        yield Remark(0, "charityNumber", some, say(_UNREAD, count=len(register.unread), value=some))
    if register.contested:
        yield Remark(0, "charityNumber", "", say(_CONTESTED, count=register.contested))


_PEOPLE = N_("People who were given a grant are left out on purpose (%(count)s); the amounts are kept.")
_BARE = N_("Some grants have no description (%(count)s). They are brought in without.")
_SEVERAL = N_("Some grants name more than one funder or recipient (%(count)s). We kept the first of each.")
_RENAMED = N_(
    "Some organisations have more than one name (%(count)s). We kept the first, such as “%(kept)s” for “%(other)s”."
)
_UNREAD = N_(
    "Some charity or company numbers are none that we know (%(count)s), such as “%(value)s”. They are left out."
)
_CONTESTED = N_(
    "Some charity or company numbers are given for two organisations in this file (%(count)s). "
    "They are left out, and the organisations are kept apart."
)
