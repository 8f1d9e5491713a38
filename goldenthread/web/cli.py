"""`goldenthread …`: one command for everything the people who run a place do from a terminal."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
from types import ModuleType

from goldenthread import __version__
from goldenthread.web import commands

# Commands that make the record, or do without it.
WITHOUT_RECORD = {"demo", "init", "manage", "new-capability", "restore", "serve", "where", "worker"}


def _modules() -> dict[str, ModuleType]:
    """Every command by its name: import_.py is `import`, sign_in_link.py is `sign-in-link`."""
    found = {}
    for module in pkgutil.iter_modules(commands.__path__):
        name = module.name.rstrip("_").replace("_", "-")
        found[name] = importlib.import_module(f"{commands.__name__}.{module.name}")
    return found


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="goldenthread",
        description="The shared information system of a place.",
        epilog="Settings come from the environment: docs/reference/settings.md. The database is DATABASE_URL.",
    )
    top.add_argument("--version", action="version", version=f"goldenthread {__version__}")
    under = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module in _modules().items():
        first = (module.__doc__ or "").strip().splitlines()[0]
        command = under.add_parser(
            name,
            help=first,
            description=module.__doc__,
            epilog=f"Example: {module.EXAMPLE}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(command)
        command.set_defaults(module=module)
    return top


def start() -> None:
    """Make Django ready, with a sentence instead of a stack of calls when a setting is wrong."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.web.settings")
    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        print(f"goldenthread: {wrong}", file=sys.stderr)
        raise SystemExit(2) from None


def _has_record() -> bool:
    """Is there a database with our tables in it?"""
    from django.db import OperationalError, connection

    try:
        return "core_party" in connection.introspection.table_names()
    except OperationalError:
        return False


def main(words: list[str] | None = None) -> int:
    arguments = parser().parse_args(words)
    if getattr(arguments.module, "NEEDS_DJANGO", True):
        start()
        if arguments.command not in WITHOUT_RECORD and not _has_record():
            print("The database is not ready: run “goldenthread init” first, or look at DATABASE_URL.", file=sys.stderr)
            return 2
    try:
        return int(arguments.module.run(arguments) or 0)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
