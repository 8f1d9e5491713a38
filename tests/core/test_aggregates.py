"""Counts include protected people, and no figure, and no two figures, prove that one of them is there."""

import math
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.core import aggregates, identity, journal, parties, protection
from goldenthread.core.aggregates import EPSILON, SMALLEST, STEP, count_by, figure, two_sided, unevenness
from goldenthread.core.models import Party
from goldenthread.domain.kinds import PartyKind
from tests.cast import AT, Cast

NEXT_QUARTER = datetime(2025, 10, 1, 9, 0, tzinfo=UTC)
FAR = 90  # beyond this the chance is below 1e-19


def chance(number: int) -> float:
    """The probability of an unevenness, by its formula."""
    ratio = math.exp(-EPSILON)
    return (1 - ratio) / (1 + ratio) * ratio ** abs(number)


def chances(seen: int, unseen: int) -> Counter[int]:
    """The probability of each figure for a cell, over all secrets: worked out without the code under test."""
    found: Counter[int] = Counter()
    for number in range(-FAR, FAR + 1):
        shown = max(SMALLEST, STEP * math.floor((seen + unseen + number) / STEP + 0.5))
        found[shown] += chance(number)
    return found


@given(seen=st.integers(0, 200), unseen=st.integers(0, 20), cell=st.text(max_size=20))
def test_one_more_protected_person_moves_a_figure_by_no_more_than_the_rounding(
    seen: int, unseen: int, cell: str
) -> None:
    without, one_more = figure(seen, unseen, cell), figure(seen, unseen + 1, cell)
    if seen < SMALLEST:
        assert without is one_more is None, "what is left out depends on people in sight alone"
    else:
        assert without is not None and one_more is not None
        assert one_more - without in (0, STEP)
        assert without % STEP == 0 and without >= SMALLEST


@pytest.mark.parametrize("seen", [10, 12, 13, 40])
def test_no_figure_is_much_likelier_with_somebody_than_without(seen: int) -> None:
    without, with_one = chances(seen, 0), chances(seen, 1)
    for shown in without:
        if without[shown] > 1e-12:
            assert math.exp(-EPSILON) - 1e-9 <= with_one[shown] / without[shown] <= math.exp(EPSILON) + 1e-9


def test_subtracting_one_filter_from_another_proves_nothing() -> None:
    """Two filters with the same 12 people in sight; somebody protected is in the second, or is not."""
    narrow, wide, wide_with = chances(12, 0), chances(12, 0), chances(12, 1)
    differences: dict[int, list[float]] = {}
    for (a, p), b in product(narrow.items(), set(wide) | set(wide_with)):
        pair = differences.setdefault(b - a, [0.0, 0.0])
        pair[0] += p * wide[b]
        pair[1] += p * wide_with[b]
    for without, with_one in differences.values():
        if without > 1e-12:
            assert math.exp(-EPSILON) - 1e-9 <= with_one / without <= math.exp(EPSILON) + 1e-9


def test_rounding_alone_would_have_proven_it() -> None:
    """Why there is an unevenness: with 12 people in sight, a rounded 15 could only be 13."""
    rounded = {n: STEP * math.floor(n / STEP + 0.5) for n in (12, 13)}
    assert rounded == {12: 10, 13: 15}
    assert len({figure(12, 0, f"cell {n}") for n in range(200)}) >= 3, "with it, 12 shows as several figures"


def test_the_unevenness_follows_its_law_and_each_cell_has_its_own() -> None:
    drawn = Counter(unevenness(f"cell {number}") for number in range(20_000))
    for number in range(-4, 5):
        expected = 20_000 * chance(number)
        assert abs(drawn[number] - expected) < 6 * math.sqrt(expected), number
    assert unevenness("a") == unevenness("a")
    middle = [two_sided((n + 0.5) / 1000) for n in range(1000)]
    assert middle == sorted(middle) and middle == [-n for n in reversed(middle)]


def crowd(kind: str, sector: str, number: int) -> list[Party]:
    with journal.change(action="tests.crowd", by=None, at=AT - timedelta(days=200)) as change:
        return [
            parties.create(kind=kind, sector=sector, name=f"{sector or kind} {n}", change=change) for n in range(number)
        ]


def counted(table: str = "by sector", at: datetime = NEXT_QUARTER) -> aggregates.Figures:
    return count_by(Party.unnarrowed.filter(kind=PartyKind.ORGANISATION), by="sector", table=table, at=at)


def test_too_few_are_left_out_and_a_second_cell_with_them(cast: Cast) -> None:
    crowd(PartyKind.ORGANISATION, "social", 30)
    crowd(PartyKind.ORGANISATION, "public", 20)
    figures = counted()
    assert figures.cells["commercial"] is None, "there is one bakery"
    assert figures.cells["public"] is None, "else the bakery is the total less the others"
    assert figures.cells["social"] is not None and figures.total is not None
    assert abs(figures.cells["social"] - 32) < 30 and figures.cells["social"] % STEP == 0


def test_somebody_protected_counts_from_the_next_quarter_on(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aggregates, "unevenness", lambda cell: 0)
    many = crowd(PartyKind.ORGANISATION, "public", 27)
    assert (figures := counted()).cells["public"] == figures.total == 30, "28, and 31 with the three others"
    crowd(PartyKind.ORGANISATION, "commercial", 20)
    crowd(PartyKind.ORGANISATION, "social", 20)
    assert counted().cells["public"] == 30
    for party in many[:13]:
        protection.protect(thing=party, worker=cast.sunita.pk, by=cast.amina.pk, at=AT)
    assert counted(at=AT).cells["public"] == 15, "this quarter: only the 15 in sight"
    assert counted(at=NEXT_QUARTER).cells["public"] == 30, "from the next: all 28 again"


def test_linked_records_are_one_in_a_count(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aggregates, "unevenness", lambda cell: 0)
    many = crowd(PartyKind.ORGANISATION, "commercial", 12)
    assert counted().cells["commercial"] is None or counted().cells["commercial"] == 15
    before = counted().total
    for other in many[1:6]:
        identity.link(one=many[0], other=other, by=None, at=AT)
    assert before is not None and counted().total == before - 5


def test_people_protected_for_a_quarter_do_not_decide_what_is_left_out(cast: Cast) -> None:
    many = crowd(PartyKind.ORGANISATION, "commercial", 12)
    for party in many[:4]:
        protection.protect(thing=party, worker=cast.sunita.pk, by=cast.amina.pk, at=AT)
    assert counted().cells["commercial"] is None, "nine in sight, thirteen in all: shown would tell of the four"
