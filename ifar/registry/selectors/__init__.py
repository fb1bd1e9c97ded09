"""What an actor may see of the registry."""

from ifar.registry.selectors.firearms import (
    event_for,
    firearm_for,
    firearms_for,
    firearms_page,
    visible,
)

__all__ = ["event_for", "firearm_for", "firearms_for", "firearms_page", "visible"]
