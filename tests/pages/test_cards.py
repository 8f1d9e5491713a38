"""Printed cards: what they open, for how long, and what a thief or a slip gets."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from goldenthread.core.models import Account, Card
from goldenthread.web import cards
from tests.pages.signing import account, party, who_is_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    cache.clear()


@pytest.fixture
def amina() -> Account:
    return account(party("Amina Begum"), "amina@example.org")


def test_a_card_signs_in_for_twenty_minutes_and_says_so(client: Client, amina: Account) -> None:
    code = cards.print_card(account=amina, by=None, at=timezone.now()).code
    answer = client.post("/sign-in/card/", {"code": code.lower().replace("-", " ")}, follow=True)
    assert who_is_in(client) == amina.pk
    assert 1190 <= client.session.get_expiry_age() <= 1200
    page = client.get("/account/").content.decode()
    assert re.search(r"Amina Begum, by card until \d\d:\d\d", page)
    assert answer.redirect_chain[0][0] == "/"


def test_using_the_site_does_not_lengthen_a_card_session(client: Client, amina: Account) -> None:
    code = cards.print_card(account=amina, by=None, at=timezone.now()).code
    client.post("/sign-in/card/", {"code": code})
    session = client.session
    ends = timezone.now() + timedelta(minutes=3)
    session.set_expiry(ends)
    session["anything"] = "changed"
    session.save()
    client.get("/account/")
    assert client.session.get_expiry_age() <= 180
    session.set_expiry(timezone.now() - timedelta(seconds=1))
    session.save()
    assert client.get("/account/").status_code == 302


def test_only_a_digest_of_the_code_is_kept(amina: Account) -> None:
    printed = cards.print_card(account=amina, by=None, at=timezone.now())
    row = Card.objects.values().get(pk=printed.card.pk)
    plain = printed.code.replace("-", "").lower()[:12]
    assert len(row["digest"]) == 64
    assert not any(plain in str(value).lower() or printed.code in str(value) for value in row.values())


def test_every_single_slip_in_a_code_is_noticed() -> None:
    code = "0123456789ab"
    right = code + cards.check(code)
    for place, letter in enumerate(right):
        for other in "0123456789abcdefghjkmnpqrstvwxyz":
            if other != letter:
                assert cards.read(right[:place] + other + right[place + 1 :]) == ""
    assert cards.read(cards.written(code)) == code
    assert cards.read("o" + right[1:]) == code  # o is read as 0


@pytest.mark.parametrize("typed", ["", "abc", "\x00" * 13, "é" * 13, "0" * 10_000, "0123-4567-89AB-☃"])
def test_nonsense_is_a_wrong_code_and_not_a_fault(client: Client, typed: str) -> None:
    assert client.post("/sign-in/card/", {"code": typed}).status_code == 400


def test_an_ended_card_opens_nothing(client: Client, amina: Account) -> None:
    printed = cards.print_card(account=amina, by=None, at=timezone.now())
    cards.end(card=printed.card, by=None, at=timezone.now())
    answer = client.post("/sign-in/card/", {"code": printed.code})
    assert answer.status_code == 400
    assert who_is_in(client) is None


def test_a_fourth_card_ends_the_oldest(amina: Account) -> None:
    made = [cards.print_card(account=amina, by=None, at=timezone.now() + timedelta(minutes=n)) for n in range(4)]
    working = set(Card.objects.filter(account=amina, ended_at=None).values_list("pk", flat=True))
    assert working == {printed.card.pk for printed in made[1:]}


def test_many_wrong_codes_lock_the_door_even_for_the_right_one(client: Client, amina: Account) -> None:
    code = cards.print_card(account=amina, by=None, at=timezone.now()).code
    for _ in range(10):
        assert client.post("/sign-in/card/", {"code": "0000-0000-0000-0"}).status_code == 400
    assert client.post("/sign-in/card/", {"code": code}).status_code == 429
    assert who_is_in(client) is None
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    elsewhere.post("/sign-in/card/", {"code": code})
    assert who_is_in(elsewhere) == amina.pk  # one address does not lock out another


def test_right_codes_do_not_lock_a_busy_desk(amina: Account) -> None:
    code = cards.print_card(account=amina, by=None, at=timezone.now()).code
    for _ in range(15):
        visitor = Client()
        visitor.post("/sign-in/card/", {"code": code})
        assert who_is_in(visitor) == amina.pk


def test_an_old_secret_still_reads_a_card_printed_under_it(amina: Account, settings: object) -> None:
    code = cards.print_card(account=amina, by=None, at=timezone.now()).code
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one" * 8  # type: ignore[attr-defined]
    assert cards.sign_in(code, address="x") == amina
