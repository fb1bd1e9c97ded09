"""The people of a case: named, how far proceedings against them came, and read under a stated purpose."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.services import reads
from ifar.errors import Reason
from ifar.ledger import services as ledger
from ifar.parties.selectors import party_for
from ifar.recoveries import inputs, kinds, selectors
from ifar.recoveries.models import Case, Person
from ifar.recoveries.services.cases import CASE, LONGEST, RECORD, check_open
from ifar.recoveries.services.writing import RECORDER, lock
from ifar.reference import selectors as reference
from ifar.rights import Actor, require


def _people(_actor: Actor, case: Case) -> Mapping[str, Any]:
    """The people of a case by role and number."""
    roles = reference.words("involved_role")
    those = selectors.persons_of(case)
    return {
        "among": {
            "person": [
                (str(person.pk), f"{roles.get(person.role, person.role)} {person.number}") for person in those
            ]
        }
    }


@dataclass(frozen=True, slots=True)
class Involved:
    """Somebody of a case: role, sex and age group as statistics; who it is only where it is known and may be said.

    `party` is their record in the register; `described` = name, birth date and number as they were given: personal, kept apart.
    """

    role: str
    sex: str = "unknown"
    age: str = "unknown"
    group: str = ""
    party: str = ""
    described: Mapping[str, str] = field(default_factory=dict)
    stage: str = "noted"
    stage_on: dt.date | None = None
    offences: Collection[str] = ()


def involved(person: inputs.NamePerson) -> Involved:
    """Somebody of a case as they are said to be."""
    given = dict(person)
    return Involved(described={"name": given.pop("name")}, **given)


@transaction.atomic
def name_person(*, actor: Actor, case: str, who: Involved) -> uuid.UUID:
    """Enter somebody of a case; returns the entry by which the case knows them.

    Raises:
        NotFound: there is no such case, or no such party, for this actor.
        Invalid: with every reason, at its field; also where the case is anonymous and somebody is named.
    """
    require(actor, "recoveries:case:write")
    record = selectors.own_case_for(actor, case)
    check_open(record)
    described = {name: text.strip() for name, text in who.described.items() if text.strip()}
    wrong = _person_problems(who)
    if record.anonymous and (who.party or who.group.strip() or described):
        wrong.append(Reason("recoveries.anonymous.named", article="ITI para. 9", field="name"))
    if wrong:
        raise RECORDER.invalid(*wrong)
    if who.party:
        party_for(actor, who.party)
    lock(record.public_id)
    number = Person.objects.filter(case=record).count() + 1
    details = {
        "number": number,
        "role": who.role,
        "sex": who.sex,
        "age": who.age,
        "party": who.party,
        "stage": who.stage,
        "stage_on": who.stage_on.isoformat() if who.stage_on else None,
        "offences": sorted(set(who.offences)),
    }
    personal = {"described": described or None, "group": " ".join(who.group.split())[:LONGEST]}
    return RECORDER.record(actor, "case", "person_named", record, details=details, personal=personal).entry


def _person_problems(who: Involved) -> list[Reason]:
    wrong = []
    if not reference.exists("involved_role", who.role):
        wrong.append(Reason("recoveries.person.role", field="role"))
    if who.sex not in kinds.SEXES:
        wrong.append(Reason("recoveries.person.sex", field="sex"))
    if who.age not in kinds.AGES:
        wrong.append(Reason("recoveries.person.age", field="age"))
    return wrong + _stage_problems(who.stage, who.stage_on, who.offences)


def _stage_problems(stage: str, on: dt.date | None, offences: Collection[str]) -> list[Reason]:
    wrong = []
    if stage not in kinds.STAGES:
        wrong.append(Reason("recoveries.person.stage", field="stage"))
    if on is not None and on > ledger.now().date():
        wrong.append(Reason("recoveries.future", field="stage_on"))
    if not all(reference.exists("suspected_offence", code) for code in offences):
        wrong.append(Reason("recoveries.code", field="offences"))
    return wrong


@CASE.act(
    "person_changed",
    inputs.RecordStage,
    _("Record how far proceedings came"),
    permission=RECORD,
    when=lambda actor, record: selectors.is_own(actor, record) and selectors.persons_of(record).exists(),
    asks=_people,
)
@transaction.atomic
def record_stage(
    *,
    actor: Actor,
    case_id: str,
    person: str,
    stage: str,
    on: dt.date | None = None,
    offences: Collection[str] | None = None,
    expected_n: int | None = None,
) -> None:
    """Record how far proceedings against somebody came: arrest, prosecution, judgment (IAFQ, criminal justice).

    Raises:
        NotFound: there is no such case for this actor.
        Invalid: there is no such person in it, or a field is wrong.
    """
    require(actor, "recoveries:outcome:record")
    case = selectors.own_case_for(actor, case_id)
    RECORDER.check_expected(case, expected_n)
    who = Person.objects.filter(case=case, pk=person).first()
    if who is None:
        raise RECORDER.invalid(Reason("recoveries.person", field="person"))
    offences = who.offences if offences is None else offences
    if wrong := _stage_problems(stage, on, offences):
        raise RECORDER.invalid(*wrong)
    details = {
        "person": person,
        "stage": stage,
        "stage_on": on.isoformat() if on else None,
        "offences": sorted(set(offences)),
    }
    RECORDER.record(actor, "case", "person_changed", case, details=details)


def read_persons(actor: Actor, case: Case) -> list[Person]:
    """The people of a case with who they are, which is a read of personal data under a stated purpose.

    Raises:
        Refused: no purpose is stated.
    """
    require(actor, "recoveries:case:read")
    require(actor, "parties:party:read")
    persons = list(selectors.persons_of(case))
    named = [person for person in persons if person.described or person.party]
    if named or case.narrative:
        reads.log(
            actor,
            "recoveries.persons",
            case.public_id,
            len(named),
            people=[p.party for p in named if p.party],
        )
    return persons
