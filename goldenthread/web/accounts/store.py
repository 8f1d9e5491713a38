"""Where sessions are kept: Django's own table. Only the reading of one, which every page does, is prepared."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from goldenthread.core.prepared import Prepared, instant, text


@Prepared
def _still_open() -> QuerySet[Any]:
    return Session.objects.filter(session_key=text("key"), expire_date__gt=instant("now")).values_list("session_data")


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        for (data,) in _still_open(key=self.session_key, now=timezone.now()):
            return Session(session_key=self.session_key, session_data=data)
        self._session_key = None
        return None
