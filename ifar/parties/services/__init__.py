"""Writes of the parties."""

from ifar.parties.services.bars import NewBar, barred, enter_bar, propose_lifting
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
    "NewBar",
    "NewParty",
    "barred",
    "correct_party",
    "enter_bar",
    "merge_parties",
    "move_party",
    "propose_erasure",
    "propose_lifting",
    "register_party",
    "split_parties",
]
