"""Home: who is here today, what needs a person, who is new and what changed, told to each as far as they may know."""

from collections.abc import Callable
from datetime import timedelta

import html5lib
import pytest
from django.test import Client
from django.utils import timezone

from goldenthread.core import identity, journal, parties, protection
from goldenthread.core.models import LikelyPair, Party
from goldenthread.domain.quantities import PEOPLE, Quantity
from goldenthread.domain.times import When
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


def home(reader: Client) -> str:
    answer = reader.get("/")
    assert answer.status_code == 200
    html: str = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    return html.partition("<main")[2]


def part(html: str, name: str) -> str:
    """One panel of the page."""
    return html.partition(f'id="{name}"')[2].partition("</section>")[0]


def meet(cast: Cast, who: str, *days_ago: int) -> None:
    with journal.change(action="tests.meeting", by=None, at=cast.at) as change:
        for days in days_ago:
            when = When(from_day=timezone.localdate() - timedelta(days=days))
            giver = cast.parties[who].pk
            journal.record("session.held", change=change, when=when, giver=giver, quantity=Quantity(5, PEOPLE))


def test_whoever_is_written_down_for_today_is_here(cast: Cast, client_for: SignedIn):
    assert "Nothing is written down for today" in part(home(client_for("nobody")), "today")
    meet(cast, "club", 0)
    assert "Rolfe Street Lunch Club" in part(home(client_for("nobody")), "today")


def test_else_those_who_usually_meet_on_this_day_of_the_week(cast: Cast, client_for: SignedIn):
    meet(cast, "club", 7, 14, 21)
    meet(cast, "hub", 7, 14)  # not often enough
    meet(cast, "bakery", 6, 13, 20)  # another day
    said = part(home(client_for("nobody")), "today")
    assert "these usually meet" in said and "Rolfe Street Lunch Club" in said
    assert "Brasshouse" not in said and "Bakery" not in said


@pytest.mark.parametrize("who", ["daniel", "yusuf", "nadia"])
def test_what_somebody_did_whom_the_reader_may_not_see_changes_nothing_here(cast: Cast, client_for: SignedIn, who: str):
    meet(cast, "club", 7, 14, 21)
    readers = [client_for(name) for name in ("nobody", "ruth", "amina")]
    before = [part(home(reader), "today") for reader in readers]
    meet(cast, who, 0, 1, 2)
    assert [part(home(reader), "today") for reader in readers] == before


def test_who_is_new_is_whom_the_reader_may_see(cast: Cast, client_for: SignedIn):
    for name in ("nobody", "daniel", "jo"):
        said = part(home(client_for(name)), "new")
        assert "Tollgate Bakery" in said and "Adeyemi" not in said, name
    assert "Ruth Adeyemi" in part(home(client_for("amina")), "new")


def pair(cast: Cast, one: str, other: str) -> LikelyPair:
    low, high = sorted((cast.parties[one].pk, cast.parties[other].pk))
    with journal.change(action="tests.pairs", by=None, at=cast.at) as change:
        return LikelyPair.objects.create(one_id=low, other_id=high, reason="near_name", likeness=90, found_in=change)


def test_pairs_wait_for_the_coordinator_and_only_those_she_may_see(cast: Cast, client_for: SignedIn):
    amina = client_for("amina")
    hidden = [pair(cast, *names) for names in (("ruth", "daniel"), ("ruth", "yusuf"), ("ruth", "nadia"))]
    assert "Nothing needs you" in part(home(amina), "needs")
    page = amina.get("/alike/").content.decode()
    for waiting in hidden:
        assert waiting.ref not in page
        assert amina.post(f"/alike/{waiting.ref}/", {"same": "yes"}).status_code == 404
    assert not identity.linked_with(cast.ruth.pk) - {cast.ruth.pk}
    shown = pair(cast, "hub", "bakery")
    assert "1 pair of records looks alike" in part(home(amina), "needs")
    assert shown.ref in amina.get("/alike/").content.decode()
    for name in ("nobody", "ruth", "gurpreet", "pat", "jo"):
        assert "alike" not in part(home(client_for(name)), "needs"), name
        assert client_for(name).post(f"/alike/{shown.ref}/", {"same": "yes"}).status_code == 404
    assert amina.post(f"/alike/{shown.ref}/", {"same": "yes"}).status_code == 302
    assert identity.linked_with(cast.hub.pk) == {cast.hub.pk, cast.bakery.pk}
    assert "Nothing needs you" in part(home(amina), "needs")


def test_what_changed_does_not_tell_of_anybody_protected(cast: Cast, client_for: SignedIn):
    nobody, amina, now = client_for("nobody"), client_for("amina"), timezone.now()
    before = part(home(nobody), "changed"), amina.get("/changes/").content.count(b"<li>")
    with journal.change(action="directory.add", by=cast.amina.pk, at=now) as change:
        refuge = parties.create(kind="organisation", name="Larkspur House", sector="social", change=change)
    assert "added to the directory" in part(home(nobody), "changed")
    identity.link(one=cast.bakery, other=refuge, by=cast.amina.pk, at=now)
    protection.protect(thing=refuge, worker=cast.sunita.pk, by=cast.sunita.pk, at=now)
    refuge = Party.unnarrowed.get(pk=refuge.pk)
    bakery = Party.unnarrowed.get(pk=cast.bakery.pk)
    assert not Party.objects.filter(pk=bakery.pk).exists()  # a linked record is protected with it
    identity.unlink(one=bakery, other=refuge, by=cast.amina.pk, at=now)
    assert (part(home(nobody), "changed"), amina.get("/changes/").content.count(b"<li>")) == before
    assert b"history" not in amina.get(f"/directory/{cast.bakery.ref}/").content.partition(b"<main")[2]


def test_an_empty_place_says_what_to_do_first(db: None, client_for: SignedIn, cast: Cast):
    Party.unnarrowed.exclude(kind="").update(hidden=True, shielded=True)
    said = home(client_for("nobody"))
    assert "Nobody is here yet" in said and "/imports/new/" in said
