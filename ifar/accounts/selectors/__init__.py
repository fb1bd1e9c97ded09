"""Reads of accounts: what a given actor may see, by noun."""
