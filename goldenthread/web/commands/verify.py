"""Check that the record is whole: links and rules of every table, the journal and its seals.

Ends with 1 when something is wrong, and says what in plain sentences. It changes nothing.
"""

import argparse
import json

EXAMPLE = "goldenthread verify --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="say it in JSON")


def run(args: argparse.Namespace) -> int:
    from goldenthread.core import verifying

    report = verifying.verify()
    (_as_json if args.json else _in_words)(report)
    return 0 if report.sound else 1


def _as_json(report) -> None:  # type: ignore[no-untyped-def]  # its type needs Django to be ready
    faults = [{"where": fault.where, "what": fault.sentence} for fault in report.faults]
    said = {"sound": report.sound, "faults": faults, "checked": list(report.checked)}
    print(json.dumps(said | {"changes": report.changes, "unsealed": report.unsealed, "seal": report.head}, indent=1))


def _in_words(report) -> None:  # type: ignore[no-untyped-def]
    for checked in report.checked:
        print(f"Checked: {checked}.")
    for fault in report.faults:
        print(f"WRONG  {fault.where}: {fault.sentence}")
    print(f"{report.changes} changes are recorded; {report.unsealed} of the newest wait for their seal.")
    print(f"The newest seal is {report.head}: keep it elsewhere, and nobody can rewrite what came before it unseen.")
    print("Everything is as it was recorded." if report.sound else f"{len(report.faults)} things are wrong.")
