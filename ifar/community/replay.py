"""What the verifier needs to know about the community: payloads from live rows, and state from events.

What members say to each other is no act and is not verified; who is a member, what a space is, who sits in it, what was moderated and which
marks were lowered is. The SQL stands here in full and calls no function of the database's own making.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from psycopg import Cursor, sql

from ifar.community import library
from ifar.community.acts import NOUNS, TABLE, after
from ifar.ledger.sources import Difference, Replay, Source, acts, ties

SOURCE: Final = Source(
    name="community_event",
    acts=("community.",),
    rows="""SELECT e.id, jsonb_build_object('noun', e.noun, 'kind', e.kind, 'n', e.n, 'details', e.details, 'changes', e.changes,
                'proposal', e.proposal) FROM community_event e WHERE e.id = ANY(%s)""",
    strays="""SELECT e.id, e.kind || ' ' || e.n || ' of ' || e.noun || ' ' || e.subject FROM community_event e
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = e.id)""",
    ties=ties(
        "community_event",
        {
            "object": "r.subject",
            "act": "'community.' || r.noun || '_' || r.kind",
            "schema": "r.schema",
            "previous": "b.id",
        },
        key="id",
        joins="LEFT JOIN community_event b ON b.subject = r.subject AND b.noun = r.noun AND b.n = r.n - 1",
    ),
)

BARE: Final[Mapping[str, Mapping[str, Any]]] = {
    "member": {
        "seconded_by": "", "identity": "", "employer": "", "code": "", "valid_until": None, "programs": [], "expertise": [], "languages": [],
    },
    "space": {"name": "", "words": "", "countries": [], "language": "", "chatham": False, "ends_on": None, "at_end": ""},
    "seat": {"until": None},
    "report": {"noun": "", "decided_by": "", "appeal_by": ""},
    "lowering": {"space": "", "around": ""},
    "ruling": {},
    "erasure": {},
    "review": {},
    "appraisal": {"checked_by": "", "grade": "", "graded_by": ""},
    "adoption": {},
    "progress": {"workers": [], "closed_by": "", "closed_with": ""},
    "agreement": {"answered_by": "", "met": ""},
    "training": {"paper": "", "used": ""},
}  # fmt: skip
"""What stands in the columns that no event has set."""
_EVENTS: Final = """
SELECT e.subject, e.noun, e.kind, e.n, e.changes, e.id::text,
       (SELECT coalesce(jsonb_object_agg(p.field, p.value), '{}') FROM ledger_personal p WHERE p.entry = e.id),
       (SELECT coalesce(array_agg(x.field), '{}') FROM ledger_erasure x WHERE x.entry = e.id)
