"""Files of official figures are read in the tests' own process."""

from __future__ import annotations

import pytest

from tests.readers import readers_here  # noqa: F401 - a fixture


@pytest.fixture(autouse=True)
def _read_here(readers_here: None) -> None:  # noqa: F811 - the fixture
    """Of every test of this folder."""
