"""The partnership that runs this installation: one party, the data controller, to whom people agree."""

from django.core.cache import cache

from goldenthread.core.models import Identifier

SCHEME, VALUE = "golden-thread", "partnership"


class NotSetUp(Exception):
    """The site has no partnership yet: `goldenthread init` makes it."""


def party_id() -> int:
    """The partnership's party."""
    found = cache.get("partnership")
    if found is None:
        found = Identifier.objects.filter(scheme=SCHEME, value=VALUE).values_list("party", flat=True).first()
        if found is None:
            raise NotSetUp("There is no partnership yet: run goldenthread init.")
        cache.set("partnership", found, 60)
    return int(found)