FROM community_event e WHERE %(all)s OR e.subject = ANY(%(objects)s) ORDER BY e.noun, e.subject, e.n
"""
_MICROS: Final = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
_MOMENTS: Final = {"member": ("valid_until",), "seat": ("until",)}


def _live(noun: str) -> str:
    moments = "".join(
        f" || jsonb_build_object('{name}', to_char(r.{name} AT TIME ZONE 'UTC', '{_MICROS}'))"
        for name in _MOMENTS.get(noun, ())
    )
    return f"SELECT r.public_id, to_jsonb(r) - 'id'{moments} FROM community_{noun} r WHERE %(all)s OR r.public_id = ANY(%(objects)s)"


def _said(subject: str, noun: str, events: list[tuple[Any, ...]]) -> dict[str, Any]:
    """What the columns of a record must say."""
    said: dict[str, Any] = dict(BARE[noun])
    for kind, n, changes, entry, personal, erased in events:
        said |= changes | {"n": n, "last_event": entry}
        if noun == "space":
            said |= {
                name: personal.get(name, "")
                for name in ("name", "words")
                if name in personal or name in erased
            }
            if kind == "destroyed":
                said |= {"name": "", "words": ""}
    return said | {"public_id": subject}


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    params = {"all": objects is None, "objects": sorted(objects or ())}
    events: dict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
    cursor.execute(_EVENTS, params)
    for subject, noun, *rest in cursor.fetchall():
        events[noun, subject].append(tuple(rest))
    live: dict[tuple[str, str], dict[str, Any]] = {}
    for noun in NOUNS:
        cursor.execute(sql.SQL(_live(noun)), params)
        live |= {(noun, public_id): row for public_id, row in cursor.fetchall()}
    for noun, subject in sorted(events.keys() | live.keys()):
        place = f"{noun} {subject}"
        key = (noun, subject)
        if key not in live:
            yield Difference("state_missing", place, "no row", "a row that its events made")
        elif key not in events:
            yield Difference("state_stray", place, "a row", "no row: no event made it")
        else:
            said = _said(subject, noun, events[key])
            for name in sorted(live[key].keys() | said.keys()):
                if live[key].get(name) != said.get(name):
                    yield Difference(
                        "state_differs", f"{place}, {name}", "another value", "what its events set"
                    )
        yield from _not_allowed(place, noun, events.get(key, []))


def _not_allowed(place: str, noun: str, events: list[tuple[Any, ...]]) -> Iterator[Difference]:
    """Acts that the table does not know from the state in which the record stood."""
    state = ""
    for kind, n, changes, *_rest in events:
        should = after(noun, kind, state)
        state = str(changes.get("state", ""))
        if should != state:
            yield Difference("not_allowed", f"{place}, act {n}", f"{kind} to {state}", "an act of the table")


MARKED: Final = ("topic", "post", "guide", "collection", "practice", "gap", "assistance", "course")
"""Nouns of what members write under a mark: `community_<noun>` is its table."""


def _marks(noun: str) -> str:
    around, joined = (
        ("t.public_id", "JOIN community_topic t ON t.id = o.topic_id") if noun == "post" else ("''", "")
    )
    return f"""
    SELECT o.public_id, o.tlp, o.pap, o.lowered, s.public_id, a.public_id, {around},
        to_jsonb(o.organisations),
        (SELECT coalesce(jsonb_object_agg(m.public_id, m.organisation), '{{}}') FROM community_member m WHERE m.id = ANY (o.recipients)),
        o.state = 'hidden' AND NOT EXISTS (SELECT FROM community_report r WHERE r.state IN ('hidden', 'frozen', 'appealed', 'upheld')
            AND r.about = {"coalesce((SELECT p.public_id FROM community_post p WHERE p.topic_id = o.id AND p.number = 1), o.public_id)" if noun == "topic" else "o.public_id"})
    FROM community_{noun} o {joined} JOIN community_space s ON s.id = o.space_id JOIN community_member a ON a.id = o.author_id
    WHERE o.lowered > 0 AND (%(all)s OR o.public_id = ANY(%(objects)s)) ORDER BY o.id"""


def _check_marks(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether what members wrote stands where it was written, under no wider mark than an act gave it, and is hidden by a decision alone."""
    params = {"all": objects is None, "objects": sorted(objects or ())}
    said: dict[str, dict[str, Any]] = defaultdict(dict)
    cursor.execute(_EVENTS, params)
    for subject, noun, _kind, n, changes, _entry, personal, erased in cursor.fetchall():
        if noun == "lowering":
            named = None if "recipients" in erased else frozenset(str(personal.get("recipients", "")).split())
            said[subject] |= changes | {"n": n, "named": named}
    for noun in MARKED:
        cursor.execute(sql.SQL(_marks(noun)), params)
        for public_id, *live, offices, people, hidden in cursor.fetchall():
            place = f"{noun} {public_id}"
            if public_id not in said:
                yield Difference("state_stray", place, "an object", "nothing: no act gave it its mark")
                continue
            for name, shows, should in _wider(noun, said[public_id], live):
                yield Difference("state_differs", f"{place}, {name}", str(shows), str(should))
            if _names_others(said[public_id], live, frozenset(offices), people):
                yield Difference("state_differs", f"{place}, recipients", "others", "whom its author named")
            if hidden:
                yield Difference(
                    "state_differs", f"{place}, state", "hidden", "shown: nobody decided that it is hidden"
                )


def _wider(noun: str, said: Mapping[str, Any], live: list[Any]) -> Iterator[tuple[str, Any, Any]]:
    """What of an object is wider than its acts say, or stands elsewhere."""
    tlp, pap, lowered, space, author, around = live
    same = {"n": lowered, "space": space, "member": author, "around": around, "noun": noun}
    for name, value in same.items():
        if said.get(name, value) != value:
            yield name, value, said.get(name)
    if tlp < said["tlp"]:
        yield "tlp", tlp, said["tlp"]
    if pap < said["pap"]:
        yield "pap", pap, said["pap"]


def _names_others(
    said: Mapping[str, Any], live: list[Any], offices: frozenset[str], people: Mapping[str, str]
) -> bool:
    """Whether a mark names somebody whom its author did not, or nobody where it named some: for all who read the space.

    Args:
        people: whom it names, public identifier -> their organisation.
    """
    tlp, author = live[0], live[4]
    if said["named"] is None or not (said["named"] or said["tlp"] == 4):
        return False
    others = {
        one for one, of in people.items() if one not in said["named"] | {author} and of not in said["named"]
    }
    return bool(others) or not offices <= said["named"] or (tlp < 4 and not people and not offices)


_REVIEWS: Final = """
SELECT DISTINCT ON (e.subject) e.subject, e.details ->> 'content', d.version, d.language, coalesce(d.file_id, ''), d.link, d.words
FROM community_event e JOIN community_guide g ON g.public_id = e.subject
LEFT JOIN community_edition d ON d.guide_id = g.id AND d.number = (e.changes ->> 'edition')::integer
WHERE e.noun = 'review' AND e.kind = 'reviewed' AND (%(all)s OR e.subject = ANY(%(objects)s)) ORDER BY e.subject, e.n DESC
"""


def _check_reviews(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether the edition that somebody looked through is the one that is there."""
    cursor.execute(_REVIEWS, {"all": objects is None, "objects": sorted(objects or ())})
    for subject, content, *edition in cursor.fetchall():
        if content and (edition[0] is None or library.content_of(*edition) != content):
            yield Difference(
                "state_differs", f"guide {subject}", "another edition", "the one that was reviewed"
            )


REPLAYS: Final = (
    Replay(name="community", check=_check),
    acts("community_act", TABLE),
    Replay(name="community_marks", check=_check_marks),
    Replay(name="community_reviews", check=_check_reviews),
)
"""Members, spaces, seats, reports, rulings and lowered marks; the database's table of acts."""
