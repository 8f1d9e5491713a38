"""Who is in the picture for whom, what they are called there, and what is kept of it."""

import io
import json
from typing import Any

import networkx as nx
import pytest
from django.utils import timezone

from goldenthread.capabilities.network import absence, drawing, exports, jobs, panels, permissions, reading, tables
from goldenthread.core import consent, identity, protection
from goldenthread.core.models import Consent, Finding, Job, Party
from goldenthread.core.permissions import Actor
from goldenthread.domain.kinds import Purpose
from goldenthread.domain.place import Place
from tests.capabilities.network.world import BODIES, SINCE, World, a_party, a_tie, build

pytestmark = pytest.mark.django_db
READERS = [None, "Esther", "Farid"]


@pytest.fixture
def world() -> World:
    return build()


def names_in(world: World, place: Place) -> set[str]:
    named = {party.pk: name for name, party in world.of.items()}
    return {named[pk] for pk in place.party.tolist()}


def labels(world: World, reader: str | None) -> list[str]:
    actor = world.actor(reader)
    place = reading.for_reader(actor)
    return sorted(one.label for one in reading.shown(actor, place, place.party.tolist()).values())


# ---- Who is in it ----


def test_a_stranger_sees_organisations_and_groups_and_a_member_also_those_who_agreed(world: World):
    assert names_in(world, reading.for_reader(world.actor(None))) == {"House", *BODIES}
    assert names_in(world, reading.for_reader(world.actor("Esther"))) == {"House", *BODIES, "Amina", "Bob"}


def test_only_members_see_who_knows_whom(world: World):
    a_tie(world["Club"], "knows", world["School"])
    stranger, member = (reading.for_reader(world.actor(reader)) for reader in (None, "Esther"))
    knows = stranger.tie_kinds.index("knows")
    assert not (stranger.tie_kind == knows).any()
    assert (member.tie_kind == knows).sum() == 2  # and Amina knows Bob


def test_who_agreed_to_the_picture_but_not_to_be_found_is_a_neighbour_without_an_address(world: World):
    assert "a neighbour" in labels(world, "Farid") and "Amina" not in labels(world, "Esther")
    actor = world.actor("Farid")
    place = reading.for_reader(actor)
    bob = reading.shown(actor, place, [world["Bob"].pk])[world["Bob"].pk]
    assert (bob.label, bob.href, bob.named, bob.kind) == ("a neighbour", reading.NAMELESS, False, "person")


def test_who_agreed_to_both_is_named_to_those_they_agreed_with(world: World):
    assert "Amina" in labels(world, "Farid")  # he acts for the partnership, whom she let find her


def test_consent_withdrawn_takes_somebody_out_at_once_and_what_was_worked_out_with_them(world: World):
    actor = world.actor("Esther")
    drawing.draw(actor, reading.for_reader(actor))
    assert Finding.objects.filter(engine=drawing.ENGINE).exists()
    given = Consent.objects.get(subject=world["Amina"].pk, purpose=Purpose.CONNECTING)
    consent.withdraw(consent=given, by=world["Amina"].pk, at=timezone.now())
    assert not Finding.objects.exists()
    assert "Amina" not in names_in(world, reading.for_reader(world.actor("Esther")))


def test_two_records_found_to_be_the_same_are_one_and_either_leads_to_it(world: World):
    twin = a_party("Club (again)", "group", sector="social")
    a_tie(twin, "works_with", world["School"])
    identity.link(one=world["Club"], other=twin, by=world["Farid"].pk, at=SINCE)
    place = reading.for_reader(world.actor(None))
    assert place.position(twin.pk) is None
    assert reading.standing_for(place, twin.pk) == world["Club"].pk
    assert world["School"].pk in tables.neighbours(place, world["Club"].pk)


# ---- The three faces of who may be named ----


