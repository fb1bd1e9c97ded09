"""What the navigation is made of: areas, and the pages to which they lead. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple


class Place(NamedTuple):
    """A page that an area leads to: its words, the name of its route, its icon, the permission that opens it; `instead` opens it as well.

    Whoever holds `unless` reaches it elsewhere. Addresses that begin with `also` belong to it."""

    label: Any
    route: str
    icon: str
    permission: str | None = None
    unless: str = ""
    also: str = ""
    instead: str = ""


class Area(NamedTuple):
    """Places that belong together; the first area has no title."""

    title: Any
    places: tuple[Place, ...]
