"""Lists of people leave the house for one purpose, with a second person's word, and those in them can see it."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from goldenthread.core import consent, disclosures, journal, permissions, terms
from goldenthread.core.disclosures import DisclosureRefusal
from goldenthread.core.models import Account, Consent, Disclosure, Look, Party, Tie
from goldenthread.domain.kinds import Purpose, Scope
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
ADDRESS = "/lists-of-people/"


@pytest.fixture
def second(cast: Cast, client_for: SignedIn) -> Client:
    """Daniel, who acts for the partnership in people as Amina does."""
    with journal.change(action="tests.authority", by=None, at=cast.at) as change:
        Tie.objects.create(
            giver=cast.daniel, receiver=cast.partnership, kind_id=terms.kind("acts_for"),
            scopes=permissions.bits((Scope.PEOPLE,)), made_in=change, changed_in=change,
        )  # fmt: skip
    return client_for("daniel")


def ask(reader: Client, purpose: Purpose = Purpose.DIRECTORY) -> Disclosure:
    assert reader.post(ADDRESS, {"list": "directory.parties", "purpose": purpose}).status_code == 302
    return Disclosure.objects.latest("pk")


def agree(reader: Client, wanted: Disclosure) -> int:
    return reader.post(f"{ADDRESS}{wanted.ref}/agreement/").status_code


def take(reader: Client, wanted: Disclosure) -> list[list[str]] | None:
    """The rows of the file; None when it was not given."""
    answer = reader.post(f"{ADDRESS}{wanted.ref}/taking/")
    if answer.status_code != 200:
        return None
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def names(rows: list[list[str]] | None) -> set[str]:
    assert rows is not None
    return {row[0] for row in rows[1:]}


def test_a_list_is_taken_when_a_second_person_agreed_and_each_one_in_it_can_see_that(
    cast: Cast, client_for: SignedIn, second: Client
):
    amina, ruth = client_for("amina"), client_for("ruth")
    assert "Amina Yusufzai" not in ruth.get("/me/").content.decode().partition("<main")[2]
    wanted = ask(amina)
    assert take(amina, wanted) is None and not Look.objects.exists()
    assert agree(second, wanted) == 302
    assert names(take(amina, wanted)) == {"Ruth Adeyemi"}
    seen = ruth.get("/me/").content.decode().partition("<main")[2]
    assert "Amina Yusufzai" in seen and "to be found here by name" in seen
    assert set(Look.objects.values_list("subject", flat=True)) == {cast.ruth.pk}


def test_nobody_agrees_to_what_they_asked_for(cast: Cast, client_for: SignedIn, second: Client):
    amina = client_for("amina")
    wanted = ask(amina)
    agree(amina, wanted)
    wanted.refresh_from_db()
    assert wanted.agreed_by_id is None
    assert "Somebody else has to agree" in amina.get(ADDRESS).content.decode()
    assert take(amina, wanted) is None


def test_the_database_refuses_it_too(cast: Cast, client_for: SignedIn):
    wanted = ask(client_for("amina"))
    outcome = disclosures.agree(disclosure=wanted, by=cast.amina.pk, at=timezone.now())
    assert outcome is DisclosureRefusal.SAME_PERSON


def test_only_who_asked_takes_it_and_only_once(cast: Cast, client_for: SignedIn, second: Client):
    amina = client_for("amina")
    wanted = ask(amina)
    agree(second, wanted)
    assert take(second, wanted) is None
    assert take(amina, wanted) is not None
    assert take(amina, wanted) is None, "one agreement is for one file"
    assert f"{wanted.ref}/taking/" not in amina.get(ADDRESS).content.decode()


@pytest.mark.parametrize("role", ["nobody", "ruth", "gurpreet", "pat", "jo"])
def test_nobody_else_sees_or_moves_a_list(cast: Cast, client_for: SignedIn, second: Client, role: str):
    wanted, reader = ask(client_for("amina")), client_for(role)
    assert reader.get(ADDRESS).status_code in (302, 403)
    assert reader.post(ADDRESS, {"list": "directory.parties", "purpose": "thanks"}).status_code == 403
    assert agree(reader, wanted) in (403, 404)
    agree(second, wanted)
    assert take(reader, wanted) is None
    assert Disclosure.objects.count() == 1 and not Look.objects.exists()


def test_authority_that_ended_between_asking_and_taking_takes_nothing(cast: Cast, client_for: SignedIn, second: Client):
    amina = client_for("amina")
    wanted = ask(amina)
    agree(second, wanted)
    Tie.objects.filter(giver=cast.amina, kind=terms.kind("acts_for")).update(
        until_day=timezone.localdate() - timedelta(days=1)
    )
    assert take(amina, wanted) is None


def test_in_the_list_is_only_who_agreed_to_that_purpose_and_still_does(
    cast: Cast, client_for: SignedIn, second: Client
):
    amina, now = client_for("amina"), timezone.now()
    thanks = ask(amina, Purpose.THANKS)
    agree(second, thanks)
    assert names(take(amina, thanks)) == set()
    for one in (cast.ruth, cast.daniel):  # Daniel did not agree to be found by name
        consent.give(subject=one.pk, to=cast.partnership.pk, purpose=Purpose.THANKS, by=one.pk, at=now)
    again = ask(amina, Purpose.THANKS)
    agree(second, again)
    assert names(take(amina, again)) == {"Ruth Adeyemi"}
    consent.withdraw(consent=Consent.objects.get(subject=cast.ruth, purpose=Purpose.THANKS), by=cast.ruth.pk, at=now)
    last = ask(amina, Purpose.THANKS)
    agree(second, last)
    assert names(take(amina, last)) == set()


def test_no_child_is_in_a_list_even_for_who_acts_for_them(cast: Cast, client_for: SignedIn, second: Client):
    with journal.change(action="tests.parent", by=None, at=cast.at) as change:
        Tie.objects.create(
            giver=cast.amina, receiver=cast.yusuf, kind_id=terms.kind("acts_for"),
            scopes=permissions.bits((Scope.PEOPLE,)), made_in=change, changed_in=change,
        )  # fmt: skip
    amina = client_for("amina")
    assert amina.get(f"/directory/{cast.yusuf.ref}/").status_code == 200
    wanted = ask(amina)
    agree(second, wanted)
    assert names(take(amina, wanted)) == {"Ruth Adeyemi"}


def test_the_plain_export_of_a_list_holds_no_people(cast: Cast, client_for: SignedIn):
    for role in ("ruth", "amina", "gurpreet"):
        for form in ("csv", "csv&kind=person", "csv&q=ruth"):
            answer = client_for(role).get(f"/directory/?form={form}")
            assert b"Adeyemi" not in b"".join(answer.streaming_content), (role, form)


def test_an_asker_who_is_protected_later_is_named_on_no_page(cast: Cast, client_for: SignedIn, second: Client):
    from goldenthread.core import protection

    amina = client_for("amina")
    asked = ask(second)
    agreed = ask(amina)
    agree(second, agreed)
    protection.protect(
        thing=Party.objects.get(pk=cast.daniel.pk), worker=cast.sunita.pk, by=cast.sunita.pk, at=timezone.now()
    )
    page = amina.get(ADDRESS).content.decode()
    assert "Kowalski" not in page and asked.ref not in page and agreed.ref in page
    assert "waits for a second person" not in amina.get("/").content.decode()
    assert agree(amina, asked) == 404


def test_what_cannot_be_asked_for_is_said(cast: Cast, client_for: SignedIn):
    amina = client_for("amina")
    for bad in (
        {"list": "core.accounts", "purpose": "thanks"},
        {"list": "directory.parties", "purpose": "enforcement"},
    ):
        answer = amina.post(ADDRESS, bad)
        assert answer.status_code in (200, 422) and re.search("error|wrong", answer.content.decode())
    assert not Disclosure.objects.exists() and Account.objects.exists()
