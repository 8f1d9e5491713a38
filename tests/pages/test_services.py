"""The page of a service, its forms and its slip; how a body is reached; what is shown as right and what is not."""

import re
from collections.abc import Callable
from datetime import timedelta

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goldenthread.capabilities.directory.models import Found, Opening, Service
from goldenthread.core import contact, protection
from goldenthread.core.models import ChangeSet, ContactPoint, Promise
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
SCRIPT = '<script>alert("x")</script>'


def form(cast: Cast, **more: object) -> dict[str, object]:
    return {
        "title": "Tuesday lunch", "about": "Soup and company", "running": "active", "free": "no", "fees": "£2",
        "place": cast.places["room"].ref, "eligibility": "Anybody over 50", "youngest": "50", "needs": ["food"],
        "access": ["step_free"], "access_words": "A ramp at the side", "languages": ["pa", "en"],
        "hours_words": "Not in August", "hours-TOTAL_FORMS": "3", "hours-INITIAL_FORMS": "0",
        "hours-0-weekday": "1", "hours-0-opens": "12:00", "hours-0-closes": "14:00",
        "hours-1-weekday": "3", "hours-1-opens": "18:30", "hours-1-closes": "20:00", "hours-2-weekday": "", **more,
    }  # fmt: skip


def main_of(reader: Client, address: str, status: int = 200) -> str:
    answer = reader.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    html: str = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    return html.partition("<main")[2]


@pytest.fixture
def amina(cast: Cast, client_for: SignedIn) -> Client:
    return client_for("amina")


@pytest.fixture
def lunch(cast: Cast, amina: Client) -> str:
    answer = amina.post(f"/directory/{cast.club.ref}/services/new/", form(cast))
    assert answer.status_code == 302, answer.content.decode().partition("<main")[2]
    return str(answer.headers["Location"])


def seen_in(html: str) -> str:
    found = re.search(r'name="seen" value="(\w{20})"', html)
    assert found
    return found[1]


def test_a_service_says_what_who_where_when_for_whom_and_at_what_price(cast: Cast, lunch: str, client_for: SignedIn):
    page = main_of(client_for("nobody"), lunch)
    for said in ("Tuesday lunch", "Soup and company", "Rolfe Street Lunch Club", "The Long Room", "Tuesday", "12:00",
                 "14:00", "Thursday", "18:30", "Not in August", "Anybody over 50", "from 50", "£2", "Food", "Step-free",
                 "A ramp at the side", "Panjabi"):  # fmt: skip
        assert said in page, said
    today = timezone.localdate()
    assert "Last checked on" in page and "Next check by" in page and str(today.year) in page
    words = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)  # linked data, for machines
    assert "out of date" not in words and "{" not in words


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({"check_by": timedelta(0)}, "may be out of date"),
        ({"check_by": None, "checked_on": timedelta(days=-182)}, "may be out of date"),
        ({"check_by": None, "checked_on": None}, "Nobody has said when it was last checked"),
        ({"running": "inactive"}, "Not running"),
        ({"running": "temporarily closed"}, "Closed for a while"),
    ],
)
def test_what_is_past_its_check_or_not_running_says_so_on_the_page_and_on_the_slip(
    lunch: str, client_for: SignedIn, now: dict[str, object], said: str
):
    today = timezone.localdate()
    Service.objects.update(**{k: today + v if isinstance(v, timedelta) else v for k, v in now.items()})
    for address in (lunch, f"{lunch}slip/"):
        page = main_of(client_for("nobody"), address)
        assert said in page and "Next check by" not in page


def test_a_slip_says_how_to_ask_and_nothing_about_whoever_prints_it(cast: Cast, lunch: str, client_for: SignedIn):
    reach(cast, "0121 496 0001")
    slips = {name: main_of(client_for(name), f"{lunch}slip/") for name in ("nobody", "ruth")}
    for page in slips.values():
        assert "I would like to come to Tuesday lunch" in page and "0121 496 0001" in page and "12:00" in page
        assert "Ruth" not in page
    plain = {re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page) for page in slips.values()}
    assert len(plain) == 1


def reach(cast: Cast, address: str, shown: bool = True, kind: str = "phone") -> None:
    contact.add(party=cast.club.pk, kind=kind, address=address, may_contact=shown, by=cast.amina.pk, at=timezone.now())


def test_only_numbers_and_addresses_that_are_allowed_are_shown(cast: Cast, lunch: str, client_for: SignedIn):
    reach(cast, "0121 496 0001")
    reach(cast, "0121 496 0002", shown=False)
    for name in ("nobody", "ruth", "pat", "jo"):
        page = main_of(client_for(name), lunch)
        assert "0121 496 0001" in page and "0121 496 0002" not in page


