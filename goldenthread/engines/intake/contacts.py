"""E-mail addresses, phone numbers and addresses in a row. They are ways to reach somebody, never identifiers."""

import re
from collections.abc import Callable, Iterator

from goldenthread.domain.facts import ContactFact, Refused, Said
from goldenthread.engines.intake.limits import shorten
from goldenthread.engines.intake.tables import Row, Table
from goldenthread.engines.intake.values import Bad, email_of, phone_of, text_of
from goldenthread.engines.intake.words import squash

_NOTHING = {"na", "none", "nil", "tbc", "tba", "unknown", "no", "notknown", "dontknow", "pending", "exempt", "null"}
_KINDS: dict[str, tuple[str, Callable[[object], str], str]] = {
    "email": ("email", email_of, r"[;,/\n]"),
    "phone": ("phone", phone_of, r"[;,/]|\bor\b"),
    "mobile": ("phone", phone_of, r"[;,/]|\bor\b"),
}


def is_nothing(value: object) -> bool:
    """“n/a”, “-”, “tbc” and the like: a cell that says that there is nothing to say."""
    text = text_of(value)
    return not text or not squash(text) or squash(text) in _NOTHING


def _parts(text: str, splits: str) -> list[str]:
    """Several in one cell: “a@b.org; c@d.org”, “a@b.org c@d.org”, “0121 496 0101 / 0121 496 0102”."""
    words = text.split()
    return words if len(words) > 1 and all("@" in word for word in words) else re.split(splits, text)


class Contacts:
    def __init__(self, table: Table) -> None:
        self.table = table
        self.fields = [name for name in _KINDS if table.has(name)]
        self.lines = [name for name in ("address", "address_2", "town") if table.has(name)]

    def of(self, number: int, row: Row, party: str, postcode: str) -> Iterator[Said]:
        """Yield the contact points of a row; `postcode` is given for people, whose address it belongs to."""
        for name in self.fields:
            kind, read, splits = _KINDS[name]
            seen: set[str] = set()
            for column in self.table.heading.fields[name]:
                if is_nothing(row[column]):
                    continue
                for part in _parts(text_of(row[column]), splits):
                    if not part.strip():
                        continue
                    try:
                        value = read(part)
                    except Bad as fault:
                        yield Refused(number, self.table.heading.titles[column], shorten(part.strip()), fault.sentence)
                        continue
                    if value not in seen:
                        seen.add(value)
                        yield ContactFact(number, party, kind, value)
        if address := self.address(row, postcode):
            yield ContactFact(number, party, "address", address)

    def address(self, row: Row, postcode: str) -> str:
        lines = [
            " ".join(text_of(row[column]).split()).strip(",")
            for name in self.lines
            for column in self.table.heading.fields[name]
            if not is_nothing(row[column])
        ]
        if postcode and not any(squash(postcode) in squash(line) for line in lines):
            lines.append(postcode)
        return ", ".join(lines)
