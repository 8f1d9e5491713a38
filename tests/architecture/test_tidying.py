"""The database refuses to forget what happened, and yet every test starts clean."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from goldenthread.core.models import ChangeSet, Seal

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_a_seal_cannot_be_deleted_and_is_gone_in_the_next_test(time: str) -> None:
    assert not Seal.objects.exists(), "the test before this one left a seal"
    change = ChangeSet.objects.create(at=NOON, action="test.sealed")
    Seal.objects.create(change=change, previous="", digest="d", sealed_at=NOON)
    for forbidden in (Seal.objects.all().delete, lambda: Seal.objects.update(digest="e")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            forbidden()
    assert Seal.objects.get().digest == "d"
