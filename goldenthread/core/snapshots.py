"""Rows in, columns out: the one place where the record becomes something an engine may see."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from goldenthread.core import identity, registry, revisions, terms
from goldenthread.core.models import Consent, Party, Tie
from goldenthread.core.models import Place as PlaceRow
from goldenthread.domain.kinds import PartyKind, Purpose, Spine
from goldenthread.domain.place import PARTY_KINDS, SECTORS, Place

Columns = tuple[np.ndarray, np.ndarray, np.ndarray]  # party ids, kind codes, sector codes
_KEPT = 8
_taken: OrderedDict[tuple[object, ...], tuple[datetime | None, Place]] = OrderedDict()


def open_place(
    *, purpose: Purpose, audience: int, at: datetime, as_of: date | None = None, place: int | None = None
) -> Place:
    """Everyone who is not a private person, and every person who agreed to this purpose and audience.

    `place` narrows it to parties based, meeting or living there or inside it. Whoever is protected, under
    eighteen, erased or has not agreed is not in it. Kept in memory until the revision moves or a
    consent begins or ends.
    """
    asked = _Question(purpose, audience, at, as_of or timezone.localdate(at), revisions.current())
    key = (asked.revision, purpose, audience, place, asked.day)
    good_until, taken = _taken.get(key, (None, None))
    if taken is not None and (good_until is None or at < good_until):
        _taken.move_to_end(key)
        return taken
    taken = _take(asked, place)
    _taken[key] = (_next_boundary(asked), taken)
    while len(_taken) > _KEPT:
        _taken.popitem(last=False)
    return taken


def _next_boundary(asked: _Question) -> datetime | None:
    rows = Consent.objects.filter(purpose=asked.purpose, to=asked.audience)
    ahead = [
        rows.filter(**{f"{field}__gt": asked.at}).aggregate(next=Min(field))["next"]
        for field in ("given_at", "until_at")
    ]
    return min((moment for moment in ahead if moment), default=None)


def _parties(asked: _Question) -> QuerySet[Party]:
    agreed = Consent.objects.filter(
        Consent.live(asked.at), subject=OuterRef("pk"), to=asked.audience, purpose=asked.purpose
    )
    grown = Q(adult_on=None) | Q(adult_on__lte=asked.day)
    return Party.objects.filter(~Q(kind=PartyKind.PERSON) | Exists(agreed) & grown)


def _inside(place: int) -> list[int]:
    found, edge = [place], [place]
    while edge:
        edge = list(PlaceRow.objects.filter(parent__in=edge).values_list("pk", flat=True))
        found += edge
    return found


def _take(asked: _Question, place: int | None) -> Place:
    parties = _parties(asked)
    if place is not None:
        located = Tie.objects.filter(Tie.live(asked.day), giver=OuterRef("pk"), place__in=_inside(place))
        parties = parties.filter(Exists(located))
    kinds = tuple(kind.code for kind in registry.kinds_of(Spine.TIE) if kind.purpose is asked.purpose)
    known = {terms.kind(code): position for position, code in enumerate(kinds)}
    ids, kind, sector = _party_columns(parties)
    ties = _ties(asked.day, list(known))
    tie_kind = np.array([known[kind_id] for kind_id in ties[:, 2].tolist()], dtype=np.int8)
    return _fold(asked, kinds, (ids, kind, sector), ties, tie_kind)


def _party_columns(parties: QuerySet[Party]) -> Columns:
    kind_code = {str(kind): position for position, kind in enumerate(PARTY_KINDS)}
    sector_code = {str(sector or ""): position for position, sector in enumerate(SECTORS)}
    rows = list(parties.order_by("pk").values_list("pk", "kind", "sector").iterator(10_000))
    return (
        np.array([pk for pk, _, _ in rows], dtype=np.int64),
        np.array([kind_code[kind] for _, kind, _ in rows], dtype=np.int8),
        np.array([sector_code[sector] for _, _, sector in rows], dtype=np.int8),
    )


def _ties(day: date, kinds: list[int]) -> np.ndarray:
    rows = Tie.objects.filter(Tie.live(day), kind__in=kinds).exclude(receiver=None)
    flat = list(rows.values_list("giver", "receiver", "kind").iterator(10_000))
    return np.array(flat, dtype=np.int64).reshape(-1, 3)


@dataclass(frozen=True, slots=True)
class _Question:
    """What a snapshot is of."""

    purpose: Purpose
    audience: int
    at: datetime
    day: date
    revision: str


def _fold(asked: _Question, kinds: tuple[str, ...], columns: Columns, ties: np.ndarray, tie_kind: np.ndarray) -> Place:
    """Put linked records together, drop ties to anybody outside, and number the rest densely."""
    ids, kind, sector = columns
    stands = identity.fold(ids, audience=asked.audience, purpose=asked.purpose, at=asked.at)
    keep = stands == ids
    party = ids[keep]
    inside = np.isin(ties[:, 0], ids) & np.isin(ties[:, 1], ids)
    ties, tie_kind = ties[inside], tie_kind[inside]
    source = _positions(party, _stand(ids, stands, ties[:, 0]))
    target = _positions(party, _stand(ids, stands, ties[:, 1]))
    apart = source != target  # a tie between two records of the same party is no tie
    return Place(
        asked.purpose, asked.audience, asked.day, asked.revision, party, kind[keep], sector[keep],
        source[apart], target[apart], tie_kind[apart], kinds,
    )  # fmt: skip


def _stand(ids: np.ndarray, stands: np.ndarray, ends: np.ndarray) -> np.ndarray:
    return stands[np.searchsorted(ids, ends)] if len(ends) else ends


def _positions(party: np.ndarray, ends: np.ndarray) -> np.ndarray:
    return np.searchsorted(party, ends).astype(np.int32)
