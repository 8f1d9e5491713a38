"""Somebody's details are used only with a proof that they agreed, and they can see who looked."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from goldenthread.core import consent, revisions, snapshots
from goldenthread.core.consent import ConsentRefusal, NoConsent, Proof
from goldenthread.core.models import Consent, Finding, Look
from goldenthread.domain.kinds import Purpose
from tests.cast import AT, Cast


def give(cast: Cast, name: str, **more: object) -> Consent:
    one = cast.parties[name].pk
    return consent.give(subject=one, to=cast.partnership.pk, purpose=Purpose.RESEARCH, by=one, at=AT, **more)


def prove(cast: Cast, name: str, at: object = AT) -> Proof:
    return consent.prove(subject=cast.parties[name].pk, to=cast.partnership.pk, purpose=Purpose.RESEARCH, at=at)


def test_only_prove_can_make_a_proof(cast: Cast) -> None:
    given = give(cast, "ruth")
    for key in (None, object(), "key"):
        with pytest.raises(TypeError, match=r"core\.consent\.prove"):
            Proof(given.pk, cast.ruth.pk, cast.partnership.pk, Purpose.RESEARCH, key)
    proof = prove(cast, "ruth")
    assert (proof.subject, proof.to, proof.purpose) == (cast.ruth.pk, cast.partnership.pk, Purpose.RESEARCH)
    with pytest.raises(AttributeError):
        proof.subject = cast.daniel.pk  # type: ignore[misc]


def test_there_is_no_proof_for_another_person_purpose_audience_or_time(cast: Cast) -> None:
    give(cast, "ruth", until=AT + timedelta(days=30))
    good = {"subject": cast.ruth.pk, "to": cast.partnership.pk, "purpose": Purpose.RESEARCH, "at": AT}
    assert consent.prove(**good)
    for change in (
        {"subject": cast.daniel.pk}, {"to": cast.hub.pk}, {"purpose": Purpose.THANKS},
        {"at": AT - timedelta(seconds=1)}, {"at": AT + timedelta(days=30)},
    ):  # fmt: skip
        with pytest.raises(NoConsent):
            consent.prove(**{**good, **change})


def test_nobody_agrees_twice_or_takes_back_twice(cast: Cast) -> None:
    given = give(cast, "ruth")
    assert give(cast, "ruth") == ConsentRefusal.ALREADY_GIVEN
    later = AT + timedelta(days=1)
    assert consent.withdraw(consent=given, by=cast.ruth.pk, at=later) is None
    assert consent.withdraw(consent=given, by=cast.ruth.pk, at=later) == ConsentRefusal.ALREADY_WITHDRAWN
    with pytest.raises(NoConsent):
        prove(cast, "ruth", later)
    assert prove(cast, "ruth", later - timedelta(seconds=1)), "what was done before stays proven"
    again = consent.give(
        subject=cast.ruth.pk, to=cast.partnership.pk, purpose=Purpose.RESEARCH, by=cast.ruth.pk, at=later
    )
    assert isinstance(again, Consent) and Consent.objects.filter(subject=cast.ruth, purpose="research").count() == 2


def test_taking_it_back_deletes_what_was_found_in_the_same_transaction(cast: Cast) -> None:
    given = give(cast, "ruth")
    Finding.objects.create(engine="tests", key="k", revision=revisions.current(), value={}, made_at=AT)
    before = revisions.current()
    try:
        with transaction.atomic():
            consent.withdraw(consent=given, by=cast.ruth.pk, at=AT)
            assert not Finding.objects.exists()
            raise RuntimeError
    except RuntimeError:
        pass
    assert Finding.objects.exists() and revisions.current() == before, "neither without the other"
    consent.withdraw(consent=given, by=cast.ruth.pk, at=AT)
    assert not Finding.objects.exists() and revisions.current() != before


def test_a_look_is_noted_once_a_day_for_the_person_to_read(cast: Cast) -> None:
    give(cast, "ruth")
    for hours in (0, 1, 30):
        consent.looked(prove(cast, "ruth"), by=cast.amina.pk, at=AT + timedelta(hours=hours))
    looks = Look.objects.filter(subject=cast.ruth, by=cast.amina)
    assert looks.count() == 2


def test_no_purpose_exists_for_what_people_fear() -> None:
    feared = ("enforce", "immigra", "sanction", "debt", "arrest", "fraud")
    assert not [purpose for purpose in Purpose if any(word in purpose for word in feared)]


def test_the_database_refuses_a_purpose_we_do_not_know(cast: Cast) -> None:
    given = give(cast, "ruth")
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.filter(pk=given.pk).update(purpose="enforcement")


def test_withdrawing_takes_somebody_out_of_the_very_next_picture(cast: Cast) -> None:
    asked = {"purpose": Purpose.CONNECTING, "audience": cast.partnership.pk, "at": AT}
    assert cast.ruth.pk in snapshots.open_place(**asked).party
    consent.withdraw(consent=Consent.objects.get(subject=cast.ruth, purpose=Purpose.CONNECTING), by=cast.ruth.pk, at=AT)
    assert cast.ruth.pk not in snapshots.open_place(**asked).party
