"""When something may be listed, changed or taken out: every state against every move."""

from dataclasses import replace

import pytest

from goldenthread.capabilities.directory import rules
from goldenthread.capabilities.directory.rules import ListingRefusal, Wanted
from goldenthread.domain.kinds import PartyKind, Sector

CLUB = Wanted(PartyKind.GROUP, "Tuesday Table", Sector.SOCIAL, "lunch_club", "We eat together.", "", "B66 1BA")
UNSAYABLE = [
    (replace(CLUB, name="   "), ListingRefusal.NO_NAME),
    (replace(CLUB, name="x" * 301), ListingRefusal.NAME_TOO_LONG),
    (replace(CLUB, about="x" * 2001), ListingRefusal.ABOUT_TOO_LONG),
]


@pytest.mark.parametrize("kind", [PartyKind.GROUP, PartyKind.ORGANISATION])
def test_a_group_or_an_organisation_may_be_added(kind: PartyKind) -> None:
    assert rules.add(replace(CLUB, kind=kind)) == replace(CLUB, kind=kind)


def test_a_person_is_not_added_by_others() -> None:
    assert rules.add(replace(CLUB, kind=PartyKind.PERSON)) is ListingRefusal.NOT_A_BODY


@pytest.mark.parametrize(("wanted", "refusal"), UNSAYABLE)
def test_what_cannot_be_said_is_neither_added_nor_kept(wanted: Wanted, refusal: ListingRefusal) -> None:
    assert rules.add(wanted) is refusal
    assert rules.change(wanted, seen="7", now="7") is refusal


def test_the_longest_words_that_fit_are_taken() -> None:
    longest = replace(CLUB, name="x" * 300, about="x" * 2000)
    assert rules.add(longest) == longest


@pytest.mark.parametrize("wanted", [CLUB, *(wanted for wanted, _ in UNSAYABLE)])
def test_a_change_made_on_an_older_page_is_refused_before_anything_else(wanted: Wanted) -> None:
    assert rules.change(wanted, seen="6", now="7") is ListingRefusal.CHANGED_MEANWHILE


@pytest.mark.parametrize(("archived", "answer"), [(False, None), (True, ListingRefusal.GONE)])
def test_what_is_gone_cannot_be_taken_out_again(archived: bool, answer: ListingRefusal | None) -> None:
    assert rules.archive(archived=archived, partnership=False) is answer


@pytest.mark.parametrize("archived", [False, True])
def test_the_partnership_is_never_taken_out(archived: bool) -> None:
    assert rules.archive(archived=archived, partnership=True) is ListingRefusal.PARTNERSHIP
