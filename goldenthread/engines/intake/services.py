"""Services and regular activities in a sheet: what is on, who runs it, where, when, and who can come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from goldenthread.domain.facts import PromiseFact, Refused, Remark, Said
from goldenthread.domain.words import N_, say
from goldenthread.engines.intake.headings import Heading, compile_words
from goldenthread.engines.intake.keys import refer
from goldenthread.engines.intake.limits import LONGEST_NAME, shorten
from goldenthread.engines.intake.tables import Row, Table, pick
from goldenthread.engines.intake.values import Bad, day_of, time_of

HEADINGS = {
    "ref": "ref|reference|id|service ref|service id",
    "title": "service|service name|activity|activity name|what is on|title|name of service",
    "by": "run by|offered by|organisation|provider|who runs it|group|organised by",
    "place": "place|venue|where|held at|building|room",
    "about": "about|description|what it is|details|summary",
    "days": "days|days and times|opening times|sessions|timetable|day and time|times",
    "needs": "needs|need|helps with|category|categories",
    "access": "access|accessibility|getting in|access needs met",
    "languages": "languages|language|languages spoken",
    "asset": "asset|kind of asset|asset kind",
    "fees": "price|cost|fee|fees|charge|how much",
    "website": "website|web|url|link",
    "running": "running|still running|status",
    "youngest": "youngest|minimum age|from age|age from",
    "oldest": "oldest|maximum age|to age|age to",
    "checked_on": "checked on|last checked|date checked",
    "check_by": "check by|next check|check again by",
}
WORDS = compile_words(HEADINGS)
LISTS = ("needs", "access", "languages", "asset")
TEXTS = ("about", "fees", "website", "running")
AGES = ("youngest", "oldest")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SPELL = re.compile(
    r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\s+(\d{1,2}[:.]?\d{0,2}\s*[ap]?m?)\s*(?:-|–|to|until)\s*(\d{1,2}[:.]?\d{0,2}\s*[ap]?m?)",
    re.I,
)
_NO_TITLE = N_("This row does not say what the service is called. Write its name, or delete the row.")
_LONG_TITLE = N_("This name is longer than %(most)s letters. Shorten it.")
_NO_BODY = N_("This row does not say who runs the service. Write the name or the ref of the group or organisation.")
_TWICE = N_("“%(value)s” stands in row %(first)s and in row %(second)s. Delete one of the two, or put its ref right.")
_NOT_TIMES = N_("We cannot read these times. They are kept as words. Write them like Tue 12:00-14:00; Thu 10:00-11:30.")
_NOT_AGE = N_("“%(value)s” is not an age in years. It is left out.")


def points(heading: Heading | None) -> int:
    """How well a heading fits: it has to name the service and who runs it, and say something only services have."""
    fields = set(heading.fields) if heading else set()
    if not {"title", "by"} <= fields or not fields & {"days", "needs", "access", "languages", "fees"}:
        return 0
    return len(fields) + len(fields & {"title", "days", "needs", "access", "languages", "check_by"})


def read_services(stream: BinaryIO, name: str, source: str) -> Iterator[Said]:
    """Yield facts, refusals and remarks, in file order."""
    table = pick(stream, "services", WORDS, points)
    yield from table.said
    seen: dict[str, int] = {}
    for number, row in table.data():
        for said in service_of(table, number, row, source):
            if isinstance(said, PromiseFact):
                if said.key in seen:
                    words = say(_TWICE, value=shorten(said.key.partition(":")[2]), first=seen[said.key], second=number)
                    yield Refused(number, table.heading.title("ref"), shorten(said.key), words)
                    continue
                seen[said.key] = number
            yield said
    yield from table.skipped


def service_of(table: Table, number: int, row: Row, source: str) -> Iterator[Said]:
    title, by, place = (table.text(row, name) for name in ("title", "by", "place"))
    if not title:
        yield Refused(number, table.heading.title("title"), "", say(_NO_TITLE))
    elif len(title) > LONGEST_NAME:
        yield Refused(number, table.heading.title("title"), shorten(title), say(_LONG_TITLE, most=LONGEST_NAME))
    elif not by:
        yield Refused(number, table.heading.title("by"), shorten(title), say(_NO_BODY))
    else:
        detail: dict[str, Any] = {"title": title}
        yield from _details(table, number, row, detail)
        ref = table.text(row, "ref")
        key = refer(ref, source) if ref else f"{source}:service:{by}:{title}".lower()
        yield PromiseFact(
            number, key, "service", refer(by, source), "", refer(place, source) if place else "", detail=detail
        )


def _details(table: Table, number: int, row: Row, detail: dict[str, Any]) -> Iterator[Remark]:
    """Fill `detail` with what the other columns say; yield what could not be read."""
    detail |= {name: text for name in TEXTS if (text := table.text(row, name))}
    for name in LISTS:
        if parts := [part.strip() for part in table.text(row, name).split(";") if part.strip()]:
            detail[name] = parts
    if written := table.text(row, "days"):
        detail["times"] = times_of_week(written)
        if any("description" in each for each in detail["times"]):
            yield Remark(number, table.heading.title("days"), shorten(written), say(_NOT_TIMES))
    for name in ("checked_on", "check_by"):
        if table.text(row, name):
            try:
                detail[name] = day_of(table.cell(row, name)).isoformat()
            except Bad as fault:
                yield Remark(number, table.heading.title(name), shorten(table.text(row, name)), fault.args[0])
    yield from _ages(table, number, row, detail)


def _ages(table: Table, number: int, row: Row, detail: dict[str, Any]) -> Iterator[Remark]:
    for name in AGES:
        text = table.text(row, name)
        if text.isdecimal() and int(text) <= 120:
            detail[name] = int(text)
        elif text:
            yield Remark(number, table.heading.title(name), shorten(text), say(_NOT_AGE, value=shorten(text)))


def times_of_week(written: str) -> list[dict[str, str]]:
    """ "Tue 12:00-14:00; Thu 10-11.30" as Open Referral's schedules; a part that cannot be read stays words."""
    found = []
    for part in (part.strip() for part in written.split(";") if part.strip()):
        match = _SPELL.fullmatch(part)
        try:
            clocks = [_clock(match[at]) for at in (2, 3)] if match else []
        except Bad:
            clocks = []
        if match and clocks:
            code = next(code for code in _DAYS if code.lower() == match[1][:2].lower())
            found.append({"byday": code, "freq": "WEEKLY", "opens_at": clocks[0], "closes_at": clocks[1]})
        else:
            found.append({"description": part})
    return found


def _clock(written: str) -> str:
    """ "10", "10.30" or "2pm" as 10:00, 10:30, 14:00. Errors: Bad."""
    return time_of(f"{written}:00" if written.strip().isdecimal() else written.strip()).strftime("%H:%M")
