"""Lists written out: CSV, XLSX and JSON, a few thousand rows at a time, flat in memory.

Text that a spreadsheet would run as a formula is kept from running. In the demonstration every file
says that it is invented.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, BinaryIO

import orjson
import xlsxwriter
from django.conf import settings

INVENTED = "Demonstration: real places; people, relationships and money are invented."
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
Row = Sequence[Any]


def write(headings: Sequence[str], rows: Iterable[Row], form: str, stream: BinaryIO, title: str = "") -> int:
    """Write rows in `form` (csv, xlsx or json); returns how many. Raises KeyError for another form."""
    return WRITERS[form](headings, rows, stream, title)


def _safe(value: Any) -> Any:
    """A cell that no spreadsheet will run; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_RUNS) and not _is_number(value):
        return f"'{value}"
    return value


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _csv(headings: Sequence[str], rows: Iterable[Row], stream: BinaryIO, title: str) -> int:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    out = csv.writer(text)
    out.writerow([*headings, "note"] if settings.DEMO else headings)
    count = 0
    for row in rows:
        cells = [_safe(cell) for cell in row]
        out.writerow([*cells, INVENTED] if settings.DEMO else cells)
        count += 1
    text.detach()
    return count


def _xlsx(headings: Sequence[str], rows: Iterable[Row], stream: BinaryIO, title: str) -> int:
    book = xlsxwriter.Workbook(
        stream, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": title, "comments": INVENTED if settings.DEMO else ""})
    sheet = book.add_worksheet((title or "List")[:31])
    sheet.write_row(0, 0, headings, book.add_format({"bold": True}))
    sheet.freeze_panes(1, 0)
    count = 0
    for count, row in enumerate(rows, start=1):
        sheet.write_row(count, 0, [cell if cell is not None else "" for cell in row])
    if settings.DEMO:
        sheet.set_footer(f"&L{INVENTED}")
        book.add_worksheet("Note").write(0, 0, INVENTED)
    book.close()
    return count


def _json(headings: Sequence[str], rows: Iterable[Row], stream: BinaryIO, title: str) -> int:
    note = {"note": INVENTED} if settings.DEMO else {}
    stream.write(orjson.dumps({"title": title, **note})[:-1] + b',"rows":[')
    count = 0
    for count, row in enumerate(rows, start=1):
        stream.write(
            (b"," if count > 1 else b"") + b"\n" + orjson.dumps(dict(zip(headings, row, strict=True)), default=str)
        )
    stream.write(b"\n]}\n")
    return count


WRITERS: dict[str, Callable[[Sequence[str], Iterable[Row], BinaryIO, str], int]] = {
    "csv": _csv, "xlsx": _xlsx, "json": _json,
}  # fmt: skip


class _Drain(io.RawIOBase):
    """A stream that hands over what was written to it, so that a download can be sent as it is made."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.waiting.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self.waiting = b"".join(self.waiting), []
        return taken


def stream_csv(headings: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """A CSV in pieces, for a page that sends it while it reads."""
    drain = _Drain()
    text = io.TextIOWrapper(drain, encoding="utf-8-sig", newline="", write_through=True)  # type: ignore[type-var]
    out = csv.writer(text)
    out.writerow([*headings, "note"] if settings.DEMO else headings)
    for count, row in enumerate(rows):
        cells = [_safe(cell) for cell in row]
        out.writerow([*cells, INVENTED] if settings.DEMO else cells)
        if count % 500 == 0:
            yield drain.take()
    text.flush()
    yield drain.take()
