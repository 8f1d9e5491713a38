"""Say where a page is written: page, permission, action, rule, template and test."""

from __future__ import annotations

import argparse
import sys

EXAMPLE = "goldenthread where /directory/new/"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", help="the path of a page, as in the address bar")


def run(arguments: argparse.Namespace) -> int:
    from goldenthread.web import governs

    found = governs.of(arguments.url)
    if not found:
        print(f"There is no page at {arguments.url}.", file=sys.stderr)
        return 1
    for part, where in found.items():
        print(f"{part:<11} {where}")
    return 0
