"""Writes of the registry."""
