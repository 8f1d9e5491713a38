"""How somebody may be reached: encrypted at rest, opened only with a Proof that they agreed, and each time noted.

Nobody is contacted unless they said they may be: `may_contact` starts as no. A keyed digest finds an
address again (whose telephone is this?) without anybody reading it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from goldenthread.core import consent, journal
from goldenthread.core.models import ChangeSet, ContactPoint, Party
from goldenthread.core.models.people import CONTACT_KINDS
from goldenthread.domain.kinds import PartyKind
from goldenthread.domain.refusals import Refusal

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class ContactRefusal(Refusal):
    NOT_AN_EMAIL = "not_an_email"
    NOT_A_PHONE = "not_a_phone"
    EMPTY = "empty"
    ALREADY_KNOWN = "already_known"


class CannotOpen(Exception):
    """An address was encrypted with a key that this site no longer has (GT_FIELD_KEYS, GT_OLD_SECRETS)."""


@dataclass(frozen=True, slots=True)
class Reach:
    """One way to reach somebody, opened."""

    kind: str
    address: str
    may_contact: bool
    safe_when: str


def _secrets() -> tuple[str, ...]:
    """What keys are derived from, newest first: GT_FIELD_KEYS where it is set, then the site's secrets."""
    return (*settings.FIELD_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def _derive(secret: str, use: str) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=f"goldenthread {use}".encode(), n=2**14, r=8, p=1, dklen=32)


@lru_cache(maxsize=4)
def _box(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derive(secret, "contact"))) for secret in secrets])


@lru_cache(maxsize=8)
def _index_key(secret: str) -> bytes:
    return _derive(secret, "contact index")


def normal(kind: str, address: str) -> str:
    """How an address is compared: case and spaces set aside, +44 and 0044 read as 0."""
    if kind == "phone":
        figures = re.sub(r"[^\d+]", "", address)
        return re.sub(r"^(\+44|0044)0?", "0", figures)
    return re.sub(r"\s+", " ", address).strip().casefold()


def digests(kind: str, address: str) -> list[str]:
    """The keyed digests an address may be kept under, newest key first."""
    said = f"{kind}:{normal(kind, address)}".encode()
    return [hmac.new(_index_key(secret), said, hashlib.sha256).hexdigest() for secret in _secrets()]


def seal(address: str) -> str:
    """An address, encrypted with the newest key."""
    return _box(_secrets()).encrypt(address.encode()).decode()


def _open(sealed: str) -> str:
    try:
        return _box(_secrets()).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise CannotOpen from None


def _wrong(kind: str, address: str) -> ContactRefusal | None:
    if kind not in CONTACT_KINDS:
        raise ValueError(f"{kind} is no kind of address")
    if not address.strip():
        return ContactRefusal.EMPTY
    if kind == "email" and not _EMAIL.fullmatch(address.strip()):
        return ContactRefusal.NOT_AN_EMAIL
    if kind == "phone" and not 7 <= sum(letter.isdigit() for letter in address) <= 15:
        return ContactRefusal.NOT_A_PHONE
    return None


@journal.action("core.contact_added", undo="core.contact_removed")
def add(
    *,
    party: int,
    kind: str,
    address: str,
    by: int,
    at: datetime,
    change: ChangeSet,
    may_contact: bool = False,
    safe_when: str = "",
) -> ContactPoint | Refusal:
    """Keep a way to reach somebody. Nobody uses it until they say so."""
    if wrong := _wrong(kind, address):
        return wrong
    known = digests(kind, address)
    if ContactPoint.objects.filter(party=party, kind=kind, index__in=known).exists():
        return ContactRefusal.ALREADY_KNOWN
    return ContactPoint.objects.create(
        party_id=party, kind=kind, sealed=seal(address.strip()), index=known[0], may_contact=may_contact,
        safe_when=safe_when, made_in=change,
    )  # fmt: skip


@journal.action("core.contact_removed", final="An address that was removed is gone; it can be given again.")
def remove(*, point: ContactPoint, by: int, at: datetime, change: ChangeSet) -> None:
    """Forget a way to reach somebody."""
    ContactPoint.objects.filter(pk=point.pk).delete()


@journal.action("core.contact_allowed", undo="core.contact_allowed")
def allow(
    *, point: ContactPoint, may_contact: bool, by: int, at: datetime, change: ChangeSet, safe_when: str = ""
) -> None:
    """Say whether, and when, an address may be used."""
    ContactPoint.objects.filter(pk=point.pk).update(may_contact=may_contact, safe_when=safe_when)


def open_for(proof: consent.Proof, *, by: int, at: datetime) -> list[Reach]:
    """Every way to reach the person of the proof that they allow; the person can see who looked and when."""
    consent.looked(proof, by=by, at=at)
    allowed = ContactPoint.objects.filter(party=proof.subject, may_contact=True).order_by("pk")
    return [_reach(point) for point in allowed]


def own(party: int) -> list[Reach]:
    """A person's own addresses, for their own page only."""
    return [_reach(point) for point in ContactPoint.objects.filter(party=party).order_by("pk")]


def published(body: Party) -> list[Reach]:
    """How a group or organisation may be reached by anybody: what it allowed. A person publishes nothing here."""
    if body.kind == PartyKind.PERSON:
        raise ValueError("a person is reached with a Proof that they agreed: open_for")
    return published_by([body.pk]).get(body.pk, [])


def published_by(bodies: Iterable[int]) -> dict[int, list[Reach]]:
    """The same of many groups and organisations, in one query."""
    found: dict[int, list[Reach]] = {}
    allowed = ContactPoint.objects.filter(party__in=list(bodies), may_contact=True).exclude(party__kind="person")
    for point in allowed.order_by("kind", "pk"):
        found.setdefault(point.party_id, []).append(_reach(point))
    return found


def _reach(point: ContactPoint) -> Reach:
    return Reach(point.kind, _open(point.sealed), point.may_contact, point.safe_when)


def find(kind: str, address: str) -> list[int]:
    """The parties that are reached at this address, for recognising somebody who is already here."""
    found = ContactPoint.objects.filter(kind=kind, index__in=digests(kind, address))
    return sorted(set(found.values_list("party", flat=True)))


def seal_afresh(points: Iterable[ContactPoint]) -> int:
    """Encrypt with the newest key, after keys were changed; returns how many."""
    done = 0
    for point in points:
        address = _open(point.sealed)
        point.sealed, point.index = seal(address), digests(point.kind, address)[0]
        point.save(update_fields=["sealed", "index"])
        done += 1
    return done
