"""What hatchling does before it packs the wheel: build the front end and compile the translations.

The wheel has to work alone (`goldenthread demo` with no Node, make or git), so it carries what is built.
An editable install and a read of the metadata build nothing: `make setup` does that in steps of its own.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

EXAMPLE = "examples/smethwick"  # the demonstration place, found by `goldenthread demo` beside the code


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs for `hatchling build`, `python -m build` and `pip install .`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bring the built files up to date; both steps do nothing when they are."""
        if version == "editable" or self.target_name != "wheel":
            return
        root = Path(self.root)
        sys.path.insert(0, self.root)
        from build_assets import build
        from scripts.translations import compile_all

        build()
        compile_all(root / "goldenthread" / "locale")
        build_data["force_include"][str(root / EXAMPLE)] = f"goldenthread/{EXAMPLE}"
