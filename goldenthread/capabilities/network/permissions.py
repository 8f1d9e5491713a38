"""Who may see which part of how we are connected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from goldenthread.core import partnership
from goldenthread.core.models import Consent
from goldenthread.core.permissions import (
    ANYONE,
    NOBODY,
    Actor,
    ActsFor,
    Agreed,
    Grown,
    Is,
    Where,
    permission,
)
from goldenthread.core.sight import BODIES
from goldenthread.domain.kinds import Purpose, Scope


@dataclass(frozen=True, slots=True)
class InPicture:
    """The person agreed to be in the connection picture, and the actor is one of the members it is shown to."""

    def holds(self, actor: Actor, thing: Any) -> bool:
        return actor.party is not None and self._agreed(actor.at).filter(subject=thing.pk).exists()

    def things(self, actor: Actor) -> Q:
        return Q(Exists(self._agreed(actor.at).filter(subject=OuterRef("pk")))) if actor.party is not None else NOBODY

    def actors(self, thing: Any, at: datetime) -> Q:
        return Q(kind="person") if self._agreed(at).filter(subject=thing.pk).exists() else NOBODY

    def _agreed(self, at: datetime) -> QuerySet[Consent]:
        return Consent.objects.filter(Consent.live(at), purpose=Purpose.CONNECTING, to=partnership.party_id())


PICTURE = ANYONE  # organisations and groups for everybody; `reading.for_reader` says who else is in it
ABSENCE = permission("network.absence", (Where("kind", BODIES),))  # of a person nobody may ask
NAMED = permission(
    "network.named",
    (Where("kind", BODIES),),
    (InPicture(), Grown(), Is("")),
    (InPicture(), Grown(), ActsFor("", Scope.PEOPLE)),
    (InPicture(), Grown(), Agreed(Purpose.DIRECTORY)),
)
