"""How somebody may be reached is unreadable where it is kept, and opened only with their agreement."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.core import consent, contact
from goldenthread.core.contact import ContactRefusal
from goldenthread.core.models import ContactPoint, Look
from goldenthread.domain.kinds import Purpose
from tests.cast import AT, Cast

PHONE = "07700 900123"


def add(cast: Cast, name: str = "ruth", **more: object) -> object:
    given = {"party": cast.parties[name].pk, "kind": "phone", "address": PHONE, "by": cast.parties[name].pk, "at": AT}
    return contact.add(**{**given, **more})


def proof(cast: Cast) -> consent.Proof:
    asked = {"subject": cast.ruth.pk, "to": cast.partnership.pk, "purpose": Purpose.DIRECTORY, "at": AT}
    return consent.prove(**asked)


def test_an_address_is_kept_unreadable_and_nobody_is_contacted_unless_they_say_so(cast: Cast) -> None:
    point = add(cast)
    assert isinstance(point, ContactPoint) and point.may_contact is False
    kept = " ".join(str(value) for value in ContactPoint.objects.values_list().get())
    assert "900123" not in kept and "07700" not in kept
    assert contact.open_for(proof(cast), by=cast.amina.pk, at=AT) == []
    contact.allow(point=point, may_contact=True, safe_when="after six", by=cast.ruth.pk, at=AT)
    (reach,) = contact.open_for(proof(cast), by=cast.amina.pk, at=AT)
    assert (reach.address, reach.safe_when) == (PHONE, "after six")


def test_whoever_opens_an_address_is_noted(cast: Cast) -> None:
    add(cast, may_contact=True)
    contact.open_for(proof(cast), by=cast.amina.pk, at=AT + timedelta(days=1))
    look = Look.objects.get(subject=cast.ruth)
    assert (look.by_id, look.purpose, look.day) == (cast.amina.pk, "directory", AT.date() + timedelta(days=1))


def test_opening_needs_a_proof_and_nothing_else_will_do(cast: Cast) -> None:
    add(cast, may_contact=True)
    for no_proof in (None, cast.ruth.pk, object()):
        with pytest.raises((AttributeError, TypeError)):
            contact.open_for(no_proof, by=cast.amina.pk, at=AT)  # type: ignore[arg-type]


def test_the_same_address_written_otherwise_is_found_and_not_kept_twice(cast: Cast) -> None:
    add(cast)
    for written in ("07700900123", "+44 7700 900123", "0044 (0)7700 900123"):
        assert contact.find("phone", written) == [cast.ruth.pk], written
        assert add(cast, address=written) == ContactRefusal.ALREADY_KNOWN
    assert contact.find("phone", "07700 900124") == []
    assert isinstance(add(cast, "daniel"), ContactPoint), "a telephone may be shared"
    assert contact.find("phone", PHONE) == [cast.ruth.pk, cast.daniel.pk]


@pytest.mark.parametrize(
    ("kind", "address", "refusal"),
    [("email", "ruth", ContactRefusal.NOT_AN_EMAIL), ("phone", "12", ContactRefusal.NOT_A_PHONE),
     ("address", "  ", ContactRefusal.EMPTY)],
)  # fmt: skip
def test_what_is_no_address_is_refused(cast: Cast, kind: str, address: str, refusal: ContactRefusal) -> None:
    assert add(cast, kind=kind, address=address) == refusal
    assert not ContactPoint.objects.exists()


def test_a_new_key_reads_what_the_old_one_wrote_and_writes_afresh(cast: Cast, settings: object) -> None:
    add(cast)
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = ["a newer key", *old]
    assert contact.find("phone", PHONE) == [cast.ruth.pk]
    assert contact.own(cast.ruth.pk)[0].address == PHONE
    assert contact.seal_afresh(ContactPoint.objects.all()) == 1
    settings.FIELD_KEYS = ["a newer key"]
    settings.SECRET_KEY = "another"
    assert contact.own(cast.ruth.pk)[0].address == PHONE
    settings.FIELD_KEYS = ["a stranger's key"]
    with pytest.raises(contact.CannotOpen):
        contact.own(cast.ruth.pk)


@given(st.text(min_size=1, max_size=40))
def test_what_was_sealed_opens_as_it_was(address: str) -> None:
    assert contact._open(contact.seal(address)) == address
    assert contact.seal(address) != contact.seal(address), "the same address does not look the same twice"
