"""How much we take, and what we say when a file as a whole cannot be read."""

from typing import BinaryIO

from goldenthread.domain.words import N_, Sentence, say

MEGABYTE = 1_000_000
LARGEST_FILE = 300 * MEGABYTE  # the whole of Great Britain's postcodes is 160 MB; nothing a hub keeps is larger
LARGEST_DOCUMENT = 100 * MEGABYTE  # JSON is held in memory whole; the largest publisher's grants file is about 60 MB
MOST_COLUMNS = 500  # the widest honest spreadsheet we have seen has 120
MOST_ROWS = 2_000_000  # twice what a spreadsheet program can hold
MOST_CELLS = 20_000_000  # a spreadsheet is opened in memory; a crafted one can claim 17 thousand million cells
LONGEST_CELL = 32_767  # the longest text a spreadsheet cell can hold
LONGEST_NAME = 300  # a longer name is two columns run together
MOST_ENTRIES = 10_000  # files inside one spreadsheet: the largest honest ones hold a few hundred
MOST_UNPACKED = 1_000 * MEGABYTE  # what a spreadsheet may grow to when it is unpacked
MOST_RATIO = 200  # ... and by how much: sheets pack 10 to 40 times, a bomb a thousand times
SMALL_UNPACKED = 20 * MEGABYTE  # below this a high ratio is an empty sheet, not an attack
MOST_REFUSALS = 1_000  # nobody mends more in one sitting, and memory stays flat


class Unreadable(Exception):
    """The file as a whole cannot be read. `sentence` says what happened and what to do."""

    def __init__(self, sentence: Sentence, *, row: int = 0, column: str = "", value: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.row = row
        self.column = column
        self.value = value


_EMPTY = N_("This file is empty. Open it on your own computer to check it, save it again, and try again.")
_TOO_LARGE = N_(
    "This file is %(size)s MB, and we read files of up to %(most)s MB. "
    "Split it into smaller files, and bring them in one after another."
)


def size_of(stream: BinaryIO) -> int:
    """Return the number of bytes in a stream that can be wound back, and wind it back."""
    size = stream.seek(0, 2)
    stream.seek(0)
    return size


def check_size(stream: BinaryIO, largest: int = LARGEST_FILE) -> int:
    """Return the size in bytes, or say that the file is empty or too large."""
    size = size_of(stream)
    if size == 0:
        raise Unreadable(say(_EMPTY))
    if size > largest:
        sentence = say(_TOO_LARGE, size=size // MEGABYTE, most=largest // MEGABYTE)
        raise Unreadable(sentence, value=f"{size // MEGABYTE} MB")
    return size


def shorten(value: object, most: int = 80) -> str:
    """A value as it is shown in a sentence: one line, not too long."""
    text = " ".join(str(value).split())
    return text if len(text) <= most else f"{text[: most - 1]}…"
