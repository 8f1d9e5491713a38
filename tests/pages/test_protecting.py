"""Keeping somebody out of sight on a page: what it does, who may, and that nobody finds anybody with it."""

import re
from collections.abc import Callable

import html5lib
import pytest
from django.test import Client
from django.utils import timezone

from goldenthread.core import identity, protection
from goldenthread.core.models import Account, ChangeSet, Party, Place, Protection
from goldenthread.domain.kinds import Scope
from goldenthread.web import cards
from tests.cast import Cast
from tests.pages.signing import acts_for, unlike

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
PAGE = "/protecting/"
NOBODY = "0" * 12


@pytest.fixture
def amina(client_for: SignedIn) -> Client:
    return client_for("amina")


@pytest.fixture
def sunita(cast: Cast, client_for: SignedIn) -> Client:
    """The worker, who acts for the partnership in people here."""
    acts_for(cast.sunita, cast.partnership, Scope.PEOPLE)
    return client_for("sunita")


def ask(reader: Client, what: str, do: str = "hide", worker: str = "") -> str:
    """The page that asks once more."""
    answer = reader.post(PAGE, {"do": do, "what": what, "worker": worker})
    assert answer.status_code == 200, answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(answer.content.decode())
    return unlike(answer.content.decode())


def press(reader: Client, asked: str) -> str:
    """Press the button of that page, with what the form holds and no script; the page that follows."""
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', asked))
    assert fields["sure"] == "yes"
    return unlike(reader.post(PAGE, fields, follow=True).content.decode())


def hidden(thing: Party | Place) -> bool:
    return bool(type(thing).unnarrowed.get(pk=thing.pk).hidden)


def test_a_coordinator_keeps_a_person_out_of_sight_and_shows_them_again(cast: Cast, amina: Client) -> None:
    asked = ask(amina, f"https://localhost/directory/{cast.ruth.ref.upper()}/?x=1")
    assert "Ruth Adeyemi" in asked and "Amina" in asked and not hidden(cast.ruth), "it asks first"
    after = press(amina, asked)
    assert hidden(cast.ruth) and "Ruth" not in after and cast.ruth.ref not in after
    assert amina.get(f"/directory/{cast.ruth.ref}/").status_code == 404
    assert Protection.objects.get(party=cast.ruth).worker == cast.amina
    again = ask(amina, cast.ruth.ref, "show")
    assert "Ruth" not in again
    press(amina, again)
    assert not hidden(cast.ruth)


def test_a_place_goes_with_its_rooms_and_a_record_with_those_that_are_the_same(cast: Cast, amina: Client) -> None:
    building, room = cast.places["building"], cast.places["room"]
    press(amina, ask(amina, building.ref))
    assert hidden(building) and hidden(room)
    press(amina, ask(amina, building.ref, "show"))
    assert not hidden(building) and not hidden(room)
    identity.link(one=cast.bakery, other=cast.surgery, by=cast.amina.pk, at=cast.at)
    press(amina, ask(amina, cast.bakery.ref))
    press(amina, ask(amina, cast.surgery.ref, "show"))
    assert not hidden(cast.bakery) and not hidden(cast.surgery), "either reference is enough"


def test_the_history_says_that_something_was_protected_and_not_whom(cast: Cast, amina: Client) -> None:
    press(amina, ask(amina, cast.ruth.ref))
    made = ChangeSet.objects.filter(action="core.protected").latest("pk")
    assert (made.about, made.by) == ("", cast.amina)
    press(amina, ask(amina, cast.ruth.ref, "show"))
    assert ChangeSet.objects.get(action="core.unprotected").about == ""
    assert "protected" not in amina.get("/changes/").content.decode()


