"""Bringing things in: a file is staged, looked at, and then written whole or not at all.

staged = stage_file(path, as_="", source="", by=party, at=now)    # reads; the record is not touched
preview(staged, at=now)                                            # says what would happen, row by row
receipt = commit(staged, by=party, at=now)                         # one change set; `core.undo` takes it back
"""

from goldenthread.core.importing.commit import Receipt, Stopped, commit
from goldenthread.core.importing.files import bring_in_folder, stage_file, stage_folder, stage_stream
from goldenthread.core.importing.preview import PAGE, Change, Outcome, Preview, kept, outcomes, preview
from goldenthread.core.importing.staged import Gone, Part, Staged, find, naming, stage, tidy, waiting

__all__ = [
    "PAGE", "Change", "Gone", "Outcome", "Part", "Preview", "Receipt", "Staged", "Stopped", "bring_in_folder", "commit",
    "find", "kept", "naming", "outcomes", "preview", "stage", "stage_file", "stage_folder", "stage_stream", "tidy",
    "waiting",
]  # fmt: skip
