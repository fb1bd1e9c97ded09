"""Long-term plans for hotspots, and the effects that were measured."""
