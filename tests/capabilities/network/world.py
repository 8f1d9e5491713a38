"""A small place for the tests of the network: seven bodies, and people who agreed to different things.

School - Library - Centre        Library, Centre and Club are a ring; Walkers, Growers and Bakery reach the rest
              \\   /              only through the Club, the Growers only through the Walkers.
Growers - Walkers - Club - Bakery
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from goldenthread.core import consent, journal, names, partnership, revisions, snapshots, terms
from goldenthread.core.models import Account, Identifier, Party, Tie
from goldenthread.core.permissions import Actor, bits
from goldenthread.domain.kinds import Purpose, Scope

SINCE = datetime(2026, 1, 5, 9, tzinfo=UTC)
BODIES = {
    "School": ("organisation", "public"),
    "Library": ("organisation", "public"),
    "Centre": ("organisation", "social"),
    "Club": ("group", "social"),
    "Walkers": ("group", "social"),
    "Growers": ("group", "social"),
    "Bakery <script>alert(1)</script>": ("organisation", "commercial"),
}
TIES = (
    ("School", "works_with", "Library"), ("Library", "works_with", "Centre"), ("Centre", "supports", "Club"),
    ("Club", "works_with", "Library"), ("Walkers", "works_with", "Club"), ("Growers", "works_with", "Walkers"),
    ("Bakery <script>alert(1)</script>", "supplies", "Club"), ("Amina", "knows", "Bob"),
    ("Amina", "member_of", "Club"), ("Bob", "member_of", "Club"), ("Chen", "member_of", "Club"),
    ("Dara", "member_of", "Club"),
)  # fmt: skip
FOUND, DRAWN = Purpose.DIRECTORY, Purpose.CONNECTING
PEOPLE = {  # name -> what they agreed to
    "Amina": (FOUND, DRAWN), "Bob": (DRAWN,), "Chen": (FOUND,), "Dara": (FOUND, DRAWN), "Esther": (), "Farid": (),
}  # fmt: skip
BORN_LATER = date(2040, 1, 1)  # Dara is not yet eighteen


def a_party(name: str, kind: str = "person", **more: Any) -> Party:
    with journal.change(action="directory.add", by=None, at=SINCE) as made:
        fields = {"kind": kind, "name": name, "name_key": names.key(name), "made_in": made, "changed_in": made}
        return Party.objects.create(**fields, **more)


def a_tie(giver: Party, kind: str, receiver: Party, *scopes: Scope) -> Tie:
    with journal.change(action="directory.tie", by=None, at=SINCE) as made:
        tied = Tie.objects.create(
            giver=giver, receiver=receiver, kind_id=terms.kind(kind), scopes=bits(scopes), made_in=made, changed_in=made
        )
        revisions.moved("tie")
        return tied


@dataclass(frozen=True)
class World:
    """Parties by name; the partnership is "House", Farid coordinates, Esther is a neighbour who can sign in."""

    of: dict[str, Party]

    def __getitem__(self, name: str) -> Party:
        return self.of[name]

    def actor(self, name: str | None) -> Actor:
        return Actor.of(self[name].pk if name else None, timezone.now())

    def agree(self, name: str, *purposes: Purpose) -> None:
        for purpose in purposes:
            subject = self[name].pk
            given = consent.give(subject=subject, to=self["House"].pk, purpose=purpose, by=subject, at=SINCE)
            assert not isinstance(given, consent.ConsentRefusal), given

    def account(self, name: str) -> Account:
        return Account.objects.create_user(f"{name.lower()}@example.org", party=self[name])


def build() -> World:
    cache.clear()
    snapshots._taken.clear()  # a test that was rolled back leaves snapshots under revisions that come again
    house = a_party("House", "organisation", sector="social")
    with journal.change(action="core.set_up", by=None, at=SINCE) as made:
        Identifier.objects.create(scheme=partnership.SCHEME, value=partnership.VALUE, party=house, made_in=made)
    bodies = {name: a_party(name, kind, sector=sector) for name, (kind, sector) in BODIES.items()}
    people = {name: a_party(name, adult_on=BORN_LATER if name == "Dara" else None) for name in PEOPLE}
    world = World({"House": house, **bodies, **people})
    for name, purposes in PEOPLE.items():
        world.agree(name, *purposes)
    for giver, kind, receiver in TIES:
        a_tie(world[giver], kind, world[receiver])
    a_tie(world["Farid"], "acts_for", house, Scope.PEOPLE)
    return world
