"""Text files with one row a line: CSV, TSV and semicolons, in any encoding, in flat memory."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from charset_normalizer import from_bytes

from goldenthread.domain.words import N_, Sentence, say
from goldenthread.engines.intake.limits import MEGABYTE, Unreadable

Row = list[str]

_SAMPLE = 256 * 1024
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_OTHERS = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "gb18030", "shift_jis"]
# Western text has a few accents among plain letters. Above this share, cp1252 is probably a wrong guess.
_WESTERN = 0.3
_BINARY = N_("This is not a text file. Save it as CSV (“CSV UTF-8”) or as an Excel workbook (.xlsx), and try again.")
_NUL = N_(
    "This file has empty bytes (NUL) in it, so it was damaged or is not a table. "
    "Open it in a spreadsheet program, save it as CSV again, and try again."
)
_BROKEN = N_(
    "From this row on, the file holds bytes that are no letters in its own encoding: it is cut off or damaged. "
    "Open it in a spreadsheet program, save it as “CSV UTF-8”, and try again."
)
_UNCLOSED = N_(
    'A quotation mark (") is opened and never closed, so the rest of the file runs together: the file is cut off, '
    "or a quotation mark is missing. Save the file again from the program it comes from."
)
_WHICH_ALPHABET = N_(
    "We cannot tell which alphabet (encoding) this file was saved in. "
    "Open it in a spreadsheet program, save it as “CSV UTF-8”, and try again."
)
_OLDER = N_(
    "This file is not in UTF-8, the usual encoding. We read it as %(encoding)s: "
    "check that names with accents look right below."
)


@dataclass(slots=True)
class Text:
    """A text file that was looked through once: how to read it, and what was noticed."""

    stream: BinaryIO
    encoding: str
    delimiter: str
    skip_line: bool  # a first line like "sep=;"
    odd_quotes: bool
    ends: bool  # the last line is closed
    remarks: list[Sentence] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        """Yield every row from the first, blank rows included, so that counting them gives the row number."""
        self.stream.seek(0)
        wrapper = io.TextIOWrapper(self.stream, encoding=self.encoding, newline="")
        try:
            if self.skip_line:
                wrapper.readline()
            reader = csv.reader(wrapper, delimiter=self.delimiter)
            row: Row = []
            try:
                for row in reader:
                    yield row
            except csv.Error as fault:
                raise Unreadable(say(_UNCLOSED if "limit" in str(fault) else _NUL), row=reader.line_num) from None
            except UnicodeError:
                raise Unreadable(say(_BROKEN), row=reader.line_num) from None
            if self.odd_quotes and any("\n" in cell or "\r" in cell for cell in row):
                raise Unreadable(say(_UNCLOSED), row=reader.line_num)
        finally:
            wrapper.detach()


def open_text(stream: BinaryIO) -> Text:
    """Look through the whole stream once (about 1 GB/s) and decide how to read it. Errors: Unreadable."""
    stream.seek(0)
    sample = stream.read(_SAMPLE)
    remarks: list[Sentence] = []
    encoding = next((name for bom, name in _BOMS.items() if sample.startswith(bom)), "") or _utf16_without_bom(sample)
    if not encoding:
        if b"\0" in sample:
            raise Unreadable(say(_BINARY if _mostly_binary(sample) else _NUL))
        encoding = "utf-8" if _is_utf8(stream) else _guess(stream, remarks)
    odd = _count(stream, encoding)
    head = _decode(sample, encoding)
    skip_line = head[:5].lower().startswith("sep=")
    delimiter = head[4] if skip_line and len(head) > 4 and head[4] not in "\r\n" else _delimiter(head)
    return Text(stream, encoding, delimiter, skip_line, odd, _closed(stream), remarks)


def _utf16_without_bom(sample: bytes) -> str:
    """Plain letters in UTF-16 have a zero in every second byte."""
    half = len(sample) // 2
    if half < 4:
        return ""
    if sample[1::2].count(0) > half * 0.6 and sample[0::2].count(0) == 0:
        return "utf-16-le"
    if sample[0::2].count(0) > half * 0.6 and sample[1::2].count(0) == 0:
        return "utf-16-be"
    return ""


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while block := stream.read(MEGABYTE):
        yield block


def _is_utf8(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in _blocks(stream):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _guess(stream: BinaryIO, remarks: list[Sentence]) -> str:
    """Choose an older encoding for bytes that are not UTF-8, and remark on it."""
    sample = _telling_sample(stream)
    encoding = "cp1252" if _looks_western(sample) else ""
    if not encoding:
        best = from_bytes(sample, cp_isolation=_OTHERS).best()
        encoding = best.encoding if best else "cp1252"
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        for block in _blocks(stream):
            decoder.decode(block)
    except UnicodeDecodeError:
        raise Unreadable(say(_WHICH_ALPHABET)) from None
    remarks.append(say(_OLDER, encoding=encoding))
    return encoding


def _telling_sample(stream: BinaryIO) -> bytes:
    """Up to 256 kB of the lines that are not plain ASCII: the only ones that tell encodings apart."""
    kept = bytearray()
    for block in _blocks(stream):
        kept += b"\n".join(line for line in block.splitlines() if not line.isascii())
        if len(kept) > _SAMPLE:
            break
    return bytes(kept[:_SAMPLE])


def _looks_western(sample: bytes) -> bool:
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    letters = [c for c in text if c.isalpha()]
    foreign = sum(not c.isascii() for c in letters)
    return foreign <= max(4, len(letters) * _WESTERN)


def _count(stream: BinaryIO, encoding: str) -> bool:
    """Say whether quotation marks come in an odd number; refuse bytes that no text has."""
    quotes = 0
    wide = encoding.startswith("utf-16")
    for block in _blocks(stream):
        if not wide and b"\0" in block:
            raise Unreadable(say(_BINARY if _mostly_binary(block) else _NUL))
        quotes += block.count(b'"')
    return quotes % 2 == 1


def _closed(stream: BinaryIO) -> bool:
    """Whether the last line of the file is closed by the end of a line."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 2))
    return bool(set(stream.read(2)) & {10, 13})


def _mostly_binary(block: bytes) -> bool:
    odd = sum(b < 9 or 13 < b < 32 for b in block[:4096])
    return odd > len(block[:4096]) * 0.05


def _decode(sample: bytes, encoding: str) -> str:
    """Decode the head of a file, whose last character may be cut."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(sample)
    except UnicodeDecodeError:
        raise Unreadable(say(_BINARY)) from None
    if any(ord(c) < 9 for c in text[:4096]):
        raise Unreadable(say(_NUL))
    return text.removeprefix("\ufeff")


def _delimiter(head: str) -> str:
    """The character that splits the first lines into the same number of cells most often."""
    best, best_score = ",", 0.0
    for delimiter in ",\t;|":
        lines = head.splitlines(keepends=True)[:60]
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if any(row))
        except csv.Error:
            continue
        wide = {width: n for width, n in widths.items() if width > 1}
        score = sum(n for n in wide.values()) + (max(wide.values()) if wide else 0)
        if score > best_score:
            best, best_score = delimiter, score
    return best
