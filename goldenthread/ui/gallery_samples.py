"""What the gallery shows: invented content of the kind, length and awkwardness that real pages have."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms

from goldenthread.domain.quantities import MINUTE, PEOPLE, Quantity, currency
from goldenthread.ui.pictures.chart_map import Outline, PlaceMap, Point, place_map
from goldenthread.ui.pictures.ego import Ego, Node, ego
from goldenthread.ui.shapes import (
    Cell,
    Choice,
    Column,
    Empty,
    Event,
    Facet,
    Link,
    ListPage,
    PreviewRow,
    Progress,
    Search,
    Step,
)

AMOUNTS = (Quantity(123_450, currency("GBP")), Quantity(90, MINUTE), Quantity(12, PEOPLE))
TODAY_HERE = datetime(2026, 3, 3, 18, 30, tzinfo=UTC)

LOSING_TOUCH = (
    "The lunch club is the only thing that ties eleven people to the surgery. See who they are connected with besides."
)

NEIGHBOURS = (
    Node("Wednesday lunch club", "#ego", "group", "social"),
    Node("Harbour Street community centre", "#ego", "organisation", "social"),
    Node("Old Chapel hub", "#ego", "organisation", "social"),
    Node("Canalside food growers", "#ego", "group", "social"),
    Node("Library", "#ego", "organisation", "public"),
    Node("Mill Lane surgery", "#ego", "organisation", "public"),
    Node("Primary school", "#ego", "organisation", "public"),
    Node("Corner bakery", "#ego", "organisation", "commercial"),
    Node("Kaur & Daughters wholesale fruit and vegetables", "#ego", "organisation", "commercial"),
    Node("Amina", "#ego", "person"),
    Node("Harjit", "#ego", "person"),
    Node("ਸਿਮਰਨ", "#ego", "person"),
)


class AskForm(forms.Form):
    """One of every kind of question."""

    name = forms.CharField(
        label="What is the group called?", help_text="As people say it, for example Wednesday lunch club."
    )
    email = forms.EmailField(label="E-mail address", required=False)
    about = forms.CharField(label="What does it do?", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    kind = forms.ChoiceField(
        label="What kind is it?", choices=[("", "Choose one"), ("group", "Group"), ("org", "Organisation")]
    )
    sector = forms.ChoiceField(
        label="Which economy is it part of?",
        choices=[("social", "Social"), ("public", "Public"), ("commercial", "Commercial")],
        widget=forms.RadioSelect,
    )
    days = forms.MultipleChoiceField(
        label="On which days?",
        choices=[("tue", "Tuesday"), ("wed", "Wednesday")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick all that apply.",
        required=False,
    )
    since = forms.DateField(label="Since when?", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    agreed = forms.BooleanField(label="They agreed to be found here by name.")


def asked() -> AskForm:
    """The form as it comes back with things to put right."""
    return AskForm({"name": "", "email": "not an address", "kind": "group", "days": ["wed"]})


def ego_picture() -> Ego:
    edges = [(0, at) for at in range(1, len(NEIGHBOURS))] + [(1, 2), (4, 6), (7, 8)]
    return ego(
        NEIGHBOURS,
        edges,
        title="Who the Wednesday lunch club is connected with",
        description="Eleven connections: three social, three public, two commercial, and three people.",
    )


def map_picture() -> PlaceMap:
    west = [[-1.99, 52.49], [-1.97, 52.487], [-1.968, 52.5], [-1.975, 52.506], [-1.992, 52.502], [-1.99, 52.49]]
    east = [[-1.97, 52.487], [-1.948, 52.485], [-1.945, 52.499], [-1.968, 52.5], [-1.97, 52.487]]
    outlines = [Outline("Millside", {"type": "Polygon", "coordinates": [west]}),
                Outline("Harbour", {"type": "Polygon", "coordinates": [east]})]  # fmt: skip
    points = [
        Point("Harbour Street community centre", 52.492, -1.957, "#map"),
        Point("Old Chapel hub", 52.4925, -1.9555, "#map"),
        Point("Library", 52.4975, -1.979, "#map", "public"),
        Point("Corner bakery", 52.495, -1.966, "#map", "commercial"),
        Point("Canalside food growers", 52.5, -1.985, "#map", "social", "group"),
    ]
    return place_map(
        outlines, points, title="Where people meet", description="Five meeting places in two neighbourhoods.", most=520
    )


def groups() -> ListPage:
    return ListPage(
        id="groups",
        caption="Groups and organisations",
        columns=(Column("Name", sort_href="#groups", sorted="ascending"), Column("Sector"), Column("Meets at"),
                 Column("Connections", numeric=True, sort_href="#groups")),
        rows=(
            (Cell("Wednesday lunch club", "#groups", "social"), "Social", "Old Chapel hub", "11"),
            (Cell("Library", "#groups", "public"), "Public", "", "24"),
            (Cell("نادي المشي", "#groups", "social", lang="ar"), "Social", "Millside park gate, by the bus stop", "6"),
            (Cell("Kaur & Daughters wholesale fruit and veg", "#groups", "commercial"), "Commercial", "Unit 4", "3"),
        ),
        count="4 of more than 1,000 groups and organisations",
        empty=Empty("", ""),
        search=Search("#groups", label="Search by name"),
        facets=(
            Facet("Sector", (Choice("Social", "#groups", "812", chosen=True), Choice("Public", "#groups", "97"))),
            Facet("Place", (Choice("Millside", "#groups", "more than 1,000"), Choice("Harbour", "#groups", "64"))),
        ),
        exports=(Link("CSV", "#groups"), Link("Excel", "#groups")),
        clear_href="#groups",
        older_href="#groups",
    )  # fmt: skip


def samples() -> dict[str, Any]:
    """Everything gallery.html names."""
    return {
        "form": asked(),
        "amounts": AMOUNTS,
        "groups": groups(),
        "nobody": Empty("No groups here yet", "Bring in a list you keep.", Link("Bring in a list", "#lists")),
        "ego_picture": ego_picture(),
        "map_picture": map_picture(),
        "events": (
            Event(TODAY_HERE, "Lunch for 34 people", "#history", by="Amina"),
            Event(date(2026, 2, 24), "Was given £500 by the Harbour fund", detail="For a new cooker."),
            Event(date(2024, 9, 4), "Met for the first time"),
        ),
        "job": Progress("job", "Bringing in hirers 2025.xlsx", 1_204, 5_365, True, "#job", "#job"),
        "rows": (
            PreviewRow(4, "new", "Tai chi for beginners"),
            PreviewRow(5, "updated", "Library", "phone", "0121 496 0000", "It was 0121 496 0001."),
            PreviewRow(6, "same", "Corner bakery"),
            PreviewRow(7, "refused", "Zumba?", "since", "31/02/2025", "There is no such day. Put another."),
        ),
        "tour": Step("Who would lose touch?", LOSING_TOUCH, 4, 6, "#tour", "#tour", "#tour"),
        "crumbs": (Link("Harbour town", "#"), Link("Millside", "#")),
    }  # fmt: skip
