"""What a role is. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """What a role may do, at which kinds of agency it may be held, and which roles exclude it (separation of duties)."""

    permissions: frozenset[str]
    agency_kinds: frozenset[str]
    excludes: frozenset[str] = frozenset()
