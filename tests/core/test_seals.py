"""Whoever alters what was recorded is found out."""

from datetime import date
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction

from goldenthread.core import database, journal, seals
from goldenthread.core.models import ChangeSet, Seal
from goldenthread.domain.times import When
from tests.cast import AT, Cast


def meet(cast: Cast) -> int:
    with journal.change(action="tests.meet", by=None, at=AT) as change:
        entry = journal.record(
            "meeting.held",
            change=change,
            when=When(from_day=date(2025, 9, 1)),
            giver=cast.hub.pk,
            receiver=cast.club.pk,
        )
    return entry.pk


class ByHand:
    """Somebody with the keys to the database: takes the triggers away, writes, and puts them back."""

    def __enter__(self) -> None:
        with connection.schema_editor() if connection.vendor == "postgresql" else _cursor_editor() as editor:
            database.make_changeable(None, editor)

    def __exit__(self, *_: object) -> None:
        with connection.schema_editor() if connection.vendor == "postgresql" else _cursor_editor() as editor:
            database.make_append_only(None, editor)


class _cursor_editor:  # noqa: N801 - stands where a schema editor would; SQLite's own refuses inside a test
    connection = connection

    def __enter__(self) -> "_cursor_editor":
        return self

    def __exit__(self, *_: object) -> None: ...

    def execute(self, statement: str, params: object = None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_every_change_is_sealed_once_and_the_chain_begins_at_nothing(cast: Cast) -> None:
    waiting = ChangeSet.objects.count()
    assert seals.unsealed() == waiting > 0
    assert seals.seal(AT) == waiting
    assert seals.seal(AT) == seals.unsealed() == 0
    chain = list(Seal.objects.order_by("pk"))
    assert chain[0].previous == seals.GENESIS
    assert all(later.previous == earlier.digest for earlier, later in pairwise(chain))
    assert seals.head() == chain[-1].digest
    assert list(seals.check()) == []


def test_sealing_goes_on_past_one_transactions_worth(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "AT_ONCE", 2)
    waiting = ChangeSet.objects.count()
    assert waiting > 4
    assert seals.seal(AT) == waiting
    assert list(seals.check()) == []


def test_what_is_not_yet_sealed_is_counted_and_checked_all_the_same(cast: Cast) -> None:
    seals.seal(AT)
    entry = meet(cast)
    assert seals.unsealed() == 1
    with ByHand():
        run("UPDATE core_entry SET from_day = %s WHERE id = %s", date(2024, 1, 1), entry)
    (fault,) = seals.check()
    assert "not what was recorded" in fault.sentence


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE core_entry SET receiver_id = giver_id WHERE id = {entry}", "not what was recorded"),
        ("DELETE FROM core_entry WHERE id = {entry}", "not what was recorded"),
        ("UPDATE core_changeset SET by_id = {other} WHERE id = {change}", "not what was recorded"),
        ("UPDATE core_changeset SET digest = 'f' WHERE id = {change}", "does not fit"),
        ("DELETE FROM core_seal WHERE change_id = {change}", "missing or was altered"),
        ("UPDATE core_seal SET digest = 'f' WHERE change_id = {change}", "does not fit"),
    ],
)
def test_a_row_altered_by_hand_is_found(cast: Cast, statement: str, said: str) -> None:
    entry = meet(cast)
    change = ChangeSet.objects.get(entries=entry)
    meet(cast)
    seals.seal(AT)
    with ByHand():
        run(statement.format(entry=entry, change=change.pk, other=cast.bakery.pk))
    assert any(said in fault.sentence for fault in seals.check())


def test_the_database_refuses_a_second_branch_of_the_chain(cast: Cast) -> None:
    seals.seal(AT)
    meet(cast)
    change = ChangeSet.objects.get(seal=None)
    first = Seal.objects.order_by("pk").first()
    assert first is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Seal.objects.create(change=change, previous=first.previous, digest="0" * 64, sealed_at=AT)
