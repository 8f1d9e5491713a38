"""Just enough of a site to draw the frame in: every page the frame may link to, answered by the gallery."""

from types import SimpleNamespace
from typing import Any

from django.contrib.staticfiles.views import serve
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path

from goldenthread.ui.gallery import gallery
from goldenthread.ui.shapes import LookAs

PICTURE = {
    "label": ["Lunch club", "Library", "Bakery", "Amina"],
    "href": ["/me/", "/library/", "/bakery/", "/amina/"],
    "kind": [1, 2, 2, 0],
    "sector": [1, 2, 3, 0],
    "x": [0, 1, 0, -1],
    "y": [0, 0, 1, -1],
    "from": [0, 0, 0],
    "to": [1, 2, 3],
}


def menu(actor: Any) -> list[SimpleNamespace]:
    return [SimpleNamespace(words="Home", url="home"), SimpleNamespace(words="Who and what is here", url="gallery")]


def look_as(request: HttpRequest) -> LookAs:
    return LookAs("/look/", [("1", "Amina, neighbour"), ("2", "Bev, hub manager")], "2")


def explore(request: HttpRequest) -> HttpResponse:
    return render(request, "explore_for_tests.html")


OTHERS = ("me", "who_runs_this", "what_governs", "accessibility", "source_code", "account_login", "account_logout")
urlpatterns = [
    path("", gallery, name="home"),
    path("gallery/", gallery, name="gallery"),
    path("explore/", explore, name="explore"),
    path("explore/data/", lambda request: JsonResponse(PICTURE), name="explore_data"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("static/<path:path>", serve, {"insecure": True}),
    *(path(f"{name}/", gallery, name=name) for name in OTHERS),
]
