"""Who is told of an act of the programme: whoever is made responsible for something, and whoever proposed what another person answered.

Records name who answers for them, as people write names. A name that an account bears whose holder reads the strategy is that person; an
outsider's is nobody's here.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from ifar import rights
from ifar.accounts.models import Grant
from ifar.accounts.selectors.people import running
from ifar.accounts.services import notices
from ifar.acts.recorder import WrittenAct
from ifar.rights import Actor

READ: Final = "programme:strategy:read"
ASSIGNED: Final = "programme.assigned"
ANSWERED: Final = "programme.answered"
ANSWERS: Final[Mapping[str, str]] = {
    "project": "responsible",
    "result": "responsible",
    "indicator": "responsible",
    "activity": "responsible",
    "risk": "owner",
    "issue": "owner",
    "decision": "owner",
    "recommendation": "owner",
    "evaluation": "account",
}
"""Type of record -> the column that names who answers for it; of an evaluation their account."""
_PLACES: Final[Mapping[str, Callable[[Mapping[str, Any], str], tuple[str, str]]]] = {
    "project": lambda _now, subject: ("project", subject),
    "result": lambda now, _subject: ("project", str(now.get("project") or "")),
    "indicator": lambda _now, subject: ("indicator", subject),
    "activity": lambda now, _subject: ("plan", str(now["project"])),
    "risk": lambda now, _subject: ("risks", str(now["project"])),
    "issue": lambda now, _subject: ("risks", str(now["project"])),
    "decision": lambda now, _subject: ("meeting", str(now["meeting"])),
    "recommendation": lambda now, _subject: ("evaluation", str(now["evaluation"])),
    "evaluation": lambda _now, subject: ("evaluation", subject),
}
"""Type of record -> the page where it stands, by the record as it is now."""


def _called(name: str) -> str:
    return " ".join(name.split()).casefold()


def assigned(actor: Actor, written: WrittenAct, before: Mapping[str, Any]) -> None:
    """Tell whoever an act made responsible, in its own transaction: once, and not who did it themselves.

    A decision of the committee is theirs to carry out once it is adopted.
    """
    record_type, subject = written.record_type, written.subject
    column = ANSWERS.get(record_type)
    if column is None:
        return
    now = {**before, **written.changes, **written.personal}
    name, was = _called(str(now.get(column) or "")), _called(str(before.get(column) or ""))
    is_new = written.kind == "adopted" if record_type == "decision" else name != was
    if not name or not is_new:
        return
    roles = [role for role, held in rights.ROLES.items() if READ in held.permissions]
    grants = Grant.objects.filter(running(), role__in=roles, user__is_active=True).exclude(
        user__public_id=actor.id
    )
    page, at = _PLACES[record_type](now, subject)
    values = {"record_type": record_type, "title": str(now.get("title", "")), "page": page, "at": at}
    results: set[str] = set()
    rows = grants.order_by("user_id", "valid_from", "entry")
    for user, called, office in rows.values_list("user__public_id", "user__name", "agency_id"):
        if name in (_called(called), _called(user)) and user not in results:
            results.add(user)
            notices.tell(kind=ASSIGNED, object=subject, agency_id=office, once=f"programme {written.entry} {user}", user=user, params=values)  # fmt: skip


def answered(
    actor: Actor,
    user: str,
    record_type: str,
    subject: str,
    *,
    agrees: bool,
    entry: uuid.UUID,
) -> None:
    """Tell whoever proposed a movement or the limit what another person answered; not who took it back themselves."""
    if user == actor.id:
        return
    office = Grant.objects.filter(running(), user__public_id=user).order_by("valid_from", "entry").values_list("agency_id", flat=True).first()  # fmt: skip
    if office is not None:
        values = {"record_type": record_type, "agrees": agrees, "entry": str(entry)}
        notices.tell(kind=ANSWERED, object=subject, agency_id=office, once=f"programme {entry}", user=user, params=values)  # fmt: skip
