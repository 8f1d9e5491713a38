"""What a service is found by: needs, access, kinds of asset, languages, and the parts of the week. All ours.

Each has a bit in `Found`. New codes go to the END of their tuple: a bit keeps its meaning for good.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from goldenthread.core.registry import Words
from goldenthread.domain.words import N_

NEEDS = (
    ("food", N_("Food"), "meal|meals|lunch|food bank|food parcel|groceries"),
    ("money", N_("Money and debt"), "debt|benefits|money advice|budgeting"),
    ("home", N_("A home"), "housing|homelessness|tenancy"),
    ("work", N_("Work and training"), "employment|jobs|job|training|skills"),
    ("english", N_("Learning English"), "esol|english class|english classes"),
    ("health", N_("Health"), "nhs|exercise|physical health"),
    ("wellbeing", N_("Feeling low or worried"), "mental health|anxiety|counselling|bereavement"),
    ("company", N_("Company"), "loneliness|befriending|social group|social"),
    ("family", N_("Children and family"), "children|parents|toddlers|youth|young people"),
    ("care", N_("Caring for somebody"), "carers|carer|dementia"),
    ("rights", N_("Papers and rights"), "immigration|advice|legal advice|forms"),
    ("getting_about", N_("Getting about"), "transport|travel|bus"),
    ("warmth", N_("Somewhere warm"), "warm space|warm spaces|warm bank"),
)
ACCESS = (
    ("step_free", N_("Step-free"), "wheelchair|level access|ramp|lift|no steps|step free"),
    ("accessible_toilet", N_("Accessible toilet"), "disabled toilet|adapted toilet"),
    ("hearing_loop", N_("Hearing loop"), "induction loop|loop"),
    ("quiet", N_("A quiet space"), "quiet room|quiet hour|low sensory"),
    ("parking", N_("Blue Badge parking"), "disabled parking|accessible parking|blue badge"),
    ("baby_changing", N_("Baby changing"), "changing table|nappy changing"),
    ("sign_language", N_("Sign language"), "bsl|british sign language"),
    ("large_print", N_("Large print"), "easy read"),
)
ASSETS = (  # after the six kinds of community asset
    ("gift", N_("Gifts and skills of neighbours"), "skills"),
    ("association", N_("Groups and clubs"), "club|group"),
    ("institution", N_("Organisations and public services"), "public service"),
    ("place", N_("Places"), "building|garden"),
    ("exchange", N_("Sharing, swapping and buying"), "swap|time bank|shop"),
    ("culture", N_("Culture and stories"), "arts|music|heritage"),
)
LANGUAGES = (  # ISO 639 code, what it is called, other ways to write it
    ("en", N_("English"), "eng"), ("pa", N_("Panjabi"), "punjabi|panjabi|pan|ਪੰਜਾਬੀ"), ("ur", N_("Urdu"), "urd|اردو"),
    ("hi", N_("Hindi"), "hin"), ("bn", N_("Bengali"), "bangla|ben|sylheti"), ("gu", N_("Gujarati"), "guj"),
    ("ar", N_("Arabic"), "ara|العربية"), ("so", N_("Somali"), "som"), ("pl", N_("Polish"), "pol"),
    ("ro", N_("Romanian"), "ron"), ("fa", N_("Farsi"), "persian|dari|fas"), ("ps", N_("Pashto"), "pus"),
    ("ku", N_("Kurdish"), "sorani|kurmanji|kur"), ("ti", N_("Tigrinya"), "tir"), ("am", N_("Amharic"), "amh"),
    ("uk", N_("Ukrainian"), "ukr"), ("ru", N_("Russian"), "rus"), ("pt", N_("Portuguese"), "por"),
    ("es", N_("Spanish"), "spa"), ("fr", N_("French"), "fra"), ("zh", N_("Chinese"), "cantonese|mandarin|zho"),
    ("sw", N_("Swahili"), "swa"), ("yo", N_("Yoruba"), "yor"), ("sq", N_("Albanian"), "sqi"),
    ("vi", N_("Vietnamese"), "vie"), ("ta", N_("Tamil"), "tam"), ("bfi", N_("British Sign Language"), "bsl"),
)  # fmt: skip
DAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
PARTS = (  # code, what it is called, from and until which minute of the day
    ("morning", N_("Morning"), 0, 720),
    ("afternoon", N_("Afternoon"), 720, 1020),
    ("evening", N_("Evening"), 1020, 1440),
)
MARKS = (*(("need", *each) for each in NEEDS), *(("access", *each) for each in ACCESS),
         *(("asset", *each) for each in ASSETS))  # fmt: skip
DATED = 1 << 21  # some of the openings last only from or until a day
TERMS = (
    *(Words(scheme, code, label) for scheme, code, label, _ in MARKS),
    *(Words("language", code, label) for code, label, _ in LANGUAGES),
)
# Ways of saying one thing: whoever looks for one finds the others. The words that are not English have not yet been
# checked by a speaker.
SYNONYMS = (
    ("foodbank", "food bank", "food parcel", "food share", "free food"),
    ("food", "ਖਾਣਾ", "ਭੋਜਨ", "طعام", "کھانا"),
    ("lunch", "dinner club", "luncheon", "ਲੰਗਰ", "غداء"),
    ("esol", "english class", "english lesson", "learn english"),
    ("toddler", "playgroup", "stay and play", "baby group"),
    ("warm space", "warm room", "warm bank", "warm hub"),
    ("carer", "carers", "looking after somebody"),
    ("benefits", "universal credit", "pip", "welfare rights"),
    ("debt", "money advice", "bills", "ਕਰਜ਼ਾ", "ديون"),
    ("mental health", "wellbeing", "anxiety", "depression", "low mood"),
    ("bus", "transport", "lift", "minibus"),
    ("exercise", "keep fit", "fitness", "chair yoga"),
    ("gardening", "growing", "allotment", "plot"),
    ("sewing", "knitting", "crafts", "stitching"),
    ("repair", "mending", "fix it", "repair cafe"),
    ("computer", "internet", "digital skills", "getting online"),
    ("immigration", "asylum", "refugee", "ਸ਼ਰਨਾਰਥੀ", "لاجئ"),
    ("job", "jobs", "work club", "employment", "ਨੌਕਰੀ", "وظيفة"),
)


def mark_bit(scheme: str, code: str) -> int:
    """The bit of a need, an access need or a kind of asset; 0 for one we do not know."""
    return _bits().get((scheme, code), 0)


def language_bit(code: str) -> int:
    return _bits().get(("language", code), 0)


def part_bits(weekday: int | None, part: str = "") -> int:
    """The bits of a day of the week (0 is Monday; None: any), of one part of it or of all."""
    days = range(7) if weekday is None else (weekday,)
    parts = [at for at, each in enumerate(PARTS) if not part or each[0] == part]
    return sum(1 << (day * len(PARTS) + at) for day in days for at in parts)


@cache
def _bits() -> dict[tuple[str, str], int]:
    marks = {(scheme, code): 1 << at for at, (scheme, code, *_) in enumerate(MARKS)}
    return marks | {("language", code): 1 << at for at, (code, *_) in enumerate(LANGUAGES)}


@cache
def spellings(scheme: str) -> dict[str, str]:
    """Every way we know to write a code of a scheme, in lower case -> the code."""
    rows: Iterable[tuple[str, str, str]] = {
        "need": NEEDS, "access": ACCESS, "asset": ASSETS, "language": LANGUAGES,
    }[scheme]  # fmt: skip
    found = {}
    for code, label, others in rows:
        for written in (code, code.replace("_", " "), label.lower(), *others.split("|")):
            found.setdefault(written, code)
    return found


def choices(scheme: str) -> tuple[tuple[str, str], ...]:
    """(code, message id) of a scheme, in our order."""
    rows = {"need": NEEDS, "access": ACCESS, "asset": ASSETS, "language": LANGUAGES}[scheme]
    return tuple((code, label) for code, label, _ in rows)
