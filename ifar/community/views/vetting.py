"""The desk of vetting."""

from __future__ import annotations


def describe(actor, proposal):  # placeholder, filled below
    return []


def title(proposal):
    return proposal.act
