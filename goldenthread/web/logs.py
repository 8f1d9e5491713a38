"""Structured logs without personal data: a line of JSON each, with no names, addresses or page queries."""

import json
import logging
import re
from datetime import UTC, datetime

_EMAIL = re.compile(r"[^\s@\"'<>]+@[^\s@\"'<>]+")
_PHONE = re.compile(r"(?<![\w.-])\+?\d[\d ()-]{8,}\d(?![\w-])")
_QUERY = re.compile(r"(/[^\s\"'?]*)\?[^\s\"']+")


def without_people(words: str) -> str:
    """A line with e-mail addresses, phone numbers and page queries taken out."""
    return _PHONE.sub("[number]", _EMAIL.sub("[address]", _QUERY.sub(r"\1", words)))


class NoPeople(logging.Filter):
    """Cleans every record before it reaches a handler, whoever wrote it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_people(record.getMessage()), ()
        return True


class Structured(logging.Formatter):
    """One JSON object a line: when, how serious, who says it, what; an exception as its type and where."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = without_people(self.formatException(record.exc_info).rsplit("\n", 1)[0])[-2000:]
        return json.dumps(line, ensure_ascii=False)
