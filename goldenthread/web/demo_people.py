"""The demonstration's people: one-click sign-in and “Look as…”. Nothing here works outside the demonstration.

Whoever may be looked as stands in `cast.csv`; an account that is not named there is never opened without a code.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from goldenthread.core.models import Account, Party
from goldenthread.domain.words import N_
from goldenthread.ui.shapes import LookAs

PACKAGE = Path(__file__).resolve().parents[1]
ROLES = {
    "hub_manager": N_("Hub manager"),
    "coordinator": N_("Network coordinator"),
    "neighbour": N_("Neighbour"),
    "administrator": N_("Administrator"),
    "connector": N_("Community connector"),
    "organiser": N_("Lunch club organiser"),
}
ON_THE_DOOR = 4  # the first of them are offered on the sign-in page


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the cast: `ref` as in the demonstration's files, and a sentence of what they do."""

    ref: str
    role: str
    sentence: str
    email: str

    @property
    def words(self) -> str:
        return gettext(ROLES[self.role])


def folder() -> Path:
    """Where the demonstration place lies: beside the code in a clone, inside the package in a wheel."""
    inside = PACKAGE / "examples" / "smethwick"
    return inside if inside.is_dir() else PACKAGE.parent / "examples" / "smethwick"


@cache
def cast() -> tuple[Person, ...]:
    with (folder() / "cast.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Person(row["ref"], row["role"], row["does"], row["email"]) for row in csv.DictReader(file))


def is_cast(account: Account) -> bool:
    """Say whether an account may be opened without a code: only in the demonstration, only for its cast."""
    return bool(settings.DEMO) and account.email in {person.email for person in cast()}


def account_of(ref: str) -> Account | None:
    """The account of one of the cast; None outside the demonstration, for anybody else, and before there is one."""
    if not settings.DEMO:
        return None
    address = next((person.email for person in cast() if person.ref == ref), None)
    return Account.objects.filter(email=address, is_active=True).first() if address else None


def look_as(request: HttpRequest) -> LookAs | None:
    """The choice in the frame of every page; settings' LOOK_AS names this."""
    if not settings.DEMO:
        return None
    account = getattr(request, "user", None) or get_user(request)
    mine = getattr(account, "email", None)
    current = next((person.ref for person in cast() if person.email == mine), "")
    return LookAs(reverse("look_as"), [(person.ref, person.words) for person in cast()], current)


def open_accounts(parties: Mapping[str, int], *, at: datetime) -> int:
    """Give the cast their accounts, once the demonstration is loaded: `parties` is ref in its files -> party.

    Returns how many there are. Doing it twice changes nothing.
    """
    from goldenthread.web.accounts.opening import open_account

    if not settings.DEMO:
        raise RuntimeError("the demonstration's accounts are opened in the demonstration only")
    for person in cast():
        if not Account.objects.filter(email=person.email).exists():
            party = Party.objects.get(pk=parties[person.ref])
            open_account(party=party, by=None, at=at, email=person.email, hosts=person.role == "administrator")
    return len(cast())
