"""From a declared list to what the screen shows of it, and to the file somebody takes away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from goldenthread.core import exporting, lists, refs
from goldenthread.core.lists import List, Shown
from goldenthread.ui import shapes
from goldenthread.ui.jinja import count

FORMS = {"csv": "CSV", "xlsx": "Excel"}


def page_of(shown: Shown, request: HttpRequest, *, leads_to: str, add: shapes.Link | None = None) -> shapes.ListPage:
    """A list as the `list_page` component takes it; the first column leads to the page named `leads_to`."""
    wanted, asked = shown.list, request.GET.dict()
    columns = [column for column in wanted.columns if column.shown]
    kept = [*shown.chosen.items(), *(("sort", sort.code) for sort in wanted.sorts if sort.code == asked.get("sort"))]
    narrowed = bool(shown.chosen or shown.words)
    return shapes.ListPage(
        id=wanted.name.replace(".", "-"),
        caption=gettext(wanted.words),
        columns=[shapes.Column(gettext(column.words), numeric=column.numeric) for column in columns],
        rows=_rows(columns, shown, leads_to),
        count=gettext("%(count)s found") % {"count": count(shown.count.number, shown.count.capped)},
        empty=_empty(wanted, narrowed, add),
        search=shapes.Search(request.path, shown.words, kept=kept) if wanted.search else None,
        facets=[_facet(facet) for facet in shown.facets],
        sorts=_sorts(wanted, asked),
        exports=[shapes.Link(words, lists.address(asked, form=form)) for form, words in FORMS.items()],
        clear_href=request.path if narrowed else "",
        newer_href=shown.newer or "",
        older_href=shown.older or "",
    )


def _rows(columns: list[lists.Column], shown: Shown, leads_to: str) -> list[list[Any]]:
    """The cells. The address is worked out once, not for every row: that halves the cost of a page."""
    stand_in = "0" * refs.LENGTH
    before, after = reverse(leads_to, kwargs={"ref": stand_in}).split(stand_in)
    reads = [_remembering(column) for column in columns]
    return [
        [
            shapes.Cell(reads[0](row), f"{before}{row['ref']}{after}", _mark(row)),
            *(read(row) for read in reads[1:]),
        ]
        for row in shown.rows
    ]


def _remembering(column: lists.Column) -> Callable[[Mapping[str, Any]], Any]:
    """The column's reading; of a column that few values decide, each value is read once."""
    if not column.by:
        return column.read
    known: dict[Any, Any] = {}

    def read(row: Mapping[str, Any]) -> Any:
        value = row[column.by]
        if value not in known:
            known[value] = column.read(row)
        return known[value]

    return read


def _mark(row: Mapping[str, Any]) -> str:
    return row.get("sector") or ("person" if row.get("kind") == "person" else "")


def _empty(wanted: List, narrowed: bool, add: shapes.Link | None) -> shapes.Empty:
    if narrowed:
        words = gettext("Try fewer words, or show everything.")
        return shapes.Empty(gettext("Nothing here fits what you asked for"), words)
    return shapes.Empty(gettext("Nothing here yet"), gettext(wanted.empty), add)


def _facet(facet: lists.Facet) -> shapes.Facet:
    choices = [
        shapes.Choice(gettext(each.words), each.address, "" if each.count is None else count(each.count), each.chosen)
        for each in facet.choices
        if each.count != 0 or each.chosen
    ]
    return shapes.Facet(gettext(facet.words), choices)


def _sorts(wanted: List, asked: Mapping[str, str]) -> list[shapes.Choice]:
    if len(wanted.sorts) < 2:
        return []
    here = asked.get("sort") or wanted.sorts[0].code
    return [
        shapes.Choice(
            gettext(sort.words), lists.address(asked, sort=sort.code, after=None, before=None), "", sort.code == here
        )
        for sort in wanted.sorts
    ]


def download(wanted: List, request: HttpRequest) -> HttpResponse | StreamingHttpResponse | FileResponse | None:
    """The list as a file when the address asks for one (`form=csv`), else None."""
    form = request.GET.get("form", "")
    if form not in FORMS:
        return None
    asked = {key: value for key, value in request.GET.items() if key not in ("form", "after", "before")}
    headings = [gettext(column.words) for column in wanted.columns]
    found = lists.every_row(wanted, request.actor, asked)  # type: ignore[attr-defined]
    rows = ([str(column.read(row)) for column in wanted.columns] for row in found)
    name = f"{wanted.name.replace('.', '-')}-{timezone.localdate():%Y-%m-%d}.{form}"
    if form == "csv":
        response: Any = StreamingHttpResponse(exporting.stream_csv(headings, rows), content_type=exporting.TYPES[form])
    else:
        response = HttpResponse(content_type=exporting.TYPES[form])
        exporting.write(headings, rows, form, response, gettext(wanted.words))
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
