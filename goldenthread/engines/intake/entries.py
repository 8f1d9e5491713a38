"""What happened: sessions, help, room hire, meals, payments; a hub's own diary when it says enough."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import BinaryIO

from goldenthread.domain import quantities
from goldenthread.domain.facts import EntryFact, Refused, Remark, Said
from goldenthread.domain.quantities import NotAnAmount, Quantity, currency
from goldenthread.domain.words import N_, both, say
from goldenthread.engines.intake.keys import RowKeys, refer
from goldenthread.engines.intake.limits import shorten
from goldenthread.engines.intake.tables import Row, Table, pick
from goldenthread.engines.intake.values import Bad, day_of, instant_of, text_of, time_of, times_of
from goldenthread.engines.intake.words import ENTRY_KINDS, ENTRY_UNITS, UNITS, squash

_CODES = ", ".join(ENTRY_UNITS)
_KIND = N_("“%(kind)s” is not something we know to happen. Write one of: %(codes)s.")
_NO_KIND = N_("This row does not say what kind of thing happened. Add a column “kind” with one of: %(codes)s.")
_NOBODY = N_("This row names nobody and no place. Write who it was from or for, or where it was.")
_NO_DAY = N_("“%(day)s” alone does not say on which day this happened. Write the date, like 3 April 2025.")
_NO_START = N_("The time it started is missing too: write it in its own column, like 18:30.")
_UNIT = N_("“%(unit)s” is not a unit we know. Write GBP, minute, hour, people, times, gram or kg.")
_NO_UNIT = N_("This number does not say what it counts. Add a column “unit” with GBP, minute, people, times or gram.")
_BACKWARDS = N_("This ends before it starts. Put one of the two times right.")
_NUMBER = N_("“%(value)s” is not a number: write it like 12 or 1234.50.")
_TWICE = N_(
    "“%(value)s” stands in row %(first)s and in row %(second)s. Delete one of the two, or put its number right."
)
_ACTIVITY = N_("What happened is kept by its kind only: the words in this column are not brought in.")
_QUESTION = N_(
    "“%(value)s” has a question mark in it, so it is not sure that this happened. Put it right, or delete the row."
)


@dataclass(slots=True)
class When:
    day: date | None = None
    start: datetime | None = None
    end: datetime | None = None


def read_entries(stream: BinaryIO, name: str, source: str) -> Iterator[Said]:
    """Yield facts, refusals and remarks, in file order."""
    table = pick(stream, "entries")
    yield from table.said
    if table.has("activity"):
        yield Remark(table.heading.last_row, table.heading.title("activity"), "", say(_ACTIVITY))
    reader = EntryReader(table, source)
    for number, row in table.data():
        yield from reader.row(number, row)
    yield from table.skipped


class EntryReader:
    def __init__(self, table: Table, source: str) -> None:
        self.table, self.source = table, source
        self.keys = RowKeys(source)
        self.refs: dict[str, int] = {}
        self.implied = ""
        if not table.has("kind"):
            lent = table.has("place") and table.has("to", "group")
            self.implied = "room.lent" if lent else "session.held" if table.has("activity", "people") else ""

    def row(self, number: int, row: Row) -> Iterator[Said]:
        table, problems = self.table, list[Refused]()
        kind = self.kind(number, row, problems)
        when = self.when(number, row, problems)
        quantity = self.quantity(number, row, kind, when, problems)
        giver, receiver, place = self.ends(row, kind)
        if not (giver or receiver or place):
            problems.append(Refused(number, table.heading.title("to"), self.first(row), say(_NOBODY)))
        self.unsure(number, row, problems)
        ref = table.text(row, "ref")
        if ref and self.refs.setdefault(ref, number) != number:
            why = say(_TWICE, value=shorten(ref), first=self.refs[ref], second=number)
            problems.append(Refused(number, table.heading.title("ref"), shorten(ref), why))
        if problems:
            yield from problems
            return
        amount = (quantity.amount, quantity.unit.code) if quantity else ()
        parts = (kind, when.day, when.start, when.end, giver, receiver, place, *amount)
        key = f"local/{self.source}:{ref}" if ref else self.keys.key(parts)
        promise = table.text(row, "promise")
        yield EntryFact(
            number, key, kind, refer(promise, self.source) if promise else "", giver, receiver, place, "", quantity,
            when.day, None, when.start, when.end,
        )  # fmt: skip

    def ends(self, row: Row, kind: str) -> tuple[str, str, str]:
        """Keys of giver, receiver and place. “Group” is who has the room, but who holds the session."""
        said = {end: self.table.text(row, end) for end in ("from", "to", "place", "group")}
        end = "to" if kind in ("room.lent", "help.given", "visit.made") else "from"
        said[end] = said[end] or said["group"]
        giver, receiver, place = (refer(said[end], self.source) if said[end] else "" for end in ("from", "to", "place"))
        return giver, receiver, place

    def first(self, row: Row) -> str:
        return next((shorten(text) for cell in row if (text := text_of(cell))), "")

    def unsure(self, number: int, row: Row, problems: list[Refused]) -> None:
        """“Zumba?” is a plan or a guess, not something that happened."""
        for name in ("activity", "to", "from", "group", "kind"):
            said = self.table.text(row, name)
            if said.endswith("?"):
                why = say(_QUESTION, value=shorten(said))
                problems.append(Refused(number, self.table.heading.title(name), shorten(said), why))

    def kind(self, number: int, row: Row, problems: list[Refused]) -> str:
        """A word or a code we know, or a code that some capability may have declared (the core checks it)."""
        said = self.table.text(row, "kind")
        kind = ENTRY_KINDS.get(squash(said), "") if said else self.implied
        if not kind and re.fullmatch(r"[a-z_]+\.[a-z_]+", said):
            kind = said
        if not kind:
            why = say(_KIND, kind=shorten(said), codes=_CODES) if said else say(_NO_KIND, codes=_CODES)
            problems.append(Refused(number, self.table.heading.title("kind"), shorten(said) or self.first(row), why))
        return kind

    def when(self, number: int, row: Row, problems: list[Refused]) -> When:
        """A day, or two instants when the sheet gives times as well."""
        table, name = self.table, "date"
        try:
            if table.cell(row, "date") == "" and table.text(row, "day"):
                name = "day"
                raise Bad(say(_NO_DAY, day=shorten(table.text(row, "day"))))
            day = day_of(table.cell(row, "date"))
            name = "start" if table.text(row, "start") else "time"
            clock, until = (None, None)
            if table.text(row, "start"):
                clock, until = times_of(table.cell(row, "start"))
            elif table.text(row, "time"):
                clock, until = times_of(table.cell(row, "time"))
            if clock is None:
                return When(day)
            if table.text(row, "end"):
                name = "end"
                until = time_of(table.cell(row, "end"))
            start = instant_of(day, clock)
            end = instant_of(day, until) if until else None
            if end and end <= start:
                if not (until and until.hour < 6 and clock.hour >= 12):
                    raise Bad(say(_BACKWARDS))
                end = instant_of(day + timedelta(days=1), until)  # a party that ends at 1 in the morning
            return When(None, start, end)
        except Bad as fault:
            timed, untimed = table.has("start", "time"), not (table.text(row, "start") or table.text(row, "time"))
            late = name in ("date", "day") and timed and untimed
            why = both(fault.sentence, say(_NO_START)) if late else fault.sentence
            problems.append(Refused(number, table.heading.title(name), shorten(table.text(row, name)), why))
            return When()

    def quantity(self, number: int, row: Row, kind: str, when: When, problems: list[Refused]) -> Quantity | None:
        """How much, in the smallest part of its unit; for a room lent, the minutes if nothing else is said."""
        name = next((n for n in ("quantity", "people", "minutes", "hours", "pounds") if self.table.text(row, n)), "")
        if not name:
            if kind == "room.lent" and when.start and when.end:
                return Quantity(int((when.end - when.start).total_seconds()) // 60, quantities.MINUTE)
            return None
        said = self.table.cell(row, name)
        try:
            unit = {"people": "people", "minutes": "minute", "hours": "hour", "pounds": "GBP"}.get(name, "")
            return amount_of(said, unit or self.table.text(row, "unit") or ENTRY_UNITS.get(kind, ""))
        except Bad as fault:
            problems.append(Refused(number, self.table.heading.title(name), shorten(text_of(said)), fault.sentence))
            return None


def amount_of(value: object, unit: str) -> Quantity:
    """Read “£12.50”, 3 hours, 25 people; finer than the unit goes is refused, never rounded."""
    text = text_of(value)
    if not unit and "£" in text:
        unit = "GBP"
    if not unit:
        raise Bad(say(_NO_UNIT))
    code, times = UNITS.get(squash(unit), (unit.upper() if re.fullmatch("[A-Za-z]{3}", unit) else unit.lower(), 0))
    named = {
        "minute": quantities.MINUTE,
        "people": quantities.PEOPLE,
        "times": quantities.TIMES,
        "gram": quantities.GRAM,
    }
    if code not in named and not re.fullmatch("[A-Z]{3}", code):
        raise Bad(say(_UNIT, unit=shorten(unit)))
    try:
        if code in named:
            text = str(Decimal(text.replace(",", "")) * times)
        return quantities.parse(text, named.get(code) or currency(code))
    except NotAnAmount as fault:
        raise Bad(fault.sentence) from None
    except InvalidOperation:
        raise Bad(say(_NUMBER, value=shorten(text))) from None
