"""How acts that several people decided are carried out: which function belongs to which act.

Apps register here in their `extensions.py`, by the function or by its dotted name: services cannot be imported while the
applications are still loading.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.module_loading import import_string

Executor = Callable[..., None]
"""Called with the actor whose approval it was and the proposal."""

_executors: dict[str, Executor | str] = {}
_of_lists: list[Executor] = []


def provide(act: str, executor: Executor | str) -> None:
    """Have `executor(actor, proposal)` carry out `act` with the last approval, in the same transaction.

    The entry that it writes must name the proposal in its payload and say what the proposal's payload says; the database
    checks it. In an emergency it is called at once, with the actor who acts.
    """
    _executors[act] = executor


def provide_lists(executor: Executor) -> None:
    """Have `executor(actor, proposal)` carry out what was approved by one proposal over a list, whatever its act."""
    _of_lists[:] = [executor]


def carries_out(act: str) -> bool:
    """Whether somebody registered how `act` is carried out."""
    return act in _executors


def carry_out(act: str, *, actor: Any, proposal: Any) -> None:
    """Carry out `act`, or the list over which it was proposed."""
    if proposal.over_list:
        _of_lists[0](actor, proposal)
        return
    executor = _executors[act]
    (import_string(executor) if isinstance(executor, str) else executor)(actor, proposal)
