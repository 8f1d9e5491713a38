"""Somebody protected is in no list, count, picture or search: wherever a row leads to them, it is absent."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from goldenthread.core import identity, journal, protection, search, terms
from goldenthread.core.models import (
    SPINE,
    ChangeSet,
    Claim,
    Consent,
    Entry,
    Finding,
    Part,
    Party,
    Place,
    Promise,
    Protection,
    Term,
    Tie,
)
from goldenthread.core.protection import Busy, ProtectionRefusal
from goldenthread.domain.quantities import PEOPLE, Quantity
from goldenthread.domain.times import When
from tests.cast import AT, Cast

NOON = datetime(2025, 9, 8, 12, 0, tzinfo=UTC)


def everything_about(cast: Cast, name: str) -> None:
    """A row of every kind that leads to somebody, in every column that can."""
    one, other = cast.parties[name].pk, cast.club.pk
    with journal.change(action="tests.rows", by=None, at=AT) as change:
        written = {"made_in": change, "changed_in": change}
        for giver, receiver in ((one, other), (other, one)):
            Tie.objects.create(giver_id=giver, receiver_id=receiver, kind_id=terms.kind("supports"), **written)
            Promise.objects.create(giver_id=giver, receiver_id=receiver, kind_id=terms.kind("service"), **written)
            journal.record("help.given", change=change, when=When(from_day=AT.date()), giver=giver, receiver=receiver)
        ends = {"giver_id": other, "receiver_id": cast.hub.pk, "kind_id": terms.kind("works_with")}
        Tie.objects.create(**ends, said_by_id=one, **written)
        shared = journal.record(
            "session.held", change=change, when=When(from_day=AT.date()), giver=other,
            quantity=Quantity(9, PEOPLE), parts=(("attender", one),),
        )  # fmt: skip
        promise = Promise.objects.create(giver_id=other, kind_id=terms.kind("service"), **written)
        Part.objects.create(promise=promise, party_id=one, role_id=terms.id_of(terms.ROLE, "attender"))
        number = {"amount": 1, "unit_id": terms.unit(PEOPLE), "indicator": indicator()}
        Claim.objects.create(party_id=one, **number, **written)
        Claim.objects.create(entry=shared, said_by_id=one, **number, **written)


def indicator() -> Term:
    return Term.objects.get(scheme="indicator", code="population")


def leading_to(model: type, party: int) -> dict[str, set[int]]:
    """Rows of a narrowed manager that lead to a party, by column."""
    columns = [field.name for field in model._meta.concrete_fields if field.related_model is Party]
    return {column: set(model.objects.filter(**{column: party}).values_list("pk", flat=True)) for column in columns}


def test_protection_takes_every_row_that_leads_to_somebody_out_of_every_table(cast: Cast) -> None:
    narrowed = [model for model in SPINE if hasattr(model, "unnarrowed")]
    assert {model.__name__ for model in narrowed} == {
        "Party", "Place", "Tie", "Promise", "Entry", "Part", "Claim",
    }  # fmt: skip
    everything_about(cast, "ruth")
    before = {model: leading_to(model, cast.ruth.pk) for model in narrowed}
    empty = [
        f"{model.__name__}.{column}" for model, found in before.items() for column, rows in found.items() if not rows
    ]
    assert not empty, f"nothing was written that leads to Ruth by {empty}"
    protection.protect(thing=cast.ruth, worker=cast.sunita.pk, by=cast.amina.pk, at=AT)
    for model in narrowed:
        assert not any(leading_to(model, cast.ruth.pk).values()), model.__name__
    assert not Party.objects.filter(pk=cast.ruth.pk).exists()
    assert not search.matching(Party.objects.all(), "Ruth").exists()
    protection.unprotect(thing=Party.unnarrowed.get(pk=cast.ruth.pk), by=cast.sunita.pk, at=AT)
    assert {model: leading_to(model, cast.ruth.pk) for model in narrowed} == before


def test_the_journal_does_not_betray_whom_it_was_about(cast: Cast) -> None:
    change = ChangeSet.objects.get(action="core.protected")
    assert change.about == ""


def test_a_place_that_is_kept_out_of_sight_takes_its_ties_and_entries_with_it(cast: Cast) -> None:
    refuge = cast.places["room"]
    with journal.change(action="tests.meal", by=None, at=AT) as change:
        journal.record("meal.shared", change=change, when=When(from_day=AT.date()), giver=cast.club.pk, place=refuge.pk)
    assert Tie.objects.filter(place=refuge).exists() and Entry.objects.filter(place=refuge).exists()
    protection.protect(thing=refuge, worker=cast.sunita.pk, by=cast.amina.pk, at=AT)
    assert not Place.objects.filter(pk=refuge.pk).exists()
    assert not Tie.objects.filter(place=refuge).exists() and not Entry.objects.filter(place=refuge).exists()


def test_one_tie_can_be_kept_out_of_sight_by_itself(cast: Cast) -> None:
    tie = Tie.objects.get(giver=cast.ruth, receiver=cast.club)
    protection.protect(thing=tie, worker=cast.sunita.pk, by=cast.amina.pk, at=AT)
    assert not Tie.objects.filter(pk=tie.pk).exists()
    assert Party.objects.filter(pk=cast.ruth.pk).exists()


def test_a_linked_record_is_protected_with_its_other_half_and_freed_with_it(cast: Cast) -> None:
    identity.link(one=cast.nadia, other=cast.ruth, by=cast.amina.pk, at=AT)
    assert not Party.objects.filter(pk=cast.ruth.pk).exists()
    identity.unlink(one=cast.nadia, other=Party.unnarrowed.get(pk=cast.ruth.pk), by=cast.amina.pk, at=AT)
    assert Party.objects.filter(pk=cast.ruth.pk).exists()
    assert not Party.objects.filter(pk=cast.nadia.pk).exists()


def test_ending_one_of_two_protections_of_linked_records_frees_neither(cast: Cast) -> None:
    protection.protect(thing=cast.ruth, worker=cast.sunita.pk, by=cast.amina.pk, at=AT)
    identity.link(one=cast.nadia, other=cast.ruth, by=cast.amina.pk, at=AT)
    protection.unprotect(thing=Party.unnarrowed.get(pk=cast.ruth.pk), by=cast.sunita.pk, at=AT)
    assert not Party.objects.filter(pk__in=(cast.ruth.pk, cast.nadia.pk)).exists()


def test_a_room_is_busy_in_the_same_words_whoever_has_it(cast: Cast) -> None:
    room, later = cast.places["room"].pk, NOON + timedelta(hours=2)
    with journal.change(action="tests.rooms", by=None, at=AT) as change:
        for who, days in ((cast.nadia.pk, 0), (cast.ruth.pk, 1)):
            start = NOON + timedelta(days=days)
            Promise.unnarrowed.create(
                giver=cast.hub, receiver_id=who, kind_id=terms.kind("service"), place_id=room, from_at=start,
                until_at=start + timedelta(hours=2), made_in=change, changed_in=change,
            )  # fmt: skip
    assert protection.busy_at(room, NOON, later) == [Busy(room, NOON, later)]
    day = timedelta(days=1)
    assert protection.busy_at(room, NOON + day, later + day) == [Busy(room, NOON + day, later + day)]
    assert protection.busy_at(room, later, later + timedelta(hours=1)) == [], "a spell ends before its end"


def test_only_the_named_worker_holds_the_record(cast: Cast) -> None:
    assert protection.held_by(cast.sunita.pk) == [cast.nadia.pk]
    assert protection.held_by(cast.amina.pk) == []


def test_protecting_twice_and_freeing_twice_are_refused(cast: Cast) -> None:
    given = {"by": cast.amina.pk, "at": AT}
    again = protection.protect(thing=cast.nadia, worker=cast.sunita.pk, **given)
    assert again == ProtectionRefusal.ALREADY_PROTECTED
    assert protection.unprotect(thing=cast.ruth, **given) == ProtectionRefusal.NOT_PROTECTED


def test_protecting_deletes_what_was_found_before(cast: Cast) -> None:
    Finding.objects.create(engine="tests", key="k", revision="1", value={}, made_at=AT)
    protection.protect(thing=cast.ruth, worker=cast.sunita.pk, by=cast.amina.pk, at=AT)
    assert not Finding.objects.exists()


def test_the_database_refuses_somebody_shielded_and_in_sight(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.unnarrowed.filter(pk=cast.nadia.pk).update(hidden=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.unnarrowed.filter(pk=cast.ruth.pk).update(hidden=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Protection.objects.create(
            party=cast.ruth, place=cast.places["room"], worker=cast.sunita, made_in=ChangeSet.objects.all()[0]
        )


def test_an_agreement_of_somebody_protected_stays_their_own(cast: Cast) -> None:
    assert Consent.objects.filter(subject=cast.nadia).count() == 2, "the receipt is theirs, though no list shows them"
    assert date(2025, 9, 1) == AT.date()
