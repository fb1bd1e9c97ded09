"""What the verifier asks of the community besides its records: whether what members wrote stands under no wider mark than an act gave it and is
hidden by a decision alone, and whether what was looked through is what is there.

What members say to each other is no act and is not verified. The SQL stands here in full and calls no function of the database's own making.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from psycopg import Cursor, sql

from ifar.community.knowledge import library
from ifar.community.space_acts import MARKED
from ifar.ledger.sources import Difference, Replay

_DOWNGRADES: Final = """
SELECT e.subject, e.n, e.changes,
       (SELECT coalesce(jsonb_object_agg(p.field, p.value), '{}') FROM public.ledger_personal p WHERE p.entry = e.id),
       (SELECT coalesce(array_agg(x.field), '{}') FROM public.ledger_erasure x WHERE x.entry = e.id)
FROM public.community_event e WHERE e.record_type = 'downgrade' AND (%(all)s OR e.subject = ANY(%(objects)s)) ORDER BY e.subject, e.n
"""


def _marks(object_type: str) -> str:
    around, joined = (
        ("t.public_id", "JOIN community_topic t ON t.id = o.topic_id")
        if object_type == "post"
        else ("''", "")
    )
    return f"""
    SELECT o.public_id, o.tlp, o.pap, o.lowered, s.public_id, a.public_id, {around},
        to_jsonb(o.organisations),
        (SELECT coalesce(jsonb_object_agg(m.public_id, m.organisation), '{{}}') FROM community_member m WHERE m.id = ANY (o.recipients)),
        o.state = 'hidden' AND NOT EXISTS (SELECT FROM community_report r WHERE r.state IN ('hidden', 'frozen', 'appealed', 'upheld')
            AND r.about = {"coalesce((SELECT p.public_id FROM community_post p WHERE p.topic_id = o.id AND p.number = 1), o.public_id)" if object_type == "topic" else "o.public_id"})
    FROM community_{object_type} o {joined} JOIN community_space s ON s.id = o.space_id JOIN community_member a ON a.id = o.author_id
    WHERE o.lowered > 0 AND (%(all)s OR o.public_id = ANY(%(objects)s)) ORDER BY o.id"""


def _check_marks(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether what members wrote stands where it was written, under no wider mark than an act gave it, and is hidden by a decision alone."""
    params = {"all": objects is None, "objects": sorted(objects or ())}
    values: dict[str, dict[str, Any]] = defaultdict(dict)
    cursor.execute(_DOWNGRADES, params)
    for subject, n, changes, personal, erased in cursor.fetchall():
        named = None if "recipients" in erased else frozenset(str(personal.get("recipients", "")).split())
        values[subject] |= changes | {"n": n, "named": named}
    for object_type in MARKED:
        cursor.execute(sql.SQL(_marks(object_type)), params)
        for public_id, *live, offices, people, hidden in cursor.fetchall():
            place = f"{object_type} {public_id}"
            if public_id not in values:
                yield Difference("state_stray", place, "an object", "nothing: no act gave it its mark")
                continue
            for name, shows, should in _wider(object_type, values[public_id], live):
                yield Difference("state_differs", f"{place}, {name}", str(shows), str(should))
            if _names_others(values[public_id], live, frozenset(offices), people):
                yield Difference("state_differs", f"{place}, recipients", "others", "whom its author named")
            if hidden:
                yield Difference(
                    "state_differs", f"{place}, state", "hidden", "shown: nobody decided that it is hidden"
                )


def _wider(object_type: str, values: Mapping[str, Any], live: list[Any]) -> Iterator[tuple[str, Any, Any]]:
    """What of an object is wider than its acts say, or stands elsewhere."""
    tlp, pap, lowered, space, author, around = live
    same = {"n": lowered, "space": space, "member": author, "around": around, "object_type": object_type}
    for name, value in same.items():
        if values.get(name, value) != value:
            yield name, value, values.get(name)
    if tlp < values["tlp"]:
        yield "tlp", tlp, values["tlp"]
    if pap < values["pap"]:
        yield "pap", pap, values["pap"]


def _names_others(
    values: Mapping[str, Any], live: list[Any], offices: frozenset[str], people: Mapping[str, str]
) -> bool:
    """Whether a mark names somebody whom its author did not, or nobody where it named some: for all who read the space.

    Args:
        people: whom it names, public identifier -> their organisation.
    """
    tlp, author = live[0], live[4]
    if values["named"] is None or not (values["named"] or values["tlp"] == 4):
        return False
    others = {
        key
        for key, of in people.items()
        if key not in values["named"] | {author} and of not in values["named"]
    }
    return bool(others) or not offices <= values["named"] or (tlp < 4 and not people and not offices)


_REVIEWS: Final = """
SELECT DISTINCT ON (e.subject) e.subject, e.details ->> 'content', d.version, d.language, coalesce(d.file_id, ''), d.link, d.words
FROM community_event e JOIN community_guide g ON g.public_id = e.subject
LEFT JOIN community_edition d ON d.guide_id = g.id AND d.number = (e.changes ->> 'edition')::integer
WHERE e.record_type = 'review' AND e.kind = 'reviewed' AND (%(all)s OR e.subject = ANY(%(objects)s)) ORDER BY e.subject, e.n DESC
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
    Replay(name="community_marks", check=_check_marks),
    Replay(name="community_reviews", check=_check_reviews),
)
