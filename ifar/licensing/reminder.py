"""Reminders to holders: states and acts, which channel comes next, what a short message may say. Pure.

Each is sent once: one for each rule, thing and due day. What comes back is sent by the next channel of the rule; after the last one a
person has to reach the holder, and says how. Nothing outside a closed letter says that somebody has arms. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

CHANNELS: Final = ("mail", "sms", "letter")
FAILURES: Final = ("bounced", "refused", "unknown_address", "unavailable", "returned", "faulty")
"""Why something did not arrive, as codes: what a provider writes may name people. `faulty`: it could not even be written or addressed."""
UNREACHED: Final = "unreached"
NUMBER: Final = re.compile(r"\+?[0-9][0-9 ()./-]{4,30}")
TELLING: Final = (
    "gun", "firearm", "weapon", "rifle", "pistol", "licen", "permit", "ammunition", "hunt", "shoot", "sport",
    "arme", "fusil", "permis", "autorisation", "munition", "chasse", "tir ", "سلاح", "أسلحة", "رخصة", "ترخيص", "ذخيرة", "صيد", "رماية", "بندقية", "مسدس",
    "arma", "escopeta", "pistola", "licencia", "permiso", "munición", "caza", "tiro ", "оруж", "ружь", "винтов", "пистолет", "лиценз", "разрешен", "патрон",
    "боеприпас", "охот", "стрел", "枪", "武器", "弹药", "许可证", "执照", "狩猎", "射击",
)  # fmt: skip
"""What no short message, subject or envelope may contain, in the languages of the templates."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the list `reminder_rule`."""

    code: str
    about: str
    kinds: tuple[str, ...]
    before: int
    channels: tuple[str, ...]
    may_refuse: bool
    article: str


def beyond(rule: Rule, rules: Collection[Rule]) -> int:
    """From how many days before its day on a rule is not the one to remind: a more urgent rule for the same takes over there.

    Whoever comes late into the register is so reminded once, by the most urgent rule, and not by all at once.
    """
    closer = [
        item.before
        for item in rules
        if item.about == rule.about
        and item.before < rule.before
        and (not item.kinds or item.kinds == rule.kinds)
    ]
    return max(closer) + 1 if closer else 0


def refused(contact: Mapping[str, Any]) -> frozenset[str]:
    """The channels that a person asked not to be reminded by: `opt_out` of their contact, with blanks between."""
    return frozenset(str(contact.get("opt_out") or "").split())


def reaches(
    contact: Mapping[str, Any], lines: Sequence[str], *, mail: bool = True, sms: bool = True
) -> frozenset[str]:
    """The channels by which somebody can be reached: what is on record of them, and what this register can send by."""
    text = str(contact.get("said") or "")
    address = str(contact.get("email") or (text if "@" in text else ""))
    number = str(contact.get("telephone") or (text if NUMBER.fullmatch(text) else ""))
    result = {
        "mail": mail and "@" in address,
        "sms": sms and bool(NUMBER.fullmatch(number)),
        "letter": bool(lines),
    }
    return frozenset(name for name, there in result.items() if there)


def next_channel(
    rule: Rule, reached: Collection[str], tried: Collection[str], refusals: Collection[str]
) -> str | None:
    """The channel to use now: the first of the rule's that was not tried, reaches the person, and was not lawfully refused."""
    shut = set(refusals) if rule.may_refuse else set()
    return next(
        (
            channel
            for channel in rule.channels
            if channel in reached and channel not in tried and channel not in shut
        ),
        None,
    )


def silent(rule: Rule, refusals: Collection[str]) -> bool:
    """Whether the person lawfully refused every channel of a rule: then nothing is sent, and nobody has to be sought."""
    return rule.may_refuse and set(rule.channels) <= set(refusals)


def tells(text: str) -> bool:
    """Whether a text betrays that its reader has arms."""
    folded = text.casefold()
    return any(word in folded for word in TELLING)
