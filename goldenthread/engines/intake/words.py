"""The words people use for kinds, sectors, purposes and sorts, and the codes they stand for."""

import re
from functools import lru_cache

from goldenthread.domain.kinds import PartyKind, PlaceKind, Purpose, Scope, Sector


@lru_cache(maxsize=10_000)
def squash(words: str) -> str:
    """Only letters and digits, in lower case: “E-mail address:” and “email_address” are the same."""
    return re.sub(r"[\W_]+", "", words.lower())


def _words(code: str, listed: str) -> dict[str, str]:
    return {squash(word): code for word in [code, *listed.split("|")]}


PARTY_KINDS = {
    **{squash(w): PartyKind.PERSON for w in (
        "person|people|individual|resident|neighbour|volunteer|member|participant|staff|trustee|tenant"
    ).split("|")},
    **{squash(w): PartyKind.GROUP for w in (
        "group|groups|club|community group|informal group|team|band|choir|circle|informal|unincorporated group|"
        "residents group|residents association|tenants association|self-help group"
    ).split("|")},
    **{squash(w): PartyKind.ORGANISATION for w in (
        "organisation|organization|organisations|org|charity|registered charity|company|business|firm|agency|council|"
        "school|trust|foundation|cic|community interest company|cio|social enterprise|public body|employer|"
        "institution|statutory|nhs|shop"
    ).split("|")},
}  # fmt: skip

SECTORS = {
    **{squash(w): Sector.SOCIAL for w in (
        "social|social economy|voluntary|voluntary sector|voluntary and community|community|charity|charitable|"
        "third sector|third|vcs|vcse|vcfse|vcsfe|civil society|not for profit|nonprofit|non-profit|faith|"
        "social enterprise|cic"
    ).split("|")},
    **{squash(w): Sector.PUBLIC for w in (
        "public|public sector|council|local authority|nhs|statutory|government|state|health|education"
    ).split("|")},
    **{squash(w): Sector.COMMERCIAL for w in (
        "commercial|business|private|private sector|company|for profit|industry|market"
    ).split("|")},
}  # fmt: skip

PLACE_KINDS = {
    **{squash(w): PlaceKind.AREA for w in "area|ward|borough|district|region|lsoa|msoa|city|town|county".split("|")},
    **{squash(w): PlaceKind.NEIGHBOURHOOD for w in "neighbourhood|neighborhood|estate|village|patch".split("|")},
    **{squash(w): PlaceKind.STREET for w in "street|road|lane".split("|")},
    **{squash(w): PlaceKind.BUILDING for w in (
        "building|centre|center|venue|hall|site|hub|church|library|school|premises|community centre"
    ).split("|")},
    **{squash(w): PlaceKind.ROOM for w in "room|space|main hall|kitchen|office|studio".split("|")},
    **{squash(w): PlaceKind.PLOT for w in "plot|allotment|bed|garden plot".split("|")},
}  # fmt: skip

PURPOSES = {
    **{squash(p): p for p in Purpose},
    **{squash(w): Purpose.DIRECTORY for w in "be listed|listing|be found|listed in the directory".split("|")},
    **{squash(w): Purpose.CONNECTING for w in "introductions|be introduced|networking|connect".split("|")},
    **{squash(w): Purpose.MATCHING for w in "match|be matched|jobs|offers".split("|")},
    **{squash(w): Purpose.REFERRAL for w in "referrals|be referred|refer".split("|")},
    **{squash(w): Purpose.TAKING_PART for w in "activities|sign up|take part|join in".split("|")},
    **{squash(w): Purpose.RESEARCH for w in "surveys|survey|be asked".split("|")},
    **{squash(w): Purpose.THANKS for w in "be thanked|thank you|thanked by name".split("|")},
}

SCOPES = {squash(s): s for s in Scope}

