"""Services for tests, written as an import writes them."""

from __future__ import annotations

from typing import Any

from goldenthread.capabilities.directory.details import DETAILS
from goldenthread.core import journal, terms
from goldenthread.core.models import ChangeSet, Party, Place, Promise
from tests.cast import AT

WRITER = next(writer for writer in DETAILS if writer.kind == "service")


def service(giver: Party | None, place: Place | None = None, **detail: Any) -> Promise:
    """A standing offer with what a file says of it."""
    with journal.change(action="core.import", by=None, at=AT) as change:
        promise = Promise.objects.create(
            giver=giver, kind_id=terms.kind("service"), place=place, made_in=change, changed_in=change
        )
        WRITER.write([(promise.pk, detail)], change)
    return promise


def say(promise: Promise, **detail: Any) -> ChangeSet:
    """A later file says something else."""
    with journal.change(action="core.import", by=None, at=AT) as change:
        WRITER.write([(promise.pk, detail)], change)
    return change


def building(name: str, lat: float | None = None, lon: float | None = None, postcode: str = "") -> Place:
    with journal.change(action="tests.place", by=None, at=AT) as change:
        return Place.objects.create(
            kind="building", name=name, name_key=name.lower(), lat=lat, lon=lon, postcode=postcode, made_in=change,
            changed_in=change,
        )  # fmt: skip
