"""Who may see and change what the directory holds."""

from goldenthread.core.permissions import ActsFor, ForPartnership, Where, permission
from goldenthread.core.sight import BODIES, PARTY
from goldenthread.domain.kinds import Scope
from goldenthread.domain.words import N_

SEE = PARTY
ADD = permission(
    "directory.add",
    (ForPartnership(Scope.PEOPLE),),
    why_not=N_("Only those who act for the partnership add groups and organisations. Ask your network coordinator."),
)
CHANGE = permission(
    "directory.change",
    (ActsFor("", Scope.ALL), Where("kind", BODIES)),
    (ActsFor("", Scope.BOOKINGS), Where("kind", BODIES)),
    (ForPartnership(Scope.PEOPLE), Where("kind", BODIES)),
    why_not=N_(
        "Only those who act for this group, or for the partnership, can change it. Ask your network coordinator."
    ),
)
