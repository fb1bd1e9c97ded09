"""The words of custody: states, acts, gaps, refusals. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar import identifiers
from ifar.errors import Reason

NOT_READY: Final[Mapping[str, Any]] = {
    "no_custody": _("Its destruction was decided, and it was never taken into custody. Take it in."),
    "missing": _("It is not where it should be. Find it, or record its loss."),
    "elsewhere": _("Another office has it in custody. That office puts it on its list, or hands it back."),
    "handed": _("It was handed on and not received yet."),
    "gap": _("Its chain of custody has a gap. Somebody who did not have it in hand there explains it first."),
    "no_exhibit": _(
        "Its destruction was decided, and no case has it as an exhibit. Enter it as an item of a case and take it in."
    ),
}
"""Why something whose destruction was decided cannot stand on a new list -> what to do."""

STATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "chain": {
        "kept": _("In custody"),
        "handed": _("Handed on, not received yet"),
        "missing": _("Not where it should be"),
        "released": pgettext_lazy("an exhibit", "Left custody"),
    },
    "count": {
        "counting": _("Being counted"),
        "agreed": _("Everything was there"),
        "differs": _("Differences wait for an explanation"),
        "settled": _("Every difference is explained"),
        "abandoned": _("Given up before anything was said"),
    },
    "request": {
        "asked": pgettext_lazy("a request to a laboratory", "Asked"),
        "accepted": _("In the laboratory"),
        "answered": pgettext_lazy("a request to a laboratory", "Answered"),
        "withdrawn": pgettext_lazy("a request to a laboratory", "Withdrawn"),
    },
    "batch": {
        "draft": _("The list is being made"),
        "sealed": _("The list is sealed"),
        "destroyed": pgettext_lazy("a batch", "Destroyed"),
        "abandoned": pgettext_lazy("a batch", "Discarded"),
    },
    "series": {
        "proposed": _("Waits for a person's word"),
        "accepted": _("One workshop"),
        "rejected": _("Not one workshop"),
    },
}
TONES: Final[Mapping[str, str]] = {
    "kept": "good",
    "handed": "warn",
    "missing": "bad",
    "agreed": "good",
    "differs": "bad",
    "settled": "good",
    "counting": "info",
    "answered": "good",
    "asked": "info",
    "accepted": "info",
    "draft": "info",
    "sealed": "warn",
    "destroyed": "good",
    "proposed": "warn",
}
GAPS: Final[Mapping[str, Any]] = {
    "time": _("Time: nobody says where it was meanwhile"),
    "place": _("Place: it was not where it should have been"),
    "seal": _("Seal: it is another one, or it was broken"),
    "person": _("Person: somebody else had it than the record says"),
}
CAUSES: Final[Mapping[str, Any]] = {
    **{f"custody.gap_{kind}": words for kind, words in GAPS.items()},
    "custody.count": _("What was there differs from what should be there."),
    "custody.handed": _("The office that it was handed to has not received it in time."),
    "custody.request": _("The laboratory has not answered in time."),
}
"""What programs find in custody (`matters.found`)."""
DIFFERENCES: Final[Mapping[str, Any]] = {
    "missing": _("Not found"),
    "unexpected": _("There, and should not be"),
    "seal": _("Another seal"),
    "doubled": _("Entered more than once"),
}
MANY: Final[Mapping[str, Any]] = {
    "handed": _("Hand exhibits over"),
    "received": _("Receive exhibits"),
    "moved": _("Move exhibits within the office"),
    "taken_back": _("Take hand-overs back"),
    "taken_in": _("Take exhibits into custody"),
    "asked": _("Ask a laboratory about exhibits"),
}
"""Acts on many exhibits, as imperatives."""
PURPOSES: Final[Mapping[str, Any]] = {
    "storage": _("To be kept"),
    "laboratory": _("To be examined"),
    "court": _("For the court"),
    "destruction": _("To be destroyed"),
    "return": _("To be given back"),
    "transport": _("To be carried elsewhere"),
}
SEAL_REASONS: Final[Mapping[str, Any]] = {
    "examination": _("Opened to examine it"),
    "court": _("Opened in court"),
    "damaged": _("The seal was damaged"),
    "repacked": _("Packed anew"),
    "first": _("It had no seal before"),
    "other": _("Another reason, see the note"),
}
QUESTIONS: Final[Mapping[str, Any]] = {
    "marks": _("Restore and read the marks"),
    "ballistics": _("Fire it and compare in the ballistic database"),
    "function": _("Does it fire, and was it altered"),
    "prints": _("Finger marks and traces of persons"),
    "origin": _("Who made it, and when"),
}
EXCEPTIONS: Final[Mapping[str, Any]] = {
    "held_back": _("Held back: it is still needed"),
    "not_there": _("It was not there"),
    "swapped": _("Another arm lay in its place"),
    "not_destroyed": _("It was there and was not destroyed"),
}
METHODS: Final[Mapping[str, Any]] = {
    "cutting": _("Cutting"),
    "crushing": _("Crushing"),
    "shredding": _("Shredding"),
    "smelting": _("Smelting"),
    "burning": _("Burning"),
    "other": _("Another way"),
}
ON_PAPER: Final[Mapping[str, Mapping[str, str]]] = {
    "es": {
        "cutting": "Corte", "crushing": "Aplastamiento", "shredding": "Trituración", "smelting": "Fundición", "burning": "Incineración",
        "other": "De otro modo", "held_back": "Retenida: aún se necesita", "not_there": "No estaba allí", "swapped": "Había otra arma en su lugar",
        "not_destroyed": "Estaba allí y no fue destruida",
    },
    "ru": {
        "cutting": "Разрезание", "crushing": "Дробление прессом", "shredding": "Измельчение", "smelting": "Переплавка", "burning": "Сжигание",
        "other": "Иной способ", "held_back": "Удержано: ещё требуется", "not_there": "Отсутствовало", "swapped": "На его месте лежало другое оружие",
        "not_destroyed": "Было на месте и не уничтожено",
    },
    "zh": {
        "cutting": "切割", "crushing": "压毁", "shredding": "粉碎", "smelting": "熔化", "burning": "焚烧", "other": "其他方式",
        "held_back": "留存：尚需使用", "not_there": "不在现场", "swapped": "该处为另一枪支", "not_destroyed": "在现场但未销毁",
    },
}  # fmt: skip
"""Ways of destruction, and why something was not destroyed, in the languages of papers that the interface does not speak."""
VERDICTS: Final[Mapping[str, Any]] = {
    "agrees": _("Agrees with the list"),
    "swapped": _("Another serial number than on the list"),
    "missing": _("Not read yet"),
    "absent": _("Looked for, and not there"),
    "extra": _("On no list"),
}
ACTS: Final[Mapping[str, tuple[Any, str]]] = {
    "chain.taken_in": (_("Taken into custody"), "inbox"),
    "chain.handed": (_("Handed over"), "arrow-right"),
    "chain.received": (pgettext_lazy("an exhibit", "Received"), "circle-check"),
    "chain.declined": (_("Not received"), "x"),
    "chain.taken_back": (_("The hand-over was taken back"), "arrow-back-up"),
    "chain.moved": (pgettext_lazy("an exhibit", "Moved"), "arrows-exchange"),
    "chain.sealed": (_("Sealed"), "lock"),
    "chain.counted": (_("Seen in a count"), "check"),
    "chain.missed": (_("Not found in a count"), "alert-triangle"),
    "chain.refound": (pgettext_lazy("an exhibit", "Found again"), "circle-check"),
    "chain.released": (pgettext_lazy("an exhibit", "Left custody"), "lock-open"),
    "chain.explained": (_("A gap was explained"), "message-check"),
    "count.begun": (_("Count begun"), "plus"),
    "count.agreed": (_("Counted: everything was there"), "circle-check"),
    "count.differed": (_("Counted: there are differences"), "alert-triangle"),
    "count.settled": (_("A difference was explained"), "message-check"),
    "count.abandoned": (_("Count given up"), "x"),
    "count.closed": (_("The last difference was explained"), "circle-check"),
    "request.asked": (_("Laboratory asked"), "plus"),
    "request.accepted": (_("Accepted by the laboratory"), "check"),
    "request.answered": (_("Answered by the laboratory"), "message-check"),
    "request.withdrawn": (_("Request withdrawn"), "arrow-back-up"),
    "batch.opened": (_("Batch opened"), "plus"),
    "batch.listed": (_("List changed"), "edit"),
    "batch.sealed": (_("List sealed by two people"), "lock"),
    "batch.checked": (_("Items read and compared with the list"), "check"),
    "batch.witnessed": (_("Signed by a witness"), "user-check"),
    "batch.destroyed": (pgettext_lazy("a batch", "Destroyed"), "flame"),
    "batch.abandoned": (pgettext_lazy("a batch", "Discarded"), "x"),
    "series.proposed": (_("Proposed as one workshop"), "plus"),
    "series.accepted": (_("Accepted as one workshop"), "circle-check"),
    "series.rejected": (_("Said to be no series"), "x"),
    "series.split": (_("Parted in two"), "arrows-exchange"),
    "series.joined": (_("Another arm joined it"), "plus"),
    "series.passed_over": (_("An arm was said to be another workshop's"), "x"),
}
"""Act -> its words and its icon."""

_MESSAGES: Final[Mapping[str, Any]] = {
    "custody.not_found": _("Not found. Check the number."),
    "custody.changed_meanwhile": _(
        "Somebody else did something with this after you opened it. Look at it again, then repeat."
    ),
    "custody.impossible": _("This cannot be done now: %(state)s."),
    "custody.both_sides": _("You handed it over yourself; another person has to receive it."),
    "custody.other_office": _("Another office has this exhibit, or was meant to receive it."),
    "custody.office": _("Choose the office that receives it."),
    "custody.purpose": _("Choose what it is handed over for."),
    "custody.room": _("Choose an evidence room of your office that is in use, or say the place in words."),
    "custody.at": _("This lies in the future."),
    "custody.seal": _("What goes to a laboratory is sealed: give the number of the seal."),
    "custody.seal.new": _("Give the number of the new seal."),
    "custody.seal.other": _("Say which reason."),
    "custody.seal.reason": _("Choose why the seal was opened or replaced."),
    "custody.note": _("Say what happened, in your own words."),
    "custody.details": _("Something of what was given has not the right form."),
    "custody.named": _("Whoever does this is the person who is named for it."),
    "custody.gap.untold": _(
        "This hand-over took longer than it may, and the chain does not say so. Record it again."
    ),
    "custody.leaves.seal": _(
        "On record is the seal %(expected)s, entered is %(found)s: a gap in the chain of custody."
    ),
    "custody.leaves.place": _("On record it lies at another place: a gap in the chain of custody."),
    "custody.leaves.person": _("On record somebody else has it: a gap in the chain of custody."),
    "custody.leaves.time": _(
        "The time lies before the last act, or it was too long on the way: a gap in the chain of custody."
    ),
    "custody.gap.none": _("There is no such gap in this chain."),
    "custody.gap.own": _("You had it in hand at this gap; another person has to explain it."),
    "custody.room.closed": _("This room is closed. Choose another one."),
    "custody.count.running": _("This room is being counted already."),
    "custody.count.yours": _("Only the person who began the count says what is there."),
    "custody.count.own": _("You counted this room; another person has to explain its differences."),
    "custody.count.blind": _(
        "You are counting a room. What your office keeps is shown once you have said what is there."
    ),
    "custody.count.yours_to_end": _("You began this count; another person has to discard it."),
    "custody.count.key": _("There is no such difference in this count."),
    "custody.count.lines": _("A count has at most %(most)s lines."),
    "custody.laboratory": _("Choose a forensic laboratory."),
    "custody.questions": _("Choose at least one question."),
    "custody.results": _("Answer each question that was asked, with the number of the report."),
    "custody.batch.name": _("Give the batch a name and the order that it stands on."),
    "custody.batch.method": _("Choose how they are destroyed."),
    "custody.batch.empty": _("There is nothing on the list."),
    "custody.batch.too_many": _("A batch has at most %(most)s items."),
    "custody.batch.item": _(
        "%(exhibit)s cannot be on the list: no destruction of it was decided, or it is none of yours. Have its disposal decided first."
    ),
    "custody.batch.listed": _(
        "%(exhibit)s stands on the list “%(list)s” already. Give that list up first, or leave this one to it."
    ),
    "custody.batch.listed_elsewhere": _(
        "%(exhibit)s stands on an open list of another office, which has to give that list up first."
    ),
    "custody.batch.away": _(
        "%(exhibit)s is not in the custody of your office, or its chain has a gap that nobody has explained."
    ),
    "custody.batch.stands_for": _(
        "You counted an arm on this list, have it in charge or wrote it off; somebody else decides about its destruction and witnesses it."
    ),
    "custody.batch.signed": _("A witness has signed what was read; nothing can be read again."),
    "custody.batch.nothing_read": _("Say which items were read."),
    "custody.batch.unlisted": _(
        "%(label)s stands on no line of this list. Nothing was kept; look at it again."
    ),
    "custody.batch.read_twice": _("%(label)s was read twice, and differently. Say what stands on it."),
    "custody.batch.serial": _(
        "Behind %(label)s write the serial number that you read on it, or a dash where it bears none."
    ),
    "custody.batch.behind": _(
        "%(label)s is a serial number, and something stands behind it. Begin the line with the identifier or the exhibit number."
    ),
    "custody.label.several": _("%(label)s names more than one exhibit. Write the identifier: %(which)s."),
    "custody.label.mistyped": _("%(label)s is mistyped: its last character does not fit the others."),
    "custody.count.unknown": _(
        "Nobody here knows %(label)s. Write it as it stands on the label, or say that it stands there so."
    ),
    "custody.witness.unread": _(
        "Not read yet on the list: %(count)s. Sign once everything was read or looked for."
    ),
    "custody.batch.swapped": _(
        "%(exhibit)s: the list says %(expected)s, and %(found)s was read. Explain it, or read it again."
    ),
    "custody.batch.missing": _(
        "%(exhibit)s (%(expected)s) was not read. Read it, or explain why it was not destroyed."
    ),
    "custody.batch.extra": _(
        "%(exhibit)s (%(found)s) stands on no list and cannot be destroyed with this batch."
    ),
    "custody.batch.unexplained": _("Say why %(exhibit)s was not destroyed."),
    "custody.batch.witnesses": _("It takes %(needed)s witnesses who neither made nor approved the list."),
    "custody.batch.weight": _("Give the weight of what was destroyed, in grams."),
    "custody.batch.count": _("The list comes to %(expected)s pieces, and %(found)s were counted."),
    "custody.batch.photos": _("Add at least one photograph."),
    "custody.batch.nothing": _("Nothing on the list was destroyed."),
    "custody.witness.concerned": _("You made or approved this list; somebody else has to witness it."),
    "custody.witness.twice": _("You have signed this already; a second witness is somebody else."),
    "custody.witness.recorder": _("A witness does not record the destruction."),
    "custody.disposal.method": _("Choose the way of disposal."),
    "custody.disposal.order": _("Give the order that the decision stands on."),
    "custody.disposal.authority": _(
        "Anything but destruction has to be officially authorised: give the authority and its paper."
    ),
    "custody.disposal.mark": _(
        "Anything but destruction needs a complete mark on the arm. Have it marked anew first."
    ),
    "custody.disposal.item": _("The register has no record of this exhibit. Enter it there first."),
    "custody.return.stolen": _(
        "Somebody else reported it as stolen; it goes back to the owner on record, or a court decides."
    ),
    "custody.return.barred": _(
        "The owner is barred from having firearms. Ask the office that entered the prohibition."
    ),
    "custody.series.name": _("Give the series a name."),
    "custody.series.split": _("Choose some of the arms, not none and not all."),
    "custody.series.member": _("This arm belongs to a series already."),
    "custody.series.few": _("There are too few arms with described features to compare."),
    "custody.series.many": _("There are too many arms to compare at once: at most %(most)s."),
}


def of(code: str, params: Mapping[str, Any] | None = None) -> Any:
    """What a refusal says, as a sentence for people."""
    values = _MESSAGES.get(code, code)
    if not params:
        return values
    # An identifier stands in a sentence as people read it.
    result = {
        name: identifiers.shown(value) if name == "exhibit" and identifiers.parse(str(value)) else value
        for name, value in params.items()
    }
    return str(values) % result


def explained(reasons: Iterable[Reason]) -> list[Reason]:
    """Reasons with their sentences."""
    return [replace(reason, message=reason.message or of(reason.code, reason.params)) for reason in reasons]


def state_words(record_type: str, state: str) -> Any:
    """A state in words; what is not there yet is not there."""
    return STATES[record_type].get(state, state) if state else _("it is not there yet")
