"""Case → practice → gap → tool: the records that hang together with one, as far as the reader sees them.

The walk goes only through what is visible: a record that is hidden ends the path there, so that nothing behind it, and not even that there is
something, is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q

from ifar.community.knowledge import gaps
from ifar.community.models import Gap, Guide, MarkedObject, Practice, Progress, Tie, Topic
from ifar.community.selectors.talk import solved_of
from ifar.community.selectors.visible import Reader, visible

MODELS: Final[dict[str, type[MarkedObject]]] = {
    "topic": Topic,
    "practice": Practice,
    "gap": Gap,
    "guide": Guide,
}
STEPS: Final = 3
"""How many ties are walked from a record: from a case to the tool that closed its gap."""
MOST: Final = 60
"""Records on one path; a denser one is walked by opening the next record."""


@dataclass(frozen=True, slots=True)
class Node:
    """A record on the path: its type, itself, how many ties from where one stands."""

    object_type: str
    one: MarkedObject
    steps: int
    closed: bool = False
    solved: bool = False


@dataclass(slots=True)
class Path:
    """Records by identifier, and the ties between them."""

    nodes: dict[str, Node] = field(default_factory=dict)
    ties: list[tuple[str, str]] = field(default_factory=list)

    def columns(self) -> list[tuple[str, list[Node]]]:
        """The records from the case to the tool."""
        of = {key: node.object_type for key, node in self.nodes.items()}
        return [(object_type, [self.nodes[key] for key in keys]) for object_type, keys in gaps.columns(of)]


def path_from(reader: Reader | None, object_type: str, item: MarkedObject) -> Path:
    """What hangs together with a record that the reader sees. At most two queries a step and type of object; one where nothing is tied to it."""
    path = Path({item.public_id: Node(object_type, item, 0)})
    edge = [item.public_id]
    for steps in range(1, STEPS + 1):
        ties = list(Tie.objects.filter(Q(one__in=edge) | Q(other__in=edge)).order_by("id")[: MOST * 4])
        wanted: dict[str, set[str]] = {}
        for tie in ties:
            for type_of, key in ((tie.one_type, tie.one), (tie.other_type, tie.other)):
                if key not in path.nodes:
                    wanted.setdefault(type_of, set()).add(key)
        result = _seen(reader, wanted)
        edge = list(result)[: MOST - len(path.nodes)]
        path.nodes |= {key: Node(result[key][0], result[key][1], steps) for key in edge}
        known = set(path.ties)
        path.ties += [
            (tie.one, tie.other)
            for tie in ties
            if tie.one in path.nodes and tie.other in path.nodes and (tie.one, tie.other) not in known
        ]
        if not edge:
            break
    closed = _closed([key for key, node in path.nodes.items() if node.object_type == "gap"])
    topics = [node.one for node in path.nodes.values() if isinstance(node.one, Topic)]
    solved = solved_of(reader, topics) if len(path.nodes) > 1 else set()
    path.nodes = {
        key: Node(
            node.object_type,
            node.one,
            node.steps,
            key in closed,
            node.object_type == "topic" and node.one.pk in solved,
        )
        for key, node in path.nodes.items()
    }
    return path


def _seen(reader: Reader | None, wanted: dict[str, set[str]]) -> dict[str, tuple[str, MarkedObject]]:
    result: dict[str, tuple[str, MarkedObject]] = {}
    for object_type, keys in sorted(wanted.items()):
        manager = MODELS[object_type]._default_manager
        for item in manager.filter(visible(reader, MODELS[object_type]), public_id__in=keys):
            result[item.public_id] = (object_type, item)
    return result


def _closed(keys: list[str]) -> set[str]:
    if not keys:
        return set()
    rows = Progress.objects.filter(public_id__in=keys, state="closed")
    return set(rows.values_list("public_id", flat=True))
