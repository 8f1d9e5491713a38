"""One click and “Look as…”: for the invented people of the demonstration, and nowhere else."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from goldenthread.core.models import Account
from goldenthread.web import demo_people
from goldenthread.web.accounts import links
from tests.pages.signing import account, party, signed_in, who_is_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    cache.clear()


@pytest.fixture
def amina() -> Account:
    return account(party("Amina Begum"), "amina@example.org")


@pytest.fixture
def cast() -> dict[str, Account]:
    parties = {person.ref: party(f"Invented {person.role}").pk for person in demo_people.cast()}
    assert demo_people.open_accounts(parties, at=timezone.now()) == 6
    assert demo_people.open_accounts(parties, at=timezone.now()) == 6
    return {person.ref: Account.objects.get(email=person.email) for person in demo_people.cast()}


def test_one_click_signs_in_as_each_of_four_people(client: Client, cast: dict[str, Account]) -> None:
    page = client.get("/sign-in/").content.decode()
    assert re.findall(r'name="person" value="(p\d+)"', page)[-4:] == ["p001", "p002", "p003", "p004"]
    for ref in ("p001", "p002", "p003", "p004"):
        client.post("/sign-in/look-as/", {"person": ref, "next": "/account/"})
        assert who_is_in(client) == cast[ref].pk
    assert cast["p004"].hosts and not cast["p002"].hosts


def test_looking_as_somebody_else_leaves_nothing_of_the_first(client: Client, cast: dict[str, Account]) -> None:
    client.post("/sign-in/look-as/", {"person": "p001"})
    session = client.session
    session["private"] = "of the hub manager"
    session.save()
    first = session.session_key
    client.post("/sign-in/look-as/", {"person": "p006"})
    assert who_is_in(client) == cast["p006"].pk
    assert "private" not in client.session and client.session.session_key != first


@pytest.mark.parametrize("person", ["p007", "", "amina@example.org", "p001'--"])
def test_only_the_cast_may_be_looked_as(client: Client, cast: dict[str, Account], amina: Account, person: str) -> None:
    client.post("/sign-in/look-as/", {"person": "p003"})
    before = client.session.session_key
    assert client.post("/sign-in/look-as/", {"person": person}).status_code == 404
    assert (who_is_in(client), client.session.session_key) == (cast["p003"].pk, before)


def test_in_a_town_nobody_looks_as_anybody(
    client: Client, cast: dict[str, Account], amina: Account, settings: object
) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    page = client.get("/sign-in/").content.decode()
    assert 'name="person"' not in page
    assert client.post("/sign-in/look-as/", {"person": "p001"}).status_code == 404
    assert client.get("/sign-in/look-as/").status_code == 404
    assert who_is_in(client) is None
    member = signed_in(amina)
    before = member.session.session_key
    assert member.post("/sign-in/look-as/", {"person": "p004"}).status_code == 404
    assert (who_is_in(member), member.session.session_key) == (amina.pk, before)
    assert not links.may_have(cast["p001"]) and links.may_have(cast["p004"])
    with pytest.raises(RuntimeError):
        demo_people.open_accounts({}, at=timezone.now())
