"""What was worked out before, as long as nothing has been written since: ids of lists, and whole answers.

Each server process keeps its own. Everything is kept under the *token* of the record, so a write to anything makes
all of it out of date at once, in the same moment for every process: nothing has to be remembered and taken out.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.utils import timezone

from goldenthread.core.models import ChangeSet, Revision
from goldenthread.core.prepared import Prepared

MOST_BYTES = 32 * 1024 * 1024
Token = tuple[Any, ...]


@Prepared
def _newest() -> QuerySet[Any]:
    last = Revision.objects.order_by("-pk").values("token")[:1]
    changes = ChangeSet.objects.order_by("-pk").annotate(
        token=Subquery(last), revisions=RawSQL("SELECT count(*) FROM core_revision", ())
    )
    return changes.values_list("pk", "ref", "token", "revisions")[:1]


def token() -> Token:
    """Other after every change to the record, to what is kept out of sight, and at midnight. One query.

    Numbers come again after a restore or a rollback; the references beside them do not. A change with a lower
    number may be committed after one with a higher number, so what is kept out of sight is counted besides.
    """
    today: date = timezone.localdate()
    newest = _newest()
    return (today, *newest[0]) if newest else (today,)


class Kept:
    """The things used last, up to so many bytes. Safe between threads; holds nothing across a change."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most, self.held = most, 0
        self._token: Token = ()
        self._things: OrderedDict[Any, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, now: Token, key: Any, make: Callable[[], Any], size: Callable[[Any], int]) -> Any:
        """The thing under `key`, made if it is not here or was made before a change."""
        with self._lock:
            if now != self._token:
                self._things.clear()
                self._token, self.held = now, 0
            elif key in self._things:
                self._things.move_to_end(key)
                return self._things[key][0]
        made = make()
        self._keep(now, key, made, size(made))
        return made

    def _keep(self, now: Token, key: Any, made: Any, size: int) -> None:
        with self._lock:
            if now != self._token or key in self._things or size > self.most // 4:
                return
            self._things[key] = (made, size)
            self.held += size
            while self.held > self.most:
                _, (_gone, freed) = self._things.popitem(last=False)
                self.held -= freed
