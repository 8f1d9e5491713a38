"""The named cast: a small invented world that every test may stand on, instead of factories.

Bodies
    partnership  "Smethwick Together": runs the site; people agree to it
    hub          "Brasshouse Lane Hub": a building somebody manages
    club         "Rolfe Street Lunch Club": a group that meets at the hub
    surgery      "Cape Hill Surgery", public; sends people to the club
    bakery       "Tollgate Bakery", commercial; supplies the club
People
    gurpreet     manages the hub: acts for it in bookings and people
    amina        coordinator: acts for the partnership in everything
    sunita       the worker who alone may open Nadia's record; acts for nobody
    ruth         a neighbour who agreed to be in the directory and the connection picture
    daniel       a neighbour who agreed to nothing
    nadia        protected; she agreed to the directory before she was
    yusuf        under eighteen, and agreed to the directory (which must not help)
    pat          works at the surgery, a member organisation; acts for it in referrals
    jo           looks after the installation: an account without a person

Everybody but Nadia and Yusuf may sign in: `client_for("ruth")`. The day it all stands on is `DAY`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from goldenthread.core import consent, founding, journal, parties, permissions, protection, revisions, terms
from goldenthread.core.models import Account, ChangeSet, Party, Place, Tie
from goldenthread.domain.kinds import PartyKind, PlaceKind, Purpose, Scope, Sector

AT = datetime(2025, 9, 1, 9, 0, tzinfo=UTC)  # a Monday
DAY = AT.date()
BODIES = {
    "hub": ("Brasshouse Lane Hub", PartyKind.ORGANISATION, Sector.SOCIAL),
    "club": ("Rolfe Street Lunch Club", PartyKind.GROUP, Sector.SOCIAL),
    "surgery": ("Cape Hill Surgery", PartyKind.ORGANISATION, Sector.PUBLIC),
    "bakery": ("Tollgate Bakery", PartyKind.ORGANISATION, Sector.COMMERCIAL),
}
PEOPLE = {
    "gurpreet": "Gurpreet Sandhu", "amina": "Amina Yusufzai", "sunita": "Sunita Rao", "ruth": "Ruth Adeyemi",
    "daniel": "Daniel Kowalski", "nadia": "Nadia Quillfeather", "yusuf": "Yusuf Bello", "pat": "Pat Hollis",
}  # fmt: skip
SIGN_IN = ("gurpreet", "amina", "sunita", "ruth", "daniel", "pat")
TIES = (  # giver, kind, receiver
    ("hub", "part_of", "partnership"),
    ("club", "works_with", "hub"),
    ("surgery", "refers_to", "club"),
    ("bakery", "supplies", "club"),
    ("gurpreet", "works_for", "hub"),
    ("pat", "works_for", "surgery"),
    ("ruth", "member_of", "club"),
    ("daniel", "member_of", "club"),
    ("nadia", "member_of", "club"),
    ("yusuf", "member_of", "club"),
    ("ruth", "knows", "nadia"),
)
AUTHORITY = (
    ("gurpreet", "hub", (Scope.BOOKINGS, Scope.PEOPLE)),
    ("amina", "partnership", (Scope.PEOPLE, Scope.ALL)),
    ("pat", "surgery", (Scope.REFERRALS,)),
)
AGREED = (
    ("ruth", Purpose.DIRECTORY), ("ruth", Purpose.CONNECTING),
    ("nadia", Purpose.DIRECTORY), ("nadia", Purpose.CONNECTING),
    ("yusuf", Purpose.DIRECTORY), ("yusuf", Purpose.CONNECTING),
)  # fmt: skip


@dataclass(frozen=True)
class Cast:
    """Everybody by name (`cast.ruth`), their accounts, and the place they meet."""

    at: datetime
    parties: dict[str, Party]
    accounts: dict[str, Account] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Party:
        try:
            return self.__dict__["parties"][name]
        except KeyError:
            raise AttributeError(f"there is no {name} in the cast") from None

    def actor(self, name: str, at: datetime = AT) -> permissions.Actor:
        """Who somebody is to a permission; "nobody" is a stranger."""
        if name == "nobody":
            return permissions.Actor.of(None, at)
        if name == "jo":
            return permissions.Actor.of(None, at, hosts=True)
        return permissions.Actor.of(self.parties[name].pk, at)


def build() -> Cast:
    """Make the cast in an empty, migrated database."""
    cache.delete("partnership")
    made = {"partnership": founding.found(name="Smethwick Together", by=None, at=AT)}
    with journal.change(action="tests.cast", by=None, at=AT) as change:
        for ref, (name, kind, sector) in BODIES.items():
            made[ref] = parties.create(kind=kind, name=name, sector=sector, change=change)
        for ref, name in PEOPLE.items():
            grown = {"adult_on": date(2031, 5, 1)} if ref == "yusuf" else {}
            made[ref] = parties.create(kind=PartyKind.PERSON, name=name, change=change, **grown)
        places = _places(change, made)
        _ties(change, made)
    for who, purpose in AGREED:
        one = made[who].pk
        consent.give(subject=one, to=made["partnership"].pk, purpose=purpose, by=one, at=AT)
    protection.protect(thing=made["nadia"], worker=made["sunita"].pk, by=made["amina"].pk, at=AT)
    made["nadia"] = Party.unnarrowed.get(pk=made["nadia"].pk)
    accounts = {name: _account(name, made[name]) for name in SIGN_IN}
    accounts["jo"] = Account.objects.create_user(email="jo@example.org", hosts=True)
    return Cast(AT, made, accounts, places)


def _account(name: str, party: Party) -> Account:
    return Account.objects.create_user(email=f"{name}@example.org", party=party)


def _places(change: ChangeSet, made: dict[str, Party]) -> dict[str, Place]:
    written = {"made_in": change, "changed_in": change}
    building = Place.objects.create(
        kind=PlaceKind.BUILDING, name="Brasshouse Lane", name_key="brasshouse lane", postcode="B66 1BG", **written
    )
    room = Place.objects.create(
        kind=PlaceKind.ROOM, name="The Long Room", name_key="the long room", parent=building, **written
    )
    for giver, kind, place in (("hub", "based_at", building), ("club", "meets_at", room)):
        Tie.objects.create(giver=made[giver], place=place, kind_id=terms.kind(kind), said_by=made["hub"], **written)
    return {"building": building, "room": room}


def _ties(change: ChangeSet, made: dict[str, Party]) -> None:
    written = {"made_in": change, "changed_in": change, "from_day": date(2025, 1, 1)}
    for giver, kind, receiver in TIES:
        Tie.objects.create(giver=made[giver], receiver=made[receiver], kind_id=terms.kind(kind), **written)
    for giver, receiver, scopes in AUTHORITY:
        Tie.objects.create(
            giver=made[giver], receiver=made[receiver], kind_id=terms.kind("acts_for"),
            scopes=permissions.bits(scopes), **written,
        )  # fmt: skip
    revisions.moved("tie")


@pytest.fixture
def cast(db: None) -> Cast:
    """The whole cast, made for this test."""
    return build()


@pytest.fixture
def client_for(cast: Cast) -> Callable[[str], Client]:
    """A browser in which somebody of the cast is signed in; "nobody" is a stranger."""

    def signed_in(name: str) -> Client:
        client = Client()
        if name != "nobody":
            client.force_login(cast.accounts[name])
        return client

    return signed_in
