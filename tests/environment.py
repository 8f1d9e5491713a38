"""The environment of every test run, set before Django reads its settings (pytest is told `-p tests.environment`).

A `postgres://` DATABASE_URL from outside is used; everything else is the same on every machine: the profile of the
demonstration, a secret that is none, and a data folder that is gone afterwards.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="gt-tests-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

for _name in [name for name in os.environ if name.startswith("GT_")]:
    del os.environ[_name]  # a developer's own settings must not decide what a test finds
os.environ["GT_MODE"] = "demo"
os.environ["GT_SECRET"] = "known to everybody, because it guards nothing but tests"
os.environ["GT_DATA_DIR"] = str(FOLDER)
if not os.environ.get("DATABASE_URL", "").startswith("postgres"):  # an SQLite file of somebody's own is not for tests
    os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER / 'tests.sqlite3'}"
