"""Signing in by code, card, passkey and link; who may give whom a way in; and what each of them does not allow."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from goldenthread.core import protection
from goldenthread.core.models import Account, Card, ChangeSet, Party
from goldenthread.core.permissions import Actor
from goldenthread.domain.kinds import Scope
from goldenthread.web import cards
from goldenthread.web.accounts import links, opening, sessions
from goldenthread.web.accounts.opening import WAYS_IN, OpeningRefusal
from tests.pages.signing import account, acts_for, agrees, party, signed_in, the_partnership, unlike, who_is_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    cache.clear()


@pytest.fixture
def amina() -> Account:
    return account(party("Amina Begum"), "amina@example.org")


@pytest.fixture
def desk() -> Account:
    """Somebody who acts for the partnership in matters of people."""
    whole, clerk = the_partnership(), party("Chen Desk")
    acts_for(clerk, whole, Scope.PEOPLE)
    return account(clerk, "desk@example.org")


def ask_for_code(client: Client, email: str) -> str:
    client.post("/sign-in/code/", {"email": email})
    found = re.search(r"\n +([0-9A-Z]{4}-[0-9A-Z]{4})\n", mail.outbox[-1].body)
    return found[1] if found else ""


# ---- the e-mailed code ----


def test_a_code_from_the_mail_signs_in(client: Client, amina: Account) -> None:
    code = ask_for_code(client, "Amina@example.org")
    assert mail.outbox[-1].subject == "Your code"
    assert who_is_in(client) is None
    answer = client.post("/sign-in/code/enter/", {"code": code.lower().replace("-", " ")})
    assert answer.status_code == 302
    assert who_is_in(client) == amina.pk


def test_the_page_one_came_from_is_gone_back_to(client: Client, amina: Account) -> None:
    client.post("/sign-in/code/", {"email": amina.email, "next": "/account/"})
    code = re.search(r"([0-9A-Z]{4}-[0-9A-Z]{4})", mail.outbox[-1].body)
    assert code
    answer = client.post("/sign-in/code/enter/", {"code": code[1], "next": "/account/"})
    assert answer.headers["Location"] == "/account/"


def test_an_address_that_was_typed_is_forgotten_with_its_code(client: Client, amina: Account) -> None:
    for email in ("amina@example.org", "stranger@example.org"):
        client.post("/sign-in/code/", {"email": email})
        assert client.session.get_expiry_age() <= 600


def test_three_wrong_codes_end_the_try_even_for_the_right_one(client: Client, amina: Account) -> None:
    code = ask_for_code(client, "amina@example.org")
    for _ in range(3):
        client.post("/sign-in/code/enter/", {"code": "0000-0000"})
    client.post("/sign-in/code/enter/", {"code": code})
    assert who_is_in(client) is None


def test_a_code_does_not_open_another_browser(client: Client, amina: Account) -> None:
    code = ask_for_code(client, "amina@example.org")
    other = Client()
    other.post("/sign-in/code/", {"email": "amina@example.org"})
    other.post("/sign-in/code/enter/", {"code": code})
    assert who_is_in(other) is None


def test_codes_for_one_address_run_out(client: Client, amina: Account) -> None:
    for _ in range(5):
        Client().post("/sign-in/code/", {"email": "amina@example.org"})
    assert len(mail.outbox) == 3


def test_an_unknown_address_is_told_how_to_join_and_opens_nothing(client: Client) -> None:
    before = Account.objects.count(), Party.objects.count()
    assert ask_for_code(client, "stranger@example.org") == ""
    assert "/sign-in/joining/" in mail.outbox[-1].body
    client.post("/sign-in/code/enter/", {"code": ""})
    assert who_is_in(client) is None
    assert (Account.objects.count(), Party.objects.count()) == before


def test_a_closed_account_gets_no_code(client: Client, amina: Account) -> None:
    opening.close(account=amina, by=None, at=timezone.now())
    assert ask_for_code(client, "amina@example.org") == ""


def test_mails_come_in_the_readers_language(client: Client, amina: Account) -> None:
    client.cookies["django_language"] = "ar"
    client.post("/sign-in/code/", {"email": "amina@example.org"})
    assert client.get("/sign-in/").headers["Content-Language"] == "ar"
    assert len(mail.outbox) == 1


# ---- one's own ways in ----


def test_a_person_prints_their_own_card_once_and_it_works(amina: Account, client: Client) -> None:
    page = signed_in(amina).post("/account/card/")
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", page.content.decode())
    assert code and "no-store" in page.headers["Cache-Control"]
    assert "localhost:8000/sign-in/" in page.content.decode()  # it says where to type it
    client.post("/sign-in/card/", {"code": code[0]})
    assert who_is_in(client) == amina.pk
    written = ChangeSet.objects.get(action="accounts.card_printed")
    assert (written.by_id, written.about) == (amina.party_id, amina.ref)


@pytest.mark.parametrize("path", ["/account/card/", "/account/passkey/"])
def test_a_card_cannot_be_turned_into_a_lasting_way_in(amina: Account, path: str) -> None:
    answer = signed_in(amina, way=sessions.CARD).post(path)
    assert answer.status_code == 403
    assert "You are signed in with a card" in answer.content.decode()
    assert not Card.objects.exists()


@pytest.mark.parametrize("path", ["/account/card/", "/account/passkey/"])
def test_an_old_session_cannot_add_a_way_in(amina: Account, path: str) -> None:
    client = signed_in(amina)
    session = client.session
    session["since"] = (timezone.now() - timedelta(hours=1)).isoformat()
    session.save()
    assert client.post(path).status_code == 403


def test_nobody_ends_a_card_that_is_not_theirs(amina: Account) -> None:
    card = cards.print_card(account=amina, by=None, at=timezone.now()).card
    bob = account(party("Bob Hall"))
    for number in (str(card.pk), "0", "-1", "x", "9" * 40, ""):
        assert signed_in(bob).post("/account/card/end/", {"card": number}).status_code == 404
    card.refresh_from_db()
    assert card.ended_at is None
    assert signed_in(amina).post("/account/card/end/", {"card": card.pk}).status_code == 302
    card.refresh_from_db()
    assert card.ended_at is not None


def test_signing_out_everywhere_ends_every_session(amina: Account) -> None:
    here, there = signed_in(amina), signed_in(amina)
    assert there.get("/account/").status_code == 200
    here.post("/sign-out/everywhere/")
    assert here.get("/account/").status_code == 302
    assert there.get("/account/").status_code == 302
    assert signed_in(Account.objects.get(pk=amina.pk)).get("/account/").status_code == 200


def test_signing_out_needs_a_button(amina: Account) -> None:
    client = signed_in(amina)
    assert client.get("/sign-out/").status_code == 405
    assert who_is_in(client) == amina.pk
    client.post("/sign-out/")
    assert who_is_in(client) is None


def test_a_stranger_is_sent_to_the_door_and_back(client: Client) -> None:
    answer = client.get("/account/")
    assert answer.headers["Location"] == "/sign-in/?next=%2Faccount%2F"


def test_a_passkey_is_offered_with_what_the_browser_needs(amina: Account) -> None:
    page = signed_in(amina).get("/account/passkey/").content.decode()
    assert '"challenge"' in page and 'id="passkey-options"' in page
    options = Client().get("/sign-in/passkey/", headers={"Accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["challenge"]


def test_a_made_up_passkey_opens_nothing(client: Client) -> None:
    client.get("/sign-in/passkey/", headers={"Accept": "application/json"})
    for credential in ("{}", "x", '{"id": "a", "response": {}}', "[]"):
        answer = client.post("/sign-in/passkey/", {"credential": credential})
        assert answer.status_code in (302, 400)
        assert who_is_in(client) is None


# ---- giving somebody else a way in ----


def test_a_desk_prints_a_card_openly(desk: Account) -> None:
    bob = agrees(party("Bob Hall"))
    page = signed_in(desk).post(reverse("print_card_for", kwargs={"ref": bob.ref}))
    assert page.status_code == 200
    card = Card.objects.get(account__party=bob)
    assert card.printed_by_id == desk.party_id
    mine = signed_in(card.account).get("/account/").content.decode()
    assert "by Chen Desk" in mine


def test_who_may_give_a_way_in_agrees_in_all_three_questions(desk: Account) -> None:
    now = timezone.now()
    bob, carer, bystander = agrees(party("Bob Hall")), party("Dal Carer"), agrees(party("Eve Bystander"))
    silent, child = party("Gil Silent"), agrees(party("Ivy Young", adult_on=now.date() + timedelta(days=900)))
    for one in (bob, silent, child):
        acts_for(carer, one, Scope.PEOPLE)
    club = party("Lunch Club", "group", sector="social")
    host = account(party("Hal Host"), "host@example.org", hosts=True)
    everyone = [bob, carer, bystander, silent, child, club, host.party, desk.party]
    expected = {
        desk.party: {bob, bystander},
        carer: {bob, silent, child},
        bystander: set(),
        host.party: set(),
        bob: set(),
    }
    for who, may in expected.items():
        actor = Actor.of(who.pk, now, hosts=who == host.party)
        assert {thing for thing in everyone if WAYS_IN.given(actor, thing)} == may
        assert set(WAYS_IN.among(actor, Party.objects.filter(pk__in=[p.pk for p in everyone]))) == may
        assert {thing for thing in everyone if WAYS_IN.holders(thing, now).filter(pk=who.pk).exists()} == may


@pytest.mark.parametrize("page", ["ways_in", "set_address", "print_card_for", "end_card_of"])
def test_a_desk_is_told_nothing_of_somebody_it_may_not_see(desk: Account, page: str) -> None:
    silent = party("Gil Silent")
    child = agrees(party("Ivy Young", adult_on=timezone.localdate() + timedelta(days=900)))
    protected = agrees(party("Nadia Kept"))
    protection.protect(thing=protected, worker=desk.party_id, by=desk.party_id, at=timezone.now())
    for target in (silent, child, protected):
        for way in ("get", "post"):
            answer = getattr(signed_in(desk), way)(
                reverse(page, kwargs={"ref": target.ref}), {"email": "x@example.org"}
            )
            assert answer.status_code == 404
    assert not Account.objects.filter(party__in=(silent, child, protected)).exists()


@pytest.mark.parametrize("page", ["ways_in", "set_address", "print_card_for", "end_card_of"])
def test_a_desk_cannot_take_over_who_has_authority(desk: Account, page: str) -> None:
    whole = Party.objects.get(name="Smethwick Together")
    chief = party("Fay Chief")
    acts_for(chief, whole, Scope.ALL)
    host = account(party("Hal Host"), "host@example.org", hosts=True)
    for target in (chief, host.party, whole):
        answer = signed_in(desk).post(reverse(page, kwargs={"ref": target.ref}), {"email": "thief@example.org"})
        assert answer.status_code == 404
    assert not Card.objects.exists()
    assert not Account.objects.filter(email="thief@example.org").exists()


def test_one_address_opens_one_account_and_the_desk_is_answered_the_same_either_way(
    desk: Account, amina: Account
) -> None:
    bob, clerk = agrees(party("Bob Hall")), signed_in(desk)
    address = reverse("set_address", kwargs={"ref": bob.ref})

    def answered(email: str) -> tuple[int, str, str]:
        sent = clerk.post(address, {"email": email})
        return sent.status_code, sent.headers["Location"], unlike(clerk.get(sent.headers["Location"]).content.decode())

    taken = answered("AMINA@example.org")
    assert not Account.objects.filter(party=bob).exists()
    assert answered("bob@example.org") == taken
    assert Account.objects.get(party=bob).email == "bob@example.org"
    assert "bob@example.org" not in taken[2] and "If no code comes" in taken[2]
    assert (
        opening.open_account(party=bob, by=None, at=timezone.now(), email=amina.email) is OpeningRefusal.ADDRESS_TAKEN
    )


def test_a_new_address_signs_out_whoever_had_the_old_one(desk: Account, amina: Account) -> None:
    hers = signed_in(amina)
    agrees(amina.party)
    signed_in(desk).post(reverse("set_address", kwargs={"ref": amina.party.ref}), {"email": "new@example.org"})
    assert hers.get("/account/").status_code == 302
    assert Account.objects.get(pk=amina.pk).email == "new@example.org"


def test_groups_do_not_sign_in() -> None:
    club = party("Lunch Club", "group", sector="social")
    assert opening.open_account(party=club, by=None, at=timezone.now()) is OpeningRefusal.NOT_A_PERSON


# ---- links from the server ----


def test_a_link_signs_in_once(client: Client) -> None:
    host = account(party("Hal Host"), "host@example.org", hosts=True)
    path = links.address(host).removeprefix("http://localhost:8000")
    assert "host@" not in path
    assert client.get(path).status_code == 200
    assert who_is_in(client) is None  # a mail scanner that opens it uses nothing up
    key = {"key": path.split("key=")[1].replace("%3A", ":")}
    client.post("/sign-in/link/", key)
    assert who_is_in(client) == host.pk
    second = Client()
    assert second.post("/sign-in/link/", key).status_code == 400
    assert who_is_in(second) is None


def test_of_two_who_use_a_link_at_once_one_comes_in() -> None:
    host = account(party("Hal Host"), "host@example.org", hosts=True)
    first, second = Account.objects.get(pk=host.pk), Account.objects.get(pk=host.pk)
    assert links.use(first)
    assert not links.use(second)


def test_a_link_lasts_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    host = account(party("Hal Host"), "host@example.org", hosts=True)
    key = links.address(host).split("key=")[1].replace("%3A", ":")
    assert links.read(key) == host
    assert links.read(key[:-1] + ("A" if key[-1] != "A" else "B")) is None
    monkeypatch.setattr(links, "LASTS", -1)
    assert links.read(key) is None


def test_a_neighbour_gets_no_link(amina: Account) -> None:
    assert not links.may_have(amina)
    assert links.read(links.address(amina).split("key=")[1].replace("%3A", ":")) is None
