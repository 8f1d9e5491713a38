"""Services as pages see them: which there are, and who may see and change one."""

from __future__ import annotations

from django.db.models import QuerySet

from goldenthread.core import terms
from goldenthread.core.models import Promise
from goldenthread.core.permissions import ActsFor, ActsForSomebody, Agreed, ForPartnership, Where, permission
from goldenthread.core.sight import BODIES
from goldenthread.domain.kinds import Purpose, Scope
from goldenthread.domain.words import N_

SEE = permission("directory.see_service", (Where("giver__kind", BODIES),))
CHANGE = permission(
    "directory.change_service",
    (ActsFor("giver", Scope.ALL), Where("giver__kind", BODIES)),
    (ActsFor("giver", Scope.BOOKINGS), Where("giver__kind", BODIES)),
    (ForPartnership(Scope.PEOPLE), Where("giver__kind", BODIES)),
    why_not=N_("Only those who act for whoever offers this, or for the partnership, can change it. Ask your "
               "network coordinator."),
)  # fmt: skip
KEEPS_FRESH = permission(
    "directory.freshness",
    (ForPartnership(Scope.PEOPLE),),
    (ActsForSomebody(Scope.BOOKINGS),),  # and whoever acts in everything
    why_not=N_("This page is for those who act for a group or an organisation. Ask your network coordinator."),
)
ANSWERS = permission(
    "directory.answer",
    (ForPartnership(Scope.PEOPLE), Agreed(Purpose.REFERRAL, "receiver")),
    why_not=N_("Only those who act for the partnership can do this. Ask your network coordinator."),
)


def all_services() -> QuerySet[Promise]:
    """Standing offers of a service that are in sight."""
    return Promise.objects.filter(kind=terms.kind("service"), receiver=None, giver__isnull=False, service__isnull=False)


def whole() -> QuerySet[Promise]:
    """The same, each with its details and whoever offers it, for a page about one."""
    return all_services().select_related("service", "giver")


def all_asks() -> QuerySet[Promise]:
    """What people asked for, nobody being named who would give it."""
    return Promise.objects.filter(kind=terms.kind("ask"), giver=None, ask__isnull=False)
