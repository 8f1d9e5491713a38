"""One table with known columns, whatever file it came in: text, workbook, tidy or not.

`pick` chooses the sheet that fits a reader and finds its headings; `Table.data` then yields the
rows that hold something, with the row number a spreadsheet program shows. What is left out on the
way (hidden rows, totals, repeated headings) is said in `Table.said`, so that no row goes unexplained.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from goldenthread.domain.facts import Refused, Remark
from goldenthread.domain.words import N_, Sentence, say
from goldenthread.engines.intake.delimited import open_text
from goldenthread.engines.intake.headings import COMPILED, LOOK_AT, Heading, find_heading, score
from goldenthread.engines.intake.limits import (
    LARGEST_DOCUMENT,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Unreadable,
    check_size,
    shorten,
)
from goldenthread.engines.intake.scan import Scan
from goldenthread.engines.intake.values import text_of
from goldenthread.engines.intake.words import squash
from goldenthread.engines.intake.workbook import OLE, UNWORKED, ZIP, open_workbook

Row = Sequence[Any]
_SUSPECT = {start for word in ("tot", "sub", "gra", "sum", "cou") for start in (word, word.title(), word.upper())}
_TOTALS = {"total", "totals", "subtotal", "grandtotal", "sum", "count"}


@dataclass(slots=True)
class Source:
    """A sheet of a workbook, or a whole text file."""

    name: str  # "" for a text file
    visible: bool
    head: list[Row]
    rows: Callable[[], Iterator[Row]]
    scan: Scan = field(default_factory=Scan)
    remarks: list[Sentence] = field(default_factory=list)
    ends: bool = True  # the last line of a text file is closed


@dataclass(slots=True)
class Table:
    heading: Heading
    source: Source
    said: list[Remark]
    strict: bool = False  # a text file: a row longer than its headings has slipped sideways
    skipped: list[Refused | Remark] = field(default_factory=list)

    def data(self) -> Iterator[tuple[int, Row]]:
        """Yield (row number, cells) of the rows that hold something. Cells are at least as many as headings."""
        width = max(self.heading.titles, default=-1) + 1
        last = self.heading.last_row
        special = bool(self.source.scan.hidden or self.source.scan.unworked) or not self.strict
        blank = [""] * width
        first = self.heading.titles.get(0)
        self.skipped.clear()
        number, short = 0, list[int]()
        for number, row in enumerate(self.source.rows(), 1):
            if number <= last:
                continue
            if number > MOST_ROWS:
                raise Unreadable(say(_TOO_LONG, most=f"{MOST_ROWS:,}"), row=number)
            # Most rows of a tidy file need no second look; this line is what a million rows pay for.
            if special or len(row) != width or row[0] == "" or row[0] == first or row[0][:3] in _SUSPECT:
                if not self._holds(number, row, width):
                    continue
                if len(row) < width:
                    short = [*short[-1:], number]
                    row = [*row, *blank[len(row) :]]
            yield number, row
        if self.strict and not self.source.ends and short == [number]:
            self.skipped.append(Refused(number, "", "", say(_CUT_OFF)))

    def _holds(self, number: int, row: Row, width: int) -> bool:
        """Whether a row is one to read; if not, and it is not blank, say why in `skipped`."""
        filled = [text for cell in row if (text := text_of(cell))]
        if not filled:
            return False
        if number in self.source.scan.hidden:
            self.skipped.append(Remark(number, "", filled[0], say(_HIDDEN_ROW)))
            return False
        if squash(filled[0]) in _TOTALS or squash(filled[0].split()[0]) in {"total", "subtotal"}:
            self.skipped.append(Remark(number, "", shorten(filled[0]), say(_TOTAL)))
            return False
        if len(filled) > 1 and [text_of(c) for c in row[:width]] == [
            self.heading.titles.get(i, "") for i in range(width)
        ]:
            self.skipped.append(Remark(number, "", shorten(filled[0]), say(_AGAIN)))
            return False
        return self._sound(number, row, width)

    def _sound(self, number: int, row: Row, width: int) -> bool:
        extra = [text for cell in row[width:] if (text := text_of(cell))] if self.strict else []
        if extra:
            why = say(_SLIPPED, cells=len(row), headings=width)
            self.skipped.append(Refused(number, "", shorten(extra[0]), why))
            return False
        for column, cell in enumerate(row):
            if cell == UNWORKED and column in self.heading.titles and column not in self.heading.unknown:
                self.skipped.append(Refused(number, self.heading.titles[column], "", say(_UNWORKED)))
                return False
            if isinstance(cell, str) and len(cell) > LONGEST_CELL:
                why = say(_TOO_MUCH, most=f"{LONGEST_CELL:,}")
                self.skipped.append(Refused(number, self.heading.titles.get(column, ""), shorten(cell), why))
                return False
        return True

    def cell(self, row: Row, name: str) -> Any:
        """The first filled cell among the columns of a field, or ""."""
        for column in self.heading.fields.get(name, ()):
            value = row[column]
            if value not in ("", None) and not (isinstance(value, str) and not value.strip()):
                return value
        return ""

    def text(self, row: Row, name: str) -> str:
        return text_of(self.cell(row, name))

    def has(self, *names: str) -> bool:
        return any(name in self.heading.fields for name in names)


_HIDDEN_ROW = N_("This row is hidden in the spreadsheet, so it is left out.")
_TOTAL = N_("This row is a total, so it is left out.")
_AGAIN = N_("These are the headings again, so they are left out.")
_OTHERS = N_("Only one sheet is read at a time, the one that fits best. These are left out: %(sheets)s.")
_HIDDEN_SHEETS = N_("These sheets are hidden in the workbook, so they are left out: %(sheets)s.")
_CUT_OFF = N_(
    "The file stops in the middle of this row: it is cut off. Save or download it again, and bring it in again. "
    "If the row is whole, press Enter at the end of it."
)
_TOO_LONG = N_("This file has more than %(most)s rows. Split it into smaller files, and bring them in one by one.")
_TOO_WIDE = N_(
    "This file has %(columns)s columns, and we read up to %(most)s. "
    "Keep the columns that are needed, delete the others, and try again."
)
_SLIPPED = N_(
    "This row has %(cells)s cells but there are only %(headings)s headings, so its cells may have slipped sideways. "
    "Put quotation marks round text that has a comma in it, or save the sheet as .xlsx, and try again."
)
_UNWORKED = N_(
    "This cell holds a formula that was never worked out. "
    "Open the file in a spreadsheet program, save it there, and try again."
)
_TOO_MUCH = N_("This cell holds more than %(most)s letters. Shorten it, and try again.")
_NO_COLUMNS = N_("We do not bring in these columns: %(columns)s.")
_COLOURED = N_("Some cells are coloured in. Colours say nothing to us: if they mean something, add a column for it.")
_TITLE = N_("This row stands above the headings, so it is taken as a title.")
_HEADINGS = N_("We took row %(row)s as the headings.")
_TWO_HEADINGS = N_("We took rows %(first)s and %(last)s together as the headings.")


def open_sources(stream: BinaryIO) -> Iterator[Source]:
    """Yield the tables of a file. Errors: Unreadable."""
    check_size(stream)
    start = stream.read(8)
    if start[:2] == ZIP or start == OLE:
        check_size(stream, LARGEST_DOCUMENT)
        for sheet in open_workbook(stream):
            rows: list[list[Any]] = list(sheet.rows)
            yield Source(sheet.name, sheet.visible, list(rows[: LOOK_AT + 1]), rows.__iter__, sheet.scan)
        return
    text = open_text(stream)
    head: list[Row] = list(islice(text.rows(), LOOK_AT + 1))
    widest = max(map(len, head), default=0)
    if widest > MOST_COLUMNS:
        raise Unreadable(_too_wide(widest), value=f"{widest:,}")
    yield Source("", True, head, text.rows, Scan(), text.remarks, text.ends)


def _too_wide(columns: int) -> Sentence:
    return say(_TOO_WIDE, columns=f"{columns:,}", most=MOST_COLUMNS)


def fit(source: Source, reader: str, name: str = "") -> float:
    """How well a table fits a reader, from its headings; its name decides between equals."""
    heading = find_heading(source.head, COMPILED[reader])
    points = score(heading, reader)
    return points + (0.5 if points and hinted(f"{name} {source.name}") == reader else 0)


def hinted(name: str) -> str:
    """The kind of list a file or sheet name speaks of, or ""."""
    low = name.lower()
    for reader, hints in _HINTS.items():
        if any(hint in low for hint in hints):
            return reader
    return ""


_HINTS = {
    "ties": ("ties", "connection", "relationship"),
    "entries": ("entries", "diary", "booking", "happened", "attendance", "session", "register"),
    "places": ("places", "buildings", "rooms", "venues"),
    "parties": ("parties", "people", "members", "volunteers", "hirers", "groups", "organisations", "contacts"),
}


def pick(
    stream: BinaryIO,
    reader: str,
    words: Mapping[str, str] | None = None,
    points: Callable[[Heading | None], int] | None = None,
) -> Table:
    """Choose the visible sheet that fits best, and find its headings. Errors: Unreadable."""
    words = COMPILED[reader] if words is None else words
    best: tuple[float, Source, Heading] | None = None
    others: list[Source] = []
    first: Source | None = None
    for source in open_sources(stream):
        first = first or source
        heading = find_heading(source.head, words)
        found = (points(heading) if points else score(heading, reader)) if source.visible else 0
        worth = found + (0.5 if hinted(source.name) == reader else 0)
        if found and heading and (best is None or worth > best[0]):
            others.extend([best[1]] if best else [])
            best = (worth, source, heading)
        else:
            others.append(source)
        if others:
            others[-1].rows, others[-1].head = _no_rows, others[-1].head[:3]  # let go of the cells of a sheet not used
    if best is None:
        raise Unreadable(_no_headings(first, reader), value=_first_line(first))
    _, source, heading = best
    if len(heading.titles) > MOST_COLUMNS:
        raise Unreadable(_too_wide(len(heading.titles)), row=heading.first_row)
    return Table(heading, source, _remarks(source, heading, others), strict=not source.name)


def _no_rows() -> Iterator[Row]:
    return iter(())


def _first_line(source: Source | None) -> str:
    row = next((r for r in source.head if any(text_of(c) for c in r)), []) if source else []
    return shorten(" | ".join(text_of(c) for c in row if text_of(c)))


_NO_HEADINGS = {
    "parties": N_(
        "We cannot find the headings we need in this file. For people, groups and organisations we need a row of "
        "headings with a name (“Name”, “Organisation”, “Group name”, or “First name” and “Surname”). "
        "Put it above the data, and try again."
    ),
    "places": N_(
        "We cannot find the headings we need in this file. For places we need a row of headings with “name” and "
        "“kind” (or a latitude, or what it is part of). Put it above the data, and try again."
    ),
    "ties": N_(
        "We cannot find the headings we need in this file. For connections we need a row of headings with “from”, "
        "“kind” and “to”. Put it above the data, and try again."
    ),
    "entries": N_(
        "We cannot find the headings we need in this file. For what happened we need a row of headings with “date”, "
        "“kind” and “from” or “to”. Put it above the data, and try again."
    ),
    "360giving": N_(
        "We cannot find the headings we need in this file. For grants we need a row of headings with “Identifier”, "
        "“Title”, “Currency”, “Amount Awarded”, “Award Date”, “Recipient Org:Identifier” and "
        "“Funding Org:Identifier”. Put it above the data, and try again."
    ),
    "services": N_(
        "We cannot find the headings we need in this file. For services we need a row of headings with “service” and "
        "“run by”, and one of “days”, “needs”, “access”, “languages” and “price”. Put it above the data, and try again."
    ),
    "postcodes": N_(
        "We cannot find the headings we need in this file. For postcodes we need a row of headings with “postcode”, "
        "“lat” and “lon”. Put it above the data, and try again."
    ),
}
_NOTHING = N_("There is nothing in this file that we can see. Check that the sheet is not empty or hidden.")


def _no_headings(source: Source | None, reader: str) -> Sentence:
    if source is None or not any(text_of(c) for row in source.head for c in row):
        return say(_NOTHING)
    return say(_NO_HEADINGS[reader])


def _remarks(source: Source, heading: Heading, others: Sequence[Source]) -> list[Remark]:
    """What was noticed about the file as a whole, said once each."""
    said = [Remark(0, "", "", words) for words in source.remarks]
    for visible, words in ((True, _OTHERS), (False, _HIDDEN_SHEETS)):
        if names := ", ".join(f"“{other.name}”" for other in others if other.visible == visible):
            said.append(Remark(0, "", shorten(names, 200), say(words, sheets=names)))
    if heading.last_row > 1:
        said.extend(_above(source, heading))
    if heading.unknown:
        names = ", ".join(shorten(title, 40) for title in list(heading.unknown.values())[:20])
        said.append(Remark(heading.last_row, names, "", say(_NO_COLUMNS, columns=names)))
    if any(row > heading.last_row for row in source.scan.coloured):
        first = min(row for row in source.scan.coloured if row > heading.last_row)
        said.append(Remark(first, "", "", say(_COLOURED)))
    return said


def _above(source: Source, heading: Heading) -> Iterator[Remark]:
    for number in range(1, heading.first_row):
        said = dict.fromkeys(text for cell in source.head[number - 1] if (text := text_of(cell)))
        line = " ".join(said)  # a merged title stands in every cell under it
        if line:
            yield Remark(number, "", shorten(line), say(_TITLE))
    took = say(_HEADINGS, row=heading.first_row)
    if heading.last_row != heading.first_row:
        took = say(_TWO_HEADINGS, first=heading.first_row, last=heading.last_row)
    yield Remark(heading.last_row, "", "", took)
