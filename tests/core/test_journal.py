"""What happened is written once, in one transaction, and stays as it was written."""

from datetime import date, datetime, timedelta, timezone

import pytest
from django.db import DatabaseError, transaction

from goldenthread.core import journal, terms
from goldenthread.core.models import ChangeSet, Entry, Part
from goldenthread.domain.quantities import PEOPLE, Quantity
from goldenthread.domain.refusals import Refusal
from goldenthread.domain.times import When
from tests.cast import AT, Cast

MONDAY = When(from_day=date(2025, 9, 1))


class No(Refusal):
    NOT_TODAY = "not_today"


@journal.action("tests.meal", undo="tests.meal")
def share_a_meal(*, club: int, people: int, by: int | None, at: datetime, change: ChangeSet, fail: str = "") -> object:
    entry = journal.record(
        "meal.shared", change=change, when=MONDAY, giver=club, quantity=Quantity(people, PEOPLE),
        parts=(("attender", by),) if by else (),
    )  # fmt: skip
    if fail == "refuse":
        return No.NOT_TODAY
    if fail:
        raise RuntimeError(fail)
    return entry


def test_an_action_leaves_one_change_set_with_a_digest_of_its_entries(cast: Cast) -> None:
    entry = share_a_meal(club=cast.club.pk, people=12, by=cast.ruth.pk, at=AT)
    change = ChangeSet.objects.get(pk=entry.change_id)
    assert (change.action, change.by_id, change.at) == ("tests.meal", cast.ruth.pk, AT)
    assert change.digest == journal.digest_of(change) and len(change.digest) == 64
    assert Part.objects.get(entry=entry).party_id == cast.ruth.pk


@pytest.mark.parametrize("fail", ["refuse", "a fault"])
def test_nothing_is_kept_of_an_action_that_is_refused_or_fails(cast: Cast, fail: str) -> None:
    before = ChangeSet.objects.count(), Entry.objects.count()
    if fail == "refuse":
        assert share_a_meal(club=cast.club.pk, people=12, by=None, at=AT, fail=fail) == No.NOT_TODAY
    else:
        with pytest.raises(RuntimeError):
            share_a_meal(club=cast.club.pk, people=12, by=None, at=AT, fail=fail)
    assert (ChangeSet.objects.count(), Entry.objects.count()) == before


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_to_change_or_remove_an_entry(cast: Cast, verb: str) -> None:
    entry = share_a_meal(club=cast.club.pk, people=12, by=None, at=AT)
    mine = Entry.unnarrowed.filter(pk=entry.pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        mine.update(amount=13) if verb == "update" else mine._raw_delete("default")
    assert mine.get().amount == 12


def test_a_correction_mirrors_what_it_corrects_and_both_stay(cast: Cast) -> None:
    entry = share_a_meal(club=cast.club.pk, people=12, by=None, at=AT)
    with journal.change(action="tests.put_right", by=None, at=AT) as change:
        mirror = journal.reverse(entry, change=change)
    assert (mirror.amount, mirror.reverses_id) == (-12, entry.pk)
    assert not Entry.objects.filter(Entry.standing(), kind=terms.kind("meal.shared")).exists()
    assert Entry.objects.filter(kind=terms.kind("meal.shared")).count() == 2


def test_the_digest_does_not_depend_on_the_zone_a_moment_was_given_in(cast: Cast) -> None:
    in_delhi = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    entry = share_a_meal(club=cast.club.pk, people=12, by=None, at=in_delhi)
    change = ChangeSet.objects.get(pk=entry.change_id)
    assert change.digest == journal.digest_of(change)


def test_an_action_must_say_how_it_is_undone_or_why_it_cannot_be() -> None:
    for undo, final in (("", ""), ("tests.a", "Because.")):
        with pytest.raises(ValueError, match="how it is undone"):
            journal.action("tests.b", undo=undo, final=final)
    assert share_a_meal.about.undo == "tests.meal"
