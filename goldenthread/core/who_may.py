"""Who may see what about one person, by name and on which ground, for that person to read.

It reads the permission that pages use (`sight.PARTY`), ground by ground, so a new ground without words fails.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from goldenthread.core import partnership, sight, subject, terms
from goldenthread.core.models import Consent, Party, Tie
from goldenthread.core.permissions import Actor, ActsFor, Agreed, Ground, Is, Where, bits, scopes_in
from goldenthread.core.subject import Subject
from goldenthread.core.subject_words import Seen
from goldenthread.domain.kinds import PURPOSE_WORDS, Purpose, Scope
from goldenthread.domain.words import N_

GROWN_UP = N_("While you are under 18, what you agreed to shows you to nobody else.")


@dataclass(frozen=True, slots=True)
class May:
    """One line: who (names; `others` may not be named to this person) and why they may."""

    who: tuple[str, ...]
    why: str
    ids: frozenset[int] = frozenset()
    others: int = 0


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who may act for the person: the connection by which, their name, and in what."""

    ref: str
    name: str
    party: int
    scopes: tuple[Scope, ...]


def helpers(who: Subject, at: datetime) -> list[Helper]:
    """Who may act for them now. They are named: an authority in somebody's own name is theirs to know."""
    held = subject.helpers(who).filter(Tie.live(timezone.localdate(at)))
    rows = held.values_list("ref", "giver__name", "giver", "scopes").order_by("giver__name_key", "pk")
    return [Helper(ref, name, giver, tuple(scopes_in(scopes))) for ref, name, giver, scopes in rows]


def see_page(who: Subject, at: datetime) -> list[May]:
    """Everybody who may open the page about a person, ground by ground."""
    person = Party.unnarrowed.get(pk=who.party)
    lines = []
    for row in sight.PARTY.rows:
        if all(ground.holds(Actor(None, at), person) for ground in row if isinstance(ground, Where)):
            lines += _of_row(row, person, who, at)
    return lines


def _of_row(row: tuple[Ground, ...], person: Party, who: Subject, at: datetime) -> list[May]:
    ground = next(one for one in row if not isinstance(one, Where))
    match ground:
        case Is():
            return [May((person.name,), _("It is about you."), frozenset({person.pk}))]
        case ActsFor(scope=scope):
            wanted = bits([Scope.ALL, *([scope] if scope else [])])
            acting = [one for one in helpers(who, at) if scope is None or bits(one.scopes) & wanted]
            names = tuple(one.name for one in acting)
            ids = frozenset(one.party for one in acting)
            return [May(names, _("They may act for you."), ids)] if acting else []
        case Agreed(purpose=purpose):
            grown = person.adult_on is None or person.adult_on <= timezone.localdate(at)
            return _agreed(who, purpose, at) if grown else []
    raise TypeError(f"say in plain words what {ground} means")


def _agreed(who: Subject, purpose: Purpose, at: datetime) -> list[May]:
    """One line for each to whom they agreed, with those who act for it in matters of people."""
    given = subject.consents(who).filter(Consent.live(at), purpose=purpose)
    bodies = dict(given.values_list("to", "to__name"))
    acting = _acting_for(bodies, at)
    seen = sight.seen(Actor.of(who.party, at), {one for people in acting.values() for one in people})
    lines = []
    for pk, name in bodies.items():
        people = acting.get(pk, [])
        named = [seen[one].name for one in people if one in seen]
        why = _("You agreed with %(name)s %(purpose)s.") % {"name": name, "purpose": _(PURPOSE_WORDS[purpose])}
        lines.append(May((name, *sorted(named)), why, frozenset({pk, *people}), len(people) - len(named)))
    return lines


def _acting_for(bodies: Iterable[int], at: datetime, scope: Scope = Scope.PEOPLE) -> dict[int, list[int]]:
    """Body -> people who act for it now in `scope`."""
    held = Tie.objects.filter(
        Tie.live(timezone.localdate(at)), kind=terms.kind("acts_for"), receiver__in=list(bodies)
    ).values_list("receiver", "giver", "scopes")
    wanted = bits([Scope.ALL, scope])
    found: dict[int, list[int]] = {}
    for receiver, giver, scopes in held.order_by("pk"):
        if scopes & wanted and giver not in found.setdefault(receiver, []):
            found[receiver].append(giver)
    return {body: people for body, people in found.items() if people}


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody looked at the person's details: their name, for whom they work or act, what for, on which day."""

    name: str
    works_for: tuple[str, ...]
    purpose: Purpose
    day: date


def looks(who: Subject, at: datetime, most: int = 50) -> list[Looked]:
    """The latest looks, newest first; three queries at most."""
    found = list(subject.looks(who).order_by("-day", "-pk").values_list("by", "by__name", "purpose", "day")[:most])
    bodies = _bodies_of({by for by, *_rest in found}, who, at)
    return [Looked(name, tuple(sorted(bodies.get(by, ()))), Purpose(what), day) for by, name, what, day in found]


def _bodies_of(people: set[int], who: Subject, at: datetime) -> dict[int, set[str]]:
    """Person -> the organisations and groups they work or act for now, but those that may not be said."""
    held = subject.sayable_ties(who).filter(
        Tie.live(timezone.localdate(at)),
        kind__in=terms.ids_of(terms.KIND, ("works_for", "acts_for")),
        giver__in=people,
        receiver__kind__in=sight.BODIES,
    )
    found: dict[int, set[str]] = {}
    for giver, name in held.values_list("giver", "receiver__name"):
        found.setdefault(giver, set()).add(name)
    return found


def by_code(who: Subject, at: datetime) -> dict[Seen, list[May]]:
    """Who may see each sort of table."""
    page = see_page(who, at)
    close = [line for line in page if line.why in (_("It is about you."), _("They may act for you."))]
    desk = _desk(who, at)
    opened = May((), _("Opened only for something you agreed to. You can read here who did."))
    return {
        Seen.PAGE: page,
        Seen.BOTH_ENDS: [*close, May((), _("Others see a line of this only if they may see everybody it names."))],
        Seen.CLOSE: close,
        Seen.DESK: [*close, *desk],
        Seen.AGREED: [*close[:1], opened],
        Seen.MACHINE: [*close[:1], May((), _("Nobody opens it. The site keeps it to do its work."))],
    }


def _desk(who: Subject, at: datetime) -> list[May]:
    home = partnership.party_id()
    people = _acting_for([home], at).get(home, [])
    seen = sight.seen(Actor.of(who.party, at), [home, *people])
    named = [seen[one].name for one in [home, *people] if one in seen]
    why = _("They look after the site’s records, so that somebody can help you.")
    return [May(tuple(named), why, frozenset({home, *people}), len(people) + 1 - len(named))]
