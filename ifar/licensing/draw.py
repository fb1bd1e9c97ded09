"""The draw of an inspection round, as anybody can do it again: SHA-256 of the seed followed by the token, the smallest come first.

With a shell, for one token: `printf %s "$SEED$TOKEN" | sha256sum`. The frame's hash is `LC_ALL=C sort frame.txt | sha256sum` over lines
`stratum token`. Seed and tokens are lower-case hexadecimal text. Pure.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from ifar.errors import Invalid

SENTENCE: Final = "For each stratum, take the SHA-256 of the seed followed by each token, sort by it, and the tokens with the smallest are drawn."
FORMAT: Final = "ifar-draw/1"
SEED: Final = re.compile(r"[0-9a-f]{64}")
TOKEN: Final = re.compile(r"[0-9a-f]{20}")
TOKEN_BYTES: Final = 10
LARGEST_FRAME: Final = 50_000
"""How many licences may stand in a frame: a round is one authority's work of some months."""
MOST_DRAWN: Final = 2_000


class Member(NamedTuple):
    """A line of the frame: the stratum and the opaque token of a licence."""

    stratum: str
    token: str


@dataclass(frozen=True, slots=True)
class Draw:
    """A published draw, as it stands in a file; nothing of it is believed yet."""

    round: str
    frame: tuple[Member, ...]
    counts: Mapping[str, int]
    frame_hash: str
    seed: str
    drawn: tuple[Member, ...]


def frame_hash(frame: Iterable[Member]) -> str:
    """SHA-256 of the frame: its lines `stratum token`, sorted by their bytes, each with a line feed."""
    lines = sorted(f"{member.stratum} {member.token}\n" for member in frame)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def place(seed: str, token: str) -> str:
    """Where a token stands in its stratum: the smaller, the earlier."""
    return hashlib.sha256((seed + token).encode()).hexdigest()


def order(frame: Iterable[Member], seed: str) -> dict[str, list[str]]:
    """Stratum -> its tokens in the order in which they are drawn, and in which replacements follow."""
    result: dict[str, list[str]] = {}
    for member in frame:
        result.setdefault(member.stratum, []).append(member.token)
    return {
        stratum: sorted(tokens, key=lambda token: place(seed, token))
        for stratum, tokens in sorted(result.items())
    }


def draw(frame: Iterable[Member], counts: Mapping[str, int], seed: str) -> list[Member]:
    """What is drawn: of each stratum as many as asked for, or all where there are fewer."""
    return [
        Member(stratum, token)
        for stratum, tokens in order(frame, seed).items()
        for token in tokens[: counts.get(stratum, 0)]
    ]


def following(frame: Iterable[Member], seed: str, stratum: str, taken: Iterable[str]) -> str | None:
    """The token that replaces one of a stratum: the first in order that was not taken; None where none is left."""
    gone = set(taken)
    return next((token for token in order(frame, seed).get(stratum, ()) if token not in gone), None)


def shares(sizes: Mapping[str, int], number: int, weights: Mapping[str, int] | None = None) -> dict[str, int]:
    """How many to draw of each stratum: in proportion to its size and its weight, at least one of each, together `number`.

    What is left over by rounding goes to the largest remainders, by name where they are equal (largest remainder method). No stratum
    gets more than it has; with fewer places than strata the first by weighted size get one.
    """
    sizes = {name: size for name, size in sizes.items() if size > 0}
    number = min(number, sum(sizes.values()))
    weighted = {name: size * (weights or {}).get(name, 1) for name, size in sizes.items()}
    ranked = sorted(sizes, key=lambda name: (-weighted[name], name))
    fromkeys = dict.fromkeys(sizes, 0)
    for name in ranked[:number]:
        fromkeys[name] = 1
    while (left := number - sum(fromkeys.values())) > 0:
        free = [name for name in ranked if fromkeys[name] < sizes[name]]
        whole = sum(weighted[name] for name in free)
        wanted = {name: left * weighted[name] / whole for name in free}
        given = {name: min(int(wanted[name]), sizes[name] - fromkeys[name]) for name in free}
        if not any(given.values()):
            given = {max(free, key=lambda name: (wanted[name], name)): 1}
        for name, more in given.items():
            fromkeys[name] += more
    return fromkeys


def parse(value: Any) -> Draw:
    """Read the document of a draw.

    Raises:
        Invalid: it is none.
    """
    try:
        if value["format"] != FORMAT:
            raise ValueError(value["format"])
        frame = tuple(Member(str(stratum), str(token)) for stratum, token in value["frame"])
        drawn = tuple(Member(str(stratum), str(token)) for stratum, token in value["drawn"])
        counts = {str(name): int(count) for name, count in value["counts"].items()}
        result = Draw(str(value["round"]), frame, counts, str(value["frame_hash"]), str(value["seed"]), drawn)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid("licensing.draw.form", f"This file is no draw of the form {FORMAT}.") from error
    if not SEED.fullmatch(result.seed) or not all(TOKEN.fullmatch(member.token) for member in result.frame):
        raise Invalid("licensing.draw.form", "The seed or a token of this file has not the right form.")
    return result


def differences(value: Draw) -> Iterator[str]:
    """What of a published draw is not as the rule gives it, in sentences; nothing where all is right."""
    tokens = [member.token for member in value.frame]
    if len(set(tokens)) != len(tokens):
        yield "A token stands twice in the frame."
    if (text := frame_hash(value.frame)) != value.frame_hash:
        yield f"The frame's hash is {text}, and the file says {value.frame_hash}."
    ours = draw(value.frame, value.counts, value.seed)
    if missing := sorted(set(ours) - set(value.drawn)):
        yield f"{len(missing)} should have been drawn and were not, the first is {missing[0].token}."
    if extra := sorted(set(value.drawn) - set(ours)):
        yield f"{len(extra)} were drawn and should not have been, the first is {extra[0].token}."
    if len(value.drawn) != len(set(value.drawn)):
        yield "Something was drawn twice."


def document(
    *, round: str, frame: Sequence[Member], counts: Mapping[str, int], seed: str, drawn: Sequence[Member]
) -> dict[str, Any]:
    """What is published of a draw: enough for anybody to do it again, and nothing that names a person."""
    return {
        "format": FORMAT,
        "round": round,
        "rule": SENTENCE,
        "frame": [list(member) for member in sorted(frame)],
        "frame_hash": frame_hash(frame),
        "counts": dict(sorted(counts.items())),
        "seed": seed,
        "drawn": [list(member) for member in drawn],
    }
