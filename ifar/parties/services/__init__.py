"""Writes of the parties."""

from ifar.parties.services.erasures import propose_erasure
from ifar.parties.services.parties import (
    NewParty,
    correct_party,
    merge_parties,
    move_party,
    register_party,
    split_parties,
)

__all__ = [
    "NewParty",
    "correct_party",
    "merge_parties",
    "move_party",
    "propose_erasure",
    "register_party",
    "split_parties",
]
