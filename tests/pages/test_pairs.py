"""The page of records that look alike: reasons in words, both sides in a table, a search, an answer, and back."""

import re

import pytest
from django.test import Client

from goldenthread.core import consent, identity, journal, parties
from goldenthread.core.models import Consent, ContactPoint, Identifier, IdentityLink, LikelyPair, Party
from goldenthread.domain.kinds import PartyKind, Purpose
from tests.cast import AT, Cast
from tests.core.bringing import body, bring, person


def pair(one: Party, other: Party, reason: str = "near_name", likeness: int = 90) -> LikelyPair:
    low, high = sorted((one, other), key=lambda party: party.pk)
    with journal.change(action="tests.pairs", by=None, at=AT) as change:
        return LikelyPair.objects.create(one=low, other=high, reason=reason, likeness=likeness, found_in=change)


def made(name: str, kind: str = PartyKind.ORGANISATION) -> Party:
    with journal.change(action="tests.made", by=None, at=AT) as change:
        return parties.create(kind=kind, name=name, change=change)


def known(party: Party, scheme: str = "", value: str = "", phone: str = "") -> None:
    with journal.change(action="tests.known", by=None, at=AT) as change:
        if scheme:
            Identifier.objects.create(scheme=scheme, value=value, party=party, made_in=change)
        if phone:
            ContactPoint.objects.create(party=party, kind="phone", sealed="sealed", index=phone, made_in=change)


@pytest.fixture
def amina(client_for) -> Client:
    return client_for("amina")


def shown(client: Client, words: str = "") -> str:
    response = client.get("/alike/", {"q": words} if words else {})
    assert response.status_code == 200
    page = response.content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", page)


def test_why_they_look_alike_is_in_words_and_what_differs_stands_side_by_side(cast: Cast, amina: Client):
    other = made("The Tollgate Bakery")
    known(cast.bakery, "GB-COH", "01122405", phone="d1")
    known(other, "GB-COH", "07654321", phone="d1")
    pair(cast.bakery, other)
    page = shown(amina)
    assert "The names are nearly the same." in page and "They share a telephone number." in page
    row = re.search(r'<tr role="row"><th[^>]*><bdi>Company number</bdi>.*?</tr>', page, re.S)
    assert row and "01122405" in row[0] and "07654321" in row[0] and "Different" in row[0]
    telephone = re.search(r'<tr role="row"><th[^>]*><bdi>Telephone</bdi>.*?</tr>', page, re.S)
    assert telephone and "Same" in telephone[0] and "d1" not in page


def test_an_answer_is_given_taken_back_and_given_again(cast: Cast, amina: Client):
    other = made("Tollgate Bakery Ltd")
    waiting = pair(cast.bakery, other)
    amina.post(f"/alike/{waiting.ref}/", {"same": "yes"})
    assert identity.linked_with(other.pk) == {cast.bakery.pk, other.pk}
    assert "Linked: they count as one." in shown(amina)
    amina.post(f"/alike/{waiting.ref}/reopening/")
    assert identity.linked_with(other.pk) == {other.pk}
    assert "Linked" not in shown(amina) and waiting.ref in shown(amina)
    assert IdentityLink.objects.exclude(ended_in=None).count() == 1, "that it was thought so is kept"
    amina.post(f"/alike/{waiting.ref}/", {"same": "no"})
    assert "Kept apart: they are not the same." in shown(amina)
    assert identity.linked_with(other.pk) == {other.pk}


def test_a_question_that_nobody_has_answered_cannot_be_taken_back(cast: Cast, amina: Client):
    waiting = pair(cast.bakery, made("Tollgate Bakery Ltd"))
    assert amina.post(f"/alike/{waiting.ref}/reopening/").status_code == 404


def test_the_queue_is_searched_by_the_name_of_either_and_keeps_the_search_after_an_answer(cast: Cast, amina: Client):
    found = pair(cast.bakery, made("Tollgate Bakery Ltd"))
    left = pair(cast.hub, made("Brasshouse Hub"))
    page = shown(amina, "bakery LTD")
    assert found.ref in page and left.ref not in page
    assert left.ref in shown(amina, "Bráss") and found.ref not in shown(amina, "Bráss")
    assert "No two records with this name wait here" in shown(amina, "Nobody")
    assert amina.post(f"/alike/{found.ref}/", {"same": "no", "q": "bakery"}).url == "/alike/?q=bakery"


def test_a_long_queue_is_read_to_its_end_each_pair_once(cast: Cast, amina: Client, django_assert_max_num_queries):
    waiting = {pair(cast.bakery, made(f"Tollgate Bakery {n}"), likeness=80 + n % 5).ref for n in range(60)}
    seen: list[str] = []
    address = "/alike/"
    while address:
        with django_assert_max_num_queries(20):
            page = amina.get(address).content.decode()
        seen += re.findall(r'id="pair-([0-9a-z]+)"', page)
        more = re.search(r'href="(\?[^"]*after=[^"]*)"', page)
        address = f"/alike/{more[1].replace('&amp;', '&')}" if more else ""
    assert len(seen) == len(set(seen)) == 60 and set(seen) == waiting


def test_two_records_of_a_person_stay_two_until_the_person_agreed_on_both(cast: Cast, amina: Client):
    other = made("Ruth Adeyemi", PartyKind.PERSON)
    consent.give(subject=other.pk, to=cast.partnership.pk, purpose=Purpose.DIRECTORY, by=other.pk, at=AT)
    waiting = pair(cast.ruth, other, "same_name", 100)
    amina.post(f"/alike/{waiting.ref}/", {"same": "yes"})
    assert "They count as one where the person agreed on both records: to be found here by name" in shown(amina)
    consent.withdraw(consent=Consent.objects.get(subject=other), by=other.pk, at=AT)
    assert "Linked" not in shown(amina), "who is in the directory no longer is not shown here either"


@pytest.mark.parametrize("hidden", ["nadia", "daniel", "yusuf"])
def test_whom_the_reader_may_not_see_is_never_a_candidate_not_even_when_answered(
    cast: Cast, amina: Client, hidden: str
):
    before = shown(amina), shown(amina, "a")
    bring(person("twin", cast.parties[hidden].name), person("other", f"{cast.parties[hidden].name}s"))
    assert (shown(amina), shown(amina, "a")) == before, "nothing of whom a list happens to name"
    secret = pair(cast.ruth, cast.parties[hidden])
    assert (shown(amina), shown(amina, "a")) == before
    identity.decide(pair=secret, same=False, by=cast.sunita.pk, at=AT)
    assert (shown(amina), shown(amina, "a")) == before
    assert amina.post(f"/alike/{secret.ref}/reopening/").status_code == 404


def test_bodies_brought_in_wait_here_with_their_reason(cast: Cast, amina: Client):
    bring(body("a", "North Smethwick Development Trust"))
    bring(body("b", "North Smethwick Community Development Trust"))
    page = shown(amina)
    assert "The names are nearly the same." in page and "Community Development Trust" in page
    assert not IdentityLink.objects.exists(), "nothing is joined by itself"
