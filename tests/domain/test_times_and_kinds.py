"""Days are never midnight, spells are half-open, and kinds are named by what they are."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.domain.kinds import PURPOSE_WORDS, Kind, Purpose, Spine
from goldenthread.domain.times import Spell, When

DAY, NEXT = date(2026, 3, 3), date(2026, 3, 4)
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@given(st.dates(), st.dates(), st.dates())
def test_a_spell_covers_its_first_day_and_not_its_last(start: date, end: date, day: date) -> None:
    if end < start:
        with pytest.raises(ValueError, match="before it starts"):
            Spell(start, end)
    else:
        assert Spell(start, end).covers(day) == (start <= day < end)


def test_an_open_spell_has_no_edge() -> None:
    assert Spell().covers(DAY) and Spell(DAY).covers(DAY) and not Spell(None, DAY).covers(DAY)


def test_an_instant_is_refused_where_a_day_belongs() -> None:
    with pytest.raises(TypeError, match="kept in days"):
        Spell(NOON)


@pytest.mark.parametrize(
    "wrong",
    [
        {"from_day": DAY, "from_at": NOON},
        {"from_day": NEXT, "until_day": DAY},
        {"from_day": DAY, "until_day": DAY},
        {"from_at": NOON, "until_at": NOON},
        {"from_at": datetime(2026, 3, 3, 12)},  # noqa: DTZ001 - it has no zone, and that is what is refused
    ],
)
def test_when_refuses_a_mixture_a_backward_order_and_a_missing_zone(wrong: dict[str, date]) -> None:
    with pytest.raises(ValueError, match=r"both|after|zone"):
        When(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "of"), [("grant", Spine.ENTRY), ("grant.paid", Spine.PROMISE), ("ties.two", Spine.TIE)]
)
def test_entries_and_only_entries_are_named_noun_and_verb(code: str, of: Spine) -> None:
    with pytest.raises(ValueError, match=r"noun\.verb_past"):
        Kind(code, of, "words")


def test_every_purpose_is_said_in_words_and_none_is_against_the_person() -> None:
    assert set(PURPOSE_WORDS) == set(Purpose)
    assert not {"enforcement", "immigration", "sanction", "debt"} & {str(purpose) for purpose in Purpose}