def test_the_places_openings_and_search_follow_a_change_and_its_undoing(cast: Cast, amina: Client, lunch: str):
    assert Opening.objects.count() == 2 and Found.objects.get().name_key.startswith("tuesday")
    seen = seen_in(main_of(amina, f"{lunch}change/"))
    one = {"title": "Soup", "hours-1-weekday": "", "hours-1-opens": "", "hours-1-closes": "", "seen": seen}
    assert amina.post(f"{lunch}change/", form(cast, **one)).status_code == 302
    page = main_of(amina, lunch)
    assert "Soup" in page and "18:30" not in page and "a service was changed" in page and "Amina" in page
    assert Opening.objects.count() == 1 and Found.objects.get().name_key == "soup"
    change = ChangeSet.objects.get(action="directory.service_change")
    assert amina.post(f"/changes/{change.ref}/undoing/").status_code == 302
    back = main_of(amina, lunch)
    assert "Tuesday lunch" in back and "18:30" in back
    assert Opening.objects.count() == 2 and Found.objects.get().name_key.startswith("tuesday")


def test_adding_can_be_taken_back_with_all_its_rows(cast: Cast, amina: Client, lunch: str):
    change = ChangeSet.objects.get(action="directory.service_add")
    assert amina.post(f"/changes/{change.ref}/undoing/").status_code == 302
    assert amina.get(lunch).status_code == 404
    assert not Service.objects.exists() and not Opening.objects.exists() and not Promise.objects.exists()


def test_what_is_taken_out_is_gone_and_comes_back(cast: Cast, amina: Client, lunch: str):
    assert amina.post(f"{lunch}archive/").status_code == 302
    assert amina.get(lunch).status_code == 404
    assert "Tuesday lunch" not in main_of(amina, f"/directory/{cast.club.ref}/")
    change = ChangeSet.objects.get(action="directory.service_archive")
    amina.post(f"/changes/{change.ref}/undoing/")
    assert "Tuesday lunch" in main_of(amina, lunch)


def test_a_change_somebody_else_overtook_is_refused_and_theirs_stands(cast: Cast, amina: Client, lunch: str):
    seen = seen_in(main_of(amina, f"{lunch}change/"))
    assert amina.post(f"{lunch}change/", form(cast, title="Theirs", seen=seen)).status_code == 302
    late = amina.post(f"{lunch}change/", form(cast, title="Mine", seen=seen))
    assert late.status_code == 422 and "Somebody else changed this" in late.content.decode()
    assert Service.objects.get().title == "Theirs"


def test_a_form_that_is_kept_as_it_was_changes_no_word(cast: Cast, amina: Client, lunch: str):
    before = Service.objects.values("title", "about", "times", "more", "fees", "free", "youngest").get()
    seen = seen_in(main_of(amina, f"{lunch}change/"))
    amina.post(f"{lunch}change/", form(cast, seen=seen))
    assert Service.objects.values(*before).get() == before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "id_title"),
        ({"title": "x" * 201}, "200"),
        ({"youngest": "60", "oldest": "50"}, "below the youngest"),
        ({"hours-0-closes": "11:00"}, "close after it opens"),
        ({"hours-0-closes": ""}, "Give the day"),
        ({"website": "javascript:alert(1)"}, "id_website"),
        ({"place": "000000000000"}, "id_place"),
        ({"running": "defunct"}, "id_running"),
        ({"hours-TOTAL_FORMS": "99999"}, "error"),
        ({"title": "nul\0"}, "id_title"),
    ],
)
def test_what_cannot_be_offered_is_said_beside_its_field(
    cast: Cast, amina: Client, wrong: dict[str, str], said: str
):  # fmt: skip
    answer = amina.post(f"/directory/{cast.club.ref}/services/new/", form(cast, **wrong))
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Service.objects.exists() and not ChangeSet.objects.filter(action="directory.service_add").exists()


def test_those_who_act_for_a_body_may_offer_and_others_may_not(cast: Cast, client_for: SignedIn):
    address = f"/directory/{cast.hub.ref}/services/new/"
    answers = {name: client_for(name).post(address, form(cast, place="")).status_code
               for name in ("nobody", "ruth", "pat", "jo", "gurpreet", "amina")}  # fmt: skip
    assert answers == {"nobody": 403, "ruth": 403, "pat": 403, "jo": 403, "gurpreet": 302, "amina": 302}
    assert client_for("gurpreet").post(f"/directory/{cast.club.ref}/services/new/", form(cast)).status_code == 403


