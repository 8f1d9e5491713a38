"""The directory through its pages: adding, changing, taking out and back; what is typed stays text; what pages cost."""

import csv
import io
import re
from collections.abc import Callable

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goldenthread.capabilities.directory.models import Listing
from goldenthread.core import journal, lists, parties, terms
from goldenthread.core.models import ChangeSet, Party, Tie
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
SCRIPT = '<script>alert("x")</script> & “Sons”'


def form(name: str, **more: object) -> dict[str, object]:
    return {"kind": "group", "name": name, "sector": "social", **more}


def text(reader: Client, address: str) -> str:
    answer = reader.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    html: str = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    return html


@pytest.fixture
def amina(cast: Cast, client_for: SignedIn) -> Client:
    return client_for("amina")


# ---- Adding, changing, taking out ----


def test_a_group_that_is_added_is_found_at_once_and_shown_to_everybody(amina: Client, client_for: SignedIn):
    answer = amina.post("/directory/new/", form("Chai and chat", about="Tea on Tuesdays", postcode="b661bg", sort=""))
    page = answer.headers["Location"]
    html = text(client_for("nobody"), page)
    assert "Chai and chat" in html and "Tea on Tuesdays" in html and "B66 1BG" in html
    assert page in text(client_for("nobody"), "/directory/?q=chai")
    assert page in text(client_for("nobody"), "/directory/?q=B66+1BG")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "id_name"),
        ({"name": "x" * 301}, "300"),
        ({"about": "x" * 2001}, "2"),
        ({"kind": "person"}, "id_kind"),
        ({"postcode": "nowhere"}, "B66 1BA"),
        ({"website": "javascript:alert(1)"}, "id_website"),
        ({"name": "nul\0byte"}, "id_name"),
    ],
)
def test_what_cannot_be_listed_is_said_beside_its_field_and_kept_in_the_form(
    amina: Client, wrong: dict[str, str], said: str
):
    before = Party.unnarrowed.count(), ChangeSet.objects.count()
    answer = amina.post("/directory/new/", form("Chai and chat") | wrong)
    assert answer.status_code == 422
    html = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(html.replace("\0", ""))
    assert said in html and "error" in html
    assert (Party.unnarrowed.count(), ChangeSet.objects.count()) == before


def test_a_name_may_be_as_long_as_the_form_says(amina: Client):
    answer = amina.post("/directory/new/", form("ਗ" * 300))
    assert "ਗ" * 300 in text(amina, answer.headers["Location"])


def test_a_change_somebody_else_overtook_is_refused_and_theirs_stands(cast: Cast, amina: Client, client_for: SignedIn):
    page = f"/directory/{cast.hub.ref}/change/"
    seen = re.search(r'name="seen" value="([0-9a-f]{20})"', text(amina, page))
    assert seen
    gurpreet = client_for("gurpreet")
    first = form("Brasshouse Hub", kind="organisation", seen=seen[1])
    assert gurpreet.post(page, first).status_code == 302
    late = amina.post(page, form("Lane Hub", kind="organisation", seen=seen[1]))
    assert late.status_code == 422 and "Somebody else changed this" in late.content.decode()
    assert Party.objects.get(pk=cast.hub.pk).name == "Brasshouse Hub"


def test_a_change_is_taken_back_with_everything_it_changed(cast: Cast, amina: Client):
    page = f"/directory/{cast.bakery.ref}/"
    wanted = form("Tollgate Loaves", kind="organisation", about="Bread", postcode="B66 1BG")
    amina.post(f"{page}change/", wanted | {"seen": parties.version(cast.bakery)})
    changed = text(amina, page)
    assert "Tollgate Loaves" in changed and "Bread" in changed and "B66 1BG" in changed
    change = ChangeSet.objects.get(action="directory.change")
    assert amina.post(f"/changes/{change.ref}/undoing/").status_code == 302
    back = text(amina, page)
    assert "Tollgate Bakery" in back and "Tollgate Loaves" not in back.replace("Taken back", "")
    assert "Bread" not in back and "B66 1BG" not in back
    assert page in text(amina, "/directory/?q=bakery") and page not in text(amina, "/directory/?q=loaves")


