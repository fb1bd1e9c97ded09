"""What a proposal would do, in words: apps say it of their own acts, so that nobody agrees to what they cannot read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string

from ifar.accounts.labels import ACTS


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what is going to happen: label and value in words, where the thing itself is, and what stands there now.

    `now` is empty where nothing is there that the act would change. Lines that follow each other with one `group` stand under it as
    their heading; `official` are the words by which other programs know the label, where they are others.
    """

    label: Any
    value: Any
    url: str = ""
    now: Any = ""
    group: str = ""
    official: str = ""


Describer = Callable[..., Sequence[Line]]
"""Called with the actor who reads and the proposal; says only what this actor may see."""

Titler = Callable[..., Any]
"""Called with the proposal; gives the act in words."""

Namer = Callable[..., Mapping[str, str]]
"""Called with the actor who reads and public identifiers; gives in words those that this actor may see."""

Hinderer = Callable[..., Any]
"""Called with the actor who reads and the proposal; says why it cannot be carried out any more, empty where nothing hinders it."""

_describers: dict[str, Describer | str] = {}
_parties: dict[str, bool] = {}
_titlers: dict[str, Titler | str] = {}
_hinderers: dict[str, Hinderer | str] = {}
_namers: dict[str, Namer | str] = {}
_lists: dict[str, Any] = {}


def provide(
    act: str, describer: Describer | str, titler: Titler | str | None = None, *, parties: bool
) -> None:
    """Have `describer(actor, proposal)` describe proposals of `act`, or of all acts of an area (`registry`).

    By the function or its dotted name, when the programs start. `titler(proposal)` gives the act in words, where `labels.ACTS`
    does not name it. `parties` says whether it is about people and companies, and so tells their
    names as far as a purpose is stated: nobody decides about whom they were not shown.
    """
    _describers[act] = describer
    _parties[act] = parties
    if titler is not None:
        _titlers[act] = titler


def provide_lists(describer: Describer, hinderer: Hinderer, titler: Titler) -> None:
    """Have one proposal over a list described, called by its name, and what hinders it told, whatever its act."""
    _lists.update(describer=describer, hinderer=hinderer, titler=titler)


def provide_hindrance(act: str, hinderer: Hinderer | str) -> None:
    """Have `hinderer(actor, proposal)` say of open proposals of `act` why they cannot be carried out any more."""
    _hinderers[act] = hinderer


def provide_names(letters: str, namer: Namer | str) -> None:
    """Have `namer(actor, public_ids)` name the objects of proposals whose identifiers begin with one of `letters`."""
    _namers.update(dict.fromkeys(letters, namer))


def names_of(actor: Any, objects: Iterable[str]) -> dict[str, str]:
    """What proposals are about, in words; what the actor may not see and what no app names stays out."""
    asked: dict[Namer | str, set[str]] = {}
    for text in objects:
        if (namer := _namers.get(text[:1])) is not None:
            asked.setdefault(namer, set()).add(text)
    result: dict[str, str] = {}
    for namer, public_ids in asked.items():
        resolved: Namer = import_string(namer) if isinstance(namer, str) else namer
        result |= resolved(actor, public_ids)
    return result


def _found[T](table: dict[str, T | str], act: str) -> T | None:
    result = table.get(act) or table.get(act.partition(".")[0])
    resolved: T | None = import_string(result) if isinstance(result, str) else result
    return resolved


def title(proposal: Any) -> Any:
    """The act of a proposal in words."""
    if getattr(proposal, "over_list", False):
        return _lists["titler"](proposal)
    titler = _found(_titlers, proposal.act)
    return ACTS.get(proposal.act) or (titler(proposal) if titler else proposal.act)


def names_parties(proposal: Any) -> bool:
    """Whether the description of a proposal names people and companies, so that a purpose is to be stated first."""
    return _parties.get(proposal.act, _parties.get(proposal.act.partition(".")[0], False))


def hindrance(actor: Any, proposal: Any) -> Any:
    """Why an open proposal cannot be carried out any more, in words; empty where nothing is known to hinder it."""
    if proposal.over_list:
        return _lists["hinderer"](actor, proposal)
    hinderer = _found(_hinderers, proposal.act)
    return hinderer(actor, proposal) if hinderer else ""


def describe(actor: Any, proposal: Any) -> Sequence[Line]:
    """What `proposal` would do. Without a describer: its payload, key by key."""
    if proposal.over_list:
        lines: Sequence[Line] = _lists["describer"](actor, proposal)
        return lines
    describer = _found(_describers, proposal.act)
    if describer is None:
        return [Line(name, value) for name, value in sorted(proposal.payload.items())]
    return describer(actor, proposal)