def test_what_is_typed_stays_text(cast: Cast, amina: Client, client_for: SignedIn):
    typed = dict.fromkeys(("title", "about", "fees", "eligibility", "access_words", "hours_words"), SCRIPT)
    page = amina.post(f"/directory/{cast.club.ref}/services/new/", form(cast, **typed)).headers["Location"]
    for address in (page, f"{page}slip/", f"{page}change/", f"{page}archive/", f"/directory/{cast.club.ref}/"):
        assert "<script>alert" not in main_of(amina, address)


# ---- How a body is reached ----


def test_a_number_is_added_shown_hidden_and_removed(cast: Cast, lunch: str, amina: Client, client_for: SignedIn):
    page, nobody = f"/directory/{cast.club.ref}/reach/", client_for("nobody")
    assert amina.post(page, {"kind": "phone", "address": "0121 496 0003"}).status_code == 302
    assert "0121 496 0003" in main_of(amina, page) and "0121 496 0003" not in main_of(nobody, lunch)
    point = ContactPoint.objects.get().pk
    for what, shown in (("show", True), ("hide", False), ("show", True)):
        amina.post(f"{page}change/", {"point": point, "what": what})
        assert ("0121 496 0003" in main_of(nobody, lunch)) is shown
    amina.post(f"{page}change/", {"point": point, "what": "remove"})
    assert not ContactPoint.objects.exists()
    assert b"0121" not in str(list(ContactPoint.objects.values())).encode()


def test_nobody_touches_the_number_of_another_through_a_body_of_their_own(cast: Cast, client_for: SignedIn):
    reach(cast, "0121 496 0001")
    point = ContactPoint.objects.get()
    answer = client_for("gurpreet").post(
        f"/directory/{cast.hub.ref}/reach/change/", {"point": point.pk, "what": "hide"}
    )
    assert answer.status_code == 404
    for wrong in ("", "x", "9" * 30, "-1", "\0"):
        sent = client_for("gurpreet").post(f"/directory/{cast.hub.ref}/reach/change/", {"point": wrong})
        assert sent.status_code == 404, wrong
    assert ContactPoint.objects.get().may_contact


# ---- Out of sight ----


def test_a_service_of_somebody_out_of_sight_or_in_a_place_out_of_sight_is_nowhere(
    cast: Cast, lunch: str, client_for: SignedIn
):
    ref = lunch.strip("/").split("/")[-1]
    for thing in (cast.places["room"], cast.club):
        protection.protect(thing=thing, worker=cast.sunita.pk, by=cast.sunita.pk, at=timezone.now())
        for name in ("nobody", "ruth", "gurpreet", "amina", "pat", "jo"):
            reader = client_for(name)
            for end in ("", "slip/", "change/", "archive/"):
                gone, never = reader.get(f"{lunch}{end}"), reader.get(f"/directory/services/000000000000/{end}")
                assert gone.status_code == 404
                strip = re.compile(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"')
                assert strip.sub("", gone.content.decode().replace(ref, "0" * 12)) == strip.sub(
                    "", never.content.decode()
                )
            for address in ("/", "/directory/freshness/", "/directory/services/?q=lunch"):
                page = reader.get(address).content.decode()
                assert "Tuesday lunch" not in page, (name, address)


def test_the_page_costs_no_more_queries_than_it_should(cast: Cast, lunch: str, client_for: SignedIn):
    budget = {"nobody": 5, "ruth": 8, "amina": 11}
    for name, most in budget.items():
        reader = client_for(name)
        reader.get(lunch)
        with CaptureQueriesContext(connection) as queries:
            reader.get(lunch)
        assert 1 < len(queries) <= most, name


# ---- What needs checking ----


def test_the_page_of_what_is_stale_shows_each_what_they_can_see_to(cast: Cast, lunch: str, client_for: SignedIn):
    reach(cast, "0121 496 0001")
    Service.objects.update(check_by=timezone.localdate())
    assert "Tuesday lunch" in main_of(client_for("amina"), "/directory/freshness/")
    assert "0121 496 0001" in main_of(client_for("amina"), "/directory/freshness/")
    assert "Tuesday lunch" not in main_of(client_for("gurpreet"), "/directory/freshness/")
    assert client_for("ruth").get("/directory/freshness/").status_code == 403
    assert client_for("amina").post(f"{lunch}check/", {"answer": "right"}).status_code == 302
    assert "Tuesday lunch" not in main_of(client_for("amina"), "/directory/freshness/")
    assert client_for("gurpreet").post(f"{lunch}check/", {"answer": "gone"}).status_code == 403
