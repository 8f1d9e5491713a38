"""Open Referral UK 3.0, outwards: plain values become the objects, the ids and the pages of a feed.

A thing that came in from a feed keeps the UUID it came with. One of our own gets a UUID worked out from its
public reference alone (RFC 9562, version 8), so it is stable, can be read back without a table, and says nothing
that the address of its page does not say. What hangs on a thing, such as a schedule, gets a UUIDv5 of its owner's.
Nothing empty is ever given: an optional field without a value is left out, at every depth.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

VERSION = "HSDS-UK-3.0"
PROFILE = "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md"
STATUSES = ("active", "inactive", "defunct", "temporarily closed")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NAMESPACE = uuid5(NAMESPACE_URL, "urn:golden-thread:oruk")
NOT_STATED = "Not stated"  # the standard requires a field of an address that nobody has filled

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # of our references: sixty bits in twelve letters
_TO_32 = str.maketrans(_ALPHABET, "0123456789abcdefghijklmnopqrstuv")
_REF, _LENGTH = 60, 12
_MARK = 0x676F6C647468  # "goldth": what the UUIDs of one thing begin with
_KINDS = {"service": 1, "organization": 2, "location": 3}
_LOW = (1 << 62) - 1
_URI = re.compile(r"[a-z][a-z0-9+.\-]*://[^\s<>\"{}|\\^`\[\]]+$", re.I)
_HOST = re.compile(r"[a-z0-9\-]+(\.[a-z0-9\-]+)+(/[^\s<>\"{}|\\^`\[\]]*)?$", re.I)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+$")

# What may stand in the lists of a service that a feed gave us: field -> how it has to look.
INSIDE: Mapping[str, Mapping[str, str]] = {
    "schedules": {
        "valid_from": "text", "valid_to": "text", "dtstart": "text", "freq": "freq", "interval": "number",
        "byday": "text", "bymonthday": "text", "description": "text", "opens_at": "text", "closes_at": "text",
        "schedule_link": "uri", "attending_type": "text", "notes": "text",
    },
    "service_areas": {
        "name": "text", "extent": "text", "extent_type": "text", "uri": "text", "service_area": "text",
    },
    "languages": {"name": "text", "code": "text", "note": "text"},
    "cost_options": {
        "valid_from": "text", "valid_to": "text", "option": "text", "currency": "text", "amount": "number",
        "amount_description": "text",
    },
    "attributes": {"link_type": "text", "link_entity": "text", "value": "text", "taxonomy_term": "term"},
}  # fmt: skip
_TERM = {
    "id": "uuid", "name": "text", "description": "text", "parent_id": "uuid", "taxonomy": "text",
    "taxonomy_id": "uuid", "term_uri": "uri", "term": "text",
}  # fmt: skip


# ---- Ids ----


def id_of(kind: str, ref: str) -> str:
    """The UUID of a thing of our own. `kind` is service, organization or location; `ref` has twelve letters."""
    return _uuid(_MARK << 74 | _KINDS[kind] << 62 | _number(ref))


def ref_of(kind: str, uuid: str) -> str:
    """The reference in a UUID that `id_of` gave, or ""."""
    payload = _payload(uuid)
    return _letters(payload & _LOW) if payload is not None and payload >> 62 == _MARK << 12 | _KINDS[kind] else ""


def id_of_pair(service: str, place: str) -> str:
    """The UUID of a service at a location, from the references of both."""
    return _uuid(_number(service) << _REF | _number(place))


def refs_of_pair(uuid: str) -> tuple[str, str]:
    """The references in a UUID that `id_of_pair` gave, or two empty texts."""
    payload = _payload(uuid)
    if payload is None or payload >> 2 * _REF:
        return "", ""
    return _letters(payload >> _REF), _letters(payload & (1 << _REF) - 1)


def id_under(owner: str, name: str) -> str:
    """The UUID of something that belongs to `owner` (a UUID), such as "address" or "schedules/2"."""
    return str(uuid5(UUID(owner), name))


def id_of_term(scheme: str, code: str) -> str:
    """The UUID of a taxonomy term: the feed's own, where its code is one."""
    return code.lower() if is_uuid(code) else str(uuid5(NAMESPACE, f"term:{scheme}:{code}"))


