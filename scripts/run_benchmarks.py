"""Run every benchmark in `benchmarks/`, one after the other, and say which failed. `make bench ONLY=losing` chooses.

A benchmark is a file there that can be run by itself: it prints its figure beside its peer's and exits with 1 when
the figure is worse than the one published.
"""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def chosen(words: list[str]) -> list[Path]:
    """Return the benchmarks whose names contain one of the words, or all."""
    files = sorted((ROOT / "benchmarks").glob("*.py"))
    every = [path for path in files if '__name__ == "__main__"' in path.read_text(encoding="utf-8")]
    return [path for path in every if not words or any(word in path.stem for word in words)]


def main(words: list[str]) -> int:
    """Run them from the root of the repository; return 1 if one failed, 2 if there is none of that name."""
    paths = chosen(words)
    if not paths:
        print(f"No benchmark is called {' or '.join(words) or 'anything'}.", file=sys.stderr)
        return 2
    failed = []
    for path in paths:
        print(f"\n── {path.stem.replace('_', ' ')} ──", flush=True)
        began = time.monotonic()
        if subprocess.run([sys.executable, path], cwd=ROOT, check=False).returncode:
            failed.append(path.stem)
        print(f"({time.monotonic() - began:.0f} s)", flush=True)
    within = len(paths) - len(failed)
    print(f"\n{within} within their figures, {len(failed)} not: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
