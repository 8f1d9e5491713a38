"""Print a link that signs somebody in, once, within ten minutes.

In the demonstration: for its invented people. In a town: for those who look after the installation, when the
command is run on the server itself; `--new-host` makes the first of them.
"""

import argparse
import sys

EXAMPLE = "goldenthread sign-in-link host@example.org --new-host"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument(
        "--new-host", action="store_true", help="make an account that looks after this installation, if there is none"
    )


def run(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from goldenthread.core.models import Account
    from goldenthread.web.accounts import links, opening

    account = Account.objects.filter(email__iexact=args.email).first()
    if account is None and args.new_host:
        account = opening.open_host(email=args.email, by=None, at=timezone.now())
    if account is None:
        print("Nobody signs in with that address. To make the first host, add --new-host.", file=sys.stderr)
        return 1
    if not links.may_have(account):
        print("Links are for those who look after this installation. Others use a code or a card.", file=sys.stderr)
        return 1
    print(links.address(account))
    return 0
