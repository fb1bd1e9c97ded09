"""Reads of the community. Everything that bears a mark is read through `visible.py` and in no other way."""
