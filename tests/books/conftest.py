"""The story of a dealer's book, told once for each test."""

from __future__ import annotations

import pytest

from tests.books import story
from tests.bulk.making import a_maker


@pytest.fixture
def book(ivan, alice, bob) -> story.Book:
    """The story, told."""
    return story.told(ivan, alice, bob, a_maker())
