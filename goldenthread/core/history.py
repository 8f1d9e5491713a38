"""What was done to the record: change sets in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from goldenthread.core import registry
from goldenthread.core.models import ChangeSet


@dataclass(frozen=True, slots=True)
class Done:
    """One change: its reference, when, in words; `undone` when it was taken back."""

    ref: str
    at: datetime
    words: str
    about: str
    undone: bool


def of(ref: str, most: int = 20) -> list[Done]:
    """The latest changes to the thing with this public reference."""
    return _told(ChangeSet.objects.filter(about=ref), most)


def latest(actions: list[str], most: int = 10) -> list[Done]:
    """The latest changes of these actions, whatever they were about."""
    return _told(ChangeSet.objects.filter(action__in=actions), most)


def _told(rows: object, most: int) -> list[Done]:
    latest = rows.order_by("-pk").values_list("ref", "at", "action", "about", "undone_by")[:most]  # type: ignore[attr-defined]
    return [
        Done(ref, at, gettext(registry.action_words(action)), about, undone is not None)
        for ref, at, action, about, undone in latest
    ]
