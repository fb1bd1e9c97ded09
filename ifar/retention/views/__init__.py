"""Pages about retention."""
