"""What the tables and columns about a person are called on their page, and who may see what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext

from goldenthread.core import erasure_rules
from goldenthread.domain.words import N_


class Seen(StrEnum):
    """Who may see what stands in a table; `who_may.py` makes sentences with names of it."""

    PAGE = "page"  # whoever may see the person at all
    BOTH_ENDS = "both_ends"  # whoever may see everybody it names
    CLOSE = "close"  # they themself, and who acts for them
    DESK = "desk"  # those, and who acts for the partnership
    AGREED = "agreed"  # opened only for a purpose they agreed to, and each time noted
    MACHINE = "machine"  # nobody: the site needs it to work


TABLES: Mapping[str, tuple[str, Seen]] = {
    "Party": (N_("Who I am here"), Seen.PAGE),
    "Account": (N_("How I sign in"), Seen.DESK),
    "Card": (N_("Printed cards to sign in with"), Seen.DESK),
    "ContactPoint": (N_("How I may be reached"), Seen.AGREED),
    "Tie": (N_("My connections"), Seen.BOTH_ENDS),
    "Consent": (N_("What I agreed to, and what was agreed with me"), Seen.CLOSE),
    "Promise": (N_("Offers, asks and agreements"), Seen.BOTH_ENDS),
    "Entry": (N_("What happened"), Seen.BOTH_ENDS),
    "Part": (N_("What I took part in"), Seen.BOTH_ENDS),
    "Claim": (N_("What was said or measured about me, or said by me"), Seen.DESK),
    "Identifier": (N_("What other lists call me"), Seen.DESK),
    "IdentityLink": (N_("Records said to be the same as mine"), Seen.DESK),
    "LikelyPair": (N_("Records that look like mine"), Seen.DESK),
    "Look": (N_("Who looked at my details, and whose I looked at"), Seen.CLOSE),
    "Send": (N_("Letters, mails and texts to me"), Seen.MACHINE),
    "StoredFile": (N_("Files kept for me"), Seen.CLOSE),
    "BeforeImage": (N_("How my record was before a change; kept ninety days"), Seen.MACHINE),
    "ChangeSet": (N_("What I did here"), Seen.DESK),
    "Job": (N_("Work the site did for me"), Seen.CLOSE),
    "Import": (N_("Lists I brought in"), Seen.DESK),
    "Disclosure": (N_("Lists of people I asked for or agreed to"), Seen.DESK),
}
OTHER = (N_("More about what I do here"), Seen.BOTH_ENDS)  # what a part of the site keeps beside it

COLUMNS: Mapping[str, str] = {
    "about": N_("about"), "action": N_("what was done"), "address": N_("address"), "adult_on": N_("grown up on"),
    "agreed_at": N_("agreed at"), "agreed_by": N_("agreed to by"), "amount": N_("amount"), "answer": N_("answer"),
    "answered_at": N_("answered at"), "as_of": N_("for which day"), "asked_at": N_("asked at"),
    "asked_by": N_("asked for by"), "at": N_("when"), "by": N_("by whom"), "check_by": N_("to be checked by"),
    "checked_on": N_("last checked"), "closes": N_("closes"), "counts": N_("how many"), "day": N_("day"),
    "derived": N_("worked out from what happened"), "digest": N_("check figure"), "done": N_("how much is done"),
    "email": N_("e-mail address"), "ended_at": N_("ended at"), "erased_at": N_("erased at"), "every": N_("every"),
    "failed_at": N_("failed at"), "failure": N_("what went wrong"), "fees": N_("price"), "filters": N_("filtered by"),
    "finished_at": N_("finished at"), "free": N_("free of charge"), "from_at": N_("from"), "from_day": N_("from"),
    "answers_need": N_("answers this ask"), "answers_offer": N_("answers this offer"),
    "cancel_asked_at": N_("asked to stop at"), "reverses": N_("takes back"), "series": N_("one of these"),
    "tie": N_("connection"), "entry": N_("what happened"), "giver": N_("from whom"),
    "given_at": N_("agreed at"), "hosts": N_("looks after the site"), "how": N_("how"),
    "indicator": N_("what was measured"), "is_active": N_("can sign in"), "joined_at": N_("since"),
    "key": N_("key"), "kept_until": N_("kept until"), "kind": N_("kind"), "label": N_("name of the file"),
    "language": N_("language"), "likeness": N_("how alike, per cent"), "list": N_("list"),
    "may_contact": N_("may be used"), "more": N_("more"), "name": N_("name"), "name_key": N_("name, for sorting"),
    "oldest": N_("up to age"), "one": N_("one record"), "opens": N_("opens"), "other": N_("another record"),
    "party": N_("whose"), "place": N_("place"), "postcode": N_("postcode"), "printed_at": N_("printed at"),
    "printed_by": N_("printed by"), "programme": N_("programme"), "promise": N_("agreement"), "purpose": N_("what for"),
    "reader": N_("read as"), "reason": N_("why"), "receiver": N_("to whom"), "recorded_at": N_("written down at"),
    "ref": N_("reference"), "role": N_("as what"), "running": N_("running"), "safe_when": N_("when it is safe"),
    "said_by": N_("on whose word"), "same": N_("the same"), "scheme": N_("whose list"), "scopes": N_("in what"),
    "sector": N_("sector"), "sent_at": N_("sent at"), "size": N_("size"), "sort": N_("what it is"),
    "source": N_("source"), "staged_at": N_("brought at"), "started_at": N_("started at"),
    "subject": N_("whose details"), "sure": N_("how sure, per cent"), "table": N_("table"),
    "taken_at": N_("taken at"), "template": N_("letter"),
    "times": N_("times"), "title": N_("title"), "to": N_("to whom"), "total": N_("in all"), "unit": N_("unit"),
    "until_at": N_("until"), "until_day": N_("until"), "value": N_("value"), "values": N_("how it was"),
    "website": N_("website"), "weekday": N_("day of the week"), "what": N_("what"), "withdrawn_at": N_("stopped at"),
    "word": N_("in a word"), "words": N_("in words"), "youngest": N_("from age"), "channel": N_("sent as"),
}  # fmt: skip

# Columns that are not given out, each with the reason, which stands in the data dictionary.
NOT_GIVEN: Mapping[str, str] = {
    "Account.last_login": "the site does not keep it up to date",
    "Account.password": "a lock, not a detail: nobody here has a password",
    "Card.digest": "the lock of a card: it says nothing about the person",
    "ContactPoint.index": "a lock by which an address is found again; the address itself is given",
    "ContactPoint.sealed": "given, opened, as “address”",
    "Job.arguments": "how the site works; may hold details of others",
    "Job.result": "how the site works; may hold details of others",
    "BeforeImage.row": "an inner number of the site",
    "LikelyPair.one": "the other record may be somebody else’s",
    "LikelyPair.other": "the other record may be somebody else’s",
    "Disclosure.filters": "may hold details of others",
}


FLAGS = ("hidden", "shielded")  # how the site works, not who the person is; not even explained, for it would tell


def words_of(model: type[models.Model]) -> tuple[str, Seen]:
    """What a table is called on the person's page, and who may see it."""
    words, seen = TABLES.get(model.__name__, OTHER)
    return gettext(words), seen


def column_words(name: str) -> str:
    return gettext(COLUMNS[name]) if name in COLUMNS else name.replace("_", " ")


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns that are given: every one but numbers of the site's own, and what NOT_GIVEN names."""
    return [field for field in model._meta.concrete_fields if not _inner(model, field)]


def _inner(model: type[models.Model], field: models.Field[Any, Any]) -> bool:
    if field.name in FLAGS or f"{model.__name__}.{field.name}" in NOT_GIVEN:
        return True
    leads_to = getattr(field.related_model, "__name__", "")
    return isinstance(field, models.AutoField) or leads_to in ("ChangeSet", "Account") or field.name == "undoes"


def rule(model: type[models.Model], field: models.Field[Any, Any]) -> str:
    """What an erasure does to a column, in the words of the one who declared it."""
    return erasure_rules.rule_for(model, field) or "kept: it says nothing about a person without the rest"
