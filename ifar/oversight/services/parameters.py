"""Changing what a rule of signals is given: an inspector proposes, a judge decides; it counts from the next night."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from django.db import transaction

from ifar.accounts.models import Proposal
from ifar.accounts.selectors import proposals as waiting
from ifar.accounts.services import proposals
from ifar.errors import Reason
from ifar.oversight.models import Parameter
from ifar.oversight.selectors.cases import DESK
from ifar.oversight.selectors.parameters import began_with
from ifar.oversight.services.writing import RECORDER
from ifar.rights import Actor, require

CHANGED: Final = "oversight.parameter_changed"
MOST: Final = Decimal(10_000)
"""No parameter is larger: days, acts, shares and hours."""


@transaction.atomic
def propose_change(*, actor: Actor, parameter: str, value: str, reason: str) -> Proposal:
    """Propose what a rule is given from now on.

    Args:
        parameter: code of the rule, a dot and the name: `night_decisions.least`; of the list itself `.capacity` or `.discoveries`.

    Raises:
        Invalid: there is no such parameter, the value is no positive number or too large for it, or it stands so already.
        Conflict: the same is asked already and waits for an answer.
    """
    require(actor, DESK)
    rule, _, name = parameter.rpartition(".")
    known = began_with()
    if (rule, name) not in known:
        raise RECORDER.invalid(Reason("oversight.parameter", field="parameter"))
    record = Parameter.objects.filter(rule=rule, name=name).first()
    stands = Decimal(record.value) if record else Decimal(str(known[rule, name]))
    number = _number(value, Decimal(1) if (rule, name) == ("", "discoveries") else MOST)
    if number == stands or ((rule, name) == ("", "capacity") and number < 1):
        raise RECORDER.invalid(Reason("oversight.same_value", field="value"))
    asked = waiting.waiting_about("", (CHANGED,), payload__details__rule=rule, payload__details__name=name)
    proposals.ask_once(actor, f"{CHANGED} {parameter}", asked)
    return proposals.propose(
        actor=actor,
        act=CHANGED,
        object=record.public_id if record else RECORDER.new_id("parameter"),
        payload={"details": {"rule": rule, "name": name, "value": f"{number.normalize():f}"}},
        reason=reason,
    )


def _number(text: str, most: Decimal) -> Decimal:
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or not 0 < number <= most or number.as_tuple().exponent < -6:  # type: ignore[operator]
        raise RECORDER.invalid(Reason("oversight.value", field="value"))
    return number


def carry_out(actor: Actor, proposal: Proposal) -> None:
    """Set what was decided."""
    details = proposal.payload["details"]
    record = Parameter.objects.filter(rule=details["rule"], name=details["name"]).first()
    if record is not None and record.public_id != proposal.object:
        raise RECORDER.changed_meanwhile()
    changes = {"value": details["value"]} if record else details
    RECORDER.record(
        actor,
        "parameter",
        "changed",
        record or proposal.object,
        changes=changes,
        details=details,
        proposal=proposal.public_id,
    )
