"""Counts of people that may be shown to anybody, protected people included: the statistic view.

Somebody who is inside knows everyone they can see, and compares figures: one filter less another, this
month less last. Rounding alone does not withstand that: if they see 12 people and the page says 15,
a 13th is proven. So, for every cell:

1. A cell is shown only when at least `SMALLEST` people *in sight* are in it, and when just one cell of a
   table would be left out, the next smallest is too (else it is the total less the others). Both look at
   people in sight alone, so what is left out says nothing about anybody protected.
2. The protected people of a cell are added together with a secret *unevenness*: a whole number drawn from
   the two-sided geometric distribution, P(n) ~ exp(-EPSILON |n|) (Ghosh, Roughgarden and Sundararajan
   2009), by a keyed digest of the cell and the quarter. Asking again gives the same number, so it cannot
   be averaged away; another cell, or another quarter, has its own.
3. Protected people count from the start of the quarter after they were protected, and what they take part
   in from the quarter after it was recorded: within a quarter a figure moves only with people in sight.
4. The sum is rounded to `STEP`, which hides the digits that 2 has made meaningless anyway.

What this guarantees: whether a certain protected person is in a cell changes the probability of any
figure by a factor of at most e^EPSILON, 1.65; comparing two cells (or filters, or quarters), by its
square; k cells, by its kth power. So figures never *prove* that somebody is there, and only many
different tables about the same few people, put together, make it likely. Keep those tables few: the
filters of a page are part of the cell's name and must come from a short fixed list. What it costs: a
figure is off by about 3 people, rounding included, which is why small numbers are not shown.

What it does not do: people in sight are counted as they are (they agreed to be seen); and whoever holds
the site's secret can work out the unevenness.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from goldenthread.core import identity
from goldenthread.core.models import IdentityLink, Party, Protection

SMALLEST, STEP, EPSILON = 10, 5, 0.5
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Figures:
    """A table that may be shown: rounded people by group; None where too few for a figure ("fewer than 10")."""

    cells: Mapping[Hashable, int | None]
    total: int | None


def count_by(
    rows: QuerySet, *, by: str, table: str, at: datetime, party: str = "pk", recorded: str = "made_in__at"
) -> Figures:
    """Different people (and bodies) among `rows`, by the column `by`.

    `rows` come from an `unnarrowed` manager. `table` names the question, filters and period included, and
    must be the same text for the same question. `party` leads from a row to a party ("pk" for Party itself)
    and `recorded` to when the row was written.
    """
    start = quarter_of(timezone.localdate(at))
    same = identity.groups(IdentityLink.objects.filter(ended_in=None).values_list("one", "other"))
    seen = _people(rows.filter(rows.model.shown(), **{f"{party}__in": Party.objects.values("pk")}), by, party, same)
    unseen = _people(_protected(rows, party, recorded, start), by, party, same)
    cells = {
        group: figure(len(seen[group]), len(unseen[group]), f"{table}|{by}={group}|{start}")
        for group in sorted(seen, key=str)
    }
    everybody, hidden = set().union(*seen.values()), set().union(*unseen.values())
    total = figure(len(everybody), len(hidden), f"{table}|{TOTAL}|{start}")
    return Figures(_leave_out_a_second(cells, {group: len(people) for group, people in seen.items()}), total)


def figure(seen: int, unseen: int, cell: str) -> int | None:
    """The figure to show for a cell of `seen` people in sight and `unseen` protected ones; None for too few."""
    if seen < SMALLEST:
        return None
    return max(SMALLEST, rounded(seen + unseen + unevenness(cell)))


def rounded(number: int) -> int:
    """To the nearest `STEP`; halves, which whole numbers and an odd step never make, do not arise."""
    return STEP * math.floor(number / STEP + 0.5)


def unevenness(cell: str) -> int:
    """The secret whole number that belongs to a cell: the same each time, unknown without the site's secret."""
    key = hashlib.sha256(b"goldenthread aggregates " + settings.FIELD_KEYS[-1].encode()).digest()
    drawn = int.from_bytes(hmac.new(key, cell.encode(), hashlib.sha256).digest()[:8], "big")
    return two_sided((drawn + 0.5) / 2**64)


def two_sided(chance: float) -> int:
    """The quantile at `chance` (between 0 and 1) of the two-sided geometric distribution."""
    ratio = math.exp(-EPSILON)
    low = chance < 0.5
    tail = chance if low else 1 - chance  # P(N >= n) = ratio^n / (1 + ratio), for n >= 1
    size = max(0, math.floor(math.log(max(tail, 2**-65) * (1 + ratio)) / -EPSILON))
    return -size if low else size


def quarter_of(day: date) -> date:
    """The first day of the quarter of the year that a day is in."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def _people(rows: QuerySet, by: str, party: str, same: Mapping[int, int]) -> defaultdict[Hashable, set[int]]:
    """Who is in each group, linked records of the same person once."""
    found: defaultdict[Hashable, set[int]] = defaultdict(set)
    for group, one in rows.order_by().values_list(by, party).distinct().iterator(5_000):
        found[group].add(same.get(one, one))
    return found


def _protected(rows: QuerySet, party: str, recorded: str, start: date) -> QuerySet:
    """Those of `rows` about people who were protected, and recorded, before the quarter began."""
    began = timezone.make_aware(datetime.combine(start, time()), timezone.get_default_timezone())
    standing = Protection.objects.filter(ended_in=None, party__isnull=False, made_in__at__lt=began)
    people = {one for named in standing.values_list("party", flat=True) for one in identity.linked_with(named)}
    here = Party.unnarrowed.filter(pk__in=people, shielded=True, erased_at=None, retracted_in=None)
    before = {f"{recorded}__lt": began} if recorded else {}
    return rows.filter(**{f"{party}__in": here.values("pk")}, **before)


def _leave_out_a_second(
    cells: Mapping[Hashable, int | None], seen: Mapping[Hashable, int]
) -> Mapping[Hashable, int | None]:
    missing = [group for group, shown in cells.items() if shown is None]
    left = [group for group, shown in cells.items() if shown is not None]
    if len(missing) != 1 or not left:
        return cells
    smallest = min(left, key=lambda group: (seen[group], str(group)))
    return {**cells, smallest: None}
