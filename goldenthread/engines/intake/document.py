"""JSON files, read whole: what they hold, or why they cannot be read."""

import codecs
from typing import Any, BinaryIO

import orjson

from goldenthread.domain.words import N_, Sentence, say
from goldenthread.engines.intake.limits import LARGEST_DOCUMENT, Unreadable, check_size

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def looks_like_json(stream: BinaryIO) -> bool:
    """Whether the first letter that is not a space opens an object or a list."""
    stream.seek(0)
    head = stream.read(4096)
    stream.seek(0)
    if head.startswith(_UTF16):
        head = head[2:].replace(b"\0", b"")
    return head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"{", b"[")


def load_json(stream: BinaryIO) -> Any:
    """Return the parsed document; amounts stay exact through their shortest decimal form. Errors: Unreadable."""
    check_size(stream, LARGEST_DOCUMENT)
    data = stream.read()
    if data.startswith(_UTF16):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeError:
            raise Unreadable(say(_CUT_OFF)) from None
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as fault:
        raise Unreadable(_sentence(fault, data), row=fault.lineno) from None


_CUT_OFF = N_("This file is cut off or damaged. Download or save it again, and try again.")
_NOT_UTF8 = N_("This JSON file is not in UTF-8, as JSON has to be. Save it again in UTF-8, and try again.")
_STOPS = N_("This JSON file stops in the middle, at line %(line)s: it is cut off. Download or save it again.")
_WRONG = N_(
    "This JSON file cannot be read: something is wrong at line %(line)s, column %(column)s. "
    "Save it again from the program it comes from, and try again."
)


def _sentence(fault: orjson.JSONDecodeError, data: bytes) -> Sentence:
    try:
        data.decode()
    except UnicodeDecodeError:
        return say(_NOT_UTF8)
    if fault.pos >= len(fault.doc.rstrip()) - 1:
        return say(_STOPS, line=fault.lineno)
    return say(_WRONG, line=fault.lineno, column=fault.colno)
