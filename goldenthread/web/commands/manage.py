"""Django's own commands, for those who know them: `goldenthread manage check --deploy`."""

import argparse

EXAMPLE = "goldenthread manage check --deploy"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="COMMAND …", help="what Django is told")


def run(args: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["goldenthread manage", *args.words])
    return 0
