"""What the people who run a place do from a terminal to let somebody in."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from goldenthread.core.models import Account, Card, ChangeSet
from goldenthread.web import cards
from goldenthread.web.cli import parser
from tests.pages.signing import account, party, who_is_in

pytestmark = pytest.mark.django_db


def command(*words: str) -> int:
    told = parser().parse_args(list(words))
    return int(told.module.run(told))


def test_the_first_host_comes_in_by_a_link(capsys: pytest.CaptureFixture[str], client: Client) -> None:
    assert command("sign-in-link", "host@example.org") == 1
    assert "--new-host" in capsys.readouterr().err and not Account.objects.exists()
    assert command("sign-in-link", "host@example.org", "--new-host") == 0
    link = capsys.readouterr().out.strip()
    page = client.get(link.removeprefix("http://localhost:8000"))
    assert "host@example.org" in page.content.decode()
    client.post("/sign-in/link/", {"key": _key(page)})
    host = Account.objects.get()
    assert who_is_in(client) == host.pk and host.hosts and host.party is None
    assert ChangeSet.objects.filter(action="accounts.host_opened", about=host.ref).exists()


def _key(page: HttpResponse) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


@pytest.mark.parametrize("mode", [True, False])
def test_nobody_else_gets_a_link_in_any_mode(mode: bool, settings: object, capsys: pytest.CaptureFixture[str]) -> None:
    settings.DEMO = mode  # type: ignore[attr-defined]
    account(party("Amina Begum"), "amina@example.org")
    assert command("sign-in-link", "amina@example.org") == 1
    assert command("sign-in-link", "amina@example.org", "--new-host") == 1
    assert capsys.readouterr().out == ""
    assert not Account.objects.filter(hosts=True).exists()


def test_a_card_printed_on_the_server_opens_an_account_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    bob = party("Bob Hall")
    assert command("card", bob.ref.upper(), "--email", "bob@example.org") == 0
    code = capsys.readouterr().out.strip()
    found = cards.sign_in(code, address="a terminal")
    assert isinstance(found, Account) and (found.party, found.email) == (bob, "bob@example.org")
    assert ChangeSet.objects.get(action="accounts.card_printed").by is None
    assert command("card", "BOB@example.org") == 0
    assert cards.sign_in(capsys.readouterr().out.strip(), address="a terminal") == found
    assert Account.objects.count() == 1


def test_no_card_for_a_group_or_for_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    club = party("Lunch Club", "group", sector="social")
    assert command("card", club.ref) == 1
    assert command("card", "0" * 12) == 1
    assert not Card.objects.exists() and capsys.readouterr().out == ""