@pytest.mark.parametrize("permission", [permissions.NAMED, permissions.ABSENCE], ids=lambda one: one.name)
@pytest.mark.parametrize("reader", [*READERS, "Amina", "Bob"])
def test_asking_one_by_one_and_asking_the_database_gives_the_same_people(
    world: World, permission: Any, reader: str | None
):
    actor = world.actor(reader)
    among = set(permission.among(actor, Party.objects.all()).values_list("pk", flat=True))
    everybody = list(Party.objects.all())
    assert among == {party.pk for party in everybody if permission.given(actor, party)}
    if actor.party is not None:
        holds = {party.pk for party in everybody if permission.holders(party, actor.at).filter(pk=actor.party).exists()}
        assert holds == among


def test_nobody_may_ask_who_would_lose_touch_without_a_person(world: World):
    assert not permissions.ABSENCE.given(world.actor("Farid"), world["Amina"])


# ---- The drawing ----


def test_the_columns_hold_everybody_once_and_every_pair_once(world: World):
    a_tie(world["Library"], "supports", world["School"])  # a second tie between the same two
    actor = world.actor("Farid")
    place = reading.for_reader(actor)
    columns = drawing.columns(actor, place, drawing.draw(actor, place))
    size = len(BODIES) + 1 + 2
    assert {name: len(column) for name, column in columns.items() if name not in ("from", "to")} == dict.fromkeys(
        ("label", "href", "x", "y", "kind", "sector"), size
    )
    at = {label: number for number, label in enumerate(columns["label"])}
    pairs = set(zip(columns["from"], columns["to"], strict=True))
    assert len(pairs) == len(columns["from"]) == 10
    assert tuple(sorted((at["School"], at["Library"]))) in pairs
    assert [columns["kind"][at[name]] for name in ("Amina", "Club", "School")] == [0, 1, 2]
    assert [columns["sector"][at[name]] for name in ("Amina", "Club", "School")] == [0, 1, 2]
    assert all(0 <= value <= drawing.GRAIN for value in (*columns["x"], *columns["y"]))


def test_the_spots_are_worked_out_once_and_again_when_a_tie_is_added(world: World):
    actor = world.actor(None)
    place = reading.for_reader(actor)
    first = drawing.spots(actor, place)
    assert drawing.kept(actor, place) == first
    a_tie(world["School"], "works_with", world["Bakery <script>alert(1)</script>"])
    fresh = reading.for_reader(world.actor(None))
    assert drawing.kept(actor, fresh) is None
    assert drawing.spots(actor, fresh) != first
    assert Finding.objects.filter(engine=drawing.ENGINE).count() == 1


