"""Finding the row of headings, and knowing what each heading means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from goldenthread.engines.intake.words import squash

LOOK_AT = 30  # headings lower down than this are not headings

PARTIES = {
    "ref": "ref|reference|id|unique id|membership no|membership number|member no|member number|hirer no|"
    "customer no|customer id|record no|local ref|identifier",
    "gt": "golden thread ref|golden thread reference|gt ref",
    "name": "name|full name|known as|title of group|contact name|name of hirer|hirer|hirer name|"
    "hired by|who|name of contact|party",
    "organisation": "organisation|organization|organisation name|organization name|org|org name|charity|charity name|"
    "company|company name|business|business name|agency|name of organisation|name of organization|employer",
    "group": "group|group name|club|club name|name of group|community group|team|team name",
    "person": "person|volunteer|volunteers|volunteer name|member|members|member name|members name|resident|"
    "resident name|participant|participant name|neighbour|staff name|name of volunteer|name of member|individual",
    "first_name": "first name|firstname|forename|forenames|given name|christian name|first",
    "surname": "surname|last name|lastname|family name|second name|last",
    "contact": "contact|contact person|main contact|key contact|lead contact|lead",
    "kind": "kind|type|party kind|person or group|person group or organisation|type of party|individual or group",
    "sector": "sector|economy|sector type",
    "sort": "sort|category|sort of group|type of organisation|type of group|organisation type|group type|what sort",
    "about": "about|description|what they do|what we do|what you do|summary|about us|activities|purpose of group",
    "postcode": "postcode|post code|postal code|zip|zip code|pcode|p code|home postcode",
    "charity": "charity number|charity no|charity num|reg charity number|reg charity no|registered charity number|"
    "registered charity no|charity reg no|charity registration number|charity commission number|"
    "charity registration no|charity reg number|reg charity|charitynumber",
    "company_no": "company number|company no|company reg no|companies house number|companies house no|crn|"
    "company registration number|registered company number|reg company number|reg company no|company reg number",
    "urn": "urn|school urn|urn school|dfe urn",
    "org_id": "org id|organisation identifier|organisation id|org identifier",
    "email": "email|e-mail|email address|e-mail address|mail|contact email|emails|email contact|e mail",
    "phone": "phone|telephone|tel|tel no|telephone number|telephone no|phone number|phone no|contact number|"
    "contact no|contact phone|landline|home phone|tel number|contact telephone",
    "mobile": "mobile|mobile number|mobile no|mob|cell|mobile phone|mobile tel",
    "address": "address|full address|postal address|street address|home address|contact address|address line 1|"
    "address 1|addr1|address1|street",
    "address_2": "address line 2|address 2|address2|addr2|address line 3|address 3|address3",
    "town": "town|city|town or city|town city|locality",
    "based_at": "based at|base|building|home venue|based in",
    "agreed_to": "agreed to|consent to|consents|consent|agreed to purposes|gdpr|gdpr consent|permission|permissions",
    "agreed_on": "agreed on|date agreed|consent date|date of consent|consent given on|agreed date",
}
PLACES = {
    "ref": "ref|reference|id|place ref|identifier|local ref",
    "gt": "golden thread ref|golden thread reference|gt ref",
    "name": "name|place|place name|building|building name|venue|venue name|room|room name|site|site name|"
    "name of building|location name|space",
    "kind": "kind|type|place kind|type of place|place type",
    "parent": "part of|parent|inside|within|in building|belongs to|in",
    "postcode": "postcode|post code|postal code|zip",
    "lat": "latitude|lat",
    "lon": "longitude|lon|long|lng",
    "ons": "ons code|ons|gss code|area code|geography code",
    "uprn": "uprn",
    "source": "source|where from",
    "address": "address|street address|full address|address line 1",
    "capacity": "capacity|seats|holds",
}
TIES = {
    "from": "from|who|giver|party|from party|source party|subject|first party|person or group|from ref|from name",
    "kind": "kind|connection|relationship|type|tie|how|link|type of connection|verb",
    "to": "to|whom|receiver|to party|target|object|second party|to ref|to name|to place|where",
    "since": "since|from date|start date|started|since date|date started|joined on|from day",
    "until": "until|until date|until day",
    "last_day": "last day|end date|ended|date ended|left|date left|to date|finished",
    "scopes": "scopes|scope|in what|may act in|authority",
}
ENTRIES = {
    "ref": "ref|reference|id|entry ref|booking ref|booking no|booking number|identifier",
    "kind": "kind|type|what happened|entry|kind of entry|type of entry",
    "date": "date|on|session date|booking date|date of session|date of hire|on date|when|date of visit",
    "day": "day|weekday|day of week|day of the week",
    "start": "start|start time|time from|from time|starts|starts at|begins|time in|start at",
    "end": "end|end time|time to|until time|ends|ends at|finish|finishes|finish time|time out|end at",
    "time": "time|times|time of day|hours of hire|slot|session time",
    "from": "from|giver|given by|host|organiser|organised by|lender|provided by|run by|held by|leader|funder",
    "group": "group|group name|club|organisation|organisation name",
    "to": "to|receiver|given to|hirer|hired by|booked by|for|customer|booked for|who|recipient|hirer name|"
    "name of hirer|booking name",
    "place": "place|room|venue|location|hall|space|where|building|room booked|room hired",
    "quantity": "quantity|amount|number|how many|how much",
    "unit": "unit|units|measured in|currency",
    "people": "people|attendance|attendees|number of people|no of people|numbers|headcount|number attending|"
    "people came",
    "minutes": "minutes|mins|minutes given|duration minutes",
    "hours": "hours|hrs|hours given|duration hours|no of hours|number of hours",
    "pounds": "amount £|£|amount gbp|pounds|amount in pounds",
    "promise": "promise|agreement|grant ref|promise ref|booking agreement",
    "activity": "activity|session|class|event|what|activity name|session name|purpose|purpose of hire|description",
}
VOCABULARIES: dict[str, Mapping[str, str]] = {"parties": PARTIES, "places": PLACES, "ties": TIES, "entries": ENTRIES}
NEEDED: dict[str, tuple[frozenset[str], ...]] = {  # one of each of these sets has to be there
    "parties": (frozenset({"name", "organisation", "group", "person", "first_name", "surname", "contact"}),),
    "places": (frozenset({"name"}), frozenset({"kind", "parent", "lat", "ons", "postcode", "uprn"})),
    "ties": (frozenset({"from"}), frozenset({"to"})),
    "entries": (
        frozenset({"date", "day", "kind", "time", "start"}),
        frozenset({"to", "from", "group", "place", "activity"}),
    ),
}
TELLING = {  # headings that only this kind of list has count double
    "parties": frozenset({"first_name", "surname", "sector", "charity", "company_no", "email", "phone", "mobile",
                          "person", "agreed_to", "contact"}),
    "places": frozenset({"lat", "lon", "parent", "ons", "capacity"}),
    "ties": frozenset({"since", "until", "last_day", "scopes"}),
    "entries": frozenset({"date", "day", "start", "end", "time", "people", "quantity", "unit", "promise", "activity"}),
}  # fmt: skip


@dataclass(slots=True)
class Heading:
    """What the columns mean: `fields` maps a field to the columns (from 0) that give it, first one first."""

    first_row: int  # from 1
    last_row: int
    fields: dict[str, list[int]] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)  # column -> what the heading says
    unknown: dict[int, str] = field(default_factory=dict)

    def title(self, name: str) -> str:
        columns = self.fields.get(name)
        return self.titles.get(columns[0], name) if columns else name


def compile_words(vocabulary: Mapping[str, str]) -> dict[str, str]:
    return {squash(word): name for name, words in vocabulary.items() for word in words.split("|")}


COMPILED = {reader: compile_words(vocabulary) for reader, vocabulary in VOCABULARIES.items()}
_PREFIXES = (
    "hirer",
    "recipient",
    "applicant",
    "contact",
    "contactdetails",
    "hiredby",
    "customer",
    "bookedby",
    "member",
)


def meaning(words: Mapping[str, str], title: str) -> str:
    """The field a heading names, or "". A word before it that says whose it is does not matter."""
    bare = squash(title)
    if not bare:
        return ""
    if "£" in title and squash(title.replace("£", "")) in ("", "amount", "paid", "cost", "fee", "total"):
        return "pounds" if "pounds" in words.values() else ""
    if bare in words:
        return words[bare]
    for prefix in _PREFIXES if "name" in words else ():  # the vocabularies of our own lists, not those of a standard
        if bare.startswith(prefix) and bare[len(prefix) :] in words:
            return words[bare[len(prefix) :]]
    return ""


def find_heading(rows: Sequence[Sequence[object]], words: Mapping[str, str]) -> Heading | None:
    """Find the row, or the two rows, that name the most fields. None if no row names any."""
    best: Heading | None = None
    for at, row in enumerate(rows[:LOOK_AT]):
        single = _read([str(cell).strip() for cell in row], None, words, at)
        best = single if best is None or len(single.fields) > len(best.fields) else best
        if at + 1 < len(rows):
            upper = _carried([str(cell).strip() for cell in row])
            below = [str(cell).strip() for cell in rows[at + 1]]
            double = _read(below, upper, words, at)
            alone = _read(below, None, words, at + 1)
            fuller = len(double.fields) > len(single.fields) and _worth(double) > _worth(alone)
            if sum(map(bool, upper)) > 1 and fuller and len(double.fields) > len(best.fields):
                best = double
    return best


def _worth(heading: Heading | None) -> tuple[int, int]:
    """How many fields are named, then how many of them say what kind of party they name."""
    fields = heading.fields.keys() if heading else set()
    return len(fields), len(fields & {"organisation", "group", "person", "first_name"})


def _carried(row: list[str]) -> list[str]:
    """A heading over several columns stands in the first of them: carry it to the right."""
    carried, last = [], ""
    for cell in row:
        last = cell or last
        carried.append(last)
    return carried


def _read(row: list[str], upper: list[str] | None, words: Mapping[str, str], at: int) -> Heading:
    heading = Heading(at + 1, at + 1 if upper is None else at + 2)
    for column in range(max(len(row), len(upper or ()))):
        below = row[column] if column < len(row) else ""
        above = upper[column] if upper and column < len(upper) else ""
        title = f"{above} {below}".strip() if above != below else below
        name = meaning(words, title) or meaning(words, below)
        if not name and above and not below:
            name = meaning(words, above)
        if not title:
            continue
        heading.titles[column] = title
        if name:
            heading.fields.setdefault(name, []).append(column)
        else:
            heading.unknown[column] = title
    return heading


def score(heading: Heading | None, reader: str) -> int:
    """How well a heading fits a reader: 0 when a needed field is missing."""
    if heading is None or any(not needed & heading.fields.keys() for needed in NEEDED[reader]):
        return 0
    return len(heading.fields) + sum(name in TELLING[reader] for name in heading.fields)
