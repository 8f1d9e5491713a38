"""Where everybody stands in the connection picture, worked out once for as long as nothing changes.

The spots are kept as a Finding: it is gone in the transaction in which a consent that it rests on ends. It also
carries a digest of what was drawn, so that spots can never be put under others than those they were made for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import OperationalError
from django.utils import timezone

from goldenthread.capabilities.network import reading
from goldenthread.core.models import Finding
from goldenthread.core.permissions import Actor
from goldenthread.domain.place import Place
from goldenthread.engines.picture import layout

ENGINE = "picture"
SEED = 1
AT_ONCE = 2_000  # parties drawn while the page waits; more are drawn in a job
MOST = 20_000  # parties; a browser that draws more is no longer usable
GRAIN = 10_000  # spots are whole numbers up to this


@dataclass(frozen=True, slots=True)
class Spots:
    """Whole numbers from 0 to GRAIN, in the order of the place; y grows upwards, as the script wants it."""

    x: list[int]
    y: list[int]


def digest_of(place: Place) -> str:
    """Tells two places apart by what is drawn of them: who, and which are tied."""
    running = hashlib.sha256()
    for column in (place.party, place.source, place.target):
        running.update(np.ascontiguousarray(column).tobytes() + b"|")
    return running.hexdigest()


def key_of(actor: Actor) -> str:
    """There are two pictures: the one for members and the one for everybody."""
    return "members" if actor.party is not None else "everybody"


def kept(actor: Actor, place: Place) -> Spots | None:
    """The spots worked out earlier, if they are of this very place."""
    value = Finding.objects.filter(engine=ENGINE, key=key_of(actor)).values_list("value", flat=True).first()
    if value is None or value["digest"] != digest_of(place):
        return None
    return Spots(value["x"], value["y"])


def draw(actor: Actor, place: Place) -> Spots:
    """Work the spots out and keep them."""
    found = layout(place, SEED)
    x, y = (np.rint(column * GRAIN).astype(int).tolist() for column in (found.x, 1 - found.y))
    value = {"digest": digest_of(place), "x": x, "y": y}
    # A long import may hold the database just now: then the next reader works them out again.
    with suppress(OperationalError):
        Finding.objects.update_or_create(
            engine=ENGINE, key=key_of(actor),
            defaults={"value": value, "revision": place.revision, "made_at": timezone.now()},
        )  # fmt: skip
    return Spots(x, y)


def spots(actor: Actor, place: Place) -> Spots | None:
    """The spots of the place; None while it is too large to be drawn at once and no job has done it."""
    return kept(actor, place) or (draw(actor, place) if len(place) <= AT_ONCE else None)


def columns(actor: Actor, place: Place, drawn: Spots) -> Mapping[str, Any]:
    """What the script draws (frontend/src/picture.js says what it wants): columns, each pair of ends once."""
    called = reading.shown(actor, place, place.party.tolist())
    size = max(len(place), 1)
    low, high = np.minimum(place.source, place.target), np.maximum(place.source, place.target)
    one, other = np.divmod(np.unique(low.astype(np.int64) * size + high), size)
    return {
        "label": [called[party].label for party in place.party.tolist()],
        "href": [called[party].href for party in place.party.tolist()],
        "x": drawn.x,
        "y": drawn.y,
        "kind": place.kind.tolist(),
        "sector": place.sector.tolist(),
        "from": one.tolist(),
        "to": other.tolist(),
    }
