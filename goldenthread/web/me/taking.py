"""Taking away everything that is held: as JSON for machines, and as a zip to read."""

from __future__ import annotations

import io

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from goldenthread.core import sight, subject_export
from goldenthread.core.permissions import ANYONE, MEMBERS, Actor
from goldenthread.core.subject import Subject
from goldenthread.core.subject_values import held
from goldenthread.ui.page import page
from goldenthread.web.me import reading


def _file(body: bytes, name: str, form: str) -> HttpResponse:
    response = HttpResponse(body, content_type=form)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@page(allow=MEMBERS)
def as_json(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    who = Subject.of(sight.oneself(actor).pk)
    body = subject_export.as_json(subject_export.document(who, actor.at))
    return _file(body, f"about-me-{timezone.localdate(actor.at)}.json", "application/json")


@page(allow=MEMBERS)
def as_zip(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    person = sight.oneself(actor)
    who = Subject.of(person.pk)
    found = held(who, actor.at)
    told = {**reading.about_held(person, actor.at, found), "language": request.LANGUAGE_CODE}  # type: ignore[attr-defined]
    stream = io.BytesIO()
    subject_export.bundle(who, actor.at, found, render_to_string("web/me/export.html", told, using="jinja2"), stream)
    return _file(stream.getvalue(), f"about-me-{timezone.localdate(actor.at)}.zip", "application/zip")


@page(allow=ANYONE)
def schema(request: HttpRequest) -> HttpResponse:
    """What the JSON looks like, for whoever reads it by machine: it says nothing about anybody."""
    return _file(subject_export.as_json(subject_export.schema()), "about-me.schema.json", "application/schema+json")
