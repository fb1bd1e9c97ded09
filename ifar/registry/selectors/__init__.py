"""What an actor may see of the registry."""

from ifar.registry.selectors.firearms import firearm_for, firearms_for, visible

__all__ = ["firearm_for", "firearms_for", "visible"]