SORTS: dict[str, str] = {}
for _code, _listed in {
    "lunch_club": "luncheon club|lunch group",
    "charity": "registered charity|charitable trust|charitable incorporated organisation|cio|unregistered charity",
    "community_association": "community organisation|neighbourhood association",
    "community_hub": "hub|community centre|community hub",
    "library": "public library",
    "place_of_worship": "church|mosque|gurdwara|temple|mandir|masjid|chapel|synagogue",
    "faith_group": "faith organisation|faith",
    "school": "primary school|secondary school|academy|nursery school",
    "college": "university|further education college",
    "gp_practice": "gp|gp surgery|doctors|surgery|medical practice|health centre",
    "hospital": "nhs trust",
    "council": "local authority|borough council|city council|parish council",
    "housing_association": "social landlord|registered provider|housing",
    "shop": "retailer|corner shop",
    "small_business": "business|sole trader|small firm",
    "social_enterprise": "cic|community interest company|community business|co-operative",
    "sports_club": "sports|football club|cricket club|boxing club|sport",
    "youth_group": "youth club|youth organisation|scouts|guides|youth",
    "residents_group": "residents association|tenants and residents association|tra|tenants association",
    "growing_project": "community garden|allotment society|gardening group|allotments",
    "arts_group": "arts|choir|theatre group|dance group|music group",
    "advice_service": "advice|advice centre|citizens advice|law centre",
    "employer": "",
    "funder": "grant maker|grantmaker|foundation",
    "parent_and_toddler": "toddler group|stay and play|parent and toddler group|playgroup",
    "language_class": "esol|english class|language group",
    "warm_space": "warm bank|warm hub",
    "food_bank": "foodbank|food pantry|pantry",
    "carers_group": "carers|carer support",
    "womens_group": "women's group|womens",
    "mens_group": "men's group|men's shed|mens shed",
    "walking_group": "walkers|walking|ramblers",
    "transport": "community transport|ring and ride",
}.items():
    SORTS.update(_words(_code, _listed))
SORTS.pop("", None)

TIE_KINDS: dict[str, str] = {}
for _code, _listed in {
    "member_of": "member|is a member of|belongs to|joined",
    "runs": "manages|leads|organises|coordinates|is run by",
    "works_for": "works at|employee|employee of|is employed by|staff of|staff|employed by",
    "volunteers_for": "volunteers at|volunteer|volunteers with|volunteer at",
    "acts_for": "acts on behalf of|represents|keyholder for",
    "part_of": "is part of|branch of|project of|belongs within",
    "based_at": "is based at|base|located at|based in",
    "meets_at": "meets in|meets|hires|uses",
    "lives_in": "lives at|lives on|resident of",
    "works_with": "partner|partners with|partner of|works together with",
    "funds": "funder of|gives grants to|pays for",
    "refers_to": "refers|sends people to|signposts to",
    "supplies": "supplier of|sells to|provides goods to",
    "supports": "helps|support",
    "knows": "friend of|in touch with|know",
}.items():
    TIE_KINDS.update(_words(_code, _listed))
TIE_KINDS.pop(squash("is run by"), None)  # the other way round: not safe to turn

TO_A_PLACE = frozenset({"based_at", "meets_at", "lives_in"})
ENTRY_UNITS = {
    "grant.awarded": "GBP",
    "grant.paid": "GBP",
    "session.held": "people",
    "help.given": "minute",
    "room.lent": "minute",
    "meeting.held": "people",
    "meal.shared": "people",
    "visit.made": "times",
}
ENTRY_KINDS: dict[str, str] = {}
for _code, _listed in {
    "grant.awarded": "award|grant awarded|grant award",
    "grant.paid": "grant payment|payment|grant paid",
    "session.held": "session|activity|class|event|workshop|group session",
    "help.given": "help|volunteering|volunteer hours|hours given",
    "room.lent": "room hire|hire|booking|room booking|room use|letting",
    "meeting.held": "meeting|meetings",
    "meal.shared": "meal|meals|lunch|meal served",
    "visit.made": "visit|home visit|visits",
}.items():
    ENTRY_KINDS.update(_words(_code, _listed))

UNITS = {  # word -> (unit, how many of the unit's smallest part one of it is)
    **{squash(w): ("minute", 1) for w in "minute|minutes|min|mins".split("|")},
    **{squash(w): ("minute", 60) for w in "hour|hours|hr|hrs|h".split("|")},
    **{squash(w): ("people", 1) for w in "people|person|persons|attendees|participants|attendance|heads".split("|")},
    **{squash(w): ("times", 1) for w in "times|time|visits|sessions|meals|once".split("|")},
    **{squash(w): ("gram", 1) for w in "gram|grams|g".split("|")},
    **{squash(w): ("gram", 1000) for w in "kg|kilogram|kilograms|kilo|kilos".split("|")},
    **{squash(w): ("GBP", 0) for w in "gbp|pound|pounds|pound sterling|pounds sterling".split("|")},
}
