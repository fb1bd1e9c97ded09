"""For what the community's pictures stand in the store of files."""

from __future__ import annotations

from typing import Final

PURPOSE: Final = "community_attachment"