def test_a_large_picture_waits_for_its_job(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(drawing, "AT_ONCE", 3)
    actor = world.actor("Esther")
    place = reading.for_reader(actor)
    assert drawing.spots(actor, place) is None
    asked = jobs.ask(actor, place)
    assert jobs.ask(actor, place).pk == asked.pk
    jobs.jobs.run(asked)
    done = Job.objects.get(pk=asked.pk)
    assert (done.failure, done.result) == ("", {"drawn": len(place)})
    assert drawing.spots(actor, place) is not None
    assert drawing.kept(world.actor(None), reading.for_reader(world.actor(None))) is None  # that is another picture


# ---- Who would lose touch ----


def told(world: World, name: str, reader: str | None = None) -> absence.Absence:
    found = absence.of(world.actor(reader), world[name])
    assert found is not None
    return found


def test_those_who_reach_the_rest_only_through_the_club_are_told_by_piece(world: World):
    found = told(world, "Club")
    assert found.cut_off == 3
    assert [[one.label for one in piece.named] for piece in found.apart] == [["Growers", "Walkers"]]
    assert [one.label for one in found.alone.named] == ["Bakery <script>alert(1)</script>"]
    assert (found.before, found.after, found.own, found.members) == (7, 3, 4, False)


def test_a_member_is_told_of_people_too_and_one_without_a_name_is_a_neighbour(world: World):
    found = told(world, "Club", "Farid")
    assert found.cut_off == 5 and found.nameless
    pieces = {tuple(one.label for one in piece.named): piece.neighbours for piece in found.apart}
    assert pieces == {("Growers", "Walkers"): 0, ("Amina",): 1}  # Amina and Bob know each other


def test_when_nobody_is_cut_off_it_says_what_else_carries_the_connection(world: World):
    a_tie(world["School"], "works_with", world["Centre"])
    found = told(world, "Library")
    assert found.cut_off == 0
    assert [one.label for one in found.carriers.named] == ["Centre"]


def test_its_own_connections_are_told_from_its_side(world: World):
    told_of = {"has as a member": 2, "is helped by": 1, "is supplied by": 1, "works with": 2}
    assert dict(told(world, "Club", "Farid").kinds) == told_of


def test_a_group_without_connections_has_nothing_to_lose_and_nothing_to_tell(world: World):
    lonely = a_party("Lonely", "group")
    found = absence.of(world.actor(None), lonely)
    assert found is not None
    assert (found.own, found.cut_off) == (0, 0)


# ---- The panel ----


def test_the_panel_tells_what_is_seen_and_draws_only_who_agreed_to_it(world: World):
    values = panels.connections(world.actor("Farid"), world["Club"])
    assert values is not None
    told_of = {name for line in values["lines"] for name, *_ in line.ends}
    drawn = {dot.label for dot in values["drawn"].dots}
    assert {"Amina", "Chen"} <= told_of and "Chen" not in drawn  # Chen agreed to be found, not to be drawn
    assert {"Amina", "a neighbour", "Club"} <= drawn and values["nameless"] == 1
    assert values["drawn"].dots[0].label == "Club" and values["drawn"].dots[0].centre
    assert values["absence"].endswith(f"{world['Club'].ref}/absence/")


def test_a_person_without_connections_has_no_panel_and_never_the_question(world: World):
    assert panels.connections(world.actor("Esther"), world["Esther"]) is None
    values = panels.connections(world.actor("Amina"), world["Amina"])
    assert values is not None and values["absence"] == ""


# ---- Files ----


def exported(actor: Actor, form: str, **more: Any) -> bytes:
    stream = io.BytesIO()
    exports.write(actor, form, stream, **more)
    return stream.getvalue()


def test_a_file_from_a_page_holds_no_people_and_says_that_it_is_invented(world: World):
    for reader in READERS:
        for form in exports.FORMATS:
            data = exported(world.actor(reader), form, people=False).decode("utf-8-sig")
            assert "Club" in data and "invented" in data
            assert not any(name in data for name in ("Amina", "Bob", "Chen", "Dara"))


def test_the_partnerships_own_file_holds_the_people_who_agreed_to_be_drawn_and_named(world: World):
    data = json.loads(exported(world.actor("Farid"), "kumu"))
    assert {one["label"] for one in data["elements"]} == {"House", *BODIES, "Amina"}


def test_networkx_reads_as_many_connections_as_were_written(world: World):
    stream = io.BytesIO()
    written = exports.write(world.actor(None), "graphml", stream)
    graph = nx.MultiDiGraph(nx.read_graphml(io.BytesIO(stream.getvalue())))
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (len(BODIES) + 1, written) == (8, 7)
    assert "works with" in nx.get_edge_attributes(graph, "kind").values()


@pytest.mark.parametrize("reader", READERS)
def test_somebody_protected_changes_no_reading_by_a_byte(world: World, reader: str | None):
    def everything() -> list[Any]:
        actor = world.actor(reader)
        place = reading.for_reader(actor)
        columns = drawing.columns(actor, place, drawing.draw(actor, place))
        panel = panels.connections(actor, world["Club"])
        return [columns, panel, absence.of(actor, world["Club"]), *(exported(actor, form) for form in exports.FORMATS)]

    before = everything()
    hidden = a_party("Zahra")
    world.of["Zahra"] = hidden
    world.agree("Zahra", Purpose.DIRECTORY, Purpose.CONNECTING)
    for other in ("Club", "School", "Growers"):
        a_tie(hidden, "member_of", world[other])
    if reader is not None:
        assert everything() != before  # as long as nobody protects her she shows
    protection.protect(thing=hidden, worker=world["Farid"].pk, by=world["Farid"].pk, at=timezone.now())
    assert everything() == before
