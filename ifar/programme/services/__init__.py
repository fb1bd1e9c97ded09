"""Writes of the programme: one function, one act, one transaction."""
