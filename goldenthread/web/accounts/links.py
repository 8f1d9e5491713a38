"""One-time links to sign in, printed on the server itself: for first set-up, and for the demonstration.

A link is signed and holds no address. It lasts ten minutes and works until its account next signs in, in whatever way.
"""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode

from goldenthread.core.models import Account
from goldenthread.web import demo_people

SALT = "goldenthread.sign-in-link"
LASTS = 600  # seconds


def door(onward: str = "") -> str:
    """The sign-in page, and where to go on to from there."""
    return reverse("sign_in") + (f"?{urlencode({'next': onward})}" if onward else "")


def may_have(account: Account) -> bool:
    """In the demonstration its invented people; in a town only those who look after the installation."""
    return account.is_active and (account.hosts or demo_people.is_cast(account))


def address(account: Account) -> str:
    """The whole address to open. The key stands in the query, which no log of ours keeps."""
    seen = account.last_login.isoformat() if account.last_login else ""
    key = signing.dumps([account.ref, seen], salt=SALT)
    return f"{settings.SITE_ADDRESS}{reverse('sign_in_link')}?{urlencode({'key': key})}"


def read(key: str) -> Account | None:
    """The account a link still opens, or None whatever the reason."""
    try:
        ref, seen = signing.loads(key, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    last = parse_datetime(seen) if seen else None
    account = Account.objects.filter(ref=ref, last_login=last).first()
    return account if account and may_have(account) else None


def use(account: Account, at: datetime | None = None) -> bool:
    """Use a link up; of two who come at the same moment, one is let in."""
    mine = Account.objects.filter(pk=account.pk, last_login=account.last_login)
    return bool(mine.update(last_login=at or timezone.now()))
