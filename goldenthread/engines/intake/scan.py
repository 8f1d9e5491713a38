"""What a spreadsheet's own XML says and the reading library does not pass on.

How far the cells reach (a crafted file can claim a sheet of 17 thousand million cells), hidden
rows, merged cells, coloured cells, and formulas that were never worked out. Read as text with
regular expressions, a megabyte at a time: no XML parser sees the file, so no entity can expand.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from goldenthread.domain.words import N_, say
from goldenthread.engines.intake.limits import MEGABYTE, MOST_CELLS, MOST_COLUMNS, Unreadable

Cell = tuple[int, int]  # row and column, from 1
_TOO_WIDE = N_(
    "The sheet “%(sheet)s” has %(columns)s columns, and we read up to %(most)s. "
    "Delete the columns that are not needed (a stray mark far to the right counts), and try again."
)
_TOO_HIGH = N_(
    "The sheet “%(sheet)s” reaches to row %(row)s, which is more than we can open at once. "
    "Delete the rows that are not needed, or save the sheet as CSV, and try again."
)


@dataclass(slots=True)
class Scan:
    rows: int = 0
    columns: int = 0
    hidden: set[int] = field(default_factory=set)
    coloured: set[int] = field(default_factory=set)  # rows with a filled cell
    unworked: set[Cell] = field(default_factory=set)  # formulas without a result
    merged: list[tuple[Cell, Cell]] = field(default_factory=list)

    def check(self, sheet: str) -> None:
        """Refuse a sheet that is too wide, or reaches so far that opening it would fill the memory."""
        if self.columns > MOST_COLUMNS:
            wide = f"{self.columns:,}"
            raise Unreadable(say(_TOO_WIDE, sheet=sheet, columns=wide, most=MOST_COLUMNS), value=wide)
        if self.rows * self.columns > MOST_CELLS:
            high = f"{self.rows:,}"
            raise Unreadable(say(_TOO_HIGH, sheet=sheet, row=high), value=high)


_TAG = rb"<(?:\w+:)?"
_SHEET = re.compile(_TAG + rb"sheet\s[^>]*>")
_RELATION = re.compile(_TAG + rb"Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb"""([\w:.\-]+)\s*=\s*["']([^"']*)["']""")
_COLUMN = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})\d""")
_ROW = re.compile(rb"""\br\s*=\s*["'][A-Za-z]{0,3}(\d{1,7})["']""")
_HIDDEN = re.compile(_TAG + rb'row\s(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_MERGED = re.compile(_TAG + rb'mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_UNWORKED = re.compile(
    _TAG + rb'c\s[^>]*?\br="([A-Z]+)(\d+)"[^>]*>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


def column_number(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def attributes(tag: bytes) -> dict[str, str]:
    return {name.decode(): _plain(value) for name, value in _ATTRIBUTE.findall(tag)}


def _plain(value: bytes) -> str:
    text = value.decode("utf-8", "replace")
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, letter)
    return text


def pieces(archive: zipfile.ZipFile, entry: str, end: bytes) -> Iterator[bytes]:
    """Yield an entry's bytes in pieces that never cut a row in two. `end` closes a row."""
    with archive.open(entry) as unpacked:
        rest = b""
        while block := unpacked.read(MEGABYTE):
            rest += block
            cut = rest.rfind(end) + len(end)
            if cut < len(end) and len(rest) > 16 * MEGABYTE:
                cut = rest.rfind(b">") + 1
            if cut >= len(end):
                yield rest[:cut]
                rest = rest[cut:]
        yield rest


def scan_xlsx(archive: zipfile.ZipFile) -> dict[str, Scan]:
    """Scan every worksheet of an Excel workbook, by sheet name."""
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        return {}
    targets = {}
    if "xl/_rels/workbook.xml.rels" in names:
        for tag in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
            found = attributes(tag)
            targets[found.get("Id", "")] = found.get("Target", "")
    filled = _filled_styles(archive.read("xl/styles.xml")) if "xl/styles.xml" in names else []
    scans = {}
    for tag in _SHEET.findall(archive.read("xl/workbook.xml")):
        found = attributes(tag)
        target = targets.get(found.get("r:id", ""), "").lstrip("/").removeprefix("xl/")
        if f"xl/{target}" in names:
            scans[found.get("name", "")] = _scan_sheet(archive, f"xl/{target}", filled)
    return scans


def _scan_sheet(archive: zipfile.ZipFile, entry: str, filled: list[bytes]) -> Scan:
    scan = Scan()
    style = rb"|".join(filled)
    coloured = re.compile(_TAG + rb'c\s(?=[^>]*\bs="(?:' + style + rb')")[^>]*?\br="[A-Z]+(\d+)"') if filled else None
    for piece in pieces(archive, entry, b"</row>"):
        columns = {column_number(letters.upper()) for letters in set(_COLUMN.findall(piece))}
        rows = {int(digits) for digits in set(_ROW.findall(piece))}
        scan.columns = max(scan.columns, *columns) if columns else scan.columns
        scan.rows = max(scan.rows, *rows) if rows else scan.rows
        if b"hidden=" in piece:
            scan.hidden.update(int(row) for row in _HIDDEN.findall(piece))
        if coloured:
            scan.coloured.update(int(row) for row in coloured.findall(piece))
        if b"<f" in piece or b":f" in piece:
            scan.unworked.update((int(row), column_number(letters)) for letters, row in _UNWORKED.findall(piece))
        for left, top, right, bottom in _MERGED.findall(piece):
            scan.merged.append(((int(top), column_number(left)), (int(bottom), column_number(right))))
    return scan


def _filled_styles(styles: bytes) -> list[bytes]:
    """The style numbers whose cells are filled with a colour other than white."""
    fills = re.search(_TAG + rb"fills\b.*?</(?:\w+:)?fills>", styles, re.S)
    formats = re.search(_TAG + rb"cellXfs\b.*?</(?:\w+:)?cellXfs>", styles, re.S)
    if not fills or not formats:
        return []
    parts = re.findall(_TAG + rb"fill\b(?:\s*/>|.*?</(?:\w+:)?fill>)", fills[0], re.S)
    colours = {str(i) for i, part in enumerate(parts) if b'"solid"' in part and not re.search(rb'rgb="..FFFFFF"', part)}
    tags = re.findall(_TAG + rb"xf\b[^>]*>", formats[0])
    return [str(i).encode() for i, tag in enumerate(tags) if attributes(tag).get("fillId", "0") in colours]


_ODS_PART = re.compile(rb"<table:(table-row|table-cell|covered-table-cell|table)(?=[\s/>])([^>]*)>")


def scan_ods(archive: zipfile.ZipFile) -> dict[str, Scan]:
    """Scan every sheet of an OpenDocument spreadsheet, by sheet name."""
    scans: dict[str, Scan] = {}
    scan, row, column, repeat = Scan(), 0, 0, 0
    if "content.xml" not in archive.namelist():
        return {}
    for piece in pieces(archive, "content.xml", b"</table:table-row>"):
        for part, rest in _ODS_PART.findall(piece):
            found = attributes(rest)
            if part == b"table":
                scan = scans[found.get("table:name", "")] = Scan()
                row, column, repeat = 0, 0, 0
            elif part == b"table-row":
                row, column = row + repeat, 0
                repeat = _number(found.get("table:number-rows-repeated"))
                if found.get("table:visibility") in ("collapse", "filter") and repeat < MOST_CELLS:
                    scan.hidden.add(row + 1)
            else:
                column = _ods_cell(scan, found, row + 1, column, repeat)
    return scans


def _ods_cell(scan: Scan, found: dict[str, str], row: int, column: int, repeat: int) -> int:
    times = _number(found.get("table:number-columns-repeated"))
    if "office:value-type" in found:
        scan.columns = max(scan.columns, column + times)
        scan.rows = max(scan.rows, row + repeat - 1)
        if "table:formula" in found and found.get("office:value-type") == "float" and "office:value" not in found:
            scan.unworked.add((row, column + 1))
        wide, high = _number(found.get("table:number-columns-spanned")), _number(found.get("table:number-rows-spanned"))
        if wide > 1 or high > 1:
            scan.merged.append(((row, column + 1), (row + high - 1, column + wide)))
    return column + times


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 9 else 1
