"""The pages of the network, as a stranger, a neighbour and a coordinator get them."""

import io
import json
import re

import html5lib
import networkx as nx
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goldenthread.capabilities.network import drawing
from goldenthread.core import consent, jobs, protection
from goldenthread.core.models import Consent, Job, Tie
from goldenthread.domain.kinds import Purpose
from tests.capabilities.network.world import BODIES, World, a_party, a_tie, build
from tests.pages.signing import signed_in

pytestmark = pytest.mark.django_db
READERS = ("stranger", "neighbour", "coordinator")
CAVEAT = "A small number here does not mean little worth: it only knows the connections recorded."
BUDGET = 16  # queries of a page, with signing in and the frame


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def readers(world: World) -> dict[str, Client]:
    return {
        "stranger": Client(),
        "neighbour": signed_in(world.account("Esther")),
        "coordinator": signed_in(world.account("Farid")),
    }


def addresses(world: World) -> list[str]:
    """Every address of the network's own, and the page of the club, which carries its panel."""
    club = world["Club"].ref
    files = [f"/network/export.{ending}" for ending in ("csv", "graphml", "gexf", "json")]
    pages = ["/network/", "/network/data.json", "/network/table/", f"/network/{club}/absence/", f"/directory/{club}/"]
    return pages + files


def seen(reader: Client, address: str) -> bytes:
    """What a page shows, without the form's token, which is another one each time."""
    answer = reader.get(address)
    assert answer.status_code == 200, address
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", body)


def text(reader: Client, address: str) -> str:
    return seen(reader, address).decode()


# ---- Every page, everybody ----


@pytest.mark.parametrize("reader", READERS)
def test_every_page_opens_and_is_valid_html(world: World, readers: dict[str, Client], reader: str):
    for address in addresses(world)[:5]:
        body = text(readers[reader], address)
        if address.endswith("json"):
            assert json.loads(body)["label"]
        else:
            html5lib.HTMLParser(strict=True).parse(body)
            assert "alert(1)</script>" not in body.replace("&lt;/script&gt;", "")


@pytest.mark.parametrize("reader", READERS)
def test_only_members_get_people_and_nobody_gets_one_who_did_not_agree(
    world: World, readers: dict[str, Client], reader: str
):
    for address in addresses(world)[:4]:
        body = text(readers[reader], address)
        assert "Dara" not in body  # not yet eighteen
        assert "Chen" not in body  # agreed to be found, not to be in the picture
        assert "Bob" not in body  # agreed to the picture, not to be found
        if reader == "stranger":
            assert "Amina" not in body and "neighbours who" not in body
    picture = json.loads(text(readers[reader], "/network/data.json"))
    assert sorted(set(picture["kind"])) == ([1, 2] if reader == "stranger" else [0, 1, 2])
    assert picture["label"].count("a neighbour") == {"stranger": 0, "neighbour": 2, "coordinator": 1}[reader]


def test_the_picture_loads_its_script_and_leads_to_the_table_without_it(readers: dict[str, Client]):
    body = text(readers["stranger"], "/network/")
    assert re.search(r'<script type="module" src="[^"]*picture-[^"]+\.js"', body)
    assert '<noscript><p class="notice note">' in body and 'href="/network/table/"' in body
    assert 'data-src="/network/data.json"' in body


def test_the_table_says_who_is_connected_to_whom_in_the_order_of_names(world: World, readers: dict[str, Client]):
    body = text(readers["stranger"], "/network/table/")
    rows = re.findall(r"<tr role=\"row\">.*?</tr>", body, re.S)[1:]
    bare = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    assert [row.split(" ")[0] for row in bare] == sorted(name.split(" ")[0] for name in ("House", *BODIES))
    club = next(row for row in bare if row.startswith("Club"))
    assert all(name in club for name in ("Library", "Centre", "Walkers", "Bakery"))
    assert "?sort=" not in body and "&amp;sort=" not in body  # by name and by nothing else


def test_the_table_is_paged_and_searched_without_javascript(world: World, readers: dict[str, Client]):
    for number in range(60):
        a_party(f"Another {number:02}", "group")
    body = text(readers["stranger"], "/network/table/")
    onward = re.search(r'rel="next" href="([^"]+)"', body)
    assert onward is not None
    assert "Walkers" not in body and "Walkers" in text(readers["stranger"], f"/network/table/{onward[1]}")
    assert "Walkers" not in text(readers["stranger"], "/network/table/?kind=organisation")


# ---- Who would lose touch ----


@pytest.mark.parametrize("reader", READERS)
def test_the_question_is_answered_for_a_group_and_ends_with_what_it_does_not_mean(
    world: World, readers: dict[str, Client], reader: str
):
    body = text(readers[reader], f"/network/{world['Club'].ref}/absence/")
    assert f'<a href="/directory/{world["Growers"].ref}/"' in body
    main = body[body.index("<main") : body.index("</main>")]
    assert re.sub(r"<[^>]*>", "", main).rstrip().endswith(CAVEAT)


@pytest.mark.parametrize("reader", READERS)
def test_the_question_is_not_found_for_a_person(world: World, readers: dict[str, Client], reader: str):
    for name in ("Amina", "Esther"):
        assert readers[reader].get(f"/network/{world[name].ref}/absence/").status_code == 404


