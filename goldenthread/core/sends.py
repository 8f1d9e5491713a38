"""One ledger of mails, texts and letters: each is asked for once, and never goes out twice.

A subject line and a text on a locked screen are read by others in the house: they never say what it is
about, or from which service. The ledger keeps no address and no words.
"""

from __future__ import annotations

from datetime import datetime

from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext, override

from goldenthread.core import consent, contact
from goldenthread.core.models import Party, Send
from goldenthread.domain.words import N_

SUBJECT = N_("A message for you")


def ask(*, key: str, party: int | None, channel: str, template: str, language: str, at: datetime) -> Send | None:
    """Enter something to be sent; None when it was asked for before. Raises IntegrityError for an unknown channel."""
    try:
        with transaction.atomic():
            return Send.objects.create(
                key=key, party_id=party, channel=channel, template=template, language=language, asked_at=at
            )
    except IntegrityError:
        if Send.objects.filter(key=key).exists():
            return None
        raise


def claim(send: Send, *, at: datetime) -> bool:
    """Take a send for oneself, before sending: true for exactly one of those who try.

    It counts as sent from here. A machine that stops between this and the sending leaves a mail unsent,
    which is better than one sent twice; `mark_failed` says when it was refused.
    """
    return bool(Send.objects.filter(pk=send.pk, sent_at=None, failed_at=None).update(sent_at=at))


def mark_failed(send: Send, *, code: str, at: datetime) -> None:
    """Note why it did not go out: a short code, never the address."""
    Send.objects.filter(pk=send.pk).update(sent_at=None, failed_at=at, failure=code[:80])


def mark_sent(send: Send, *, at: datetime) -> bool:
    """Note that a letter was posted, or a text handed over; false when it was noted before."""
    return claim(send, at=at)


def email(send: Send, *, proof: consent.Proof, words: str, by: int, at: datetime) -> bool:
    """Send a claimed mail to the person of the proof, at the first address they allow; false when it did not go."""
    return _deliver(send, contact.open_for(proof, by=by, at=at), words, at)


def email_body(send: Send, *, body: Party, words: str, at: datetime) -> bool:
    """Send a claimed mail to a group or organisation, at the first address it lets everybody use."""
    return _deliver(send, contact.published(body), words, at)


def _deliver(send: Send, reaches: list[contact.Reach], words: str, at: datetime) -> bool:
    addresses = [reach.address for reach in reaches if reach.kind == "email"]
    if not claim(send, at=at):
        return False
    if not addresses:
        mark_failed(send, code="no_address", at=at)
        return False
    with override(send.language):
        subject = gettext(SUBJECT)
    try:
        EmailMessage(subject=subject, body=words, to=[addresses[0]]).send()
    except OSError as refused:  # smtplib's errors are among these; their text may hold the address
        mark_failed(send, code=type(refused).__name__, at=at)
        return False
    return True
