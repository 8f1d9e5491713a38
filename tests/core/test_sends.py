"""A mail, a text or a letter is asked for once and never goes out twice."""

import threading

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from goldenthread.core import consent, contact, sends
from goldenthread.core.models import Send
from goldenthread.domain.kinds import Purpose
from tests.cast import AT, Cast


def ask(cast: Cast, key: str = "invite:1:ruth", **more: object) -> Send | None:
    given = {"party": cast.ruth.pk, "channel": "email", "template": "invite", "language": "en", "at": AT}
    return sends.ask(key=key, **{**given, **more})


def deliver(cast: Cast, send: Send) -> bool:
    proof = consent.prove(subject=cast.ruth.pk, to=cast.partnership.pk, purpose=Purpose.DIRECTORY, at=AT)
    return sends.email(send, proof=proof, words="Would you like to come on Monday?", by=cast.amina.pk, at=AT)


def with_address(cast: Cast, **more: object) -> None:
    given = {"kind": "email", "address": "ruth@example.org", "may_contact": True}
    contact.add(party=cast.ruth.pk, by=cast.ruth.pk, at=AT, **{**given, **more})


def test_the_same_key_is_entered_once(cast: Cast) -> None:
    assert ask(cast) is not None
    assert ask(cast) is None
    assert Send.objects.count() == 1


def test_a_mail_goes_out_once_with_a_subject_that_gives_nothing_away(cast: Cast) -> None:
    with_address(cast)
    send = ask(cast)
    assert send is not None
    assert deliver(cast, send) is True
    assert deliver(cast, send) is False
    (sent,) = mail.outbox
    assert (sent.subject, sent.to) == ("A message for you", ["ruth@example.org"])
    send.refresh_from_db()
    assert send.sent_at == AT and send.failed_at is None


def test_nobody_who_has_not_allowed_it_is_written_to(cast: Cast) -> None:
    with_address(cast, may_contact=False)
    send = ask(cast)
    assert send is not None and deliver(cast, send) is False
    send.refresh_from_db()
    assert (send.failure, send.sent_at, mail.outbox) == ("no_address", None, [])


def test_a_refused_mail_is_noted_by_a_code_without_the_address(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ConnectionRefusedError("ruth@example.org does not exist")

    with_address(cast)
    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    send = ask(cast)
    assert send is not None and deliver(cast, send) is False
    send.refresh_from_db()
    assert send.failure == "ConnectionRefusedError" and send.failed_at == AT
    assert deliver(cast, send) is False, "what failed is not tried again behind anybody's back"


def test_the_ledger_knows_only_its_channels(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ask(cast, channel="pigeon")


@pytest.mark.django_db(transaction=True)
def test_of_many_that_try_at_once_exactly_one_sends(cast: Cast) -> None:
    send = ask(cast)
    won: list[bool] = []

    def try_it() -> None:
        won.append(sends.claim(send, at=AT))  # type: ignore[arg-type]
        connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 5 + [True]
