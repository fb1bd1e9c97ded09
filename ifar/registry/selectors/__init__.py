"""What an actor may see of the registry."""

from ifar.registry.selectors.firearms import (
    entry_for,
    event_for,
    firearm_for,
    firearms_for,
    firearms_page,
    visible,
)

__all__ = ["entry_for", "event_for", "firearm_for", "firearms_for", "firearms_page", "visible"]
