"""How parties, places and the rest are named by a file: "scheme:value", strongest identifier first."""

import re
from array import array
from collections.abc import Iterable
from hashlib import sha256

import numpy as np

from goldenthread.domain.words import N_, say
from goldenthread.engines.intake.values import Bad, text_of

# A list of organisation identifiers is named by country and list: GB-CHC, US-EIN, XI-GRID (org-id.guide).
ORG_ID = re.compile(r"([A-Z]{2}-[A-Z]{2,9})-([A-Za-z0-9./_\-]+)$")
_NUMBERED = {"GB-CHC", "GB-SC", "GB-NIC", "GB-COH"}  # registers whose entries have digits in them
_SCHEMES = {"ons", "oruk", "360giving", "uprn", "gt", "name", "org-id"}
_GT = re.compile(r"[0-9A-HJKMNP-TV-Z]{12}$")
_NOT_OURS = N_(
    "“%(value)s” is not a Golden Thread reference: it has 12 letters and digits. "
    "Copy it from the page again, or leave it empty."
)
_SLUG = re.compile(r"[a-z0-9]+(?:[\-_./][a-z0-9]+)*$")


def slug(name: str) -> str:
    """A short plain name for where facts came from: “Hirers 2025.xlsx” -> “hirers-2025”."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,8}$", "", name.replace("\\", "/").rsplit("/", 1)[-1])
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:60] or "file"


def org_key(identifier: str) -> tuple[str, str]:
    """An org id -> (scheme, value): GB-CHC-1122405 -> (GB-CHC, 1122405); a publisher's own -> (org-id, whole)."""
    bare = re.sub(r"\s+", "", identifier)
    found = ORG_ID.match(bare)
    if not found or (found[1] in _NUMBERED and not any(c.isdigit() for c in found[2])):
        return "org-id", identifier
    scheme, value = found[1], found[2].upper() if bare.startswith("GB-") else found[2]
    return scheme, value.zfill(8) if scheme == "GB-COH" and value.isdigit() else value


def is_placeholder(identifier: str) -> bool:
    """“GB-COH-n/a”, “GB-CHC-Exempt”: publishers write them for many organisations, so they identify none."""
    return (
        re.search(r"-(n/?a|none|exempt|unknown|tbc|pending|null|not-?applicable)$", identifier.strip(), re.I)
        is not None
    )


def gt_key(value: object) -> tuple[str, str]:
    """Our own public reference, as exports print it."""
    text = text_of(value).upper().replace("-", "").removeprefix("GT:")
    if not _GT.match(text):
        raise Bad(say(_NOT_OURS, value=text_of(value)))
    return "gt", text


def refer(value: str, source: str) -> str:
    """The key that a reference in a cell stands for.

    "GB-CHC:1122405" and "ons:E05001260" are keys already; an org id is turned into one; twelve
    characters of ours are `gt:`; a word in the manner of a code ("p-014", "brasshouse", "H/7", 14)
    is a ref of the same source; anything else is a name as people write it.
    """
    scheme, colon, rest = value.partition(":")
    if colon and rest and (scheme in _SCHEMES or scheme.startswith(("local/", "row/")) or _is_list(scheme)):
        return f"{scheme}:{rest.strip()}"
    if found := ORG_ID.match(value):
        return ":".join(org_key(found[0]))
    if _GT.match(value) and any(c.isdigit() for c in value) and any(c.isalpha() for c in value):
        return f"gt:{value}"
    coded = " " not in value and any(c.isdigit() for c in value) and not _looks_like_a_postcode(value)
    if coded or _SLUG.match(value):
        return f"local/{source}:{value}"
    return f"name:{value}"


def _is_list(scheme: str) -> bool:
    return re.fullmatch(r"[A-Z]{2}-[A-Z]{2,9}", scheme) is not None


def _looks_like_a_postcode(value: str) -> bool:
    return re.fullmatch(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}", value) is not None


class RowKeys:
    """Keys for rows without any identifier: the same row gives the same key next time.

    Two identical rows get "-1" and "-2". Remembers 64 bits a row, nothing else.
    """

    def __init__(self, source: str) -> None:
        self._scheme = f"row/{source}"
        self._seen: set[int] = set()
        self._times: dict[int, int] = {}

    def key(self, parts: Iterable[object]) -> str:
        digest = sha256("\x1f".join(" ".join(str(part).lower().split()) for part in parts).encode()).hexdigest()[:20]
        number = int(digest[:16], 16)
        times = 1
        if number in self._seen:
            times = self._times[number] = self._times.get(number, 1) + 1
        self._seen.add(number)
        return f"{self._scheme}:{digest}-{times}"


class Twice:
    """Finds identifiers that stand twice in one file, in 12 bytes an identifier.

    Only hashes are kept, so a find is a suspicion: `suspects` gives the rows to look at again.
    """

    def __init__(self) -> None:
        self.hashes = array("q")
        self.rows = array("i")

    def add(self, key: str, row: int) -> None:
        self.hashes.append(hash(key))
        self.rows.append(row)

    def suspects(self) -> set[int]:
        if len(self.hashes) < 2:
            return set()
        hashes = np.frombuffer(self.hashes, dtype=np.int64)
        order = np.argsort(hashes, kind="stable")
        ordered = hashes[order]
        same = np.flatnonzero(ordered[1:] == ordered[:-1])
        rows = np.frombuffer(self.rows, dtype=np.int32)
        return {int(rows[order[i]]) for i in same} | {int(rows[order[i + 1]]) for i in same}
