"""Imports of older registers: receive, map, try, propose, release, run, mend. Each step is a module of its name."""

from ifar.registry.services.imports.mending import close_row, mend_row, propose_mended
from ifar.registry.services.imports.queue import left
from ifar.registry.services.imports.receiving import look_again, map_words, receive, set_mapping
from ifar.registry.services.imports.releasing import ACT, abandon, answered, propose, register_executors
from ifar.registry.services.imports.running import run, work
from ifar.registry.services.imports.trying import begin_trial, try_out

__all__ = [
    "ACT",
    "abandon",
    "answered",
    "begin_trial",
    "close_row",
    "left",
    "look_again",
    "map_words",
    "mend_row",
    "propose",
    "propose_mended",
    "receive",
    "register_executors",
    "run",
    "set_mapping",
    "try_out",
    "work",
]
