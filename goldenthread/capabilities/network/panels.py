"""The connections of a person, group or organisation, on its own page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from goldenthread.capabilities.network import reading
from goldenthread.capabilities.network.permissions import ABSENCE
from goldenthread.core import sight
from goldenthread.core.models import Party
from goldenthread.core.permissions import Actor
from goldenthread.engines.picture import Around, around
from goldenthread.ui import jinja
from goldenthread.ui.pictures.ego import Ego, Node, ego

MOST_DRAWN = 40
MOST_NAMED = 200  # in one line of the table


@dataclass(frozen=True, slots=True)
class Line:
    """Everybody and everywhere that is connected in one way: (name, address, sector, since, worked out)."""

    words: str
    ends: list[tuple[str, str, str, Any, bool]]
    more: int


def connections(actor: Actor, party: Party) -> Mapping[str, Any] | None:
    """The picture of a party's surroundings, and its connections told by kind. Nothing for a person without any."""
    told = sight.connections(actor, party.pk)
    near = _near(actor, party)
    may_ask = ABSENCE.given(actor, party)
    if not told and near is None and not may_ask:
        return None
    drawn, nameless, left_out = near or (None, 0, 0)
    return {
        "name": party.name,
        "drawn": drawn,
        "nameless": nameless,
        "left_out": left_out,
        "lines": [_line(words, list(same)) for words, same in groupby(told, key=lambda one: one.words)],
        "absence": reverse("network:absence", kwargs={"ref": party.ref}) if may_ask else "",
    }


def _line(words: str, told: list[sight.Connection]) -> Line:
    return Line(gettext(words), [_end(one) for one in told[:MOST_NAMED]], max(len(told) - MOST_NAMED, 0))


def _end(one: sight.Connection) -> tuple[str, str, str, Any, bool]:
    if one.other is not None:
        sector = one.other.sector or ("person" if one.other.kind == "person" else "")
        return one.other.name, reading.href_of(one.other.ref), sector, one.since, one.derived
    ref, name = one.place or ("", "")
    return name, reverse("directory:place", kwargs={"ref": ref}), "", one.since, one.derived


def _near(actor: Actor, party: Party) -> tuple[Ego, int, int] | None:
    """The picture, how many in it have no name, and how many were left out; None when nobody is near."""
    place = reading.for_reader(actor)
    middle = reading.standing_for(place, party.pk)
    if middle is None:
        return None
    found = around(place, middle, most=MOST_DRAWN)
    if len(found.place) < 2:
        return None
    called = reading.shown(actor, place, found.place.party.tolist())
    nameless = sum(not one.named for one in called.values())
    return _picture(party, found, called), nameless, found.left_out


def _picture(party: Party, found: Around, called: Mapping[int, reading.Shown]) -> Ego:
    ids = found.place.party.tolist()
    order = sorted(range(len(ids)), key=lambda at: found.step[at] != 0)  # the one it is about comes first
    drawn_at = {at: number for number, at in enumerate(order)}
    nodes = [_node(called[ids[at]], float(found.x[at]), float(found.y[at])) for at in order]
    ties = zip(found.place.source.tolist(), found.place.target.tolist(), strict=True)
    pairs = sorted({tuple(sorted((drawn_at[one], drawn_at[other]))) for one, other in ties})
    others = [node.label for node in nodes[1:]]
    said = {"name": party.name, "others": jinja.together(others)}
    description = gettext("%(name)s is in the middle. Round it: %(others)s.") % said
    title = gettext("Who is connected with %(name)s") % {"name": party.name}
    return ego(nodes, [(one, other) for one, other in pairs], title=title, description=description)


def _node(one: reading.Shown, x: float, y: float) -> Node:
    return Node(one.label, one.href, one.kind, one.sector, x, 1 - y)  # the engine's y grows downwards
