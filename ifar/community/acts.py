"""The acts of the community in one table: from which state each leads to which, and what it may set.

`ifar migrate` copies the table into the database, which refuses every other act. What members say to each other is no act and stands in no
ledger; who became a member, who opened, moderated and ended a space, and who lowered a mark does. A new accountable thing of the community
takes a noun here, a projected table `community_<noun>` with the columns of `models.acts.Standing`, a schema for each kind in `schemas/`,
a check in the function `community_check` of a migration, and its line in `replay.BARE`. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ifar.community import assistance, gaps, practices, skills, spaces, vetting

NOUNS: Final = (
    "member", "space", "seat", "report", "lowering", "ruling", "erasure",
    "review", "appraisal", "adoption", "progress", "agreement", "training",
)  # fmt: skip
STATES: Final[Mapping[str, tuple[str, ...]]] = {
    "member": vetting.STATES,
    "space": spaces.STATES,
    "seat": ("seated", "frozen", "left"),
    "report": ("open", "dismissed", "hidden", "warned", "frozen", "appealed", "upheld", "overturned"),
    "lowering": ("given", "lowered"),
    "ruling": ("ruled",),
    "erasure": ("erased",),
    "review": ("reviewed", "withdrawn"),
    "appraisal": practices.STATES,
    "adoption": ("adopted", "given_up"),
    "progress": gaps.STATES,
    "agreement": assistance.STATES,
    "training": skills.STATES,
}


@dataclass(frozen=True, slots=True)
class Act:
    """One act: what it is done to, what it is, state before (empty: nothing yet) -> state after, what it may set beside the state."""

    noun: str
    kind: str
    leads: Mapping[str, str]
    columns: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the accountable act in the ledger."""
        return f"community.{self.noun}_{self.kind}"

    def row(self) -> dict[str, Any]:
        """The act as the database keeps it, by column."""
        return {
            "noun": self.noun,
            "kind": self.kind,
            "leads": dict(self.leads),
            "columns": sorted({"state", *self.columns}),
        }


def _to(state: str, *before: str) -> Mapping[str, str]:
    return dict.fromkeys(before, state)


def _stays(*states: str) -> Mapping[str, str]:
    return {state: state for state in states}


