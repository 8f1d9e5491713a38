"""Drawing a large picture takes longer than a page may."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from goldenthread.capabilities.network import reading
from goldenthread.core import jobs, partnership
from goldenthread.core.models import Job
from goldenthread.core.permissions import Actor
from goldenthread.domain.place import Place
from goldenthread.ui.shapes import Progress

DRAW = "network.draw"


def draw(progress: jobs.Progress, members: bool) -> Mapping[str, Any]:
    """Work out where everybody stands, in the picture for members or in the one for everybody."""
    from goldenthread.capabilities.network import drawing  # igraph and SciPy: not for every command that starts

    actor = Actor(partnership.party_id() if members else None, timezone.now())
    place = reading.for_reader(actor)
    progress.at(0, len(place))
    drawing.draw(actor, place)
    progress.at(len(place))
    return {"drawn": len(place)}


def ask(actor: Actor, place: Place) -> Job:
    """Have the picture drawn; asked for once for each state of the place."""
    from goldenthread.capabilities.network import drawing

    key = f"{DRAW}:{drawing.key_of(actor)}:{place.revision}:{drawing.digest_of(place)[:20]}"
    return jobs.ask(DRAW, key=key, by=None, at=actor.at, members=actor.party is not None)


def progress(job: Job) -> Progress | None:
    """What the page says of it; None when it is done."""
    if job.finished_at is not None:
        return None
    done, total, _ = jobs.how_far(job)
    words = gettext("The picture is being drawn.")
    return Progress("drawing", words, done, total, True, reverse("network:picture"))
