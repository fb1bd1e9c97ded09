"""What the page of a record and the API offer to do to it: each act is offered beside the service that does it.

`edges.py` makes of it the next step of the record's page, what is folded there under *More*, the page of an act that was chosen, and the
operation of the API.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from ifar.acts.declaration import Act
from ifar.acts.inputs import Input, entries
from ifar.acts.recorder import Recorder
from ifar.errors import Reason
from ifar.rights import Actor, may


@dataclass(frozen=True, slots=True)
class Together:
    """That an act can be done to many records in one batch, with one input.

    Attributes:
        title: the act on many as an imperative with its noun; the act's own title where none is said.
        undone_by: the kind of its counter-act, where the law has one.
        each: the input that is another for each record: it stands behind its identifier.
        tells: what the act left on a record as it stands then that somebody must know before it is done to many, each with its code.
    """

    undone_by: str = ""
    each: str = ""
    title: Any = ""
    tells: Callable[[Any], Iterable[Reason]] = lambda _found: ()


@dataclass(frozen=True, slots=True)
class Offer:
    """An act as it is offered; what is said of each is said at `Offers.act`."""

    act: Act
    said: type[Input]
    title: Any
    permission: str
    do: Callable[..., Any]
    done: Any
    hint: Any
    leads: bool | Callable[[Any], bool]
    when: Callable[[Actor, Any], bool] | None
    asks: Callable[[Actor, Any], Mapping[str, Any]] | None
    danger: bool
    called: Callable[[Any], Any] | None
    at: Callable[[Any], str]
    many: Together | None = None
    onward: Callable[[Any], str] | None = None

    @property
    def has_rows(self) -> bool:
        """Whether a row or a button of the record's page says a part of it, so that it has no form of its own to choose."""
        return any(entry.asked.way == "page" and entry.required for entry in entries(self.said).values())

    def is_next(self, result: Any) -> bool:
        """Whether it is the next step of a record to which it can be done."""
        return self.leads(result) if callable(self.leads) else self.leads


class Offers:
    """The acts that a type of record offers, in the order of their services.

    Args:
        find: the record as an actor may see it, by its public identifier; the app's selector.
        page: the route of the record's page.
        on: what the route names of the page on which it stands, where it has none of its own: a public identifier, or several parts.
        name: what its addresses and operations are called, where the type of record is offered on several pages.
    """

    def __init__(
        self,
        recorder: Recorder,
        record_type: str,
        find: Callable[[Actor, str], Any],
        *,
        page: str,
        on: Callable[[Any], str | tuple[Any, ...]] = attrgetter("public_id"),
        name: str = "",
    ) -> None:
        self.recorder, self.record_type, self.find = recorder, record_type, find
        self.page, self.on, self.name = page, on, name or record_type
        self.all: Final[dict[str, Offer]] = {}
        self.has_operations = False

    def act[**P, T](
        self,
        kind: str,
        value: type[Input],
        title: Any,
        *,
        permission: str,
        done: Any = "",
        hint: Any = "",
        leads: bool | Callable[[Any], bool] = False,
        when: Callable[[Actor, Any], bool] | None = None,
        asks: Callable[[Actor, Any], Mapping[str, Any]] | None = None,
        danger: bool = False,
        called: Callable[[Any], Any] | None = None,
        at: str | Callable[[Any], str] = "",
        many: Together | None = None,
        onward: Callable[[Any], str] | None = None,
    ) -> Callable[[Callable[P, T]], Callable[P, T]]:
        """Offer the act that the service below does; of an act of several people, propose it.

        The service takes `actor`, `<record_type>_id` and what was said.

        Args:
            value: what somebody says when they do it.
            title: the act as an imperative with its noun: the title of its form, and its button.
            permission: to do it; the service asks for the same on its first line.
            done: what is told afterwards, or a function of the record as it stands then that says so.
            hint: what follows from it, where the title does not say it; or a function of the record that says so.
            leads: whether it is the next step of a record to which it can be done, or a function of the record that says so;
                of several the last is, and its form is open on the record's page.
            when: whether it can be done to a record as it stands, where neither its state nor its guards about people say so.
            asks: how its form is made for a record: `initial`, `without`, `among`, as for `form_of`.
            danger: whether its button is red.
            called: its title for a record, where the record is what says how it is called.
            at: the route of a page of its own where it is done, because something is read there first, or a function of the record that says so.
            many: that it can be done to many records in one batch, with the same input.
            onward: the route of another act's own page to which one goes on, of a record as it stands then, where that act can be done.
        """
        place = at if callable(at) else lambda _found: at

        def keep(do: Callable[P, T]) -> Callable[P, T]:
            of = self.recorder.acts[self.record_type, kind]
            if self.has_operations:
                raise RuntimeError(
                    f"{self.name}: {kind} is offered after the operations of the API were made; import it there"
                )
            self.all[kind] = Offer(
                of,
                value,
                title,
                permission,
                do,
                done,
                hint,
                leads,
                when,
                asks,
                danger,
                called,
                place,
                many,
                onward,
            )
            if many and of.takes_several and "reason" not in value.model_fields:
                raise ValueError(f"{of.kind} takes several people, who are told no reason")
            if many:
                _to_many[self.recorder.acts.name(of)] = (self, self.all[kind])
            return do

        return keep

    def possible(self, actor: Actor, result: Any) -> Iterator[Offer]:
        """What this person may do to a record as it stands, as far as its state, the guards about people and `when` say."""
        for offer in self.all.values():
            if (
                may(actor, offer.permission)
                and self.recorder.lets(actor, self.record_type, offer.act.kind, result)
                and (offer.when is None or offer.when(actor, result))
            ):
                yield offer

    def waiting(self, result: Any) -> list[str]:
        """The proposals about a record of which nobody has decided; none where those who propose are others than those who read here."""
        if not any(offer.act.takes_several for offer in self.all.values()):
            return []
        acts = self.recorder.acts
        several = [
            acts.name(act)
            for act in acts.acts.values()
            if act.record_type == self.record_type and act.takes_several
        ]
        return [text for ask in _asking for text in ask(result.public_id, several)] if several else []


_to_many: Final[dict[str, tuple[Offers, Offer]]] = {}


def offered_to_many() -> Mapping[str, tuple[Offers, Offer]]:
    """The acts that can be done to many records in one batch, by their names in the ledger."""
    return _to_many


type Waiting = Callable[[str, Iterable[str]], Iterable[str]]
_asking: Final[list[Waiting]] = []


def provide_waiting(ask: Waiting) -> None:
    """Say how the proposals of some acts about a record are found of which nobody has decided. They stand above."""
    _asking.append(ask)
