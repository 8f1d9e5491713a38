"""A declared list: who is in it, in which order, how it is paged, counted and narrowed; the same on every page."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldenthread.core import journal, lists, names, sight
from goldenthread.core.lists import Column, Filter, List, Sort
from goldenthread.core.models import Party
from goldenthread.core.permissions import ANYONE
from tests.cast import AT, Cast

pytestmark = pytest.mark.django_db
WANTED = List(
    name="tests.parties", words="Parties", of=Party.objects.all, allow=sight.PARTY, values=("name", "kind", "sector"),
    columns=(Column("name", "Name", lambda row: row["name"]),),
    filters=(
        Filter("kind", "Kind", "kind", (("person", "People"), ("group", "Groups"), ("organisation", "Organisations"))),
        Filter("sector", "Sector", "sector", (("social", "Social"), ("public", "Public"))),
    ),
    sorts=(Sort("name", "Name", "name_key"), Sort("kind", "Kind", "kind")),
)  # fmt: skip


def show(cast: Cast, reader: str, asked: dict[str, str]) -> lists.Shown:
    return lists.show(WANTED, sight.parties(cast.actor(reader)), asked)


def write(how_many: list[str]) -> None:
    """Groups with these names, many of them the same."""
    with journal.change(action="tests.rows", by=None, at=AT) as change:
        Party.objects.bulk_create(
            Party(kind="group", name=name, name_key=names.key(name), sector="social", made_in=change, changed_in=change)
            for name in how_many
        )


def asked_of(address: str | None) -> dict[str, str] | None:
    from urllib.parse import parse_qsl

    return dict(parse_qsl(address.lstrip("?"))) if address is not None else None


def pages(cast: Cast, asked: dict[str, str], way: str) -> Iterator[lists.Shown]:
    """Every page from one on, "older" (those after) or "newer" (those before)."""
    at: dict[str, str] | None = asked
    while at is not None:
        shown = show(cast, "amina", at)
        yield shown
        at = asked_of(getattr(shown, way))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(
    drawn=st.lists(st.sampled_from(["a", "b", "B", "é", "ਗ", "م", "zz"]), max_size=40),
    size=st.integers(1, 9),
    sort=st.sampled_from(["name", "kind", "", "nothing"]),
    kind=st.sampled_from(["", "group", "nothing"]),
)
def test_walking_on_visits_every_permitted_row_once_and_walking_back_does_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, drawn: list[str], size: int, sort: str, kind: str
):
    Party.unnarrowed.filter(made_in__action="tests.rows").delete()
    write(drawn)
    monkeypatch.setattr(lists, "SIZE", size)
    asked = {key: value for key, value in {"sort": sort, "kind": kind}.items() if value}
    forth = [[row["ref"] for row in page.rows] for page in pages(cast, asked, "older")]
    whole = [row["ref"] for row in lists.every_row(WANTED, cast.actor("amina"), asked)]
    permitted = sight.parties(cast.actor("amina"))
    if kind == "group":
        permitted = permitted.filter(kind="group")
    assert [ref for page in forth for ref in page] == whole
    assert set(whole) == set(permitted.values_list("ref", flat=True)) and len(whole) == len(set(whole))
    assert all(len(page) == size for page in forth[:-1])
    last = list(pages(cast, asked, "older"))[-1]
    at = asked_of(last.newer)
    back = [[row["ref"] for row in page.rows] for page in pages(cast, at, "newer")] if at is not None else []
    assert (
        [ref for page in reversed(back) for ref in page] == whole[: -len(forth[-1]) or None] if len(forth) > 1 else True
    )


def test_a_reference_of_somebody_unseen_is_no_place_to_start_from(cast: Cast):
    plain = show(cast, "nobody", {})
    for ref in (cast.nadia.ref, cast.ruth.ref, "n0b0dyn0b0dy", "\0"):
        for way in ("after", "before"):
            shown = show(cast, "nobody", {way: ref})
            assert (shown.rows, shown.count, shown.newer) == (plain.rows, plain.count, plain.newer), (way, ref)


def test_counts_and_tallies_stop_at_the_cap(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lists, "CAP", 8)
    write(["a"] * 20)
    shown = show(cast, "nobody", {})
    assert (shown.count.number, shown.count.capped) == (8, True)
    assert [choice.count for facet in shown.facets for choice in facet.choices] == [None] * 5
    narrowed = show(cast, "nobody", {"kind": "organisation"})
    assert (narrowed.count.number, narrowed.count.capped) == (4, False)


def test_a_facet_counts_what_choosing_it_would_show(cast: Cast):
    for name in ("nobody", "ruth", "amina"):
        for asked in ({}, {"kind": "organisation"}, {"sector": "social"}, {"kind": "group", "sector": "public"}):
            shown = show(cast, name, asked)
            for facet in shown.facets:
                for choice in facet.choices:
                    if not choice.chosen:
                        then = show(cast, name, asked_of(choice.address) or {})
                        assert choice.count == then.count.number, (name, asked, choice)


def test_rows_that_are_people_leave_only_when_said_which(cast: Cast):
    from dataclasses import replace

    from django.db.models import Q

    people = replace(WANTED, people=Q(kind="person"))
    plain = list(lists.every_row(people, cast.actor("amina"), {}))
    assert plain and not [row for row in plain if row["kind"] == "person"]
    chosen = lists.every_row(people, cast.actor("amina"), {}, people=Q(kind="person", name__startswith="Ruth"))
    assert [row["name"] for row in chosen if row["kind"] == "person"] == ["Ruth Adeyemi"]


@pytest.mark.parametrize("asked", [{}, {"kind": "group"}, {"kind": "group", "sector": "social"}, {"after": "x" * 12}])
def test_a_page_is_a_fixed_number_of_queries_however_long_the_list(cast: Cast, asked: dict[str, str]):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            show(cast, "amina", asked)
        return len(found)

    queries()
    before = queries()
    write([f"g{number}" for number in range(200)])
    assert queries() == before


def test_an_address_keeps_what_was_asked_and_leaves_out_what_was_not(cast: Cast):
    assert lists.address({"q": "a b", "kind": ""}, after="x", before=None) == "?" + urlencode(
        {"q": "a b", "after": "x"}
    )
    assert lists.address({}, after=None) == "?"
    assert ANYONE.among(cast.actor("nobody"), Party.objects.all()).exists()
