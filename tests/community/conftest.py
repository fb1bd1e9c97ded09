"""The community of the tests as fixtures; what it is made of stands in `making.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ifar.community.models import Space
from tests.community.making import (  # noqa: F401 - some tests know them under this name
    MEMBERS,
    ROLES,
    a_picture,
    a_post,
    a_space,
    a_topic,
    admitted,
    decided,
    found_community,
    give_roles,
    member,
    nominated,
    reader,
    said,
)
from tests.databases import Databases, settings_at


@pytest.fixture(scope="session")
def community_template(
    databases: Databases, peopled_template: str, django_db_setup: None, django_db_blocker: Any
) -> Iterator[str]:
    """Name of this process's template with the community in it."""
    with databases.clone(peopled_template) as database:
        with django_db_blocker.unblock(), settings_at(database.name):
            found_community()
        yield database.name


@pytest.fixture(scope="module")
def community(databases: Databases, community_template: str, django_db_blocker: Any) -> Iterator[str]:
    """A database of the module's own in which the community stands; what its tests do in `db` is undone after each."""
    with (
        databases.clone(community_template) as database,
        django_db_blocker.unblock(),
        settings_at(database.name),
    ):
        django_db_blocker.block()
        yield database.name
        django_db_blocker.unblock()


@pytest.fixture
def commons(community: str, db: None) -> Space:
    """The space of the whole community."""
    return Space.objects.get(kind="global")
