"""The story of a dealer's book, told once for all tests of a module."""

from __future__ import annotations

import pytest

from tests import cast
from tests.books import story
from tests.bulk.making import a_maker
from tests.databases import Database, Told, told_once

told = told_once(lambda: story.told(*map(cast.actor, ("ivan", "alice", "bob")), a_maker()))


@pytest.fixture
def book(told: Told, peopled_db: Database) -> story.Book:
    """The story, told."""
    return told.made
