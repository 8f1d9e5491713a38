"""Excel and OpenDocument workbooks: guarded before they are opened, formulas never worked out."""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO, cast

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from goldenthread.domain.words import N_, say
from goldenthread.engines.intake.limits import (
    MEGABYTE,
    MOST_CELLS,
    MOST_ENTRIES,
    MOST_RATIO,
    MOST_UNPACKED,
    SMALL_UNPACKED,
    Unreadable,
)
from goldenthread.engines.intake.scan import Scan, scan_ods, scan_xlsx

Value = str | float | int | bool | date | datetime | time | timedelta
UNWORKED = "\ue000formula"  # stands in a cell whose formula has no result; a private-use letter no file contains
OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # Excel's format until 2003, and the wrapper of locked workbooks
ZIP = b"PK"

_CUT_OFF = N_(
    "This workbook is damaged or cut off, so it cannot be opened. "
    "Download or save it again, check that it opens on your own computer, and try again."
)
_BOMB = N_(
    "This file unpacks to far more than it says, as files made to do harm do. We did not open it. "
    "If it is honest, save it as CSV and try again."
)
_LOCKED = N_("This workbook is locked with a password. Save a copy without a password, and try again.")
_NO_SHEET = N_(
    "This is a packed file (zip), but not a spreadsheet. Unpack it and bring in the files inside one after another."
)


@dataclass(slots=True)
class Sheet:
    name: str
    visible: bool
    rows: list[list[Value]]  # from the first row and the first column; merged cells filled
    scan: Scan = field(default_factory=Scan)


def check_zip(stream: BinaryIO) -> zipfile.ZipFile:
    """Open the archive after weighing what it says it unpacks to. Errors: Unreadable."""
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Unreadable(say(_CUT_OFF)) from None
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
        raise Unreadable(say(_BOMB), value=f"{unpacked // MEGABYTE} MB")
    if unpacked > SMALL_UNPACKED and unpacked > packed * MOST_RATIO:
        raise Unreadable(say(_BOMB), value=f"× {unpacked // packed}")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(say(_LOCKED))
    try:
        damaged = archive.testzip()  # an entry that unpacks to more or less than it says does not match its checksum
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError):
        damaged = "?"
    if damaged:
        raise Unreadable(say(_CUT_OFF))
    return archive


def open_workbook(stream: BinaryIO) -> Iterator[Sheet]:
    """Yield the sheets of a workbook, one in memory at a time. Errors: Unreadable."""
    stream.seek(0)
    scans = {} if stream.read(8) == OLE else _scanned(stream)
    for name, scan in scans.items():
        scan.check(name)
    stream.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(stream)
        for at, about in enumerate(book.sheets_metadata):
            if about.typ == SheetTypeEnum.WorkSheet:
                scan = scans.get(about.name, Scan())
                rows = cast(list[list[Value]], _whole(book.get_sheet_by_index(at), scan))
                yield Sheet(about.name, about.visible == SheetVisibleEnum.Visible, rows, scan)
    except PasswordError:
        raise Unreadable(say(_LOCKED)) from None
    except (CalamineError, ValueError, OSError):
        raise Unreadable(say(_LOCKED if _is_locked(stream) else _CUT_OFF)) from None
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # how the reading library stops on a file made to break it
            raise
        raise Unreadable(say(_CUT_OFF)) from None


def _scanned(stream: BinaryIO) -> dict[str, Scan]:
    archive = check_zip(stream)
    try:
        scans = scan_xlsx(archive) or scan_ods(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, ValueError, OSError):
        raise Unreadable(say(_CUT_OFF)) from None
    if not scans:
        raise Unreadable(say(_NO_SHEET))
    return scans


def _is_locked(stream: BinaryIO) -> bool:
    """A locked .xlsx is an old-style container holding a stream of this name."""
    stream.seek(0)
    head = stream.read(MEGABYTE)
    return head[:8] == OLE and "EncryptedPackage".encode("utf-16-le") in head


def _whole(sheet: Any, scan: Scan) -> list[list[Any]]:
    """All rows; calamine starts at the first row used, and so do we not: row numbers must be right."""
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    for row, column in scan.unworked:
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = UNWORKED
    budget = MOST_CELLS  # a crafted file can merge the whole sheet ten thousand times
    for (top, left), (bottom, right) in scan.merged:
        budget -= max(0, min(bottom, len(rows)) - top + 1) * max(0, right - left + 1)
        if budget > 0:
            _fill(rows, top, left, bottom, right)
    return rows


def _fill(rows: list[list[Any]], top: int, left: int, bottom: int, right: int) -> None:
    """Every cell under a merged cell says what the merged cell says."""
    if top > len(rows) or left > len(rows[top - 1]):
        return
    value = rows[top - 1][left - 1]
    for row in rows[top - 1 : bottom]:
        for column in range(left - 1, min(right, len(row))):
            row[column] = value
