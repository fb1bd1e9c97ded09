"""Drafts: what somebody types is kept while they type, so that a lost line or an ended session loses nothing."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Final

from django.db import connection

from ifar.accounts.models import Draft
from ifar.errors import Forbidden, Invalid, TooLarge
from ifar.rights import Actor

DAYS: Final = 7
LONGEST_PATH: Final = 300
LARGEST: Final = 64 * 1024
NEVER_KEPT: Final = frozenset(
    {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code"}
)

_KEEP: Final = """
WITH gone AS (DELETE FROM accounts_draft d USING accounts_user u
              WHERE u.id = d.user_id AND u.public_id = %(actor)s AND d.at < now() - make_interval(days => %(days)s))
INSERT INTO accounts_draft (user_id, path, data, at)
SELECT id, %(path)s, %(data)s::jsonb, clock_timestamp() FROM accounts_user WHERE public_id = %(actor)s
ON CONFLICT (user_id, path) DO UPDATE SET data = excluded.data, at = excluded.at
"""


def keep(*, actor: Actor, path: str, data: Mapping[str, list[str]]) -> None:
    """Keep what a form holds, in place of what was kept of it before; the actor's own old drafts go at the same time.

    Raises:
        Forbidden: not a person.
        Invalid: the address of the form is none of this site's.
        TooLarge: more was typed than a form of ours can hold.
    """
    _require_person(actor)
    if not path.startswith("/") or path.startswith("//") or len(path) > LONGEST_PATH:
        raise Invalid("accounts.draft.path", field="path")
    kept = {name: values for name, values in data.items() if name not in NEVER_KEPT}
    text = json.dumps(kept, ensure_ascii=False)
    if len(text) > LARGEST:
        raise TooLarge("accounts.draft.large")
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, {"actor": actor.id, "path": path, "data": text, "days": DAYS})


def drop(*, actor: Actor, path: str) -> None:
    """Forget what was kept of a form: it was sent, or is not wanted."""
    _require_person(actor)
    Draft.objects.filter(user__public_id=actor.id, path=path).delete()


def drop_under(places: Collection[str]) -> None:
    """Forget everybody's drafts of forms at addresses that begin so: what they were about is gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM accounts_draft WHERE path LIKE ANY(%s)", [[f"{place}%" for place in places]]
        )


def _require_person(actor: Actor) -> None:
    if actor.kind != "person":
        raise Forbidden("accounts.draft.nobody")
