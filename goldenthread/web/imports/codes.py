"""The words for codes on the preview of an import: columns, values in them, and why two records look alike."""

from __future__ import annotations

from django.utils.translation import gettext as _

from goldenthread.core.permissions import scopes_in
from goldenthread.domain.kinds import PURPOSE_WORDS, PartyKind, PlaceKind, Scope, Sector
from goldenthread.domain.words import N_
from goldenthread.engines.linkage import Reason

COLUMNS = {
    "name": N_("name"), "sector": N_("sector"), "sort": N_("sort"), "kind": N_("kind"), "parent": N_("part of"),
    "postcode": N_("postcode"), "lat": N_("latitude"), "lon": N_("longitude"), "amount": N_("amount"),
    "unit": N_("unit"), "from_day": N_("since"), "until_day": N_("until"), "scopes": N_("in what"),
    "giver": N_("from"), "receiver": N_("to"), "place": N_("place"), "what": N_("what"), "word": N_("what"),
    "source": N_("source"), "title": N_("name"), "about": N_("About"), "website": N_("Website"),
    "language": N_("Language"), "fees": N_("price"), "free": N_("free of charge"), "programme": N_("programme"),
    "running": N_("is it running?"), "youngest": N_("from which age"), "oldest": N_("up to which age"),
    "times": N_("opening times"), "checked_on": N_("last checked"), "check_by": N_("next check"),
    "more": N_("other things the file says"),
}  # fmt: skip
"""Every column that a file may change, also beside a row: a test holds this to the tables."""

_SCOPES = {
    Scope.BOOKINGS: N_("bookings"), Scope.MONEY: N_("money"), Scope.REFERRALS: N_("being passed on to help"),
    Scope.PEOPLE: N_("people's details"), Scope.BOARD: N_("votes and meetings"), Scope.ALL: N_("everything"),
}  # fmt: skip
_YES_NO = {"True": N_("yes"), "False": N_("no")}
CODES: dict[str, dict[str, str]] = {
    "sector": {
        Sector.SOCIAL: N_("Social"), Sector.PUBLIC: N_("Public"), Sector.COMMERCIAL: N_("Commercial"),
    },
    "kind": {
        PlaceKind.AREA: N_("Area"), PlaceKind.NEIGHBOURHOOD: N_("Neighbourhood"), PlaceKind.STREET: N_("Street"),
        PlaceKind.BUILDING: N_("Building"), PlaceKind.ROOM: N_("Room"), PlaceKind.PLOT: N_("Plot"),
        PartyKind.PERSON: N_("Person"), PartyKind.GROUP: N_("Group"), PartyKind.ORGANISATION: N_("Organisation"),
    },
    "running": {
        "active": N_("Running"), "temporarily closed": N_("Closed for now"), "inactive": N_("No longer running"),
        "defunct": N_("No longer there"),
    },
    "free": _YES_NO,
    "consent": {str(purpose): words for purpose, words in PURPOSE_WORDS.items()},
    "contact": {"email": N_("E-mail address"), "phone": N_("Phone number"), "address": N_("Address")},
}  # fmt: skip
"""By column, or by the kind of fact where the fact itself is named by a code."""
REASONS = {
    Reason.SAME_CHARITY_NUMBER: N_("The same charity number"),
    Reason.SAME_COMPANY_NUMBER: N_("The same company number"),
    Reason.SAME_NUMBER: N_("One row of the file has the numbers of both"),
    Reason.SAME_NAME: N_("The same name"),
    Reason.REORDERED_NAME: N_("The same words in another order"),
    Reason.TRANSLITERATED_NAME: N_("The same name in another script"),
    Reason.SOUNDS_ALIKE: N_("The names sound alike"),
    Reason.NEAR_NAME: N_("Nearly the same name"),
    Reason.PART_OF_NAME: N_("One of two names is the same"),
    Reason.NO_SURNAME: N_("The same given name, and one has no surname"),
    Reason.SHARED_PHONE: N_("The same phone number"),
    Reason.SHARED_EMAIL: N_("The same e-mail address"),
    Reason.NEAR_EMAIL: N_("Nearly the same e-mail address"),
    Reason.SAME_BORN: N_("Born on the same day"),
    Reason.NEAR_BORN: N_("Born on nearly the same day"),
    Reason.SAME_POSTCODE: N_("The same postcode"),
    Reason.NEAR_POSTCODE: N_("Nearly the same postcode"),
    Reason.SAME_ADDRESS: N_("The same address"),
    Reason.NEAR_ADDRESS: N_("Nearly the same address"),
    Reason.SAME_TOWN: N_("The same town"),
    Reason.NEAR_NUMBER: N_("Nearly the same number"),
}
"""Why two records look alike, as `goldenthread.engines.linkage` and the check of an import find it."""


def called(column: str) -> str:
    """The words for a column; one that nobody has named yet keeps its own."""
    return _(COLUMNS[column]) if column in COLUMNS else column


def meant(column: str, value: str) -> str:
    """A value as it is shown: a code by its words, anything else as the file has it."""
    if column == "scopes" and value.isdigit():
        return ", ".join(_(_SCOPES[scope]) for scope in scopes_in(int(value)))
    words = CODES.get(column, {}).get(value)
    return _(words) if words else value