_NOMINATION: Final = (
    "user",
    "organisation",
    "country",
    "ground",
    "nominated_by",
    "seconded_by",
    "expertise",
    "languages",
    "code",
    "identity",
    "employer",
    "programs",
)
_SPACE: Final = ("kind", "countries", "language", "tlp", "chatham", "ends_on", "at_end", "keeps_days")
_TABLE: Final = (
    Act("member", "nominated", _to("nominated", "", "refused", "left"), _NOMINATION),
    Act("member", "seconded", _stays("nominated"), ("seconded_by",)),
    Act("member", "code_accepted", _stays("nominated", "checked", "active"), ("code",)),
    Act("member", "checked", _to("checked", "nominated", "checked"), ("identity", "employer")),
    Act("member", "admitted", _to("active", "checked"), ("valid_until",)),
    Act("member", "refused", _to("refused", "nominated", "checked")),
    Act("member", "renewed", _stays("active"), ("valid_until",)),
    Act("member", "suspended", _to("suspended", "active")),
    Act("member", "reinstated", _to("active", "suspended"), ("valid_until",)),
    Act("member", "left", _to("left", "nominated", "checked", "active", "suspended"), ("programs",)),
    Act("member", "described", _stays("nominated", "checked", "active"), ("expertise", "languages")),
    Act("member", "programs_set", _stays("active"), ("programs",)),
    Act("space", "opened", _to("open", ""), _SPACE),
    Act("space", "changed", _stays("open"), ("countries", "tlp", "chatham", "keeps_days")),
    Act("space", "end_moved", _stays("open"), ("ends_on",)),
    Act("space", "archived", _to("archived", "open")),
    Act("space", "destroyed", _to("destroyed", "open", "archived")),
    Act("space", "lapsed", _stays("open", "archived")),
    Act("seat", "seated", _to("seated", "", "left"), ("space", "member", "role")),
    Act("seat", "role_given", _stays("seated"), ("role",)),
    Act("seat", "frozen", _to("frozen", "", "seated", "frozen", "left"), ("space", "member", "role", "until")),
    Act("seat", "thawed", _to("seated", "frozen")),
    Act("seat", "left", _to("left", "seated", "frozen")),
    Act("report", "made", _to("open", ""), ("space", "noun", "about", "author", "ground", "by")),
    Act("report", "dismissed", _to("dismissed", "open"), ("decided_by",)),
    Act("report", "hidden", _to("hidden", "open"), ("decided_by",)),
    Act("report", "warned", _to("warned", "open"), ("decided_by",)),
    Act("report", "frozen", _to("frozen", "open"), ("decided_by",)),
    Act("report", "appealed", _to("appealed", "hidden", "warned", "frozen")),
    Act("report", "upheld", _to("upheld", "appealed"), ("appeal_by",)),
    Act("report", "overturned", _to("overturned", "appealed"), ("appeal_by",)),
    # With what mark something was written, without its words, and what its author made wider later.
    Act("lowering", "given", _to("given", ""), ("noun", "tlp", "pap", "member", "space", "around")),
    Act("lowering", "lowered", _to("lowered", "", "given", "lowered"), ("noun", "tlp", "pap", "member")),
    # What a moderator does without a report: lets something be read that was held, closes a topic for answers, says what
    # solves it. Bears the object's identifier.
    Act("ruling", "let_go", _to("ruled", "", "ruled"), ("noun", "space", "member")),
    Act("ruling", "locked", _to("ruled", "", "ruled"), ("noun", "space", "member")),
    Act("ruling", "unlocked", _to("ruled", "", "ruled"), ("noun", "space", "member")),
    Act("ruling", "solved", _to("ruled", "", "ruled"), ("noun", "space", "member")),
    Act("ruling", "unsolved", _to("ruled", "", "ruled"), ("noun", "space", "member")),
    # An earlier wording or a picture that its author or a moderator took out for good; an act of its own, without the words.
    Act("erasure", "erased", _to("erased", ""), ("noun", "about", "space", "member")),
    # The library, practices, gaps, assistance, courses: `review`, `appraisal` and `progress` bear the identifier of their marked object.
    Act("review", "reviewed", _to("reviewed", "", "reviewed", "withdrawn"), ("reviewer", "edition", "expires_on")),
    Act("review", "withdrawn", _to("withdrawn", "reviewed")),
    Act("appraisal", "submitted", _to("submitted", "", "submitted", "returned", "anonymous", "graded"), ("checked_by", "grade", "graded_by")),
    Act("appraisal", "returned", _to("returned", "submitted"), ("checked_by",)),
    Act("appraisal", "cleared", _to("anonymous", "submitted"), ("checked_by",)),
    Act("appraisal", "graded", _to("graded", "anonymous", "graded"), ("grade", "graded_by")),
    Act("adoption", "adopted", _to("adopted", "", "given_up"), ("practice", "member", "organisation", "country")),
    Act("adoption", "given_up", _to("given_up", "adopted")),
    Act("progress", "opened", _to("open", "")),
    Act("progress", "taken_up", _to("in_work", "open", "in_work"), ("workers",)),
    Act("progress", "put_down", {"in_work": "open"}, ("workers",)),
    Act("progress", "handed_on", _stays("in_work"), ("workers",)),
    Act("progress", "closed", _to("closed", "open", "in_work"), ("closed_by", "closed_with")),
    Act("progress", "reopened", _to("open", "closed"), ("workers", "closed_by", "closed_with")),
    Act("agreement", "proposed", _to("proposed", "", "declined", "broken_off"), ("need", "offer", "proposed_by", "answered_by", "met")),
    Act("agreement", "declined", _to("declined", "proposed"), ("answered_by",)),
    Act("agreement", "agreed", _to("agreed", "proposed"), ("answered_by",)),
    Act("agreement", "broken_off", _to("broken_off", "agreed")),
    Act("agreement", "delivered", _to("delivered", "agreed")),
    Act("agreement", "assessed", _to("assessed", "delivered"), ("met",)),
    Act("training", "enrolled", _to("enrolled", "", "withdrew"), ("course", "member")),
    Act("training", "withdrew", _to("withdrew", "enrolled")),
    Act("training", "attended", _to("attended", "enrolled", "absent")),
    Act("training", "missed", _to("absent", "enrolled", "attended")),
    Act("training", "certified", _to("certified", "attended"), ("paper",)),
    Act("training", "followed_up", _stays("attended", "certified"), ("used",)),
)  # fmt: skip
TABLE: Final[Mapping[tuple[str, str], Act]] = {(act.noun, act.kind): act for act in _TABLE}
"""(noun, kind) -> act."""
DECIDED_BY_TWO: Final = ("admitted", "refused", "renewed", "reinstated")
"""Acts on members that take two people (`ifar.rights.eyes`)."""


def after(noun: str, kind: str, state: str) -> str | None:
    """The state after an act, or None where it cannot be done from this state."""
    act = TABLE.get((noun, kind))
    return None if act is None else act.leads.get(state)
