"""Open the demonstration place: database, invented people of a real town, worker and server.

The first time it brings in examples/smethwick; after that it starts at once. Everything is kept in
GT_DATA_DIR (./var/demo unless set) and can be thrown away.
"""

from __future__ import annotations

import argparse
import os

EXAMPLE = "goldenthread demo"
NEEDS_DJANGO = False
SOURCE = "smethwick"
NAME = "Smethwick Together"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-serve", action="store_true", help="only make the place ready, then stop")


def run(arguments: argparse.Namespace) -> int:
    os.environ["GT_MODE"] = "demo"
    os.environ.setdefault("GT_DATA_DIR", "var/demo")
    os.environ.setdefault("GT_NAME", NAME)
    os.environ.setdefault("GT_ADDRESS", f"http://localhost:{arguments.port}")
    from goldenthread.web.cli import start

    start()
    from goldenthread.web import demonstration

    demonstration.make_ready(SOURCE, NAME)
    if arguments.no_serve:
        return 0
    from goldenthread.web.commands import serve

    print(f"\n  {NAME} is open at http://localhost:{arguments.port}/")
    print(f"  Sign in with one click: http://localhost:{arguments.port}/sign-in/")
    print(f"  Take the tour: http://localhost:{arguments.port}/tour/\n", flush=True)
    return serve.run(argparse.Namespace(port=arguments.port, host="127.0.0.1", workers=1))
