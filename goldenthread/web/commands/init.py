"""Make the database ready: its tables, the partnership, and the first account that looks after the site.

Safe to run again: what is there stays as it is, and tables are brought up to date.
"""

import argparse
import sys

EXAMPLE = 'goldenthread init --name "Smethwick Together" --email host@example.org'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", metavar="NAME", help="what the partnership is called (otherwise GT_NAME)")
    parser.add_argument("--email", metavar="EMAIL", help="who looks after the installation, and signs in here")


def run(args: argparse.Namespace) -> int:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import OperationalError
    from django.utils import timezone

    from goldenthread.core import database, founding

    try:
        too_old = database.check_versions(None, databases=["default"])
        if too_old:
            print(too_old[0].msg, file=sys.stderr)
            return 1
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    except OperationalError:
        print("The database cannot be opened: look at DATABASE_URL, and whether it is running.", file=sys.stderr)
        return 1
    partnership = founding.partnership()
    if partnership is None:
        partnership = founding.found(name=args.name or settings.PARTNERSHIP_NAME, by=None, at=timezone.now())
        print(f"Made the partnership {partnership.name}.")
    elif args.name and args.name != partnership.name:
        print(f"The partnership is already there and is called {partnership.name}: its name was left as it is.")
    if args.email:
        _host(args.email)
    print("The database is ready.")
    return 0


def _host(email: str) -> None:
    from django.utils import timezone

    from goldenthread.core.models import Account
    from goldenthread.web.accounts import opening

    account = Account.objects.filter(email__iexact=email).first()
    if account is None:
        opening.open_host(email=email, by=None, at=timezone.now())
        print(f"Made the account {email}, which looks after the installation.")
        print(f"To sign in for the first time:  goldenthread sign-in-link {email}")
    elif not account.hosts:
        print(f"{email} has an account already, and it does not look after the installation: it was left as it is.")
