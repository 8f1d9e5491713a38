"""Print the code of a new card that signs somebody in at a hub desk.

Give the address they sign in with, or the reference of their account or of their own page. Somebody without an
account gets one. It is written in the record as done on the server.
"""

import argparse
import sys

EXAMPLE = "goldenthread card amina@example.org"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("whose", metavar="REF|EMAIL")
    parser.add_argument("--email", default="", help="also let them sign in with a code sent to this address")


def run(args: argparse.Namespace) -> int:
    from django.db.models import Q
    from django.utils import timezone

    from goldenthread.core import refs
    from goldenthread.core.models import Account, Party
    from goldenthread.domain.refusals import Refusal
    from goldenthread.web import cards
    from goldenthread.web.accounts import opening

    now, ref = timezone.now(), refs.read(args.whose)
    named = Q(email__iexact=args.whose) | Q(ref=ref) | Q(party__ref=ref)
    account = Account.objects.filter(named, is_active=True).first()
    party = account.party if account else Party.objects.filter(ref=ref).first()
    if party and (account is None or args.email):
        account = opening.open_account(party=party, by=None, at=now, email=args.email)
    if account is None or isinstance(account, Refusal):
        print(
            "Nobody here has that reference or address, or it is not a person, or the address is taken.",
            file=sys.stderr,
        )
        return 1
    print(cards.print_card(account=account, by=None, at=now).code)
    return 0
