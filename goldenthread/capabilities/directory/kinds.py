"""The kinds that say who is here, where, and what they do there."""

from goldenthread.core.registry import Words
from goldenthread.domain.kinds import Kind, PartyKind, Purpose, Sensitivity, Spine
from goldenthread.domain.words import N_

PERSON, GROUP, ORGANISATION = PartyKind.PERSON, PartyKind.GROUP, PartyKind.ORGANISATION
BODIES = (GROUP, ORGANISATION)

TIES = (
    Kind("member_of", Spine.TIE, N_("belongs to"), N_("has as a member"), receiver=BODIES, decay=730),
    Kind("runs", Spine.TIE, N_("runs"), N_("is run by"), receiver=BODIES, decay=730),
    Kind("works_for", Spine.TIE, N_("works for"), N_("employs"), giver=(PERSON,), receiver=BODIES, decay=730),
    Kind("volunteers_for", Spine.TIE, N_("volunteers for"), N_("has as a volunteer"), giver=(PERSON,),
         receiver=BODIES, decay=365),
    Kind("part_of", Spine.TIE, N_("is part of"), N_("includes"), giver=BODIES, receiver=BODIES, decay=1460),
    Kind("acts_for", Spine.TIE, N_("may act for"), N_("may be acted for by"), giver=(PERSON,), purpose=None,
         sensitivity=Sensitivity.MEMBERS),
    Kind("based_at", Spine.TIE, N_("is based at"), N_("is the base of"), place=True, receiver=(), decay=1460),
    Kind("meets_at", Spine.TIE, N_("meets at"), N_("is the meeting place of"), place=True, giver=BODIES, receiver=(),
         decay=730),
    Kind("lives_in", Spine.TIE, N_("lives in"), N_("is home to"), place=True, giver=(PERSON,), receiver=(),
         sensitivity=Sensitivity.PRIVATE),
    Kind("funds", Spine.TIE, N_("funds"), N_("is funded by"), giver=BODIES, decay=730),
)  # fmt: skip

PROMISES = (
    Kind("service", Spine.PROMISE, N_("a service"), giver=BODIES, purpose=Purpose.DIRECTORY),
    Kind("ask", Spine.PROMISE, N_("an ask"), giver=(), purpose=Purpose.REFERRAL, sensitivity=Sensitivity.PRIVATE),
    Kind("grant", Spine.PROMISE, N_("a grant"), giver=BODIES, unit="GBP"),
)

ENTRIES = (
    Kind("grant.awarded", Spine.ENTRY, N_("awarded a grant to"), N_("was awarded a grant by"),
         alone=N_("awarded a grant"), giver=BODIES, unit="GBP"),
    Kind("grant.paid", Spine.ENTRY, N_("paid a grant to"), N_("was paid a grant by"), alone=N_("paid a grant"),
         giver=BODIES, unit="GBP"),
    Kind("session.held", Spine.ENTRY, N_("held a session with"), N_("joined a session of"),
         alone=N_("held a session"), unit="people", purpose=Purpose.TAKING_PART),
    Kind("meal.shared", Spine.ENTRY, N_("shared a meal with"), N_("ate with"), alone=N_("shared a meal"),
         unit="people", purpose=Purpose.TAKING_PART),
    Kind("room.lent", Spine.ENTRY, N_("lent a room to"), N_("was lent a room by"), alone=N_("lent a room"),
         unit="minute"),
    Kind("visit.made", Spine.ENTRY, N_("visited"), N_("was visited by"), alone=N_("made a visit"),
         purpose=Purpose.TAKING_PART),
)  # fmt: skip

ROLES = (
    Kind("attender", Spine.ROLE, N_("came along")),
    Kind("introducer", Spine.ROLE, N_("introduced them")),
)

SORT_SOURCE = "ours, after the six kinds of community asset (McKnight and Russell 2018)"


def _sort(code: str, label: str) -> Words:
    return Words("sort", code, label, source=SORT_SOURCE)


SORTS = (
    _sort("advice_service", N_("advice service")),
    _sort("arts_group", N_("arts group")),
    _sort("carers_group", N_("carers’ group")),
    _sort("charity", N_("charity")),
    _sort("college", N_("college")),
    _sort("community_association", N_("community association")),
    _sort("community_hub", N_("community hub")),
    _sort("council", N_("council")),
    _sort("employer", N_("employer")),
    _sort("faith_group", N_("faith group")),
    _sort("food_bank", N_("food bank")),
    _sort("funder", N_("funder")),
    _sort("gp_practice", N_("GP surgery")),
    _sort("growing_project", N_("growing project")),
    _sort("hospital", N_("hospital")),
    _sort("housing_association", N_("housing association")),
    _sort("language_class", N_("language class")),
    _sort("library", N_("library")),
    _sort("lunch_club", N_("lunch club")),
    _sort("mens_group", N_("men’s group")),
    _sort("parent_and_toddler", N_("parent and toddler group")),
    _sort("place_of_worship", N_("place of worship")),
    _sort("residents_group", N_("residents’ group")),
    _sort("school", N_("school")),
    _sort("shop", N_("shop")),
    _sort("small_business", N_("small business")),
    _sort("social_enterprise", N_("social enterprise")),
    _sort("sports_club", N_("sports club")),
    _sort("transport", N_("community transport")),
    _sort("walking_group", N_("walking group")),
    _sort("warm_space", N_("warm space")),
    _sort("womens_group", N_("women’s group")),
    _sort("youth_group", N_("youth group")),
)

INDICATORS = (
    Words("indicator", "imd2025_decile", N_("deprivation decile, 2025 (1 is most deprived)"),
          source="MHCLG, English indices of deprivation 2025", licence="OGL v3"),
    Words("indicator", "imd2019_decile", N_("deprivation decile, 2019 (1 is most deprived)"),
          source="MHCLG, English indices of deprivation 2019", licence="OGL v3"),
    Words("indicator", "population", N_("people living there"), source="ONS, Census 2021", licence="OGL v3"),
)  # fmt: skip

KINDS = (*TIES, *PROMISES, *ENTRIES, *ROLES)
TERMS = (*SORTS, *INDICATORS)
