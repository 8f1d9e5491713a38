"""Do the long work: imports, pictures, sealing the journal, tidying up. `goldenthread serve` starts one by itself."""

import argparse
import time

EXAMPLE = "goldenthread worker"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--parent", type=int, metavar="PROCESS", help="stop when this process is no longer the parent")
    parser.add_argument("--pause", type=int, default=0, metavar="SECONDS", help="wait before beginning")
    parser.add_argument("--once", action="store_true", help="do what waits, then stop")


def run(args: argparse.Namespace) -> int:
    from goldenthread.web import working

    time.sleep(args.pause)
    working.work_off() if args.once else working.work(args.parent)
    return 0
