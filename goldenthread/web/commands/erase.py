"""Erase a person, a group or an organisation for good. It cannot be undone.

Name, addresses, numbers, sign-ins and everything said about them go, and the database is written anew so that
no trace stays in its pages. What others did with them stays, with an empty name. Backups made earlier still
hold them; `goldenthread restore` erases them again.
"""

import argparse
import sys

EXAMPLE = "goldenthread erase 7k3m9x2p4q8w"
WHY_NOT = {
    "already_erased": "This record was erased before.",
    "the_partnership": "This is the partnership that runs the site. Without it there is no site.",
    "last_host": "Nobody else looks after this installation. Make another host first, with “goldenthread init”.",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("party", metavar="PARTY", help="the reference in the address of their page")
    parser.add_argument("--yes", action="store_true", help="do not ask whether this is meant")


def run(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from goldenthread.core import erasure, jobs, refs, scrubbing
    from goldenthread.domain.refusals import Refusal

    party = erasure.find(refs.read(args.party))
    if party is None:
        print("There is no record with that reference.", file=sys.stderr)
        return 1
    together = erasure.goes_with(party)
    print(f"This erases {together} record{'s' if together > 1 else ''}, and cannot be undone.")
    if not args.yes and input("Write ERASE to go on: ").strip() != "ERASE":
        print("Nothing was erased.")
        return 1
    outcome = erasure.erase(party=party, by=None, at=timezone.now())
    if isinstance(outcome, Refusal):
        print(WHY_NOT[outcome], file=sys.stderr)
        return 1
    job = jobs.now(outcome.job)
    print(f"Erased: {', '.join(outcome.refs)}.")
    print(job.failure or "No trace of the words stays in the database or its log.")
    print("Backups made before today still hold them, until they are thrown away." + _beyond(scrubbing))
    return 1 if job.failure else 0


def _beyond(scrubbing) -> str:  # type: ignore[no-untyped-def]
    from django.db import connection

    return scrubbing.BEYOND_POSTGRES if connection.vendor == "postgresql" else ""
