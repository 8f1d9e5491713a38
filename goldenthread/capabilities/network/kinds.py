"""The kinds that say who works with whom."""

from goldenthread.domain.kinds import Kind, PartyKind, Sensitivity, Spine
from goldenthread.domain.words import N_

BODIES = (PartyKind.GROUP, PartyKind.ORGANISATION)

KINDS = (
    Kind("works_with", Spine.TIE, N_("works with"), N_("works with")),
    Kind("refers_to", Spine.TIE, N_("sends people to"), N_("is sent people by"), receiver=BODIES),
    Kind("supplies", Spine.TIE, N_("supplies"), N_("is supplied by"), receiver=BODIES),
    Kind("supports", Spine.TIE, N_("helps"), N_("is helped by")),
    Kind("knows", Spine.TIE, N_("knows"), N_("is known by"), sensitivity=Sensitivity.MEMBERS, decay=730),
    Kind("help.given", Spine.ENTRY, N_("gave help to"), N_("was helped by"), alone=N_("gave help"), unit="minute"),
    Kind("meeting.held", Spine.ENTRY, N_("met"), N_("met"), alone=N_("held a meeting")),
)
