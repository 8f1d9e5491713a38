"""The network as a file: other programs read back what was written, whatever the names hold."""

import io
import json

import igraph
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.domain.kinds import PartyKind, Sector
from goldenthread.domain.place import Place
from goldenthread.engines.exchange import FORMATS, Name, write
from tests.engines.places import place_of, places

NASTY = """<script>alert("1")</script> & 'Ümit' ]]> ਸਭਾ \x0b"""
INVENTED = "Demonstration: everything is <invented>."


def small() -> Place:
    """A club, a library and a person: two ties between the first two, one of them the other way round."""
    return place_of(
        (1, 2), (2, 1), (3, 1),
        alone=(9,),
        kinds={2: PartyKind.ORGANISATION, 3: PartyKind.PERSON},
        sectors={1: Sector.SOCIAL, 2: Sector.PUBLIC},
        tie_kinds=("works_with", "supports", "member_of"),
    )  # fmt: skip


NAMES = {1: Name("club", NASTY), 2: Name("library", "Library"), 3: Name("amina", "Amina"), 9: Name("alone", "Library")}


def written(place: Place, form: str, names: dict[int, Name] = NAMES, **more: object) -> bytes:
    stream = io.BytesIO()
    write(place, names, form, stream, **more)  # type: ignore[arg-type]
    return stream.getvalue()


def by_networkx(form: str, data: bytes) -> nx.MultiDiGraph:
    read = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[form]
    return nx.MultiDiGraph(read(io.BytesIO(data)))


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_networkx_reads_back_everybody_and_every_tie_with_what_is_known_of_them(form: str):
    graph = by_networkx(form, written(small(), form, words={"member_of": "belongs to"}, note=INVENTED))
    assert {node: (data["label"], data["kind"], data.get("sector", "")) for node, data in graph.nodes(data=True)} == {
        "club": (NASTY.replace("\x0b", ""), "group", "social"),
        "library": ("Library", "organisation", "public"),
        "amina": ("Amina", "person", ""),
        "alone": ("Library", "group", ""),
    }
    assert sorted((a, b, data["kind"]) for a, b, data in graph.edges(data=True)) == [
        ("amina", "club", "belongs to"),
        ("club", "library", "works_with"),
        ("library", "club", "supports"),
    ]


def test_igraph_reads_back_the_same_graphml(tmp_path):
    path = tmp_path / "network.graphml"
    path.write_bytes(written(small(), "graphml", note=INVENTED))
    graph = igraph.Graph.Read_GraphML(str(path))
    assert (graph.vcount(), graph.ecount(), graph.is_directed()) == (4, 3, True)
    assert graph["note"] == INVENTED
    assert graph.vs["label"] == [NASTY.replace("\x0b", ""), "Library", "Amina", "Library"]
    assert graph.vs["sector"] == ["social", "public", "", ""]
    assert graph.es["kind"] == ["works_with", "supports", "member_of"]


def test_kumu_tells_those_with_the_same_name_apart_by_their_ids():
    read = json.loads(written(small(), "kumu", note=INVENTED))
    assert [(element["id"], element["label"]) for element in read["elements"]] == [
        ("club", NASTY), ("library", "Library"), ("amina", "Amina"), ("alone", "Library"),
    ]  # fmt: skip
    assert read["connections"][0] == {"from": "club", "to": "library", "type": "works_with", "direction": "directed"}


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_a_note_is_in_every_file_and_a_script_in_a_name_in_none(form: str):
    data = written(small(), form, note="invented").decode()
    assert "invented" in data
    assert "invented" not in written(small(), form).decode()
    if form != "kumu":
        assert "<script" not in data and "\x0b" not in data


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_the_same_place_gives_the_same_bytes_and_an_unnamed_party_is_refused(form: str):
    assert written(small(), form) == written(small(), form)
    with pytest.raises(KeyError):
        written(small(), form, names={})


@given(places(most_parties=8), st.sampled_from(["graphml", "gexf"]), st.data())
def test_whatever_the_names_the_counts_are_the_same_when_read_back(place: Place, form: str, data: st.DataObject):
    names = {party: Name(f"r{party}", data.draw(st.text(max_size=12))) for party in place.party.tolist()}
    graph = by_networkx(form, written(place, form, names))
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (len(place), len(place.source))


@given(places(most_parties=8))
def test_kumu_gets_everybody_and_every_tie(place: Place):
    read = json.loads(written(place, "kumu", {party: Name(f"r{party}", "x") for party in place.party.tolist()}))
    assert (len(read["elements"]), len(read["connections"])) == (len(place), len(place.source))
