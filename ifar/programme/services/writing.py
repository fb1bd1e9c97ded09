"""Writing an act of the programme: whoever it makes responsible is told."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from ifar.acts.recorder import Recorder, Snapshot, WrittenAct
from ifar.ledger import services as ledger
from ifar.programme.acts import ACTS
from ifar.programme.services import notifications
from ifar.rights import Actor


def today() -> dt.date:
    """The day of the database's clock, in UTC."""
    return ledger.now().astimezone(dt.UTC).date()


class _Recorder(Recorder):
    def record(
        self,
        actor: Actor,
        record_type: str,
        kind: str,
        on: Snapshot | WrittenAct | str | None = None,
        *,
        recorded_at: dt.datetime | None = None,
        **said: Any,
    ) -> WrittenAct:
        """Compose one act, write it, and tell whoever it makes responsible."""
        written = super().record(actor, record_type, kind, on, recorded_at=recorded_at, **said)
        before = {} if on is None or isinstance(on, str | WrittenAct) else vars(on)
        notifications.assigned(actor, written, before)
        return written


RECORDER: Final = _Recorder(
    ACTS,
    conflicts={
        "it would bring below zero": "programme.fund.short",
        "the period has not ended": "programme.period.running",
        "values of it were not counted from there": "programme.indicator.typed",
        "the period is locked": "programme.period.locked",
        "the books of that day are closed": "programme.fund.locked",
        "the committee is not met": "programme.committee.quorum",
        "somebody voted who may not": "programme.committee.absent",
        "its quorum is another, or somebody has no seat": "programme.changed_meanwhile",
        "a value of a locked period is read by it": "programme.indicator.locked",
        "it is assessed already": "programme.diligence.there",
        "the donor bound it to something else": "programme.fund.bound",
        "the project or the contribution is over": "programme.fund.over",
        "support to security forces is not released": "programme.diligence.needed",
        "it has no recipients, or unconfirmed ones": "programme.diligence.unconfirmed",
        "another person approves such an amount": "programme.changed_meanwhile",
        "the project has not started": "programme.fund.planned",
    },
)