def test_what_is_taken_out_is_gone_and_comes_back_whole(cast: Cast, amina: Client, client_for: SignedIn):
    page, nobody = f"/directory/{cast.bakery.ref}/", client_for("nobody")
    before = text(nobody, page)
    assert amina.post(f"{page}archive/").status_code == 302
    assert nobody.get(page).status_code == 404 and amina.get(page).status_code == 404
    assert "Tollgate" not in text(nobody, "/directory/?q=tollgate") + text(nobody, "/network/table/")
    assert amina.post(f"{page}archive/").status_code == 404
    change = ChangeSet.objects.get(action="directory.archive")
    assert amina.post(f"/changes/{change.ref}/undoing/").status_code == 302
    strip = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    assert strip.sub("", text(nobody, page)) == strip.sub("", before)
    assert page in text(nobody, "/directory/?q=tollgate")


def test_taking_back_twice_is_refused_in_words(cast: Cast, amina: Client):
    amina.post(f"/directory/{cast.bakery.ref}/archive/")
    change = ChangeSet.objects.get(action="directory.archive")
    for said in ("Taken back.", "already been taken back"):
        amina.post(f"/changes/{change.ref}/undoing/")
        assert said in text(amina, "/changes/")


# ---- What is typed stays text ----


def test_a_script_in_a_name_stays_text_wherever_the_name_is_shown(amina: Client, client_for: SignedIn):
    page = amina.post("/directory/new/", form(SCRIPT, about=SCRIPT)).headers["Location"]
    for reader in (amina, client_for("nobody")):
        for address in (page, f"{page}change/", f"{page}archive/", "/", "/directory/", "/network/table/", "/changes/"):
            answer = reader.get(address)
            if answer.status_code == 200:
                html = answer.content.decode()
                assert "<script>alert" not in html, address
                html5lib.HTMLParser(strict=True).parse(html)


def test_a_link_that_would_run_is_shown_to_nobody_even_where_a_file_brought_it(cast: Cast, client_for: SignedIn):
    Listing.objects.create(party=cast.bakery, about="Bread", website="javascript:alert(1)")
    assert "javascript:" not in text(client_for("nobody"), f"/directory/{cast.bakery.ref}/")


def test_no_cell_of_a_file_is_run_by_a_spreadsheet(amina: Client, client_for: SignedIn):
    names = ("=cmd|'/C calc'!A0", "+44 121", "-2+3", "@SUM(A1)", "\u0009=1")
    for name in names:
        amina.post("/directory/new/", form(name))
    body = b"".join(client_for("nobody").get("/directory/?form=csv").streaming_content).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(body)) for cell in row]
    assert "'=cmd|'/C calc'!A0" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]


# ---- Lists ----


def many(count: int) -> None:
    with journal.change(action="directory.add", by=None, at=timezone.now()) as change:
        for number in range(count):
            # every third name is borne by several: the key breaks the tie
            parties.create(kind="group", name=f"Group {number // 3:04}", sector="social", change=change)


def test_an_empty_list_says_so_and_what_to_do(cast: Cast, client_for: SignedIn):
    assert "Nothing here fits" in text(client_for("nobody"), "/directory/?q=nothinglikethis")
    assert "Nothing here fits" in text(client_for("nobody"), "/directory/places/?kind=plot")


def test_every_row_is_met_once_going_forth_and_once_coming_back(cast: Cast, client_for: SignedIn):
    many(117)
    nobody, address = client_for("nobody"), "/directory/?kind=group"
    forth: list[list[str]] = []
    while address:
        html = text(nobody, address)
        forth.append(re.findall(r'rowheader">.*?href="/directory/(\w{12})/"', html, re.S))
        last, onward = address, re.search(r'rel="next" href="([^"]+)"', html)
        address = f"/directory/{onward[1]}".replace("&amp;", "&") if onward else ""
    whole = list(Party.objects.filter(kind="group").order_by("name_key", "pk").values_list("ref", flat=True))
    assert [ref for page in forth for ref in page] == whole and len(forth) == 3
    back: list[list[str]] = []
    address = last
    while address:
        html = text(nobody, address)
        back.append(re.findall(r'rowheader">.*?href="/directory/(\w{12})/"', html, re.S))
        earlier = re.search(r'rel="prev" href="([^"]+)"', html)
        address = f"/directory/{earlier[1]}".replace("&amp;", "&") if earlier else ""
    assert [ref for page in reversed(back) for ref in page] == whole


