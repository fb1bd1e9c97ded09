"""No file of the house is longer than a reader takes in: over 500 lines it is split by noun."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import ifar

ROOT: Final = Path(ifar.__file__).parent
MOST: Final = 500
"""Lines of a Python file; a migration tells a whole app and may have more."""


def test_no_file_is_over_five_hundred_lines() -> None:
    lines = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for path in ROOT.rglob("*.py")
        if "migrations" not in path.parts
    }
    assert {name: many for name, many in lines.items() if many > MOST} == {}
