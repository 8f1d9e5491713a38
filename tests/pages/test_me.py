"""A person's own page: what they agreed to, who looked, whom they act for; theirs to stop, and nobody else's."""

from collections.abc import Callable

import html5lib
import pytest
from django.test import Client
from django.utils import timezone

from goldenthread.core import consent, protection
from goldenthread.core.models import Account, Consent, Look, Party
from goldenthread.domain.kinds import PURPOSE_WORDS, Purpose
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


def main(reader: Client) -> str:
    answer = reader.get("/me/")
    assert answer.status_code == 200
    html: str = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    assert "no-store" in answer.headers["Cache-Control"]
    return html.partition("<main")[2]


def test_it_says_what_was_agreed_and_offers_the_rest(cast: Cast, client_for: SignedIn):
    page = main(client_for("ruth"))
    agreed, _, could = page.partition('id="looked"')[0].partition('id="could"')
    for purpose, words in PURPOSE_WORDS.items():
        held = purpose in (Purpose.DIRECTORY, Purpose.CONNECTING)
        assert (words in agreed) is held and (words in could) is not held, purpose
    assert "You have agreed to nothing" in main(client_for("daniel"))


@pytest.mark.parametrize("purpose", list(Purpose))
def test_agreeing_and_stopping_are_two_clicks(cast: Cast, client_for: SignedIn, purpose: Purpose):
    daniel = client_for("daniel")
    assert daniel.post("/me/agreements/", {"purpose": purpose}).status_code == 302
    given = Consent.objects.get(subject=cast.daniel)
    assert given.to_id == cast.partnership.pk and given.purpose == purpose
    assert f"/me/agreements/{given.ref}/end/" in main(daniel)
    assert daniel.post(f"/me/agreements/{given.ref}/end/").status_code == 302
    assert "You have agreed to nothing" in main(daniel)
    assert not Consent.objects.filter(Consent.live(timezone.now()), subject=cast.daniel).exists()


@pytest.mark.parametrize("purpose", ["", "enforcement", "debt", "directory "])
def test_nothing_else_can_be_agreed_to(cast: Cast, client_for: SignedIn, purpose: str):
    client_for("daniel").post("/me/agreements/", {"purpose": purpose})
    assert not Consent.objects.filter(subject=cast.daniel).exists()


def test_agreeing_twice_and_stopping_twice_change_nothing_more(cast: Cast, client_for: SignedIn):
    daniel = client_for("daniel")
    for _ in range(2):
        daniel.post("/me/agreements/", {"purpose": "thanks"})
    given = Consent.objects.get(subject=cast.daniel)
    daniel.post(f"/me/agreements/{given.ref}/end/")
    first = Consent.objects.get(pk=given.pk).withdrawn_at
    daniel.post(f"/me/agreements/{given.ref}/end/")
    assert Consent.objects.get(pk=given.pk).withdrawn_at == first


@pytest.mark.parametrize("role", ["nobody", "daniel", "gurpreet", "amina", "pat", "jo"])
def test_nobody_else_stops_or_sees_what_somebody_agreed_to(cast: Cast, client_for: SignedIn, role: str):
    given = Consent.objects.get(subject=cast.ruth, purpose=Purpose.DIRECTORY)
    reader = client_for(role)
    assert reader.post(f"/me/agreements/{given.ref}/end/").status_code == 404
    assert Consent.objects.get(pk=given.pk).withdrawn_at is None
    assert given.ref not in reader.get("/me/").content.decode()


def test_who_looked_is_said_but_never_somebody_protected(cast: Cast, client_for: SignedIn):
    today = timezone.localdate()
    for by in (cast.pat, cast.nadia, cast.amina):
        Look.objects.create(subject=cast.ruth, by=by, purpose=Purpose.REFERRAL, day=today)
    page = main(client_for("ruth"))
    assert "Pat Hollis" in page and "Amina Yusufzai" in page and "Quillfeather" not in page
    assert "Pat Hollis" not in main(client_for("daniel"))


def test_an_agreement_towards_somebody_protected_since_is_not_named(cast: Cast, client_for: SignedIn):
    now = timezone.now()
    consent.give(subject=cast.ruth.pk, to=cast.pat.pk, purpose=Purpose.REFERRAL, by=cast.ruth.pk, at=now)
    assert "Pat Hollis" in main(client_for("ruth"))
    protection.protect(thing=cast.pat, worker=cast.sunita.pk, by=cast.sunita.pk, at=now)
    assert "Pat Hollis" not in main(client_for("ruth"))


def test_somebody_protected_keeps_a_page_of_their_own(cast: Cast, client_for: SignedIn):
    protection.protect(
        thing=Party.objects.get(pk=cast.ruth.pk), worker=cast.sunita.pk, by=cast.sunita.pk, at=timezone.now()
    )
    page = main(client_for("ruth"))
    assert "Ruth Adeyemi" in page and PURPOSE_WORDS[Purpose.DIRECTORY] in page


def test_a_child_has_a_page_too(cast: Cast):
    child = Client()
    child.force_login(Account.objects.create_user(email="yusuf@example.org", party=cast.yusuf))
    assert "Yusuf Bello" in main(child)


def test_whom_somebody_acts_for_is_listed_and_the_host_has_no_such_page(cast: Cast, client_for: SignedIn):
    assert "Brasshouse Lane Hub" in main(client_for("gurpreet"))
    assert "Whom I may act for" not in main(client_for("ruth"))
    assert client_for("jo").get("/me/").status_code == 403
    assert client_for("nobody").get("/me/").headers["Location"].startswith("/sign-in/")
