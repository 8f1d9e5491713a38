"""The first moment of a site: the partnership that runs it."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache

from goldenthread.core import journal, parties
from goldenthread.core.models import ChangeSet, Identifier, Party
from goldenthread.core.partnership import SCHEME, VALUE
from goldenthread.domain.kinds import PartyKind, Sector


def partnership() -> Party | None:
    """The partnership, if there is one yet."""
    found = Identifier.objects.filter(scheme=SCHEME, value=VALUE).select_related("party").first()
    return found.party if found else None


@journal.action("core.founded", final="A site belongs to one partnership from its first day.")
def found(*, name: str, by: int | None, at: datetime, change: ChangeSet) -> Party:
    """Make the partnership that runs this site, the party to whom people agree."""
    made = parties.create(kind=PartyKind.ORGANISATION, sector=Sector.SOCIAL, name=name, change=change)
    Identifier.objects.create(scheme=SCHEME, value=VALUE, party=made, made_in=change)
    cache.delete("partnership")
    return made
