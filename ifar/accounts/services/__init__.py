"""Writes of accounts, by noun: each function is one act in one transaction."""
