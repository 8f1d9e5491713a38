"""The addresses of the feed. Each one: read what is asked, find it, give it. Nothing here looks at who asks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils.translation import gettext as _

from goldenthread.capabilities.directory.oruk import asked, found, openapi, reading, vocabulary
from goldenthread.capabilities.directory.oruk.asked import Asked, BadQuery
from goldenthread.capabilities.directory.oruk.kept import Kept, Token, token
from goldenthread.capabilities.directory.oruk.vocabulary import Vocabulary
from goldenthread.engines.oruk_feed import PROFILE, VERSION, page
from goldenthread.ui.page import ANYONE, About

JSON = "application/json"
METHODS = "GET, HEAD, OPTIONS"
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Robots-Tag": "noindex",
}
FRESH = "public, max-age=60"  # seconds in which a reader need not ask again
Answer = Callable[..., Any]

_answers = Kept()
_lists = Kept()


def feed(view: Answer) -> Callable[..., HttpResponse]:
    """An address of the feed: anybody may read it, from any page of the web; nobody can send anything to it."""

    @wraps(view)
    def opened(request: HttpRequest, **rest: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
        elif request.method not in ("GET", "HEAD"):
            response = _fault(_("This feed can only be read. Use GET."), 405)
        else:
            response = _answer(request, view, rest)
        if request.method == "OPTIONS" or response.status_code == 405:
            response["Allow"] = response["Access-Control-Allow-Methods"] = METHODS
            response["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
        for name, value in OPEN.items():
            response[name] = value
        return response

    opened.about = About(ANYONE, ANYONE)  # type: ignore[attr-defined]
    return opened


def _answer(request: HttpRequest, view: Answer, rest: dict[str, Any]) -> HttpResponse:
    now = token()
    try:
        body, tag = _answers.get(
            now, (request.get_full_path(), request.LANGUAGE_CODE), lambda: _made(request, view, now, rest), _size
        )
    except BadQuery as wrong:
        return _fault(str(wrong), 400)
    except Http404:
        return _fault(_("There is nothing with this id in the feed. It may have been taken out."), 404)
    if tag in request.headers.get("If-None-Match", ""):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type=JSON)
    response["ETag"], response["Cache-Control"] = tag, FRESH
    return response


def _made(request: HttpRequest, view: Answer, now: Token, rest: dict[str, Any]) -> tuple[bytes, str]:
    """The answer as bytes, and a tag worked out from them alone: a tag of when it was made would tell of changes."""
    body = orjson.dumps(view(asked.read(request), now, **rest))
    return body, f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def _size(made: tuple[bytes, str]) -> int:
    return len(made[0])


def _fault(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(orjson.dumps({"error": sentence}), content_type=JSON, status=status)


def _page(ids: Sequence[Any], wanted: Asked, shape: Callable[[Sequence[Any]], list[dict[str, Any]]]) -> dict[str, Any]:
    """One page of a list; only what stands on it is read."""
    start = (wanted.page - 1) * wanted.per_page
    some = ids[start : start + wanted.per_page]
    contents = shape(some) if len(some) else []
    return page(contents, total=len(ids), number=wanted.page, per_page=wanted.per_page)


def _kept(now: Token, name: str, wanted: Asked, make: Callable[[], Any]) -> Any:
    return _lists.get(now, (name, wanted.which), make, lambda ids: 200 + ids.nbytes)


def _words(now: Token) -> Vocabulary:
    return _lists.get(now, "vocabulary", vocabulary.read, lambda words: 600 * len(words.shaped))


def _or_404(found_here: Any) -> Any:
    if not found_here:
        raise Http404
    return found_here


@feed
def root(wanted: Asked, now: Token) -> dict[str, Any]:
    return {
        "version": VERSION, "profile": PROFILE,
        "openapi_url": settings.SITE_ADDRESS.rstrip("/") + reverse("oruk:openapi"),
    }  # fmt: skip


@feed
def description(wanted: Asked, now: Token) -> dict[str, Any]:
    return openapi.document(settings.SITE_ADDRESS.rstrip("/") + reverse("oruk:root"), settings.PARTNERSHIP_NAME)


@feed
def services(wanted: Asked, now: Token) -> dict[str, Any]:
    words = _words(now)
    ids = _kept(now, "services", wanted, lambda: found.service_ids(wanted, words))
    if wanted.minimal:
        return _page(ids, wanted, reading.minimal)
    return _page(
        ids, wanted, lambda some: reading.services_whole(some, words) if wanted.full else reading.services(some)
    )


@feed
def service(wanted: Asked, now: Token, uuid: str) -> dict[str, Any]:
    offer = _or_404(found.one_offer(uuid).values_list("pk", flat=True)[:1])
    return _same(reading.services_whole(list(offer), _words(now)), uuid)


@feed
def organizations(wanted: Asked, now: Token) -> dict[str, Any]:
    ids = _kept(now, "organizations", wanted, lambda: found.organization_ids(wanted))
    if not (wanted.full or wanted.full_service):
        return _page(ids, wanted, reading.organizations)
    return _page(
        ids, wanted, lambda some: reading.organizations_whole(some, _words(now), services_too=wanted.full_service)
    )


@feed
def organization(wanted: Asked, now: Token, uuid: str) -> dict[str, Any]:
    body = _or_404(found.one_organization(uuid).values_list("pk", flat=True)[:1])
    return _same(reading.organizations_whole(list(body), _words(now), services_too=wanted.full_service), uuid)


@feed
def service_at_locations(wanted: Asked, now: Token) -> dict[str, Any]:
    words = _words(now)
    pairs = _kept(now, "service_at_locations", wanted, lambda: found.pair_ids(wanted, words))
    return _page(pairs, wanted, lambda some: reading.at_locations(some, words, whole=wanted.full))


@feed
def service_at_location(wanted: Asked, now: Token, uuid: str) -> dict[str, Any]:
    pair = _or_404(found.one_pair(uuid))
    return _same(reading.at_locations([pair], _words(now), whole=True), uuid)


@feed
def taxonomies(wanted: Asked, now: Token) -> dict[str, Any]:
    return _page(_words(now).taxonomies(wanted), wanted, list)


@feed
def taxonomy(wanted: Asked, now: Token, uuid: str) -> dict[str, Any]:
    words = _words(now)
    return words.taxonomy_whole(_or_404(words.scheme_by_id.get(uuid.lower())))


@feed
def taxonomy_terms(wanted: Asked, now: Token) -> dict[str, Any]:
    return _page(_words(now).terms(wanted), wanted, list)


@feed
def taxonomy_term(wanted: Asked, now: Token, uuid: str) -> dict[str, Any]:
    words = _words(now)
    return words.shaped[_or_404(words.rows_of.get(uuid.lower()))[0]]


def _same(shaped: list[dict[str, Any]], uuid: str) -> dict[str, Any]:
    """The one object, if this is its id: a thing that came with a UUID has no second one."""
    if not shaped or shaped[0]["id"] != uuid.lower():
        raise Http404
    return shaped[0]
