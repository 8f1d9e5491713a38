"""Connections: who is what to whom, since when."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import BinaryIO

from goldenthread.domain.facts import Refused, Said, TieFact
from goldenthread.domain.kinds import Scope
from goldenthread.domain.words import N_, say
from goldenthread.engines.intake.keys import refer
from goldenthread.engines.intake.limits import shorten
from goldenthread.engines.intake.tables import Row, Table, pick
from goldenthread.engines.intake.values import Bad, day_of
from goldenthread.engines.intake.words import SCOPES, TIE_KINDS, TO_A_PLACE, squash

_CODES = ", ".join(sorted(set(TIE_KINDS.values())))
_SCOPE_CODES = ", ".join(Scope)
_KIND = N_("“%(kind)s” is not a connection we know. Write one of: %(codes)s.")
_NO_KIND = N_(
    "The kind of connection is missing. Write what the first is to the second, such as member_of or based_at."
)
_NO_END = N_("A connection needs both ends, and one is empty. Write the name or the ref of both, or delete the row.")
_SELF = N_("This row connects “%(name)s” with itself. Put one of the two right, or delete the row.")
_SCOPE = N_("“%(scope)s” is not something people act in. Write one or more of: %(codes)s; with “;” between.")
_NO_SCOPE = N_("“acts_for” needs to say in what. Add a column “scopes” with one or more of: %(codes)s.")
_BACKWARDS = N_("This connection ends before it starts. Put one of the two dates right.")
_TWICE = N_("This connection stands in row %(first)s and in row %(second)s. Delete one of the two.")


def read_ties(stream: BinaryIO, name: str, source: str) -> Iterator[Said]:
    """Yield facts, refusals and remarks, in file order."""
    table = pick(stream, "ties")
    yield from table.said
    seen: dict[int, int] = {}
    for number, row in table.data():
        for said in tie_of(table, number, row, source):
            if isinstance(said, TieFact):
                what = hash((said.giver, said.kind, said.receiver, said.place, said.from_day))
                if what in seen:
                    column = table.heading.title("from")
                    why = say(_TWICE, first=seen[what], second=number)
                    yield Refused(number, column, shorten(table.text(row, "from")), why)
                    continue
                seen[what] = number
            yield said
    yield from table.skipped


def tie_of(table: Table, number: int, row: Row, source: str) -> Iterator[Said]:
    problems: list[Refused] = []
    giver, receiver = table.text(row, "from"), table.text(row, "to")
    for name, end in (("from", giver), ("to", receiver)):
        if not end:
            problems.append(Refused(number, table.heading.title(name), "", say(_NO_END)))
    kind = _kind(table, number, row, problems)
    since = _day(table, number, row, "since", problems)
    until = _day(table, number, row, "until", problems)
    if until is None and (last := _day(table, number, row, "last_day", problems)):
        until = last + timedelta(days=1)  # a last day is part of the connection; our "until" is not
    if since and until and until <= since:
        problems.append(Refused(number, table.heading.title("until"), str(until), say(_BACKWARDS)))
    scopes = _scopes(table, number, row, kind, problems)
    if giver and giver == receiver:
        why = say(_SELF, name=shorten(giver))
        problems.append(Refused(number, table.heading.title("to"), shorten(giver), why))
    if problems:
        yield from problems
        return
    to = refer(receiver, source)
    if kind in TO_A_PLACE:
        yield TieFact(number, refer(giver, source), kind, place=to, from_day=since, until_day=until)
    else:
        yield TieFact(number, refer(giver, source), kind, receiver=to, from_day=since, until_day=until, scopes=scopes)


def _kind(table: Table, number: int, row: Row, problems: list[Refused]) -> str:
    """A word or a code we know, or a code that some capability may have declared (the core checks it)."""
    said = table.text(row, "kind")
    kind = TIE_KINDS.get(squash(said), "")
    if not kind and "_" in said and said.replace("_", "").isalpha() and said.islower():
        kind = said
    if not kind:
        why = say(_KIND, kind=shorten(said), codes=_CODES) if said else say(_NO_KIND)
        problems.append(Refused(number, table.heading.title("kind"), shorten(said), why))
    return kind


def _day(table: Table, number: int, row: Row, name: str, problems: list[Refused]) -> date | None:
    said = table.cell(row, name)
    if said == "" or table.text(row, name).lower() in ("-", "now", "ongoing", "present", "current", "n/a"):
        return None
    try:
        return day_of(said)
    except Bad as fault:
        problems.append(Refused(number, table.heading.title(name), shorten(table.text(row, name)), fault.sentence))
        return None


def _scopes(table: Table, number: int, row: Row, kind: str, problems: list[Refused]) -> tuple[str, ...]:
    said = [part.strip() for part in table.text(row, "scopes").replace(",", ";").split(";") if part.strip()]
    problems.extend(
        Refused(
            number, table.heading.title("scopes"), shorten(part), say(_SCOPE, scope=shorten(part), codes=_SCOPE_CODES)
        )
        for part in said
        if squash(part) not in SCOPES
    )
    if kind == "acts_for" and not said:
        problems.append(Refused(number, table.heading.title("scopes"), "", say(_NO_SCOPE, codes=_SCOPE_CODES)))
    return tuple(SCOPES[squash(part)].value for part in said if squash(part) in SCOPES)