def test_when_nobody_is_cut_off_the_page_says_so_and_what_carries_it(world: World, readers: dict[str, Client]):
    a_tie(world["School"], "works_with", world["Centre"])
    body = text(readers["stranger"], f"/network/{world['Library'].ref}/absence/")
    assert "Nobody would be cut off" in body and f'href="/directory/{world["Centre"].ref}/"' in body and CAVEAT in body


def test_a_group_without_connections_gets_no_figures(readers: dict[str, Client]):
    lonely = a_party("Lonely", "group")
    body = text(readers["stranger"], f"/network/{lonely.ref}/absence/")
    assert "We cannot say" in body and '<svg class="picture"' not in body and CAVEAT in body


def test_no_page_shows_the_losses_of_several(world: World, readers: dict[str, Client]):
    for address in addresses(world):
        if "absence" not in address:
            body = seen(readers["coordinator"], address)
            assert not re.search(rb"(?i)cut.?off|lose touch if (?!this)", body), address


# ---- What must not be told ----


@pytest.mark.parametrize("reader", READERS)
def test_somebody_protected_changes_no_answer_by_a_byte(world: World, readers: dict[str, Client], reader: str):
    def everything() -> dict[str, bytes]:
        return {address: seen(readers[reader], address) for address in addresses(world)}

    everything()  # drawn once: what is kept must not tell anything either
    before = everything()
    world.of["Zahra"] = a_party("Zahra")
    world.agree("Zahra", Purpose.DIRECTORY, Purpose.CONNECTING)
    for other in ("Club", "School", "Growers"):
        a_tie(world["Zahra"], "member_of", world[other])
    assert (everything() != before) == (reader != "stranger")
    protection.protect(thing=world["Zahra"], worker=world["Farid"].pk, by=world["Farid"].pk, at=timezone.now())
    assert everything() == before
    assert readers[reader].get(f"/network/{world['Zahra'].ref}/absence/").status_code == 404


def test_a_protected_organisation_is_gone_from_every_answer(world: World, readers: dict[str, Client]):
    protection.protect(thing=world["Centre"], worker=world["Farid"].pk, by=world["Farid"].pk, at=timezone.now())
    for address in addresses(world):
        body = seen(readers["coordinator"], address)
        assert b"Centre" not in body and world["Centre"].ref.encode() not in body, address
    assert readers["coordinator"].get(f"/network/{world['Centre'].ref}/absence/").status_code == 404


def test_consent_withdrawn_takes_somebody_out_with_the_next_page(world: World, readers: dict[str, Client]):
    assert "Amina" in text(readers["coordinator"], "/network/data.json")
    for given in Consent.objects.filter(subject=world["Amina"].pk, purpose=Purpose.CONNECTING):
        consent.withdraw(consent=given, by=world["Amina"].pk, at=timezone.now())
    for address in ("/network/data.json", "/network/table/", f"/network/{world['Club'].ref}/absence/"):
        assert "Amina" not in text(readers["coordinator"], address), address


def test_what_members_see_is_not_kept_by_anybody_in_between(readers: dict[str, Client]):
    assert "no-store" in readers["neighbour"].get("/network/data.json")["Cache-Control"]


# ---- Files ----


def test_the_files_are_named_typed_and_read_back_by_networkx(readers: dict[str, Client]):
    reads = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}
    for ending, read in reads.items():
        answer = readers["coordinator"].get(f"/network/export.{ending}")
        assert f'filename="connections.{ending}"' in answer["Content-Disposition"]
        graph = read(io.BytesIO(b"".join(answer.streaming_content)))
        assert sorted(nx.get_node_attributes(graph, "label").values()) == sorted(("House", *BODIES))
        assert graph.number_of_edges() == 7
    assert readers["stranger"].get("/network/export.exe").status_code == 404


# ---- Empty, and large ----


def test_a_place_without_connections_says_what_to_do(world: World):
    for tie in Tie.objects.all():
        protection.protect(thing=tie, worker=world["Farid"].pk, by=world["Farid"].pk, at=timezone.now())
    body = text(Client(), "/network/")
    assert "No connections are recorded yet" in body and "picture.js" not in body and "data-src" not in body


def test_a_large_picture_is_drawn_in_a_job_while_the_page_says_so(
    readers: dict[str, Client], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(drawing, "AT_ONCE", 3)
    body = text(readers["neighbour"], "/network/")
    assert "The picture is being drawn." in body and "data-src" not in body and 'http-equiv="refresh"' in body
    part = readers["neighbour"].get("/network/", headers={"HX-Request": "true"})
    assert b"The picture is being drawn." in part.content and b"<html" not in part.content
    assert readers["neighbour"].get("/network/data.json").status_code == 404
    jobs.run(Job.objects.get(kind="network.draw"))
    assert readers["neighbour"].get("/network/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "data-src" in text(readers["neighbour"], "/network/")


# ---- Budgets ----


@pytest.mark.parametrize("reader", READERS)
def test_a_page_asks_the_database_as_often_however_many_there_are(
    world: World, readers: dict[str, Client], reader: str
):
    def asked() -> dict[str, int]:
        counts = {}
        for address in addresses(world):
            seen(readers[reader], address)  # warm: what is worked out once for all is there
            with CaptureQueriesContext(connection) as queries:
                seen(readers[reader], address)
            counts[address] = len(queries)
        return counts

    before = asked()
    for number in range(30):
        a_tie(a_party(f"Another {number:02}", "group", sector="social"), "works_with", world["Club"])
    cache.delete("partnership")
    assert asked() == before
    assert max(before.values()) <= BUDGET, before