def id_of_taxonomy(scheme: str) -> str:
    return str(uuid5(NAMESPACE, f"taxonomy:{scheme}"))


def is_uuid(value: object) -> bool:
    try:
        return isinstance(value, str) and len(value) == 36 and bool(UUID(value))
    except ValueError:
        return False


def _number(ref: str) -> int:
    return int(ref.translate(_TO_32), 32)


def _letters(number: int) -> str:
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(_REF - 5, -1, -5)) if number < 1 << _REF else ""


def _uuid(payload: int) -> str:
    """122 bits as a UUID of version 8."""
    whole = f"{payload >> 74 << 80 | 8 << 76 | (payload >> 62 & 0xFFF) << 64 | 2 << 62 | payload & _LOW:032x}"
    return f"{whole[:8]}-{whole[8:12]}-{whole[12:16]}-{whole[16:20]}-{whole[20:]}"


def _payload(uuid: str) -> int | None:
    if not is_uuid(uuid):
        return None
    whole = UUID(uuid)
    if whole.version != 8:
        return None
    return whole.int >> 80 << 74 | (whole.int >> 64 & 0xFFF) << 62 | whole.int & _LOW


# ---- Objects ----


def filled(said: Mapping[str, Any]) -> dict[str, Any]:
    """The same object without what is empty. Numbers are never empty; false is a value."""
    return {name: value for name, value in said.items() if value is not None and value != "" and value != []}


def uri(written: object) -> str:
    """A web address as the standard wants it, or "". "example.org" becomes "https://example.org"."""
    if not isinstance(written, str):
        return ""
    plain = written.strip()
    if _URI.match(plain):
        return plain
    return f"https://{plain}" if _HOST.match(plain) else ""


def email(written: object) -> str:
    return written.strip() if isinstance(written, str) and _EMAIL.match(written.strip()) else ""


def moment(written: object) -> str:
    """A day or an instant as RFC 3339 writes it, in UTC, or "". A day is its first moment."""
    if isinstance(written, str):
        try:
            written = datetime.fromisoformat(written.strip())
        except ValueError:
            return ""
    if not isinstance(written, datetime):
        return ""
    at = written if written.tzinfo else written.replace(tzinfo=UTC)
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def several(owner: str, name: str, said: object) -> list[dict[str, Any]]:
    """One list of a service as a feed gave it, held to the standard: known fields only, each in its form."""
    if not isinstance(said, list):
        return []
    found = []
    for at, each in enumerate(said):
        if isinstance(each, dict) and (kept := _held(each, INSIDE[name])):
            own = each.get("id")
            found.append({"id": str(own).lower() if is_uuid(own) else id_under(owner, f"{name}/{at}"), **kept})
    return found


def _held(said: Mapping[str, Any], forms: Mapping[str, str]) -> dict[str, Any]:
    kept = {name: _in_form(said.get(name), form) for name, form in forms.items()}
    return filled(kept)


def _in_form(value: object, form: str) -> Any:
    """The value if it has the form, else None."""
    if form == "number":
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if form == "term":
        return _term(value)
    if not isinstance(value, str):
        return None
    if form == "uri":
        return uri(value)
    if form == "uuid":
        return value.lower() if is_uuid(value) else None
    return value if form == "text" or value in ("WEEKLY", "MONTHLY") else None


def _term(said: object) -> dict[str, Any] | None:
    kept = _held(said, _TERM) if isinstance(said, dict) else {}
    if "id" not in kept or "name" not in kept:
        return None
    return {**kept, "description": kept.get("description", kept["name"])}


# ---- Pages ----


def page(contents: Sequence[Any], *, total: int, number: int, per_page: int) -> dict[str, Any]:
    """The envelope of one page. Pages count from 1; an empty answer is one empty page."""
    pages = -(-total // per_page)
    return {
        "total_items": total, "total_pages": pages, "page_number": number, "size": len(contents),
        "first_page": number == 1, "last_page": number == max(pages, 1), "empty": not contents,
        "contents": contents,
    }  # fmt: skip


def unique(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each object once, by its id; the first stays."""
    return list({item["id"]: item for item in reversed(list(items))}.values())[::-1]