def test_only_the_worker_and_whoever_protected_show_it_again(cast: Cast, amina: Client, sunita: Client) -> None:
    other = Party.objects.get(pk=cast.gurpreet.pk)
    acts_for(other, cast.partnership, Scope.PEOPLE)
    third = Client()
    third.force_login(cast.accounts["gurpreet"], backend="goldenthread.web.accounts.backend.Backend")
    press(amina, ask(amina, cast.ruth.ref, worker=cast.sunita.ref))
    press(third, ask(third, cast.ruth.ref, "show"))
    assert hidden(cast.ruth), "another coordinator who holds the reference may not"
    press(sunita, ask(sunita, cast.ruth.ref, "show"))
    assert not hidden(cast.ruth)


def test_a_card_that_they_hand_over_is_enough(cast: Cast, amina: Client) -> None:
    account = Account.objects.create_user(email="nadia@example.org", party=cast.nadia)
    card = cards.print_card(account=account, by=None, at=timezone.now())
    ended = cards.print_card(account=cast.accounts["daniel"], by=None, at=timezone.now())
    cards.end(card=ended.card, by=None, at=timezone.now())
    Protection.objects.filter(party=cast.nadia).update(worker=cast.pat, made_in=ChangeSet.objects.filter(by=None)[0])
    press(amina, ask(amina, cast.nadia.ref, "show"))
    assert hidden(cast.nadia)
    press(amina, ask(amina, card.code, "show"))
    assert not hidden(cast.nadia)
    press(amina, ask(amina, card.code))
    assert hidden(cast.nadia)
    press(amina, ask(amina, ended.code))
    assert not hidden(cast.daniel), "a card that was stopped leads nowhere"


@pytest.mark.parametrize("do", ["hide", "show"])
def test_nobody_is_found_with_it(cast: Cast, amina: Client, do: str) -> None:
    """Protected, agreed to nothing, a child, a room of a refuge: each is answered like a reference nobody has."""
    protection.protect(thing=cast.places["building"], worker=cast.sunita.pk, by=cast.sunita.pk, at=cast.at)
    Protection.objects.update(worker=cast.pat)
    Protection.objects.filter(party=cast.nadia).update(made_in=ChangeSet.objects.filter(by=None)[0])

    def answered(ref: str) -> list[str]:
        asked = ask(amina, ref, do)
        return [text.replace(ref, "…") for text in (asked, press(amina, asked))]

    unknown = answered(NOBODY)
    for thing in (cast.nadia, cast.daniel, cast.yusuf, cast.places["building"], cast.places["room"]):
        assert answered(thing.ref) == unknown, thing
    assert hidden(cast.nadia) and hidden(cast.places["room"])
    assert hidden(cast.daniel) == (do == "hide"), "it takes hold of somebody who may not be named, too"


def test_the_page_itself_is_the_same_whoever_is_protected(cast: Cast, amina: Client) -> None:
    before = unlike(amina.get(PAGE).content.decode())
    assert "no list" in before
    press(amina, ask(amina, cast.ruth.ref))
    assert unlike(amina.get(PAGE).content.decode()) == before


def test_the_partnership_stays_in_sight_and_a_worker_must_be_able_to_show_it(cast: Cast, amina: Client) -> None:
    wrong = [(cast.partnership.ref, ""), (cast.ruth.ref, cast.daniel.ref), (cast.ruth.ref, NOBODY), ("", "")]
    said = [amina.post(PAGE, {"do": "hide", "what": what, "worker": worker, "sure": "yes"}) for what, worker in wrong]
    assert [answer.status_code for answer in said] == [422] * 4
    assert unlike(said[1].content.decode()).replace(cast.daniel.ref, NOBODY) == unlike(said[2].content.decode())
    assert not hidden(cast.partnership) and not hidden(cast.ruth)


@pytest.mark.parametrize("name", ["nobody", "ruth", "gurpreet", "pat", "jo"])
def test_nobody_else_may(cast: Cast, client_for: SignedIn, name: str) -> None:
    sent = client_for(name).post(PAGE, {"do": "hide", "what": cast.club.ref, "sure": "yes"})
    assert sent.status_code == 403 and not hidden(cast.club)
