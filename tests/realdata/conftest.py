"""Tests on real files that lie beside the repository; where they are absent, these tests say so and are not run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.realdata import incidents

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real files: `IFAR_REAL_DATA`, or `../shared/data` beside the repository."""
    folder = Path(os.environ.get("IFAR_REAL_DATA") or REPOSITORY.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"real data: there is no folder {folder}; set IFAR_REAL_DATA to run these tests")
    return folder


@pytest.fixture(scope="module", autouse=True)
def files_read_once() -> Iterator[None]:
    """A module reads each table of incidents once, and forgets it at its end."""
    yield
    incidents.rows.cache_clear()
    incidents.reading.cache_clear()