def test_a_count_stops_at_a_thousand(cast: Cast, client_for: SignedIn, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lists, "CAP", 30)
    many(40)
    html = text(client_for("nobody"), "/directory/")
    assert "more than 30 found" in html
    assert "more than" not in text(client_for("nobody"), "/directory/?kind=organisation")


def test_the_facets_add_up_to_what_is_found(cast: Cast, client_for: SignedIn):
    html = text(client_for("nobody"), "/directory/")
    shown = {words: int(n) for words, n in re.findall(r'">([\w ]+)</a><span class="n">(\d+)</span>', html)}
    assert shown == {"Organisations": 4, "Groups": 1, "Social": 3, "Public": 1, "Commercial": 1}


def test_where_somebody_lives_is_on_no_page_of_the_place(cast: Cast, client_for: SignedIn):
    with journal.change(action="tests.lives", by=None, at=cast.at) as change:
        Tie.objects.create(
            giver=cast.ruth, place=cast.places["building"], kind_id=terms.kind("lives_in"), made_in=change,
            changed_in=change,
        )  # fmt: skip
    for name in ("nobody", "amina", "gurpreet", "pat"):
        assert "Adeyemi" not in text(client_for(name), f"/directory/places/{cast.places['building'].ref}/")
        found = client_for(name).get(f"/directory/{cast.ruth.ref}/")
        assert b"lives in" not in found.content
    assert "lives in" in text(client_for("ruth"), f"/directory/{cast.ruth.ref}/")


@pytest.mark.parametrize("address", ["/directory/", "/directory/places/", "/network/table/"])
@pytest.mark.parametrize(
    "asked", ["q=%00", "q=a%00b", "after=%00", "before=%00", "q=%25_%27%22", "kind=%00", "q=%F0%9F%92%A9"]
)
def test_no_question_breaks_a_list(cast: Cast, client_for: SignedIn, address: str, asked: str):
    text(client_for("nobody"), f"{address}?{asked}")


# ---- What a page costs ----


PAGES = {  # address, and its queries: for a stranger, for a neighbour, for the coordinator
    "/": (5, 8, 12),
    "/directory/": (3, 6, 6),
    "/directory/?q=group": (3, 6, 6),
    "/directory/?kind=group": (4, 7, 7),
    "/directory/{club}/": (12, 16, 16),
    "/directory/{ruth}/": (1, 14, 13),
    "/directory/{club}/change/": (1, 4, 6),
    "/directory/places/": (3, 6, 6),
    "/directory/places/{room}/": (6, 9, 9),
    "/directory/map/": (2, 5, 5),
    "/directory/postcode/?postcode=B66+1BG": (1, 4, 4),
    "/directory/new/": (0, 3, 3),
    "/changes/": (0, 3, 4),
    "/alike/": (0, 3, 5),
    "/lists-of-people/": (0, 3, 4),
    "/me/": (0, 51, 50),
}


def test_each_page_asks_the_database_as_often_as_it_should(cast: Cast, client_for: SignedIn):
    readers = [client_for(name) for name in ("nobody", "ruth", "amina")]
    many(60)
    found = {}
    for page in PAGES:
        address = page.format(club=cast.club.ref, ruth=cast.ruth.ref, room=cast.places["room"].ref)
        counts = []
        for reader in readers:
            reader.get(address)  # what is worked out once for all is there
            with CaptureQueriesContext(connection) as queries:
                reader.get(address)
            counts.append(len(queries))
        found[page] = tuple(counts)
    assert found == PAGES
