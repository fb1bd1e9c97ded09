"""The words of tracing: states, acts, grounds, data, outcomes of links, refusals. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.errors import Reason

DIRECTIONS: Final[Mapping[str, Any]] = {
    "outgoing": _("To another State"),
    "incoming": _("From another State"),
    "domestic": _("Between offices of this State"),
}
STATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "request": {
        "draft": pgettext_lazy("state of a trace request", "Draft"),
        "sent": pgettext_lazy("state of a trace request", "Sent"),
        "acknowledged": pgettext_lazy("state of a trace request", "Acknowledged"),
        "searching": pgettext_lazy("state of a trace request", "Being searched"),
        "answered": pgettext_lazy("state of a trace request", "Answered"),
        "not_found": pgettext_lazy("state of a trace request", "Nothing found"),
        "delayed": pgettext_lazy("state of a trace request", "Delayed"),
        "restricted": pgettext_lazy("state of a trace request", "Answered in part"),
        "refused": pgettext_lazy("state of a trace request", "Refused"),
        "withdrawn": pgettext_lazy("state of a trace request", "Withdrawn"),
    },
    "step": {
        "asked": pgettext_lazy("state of a link", "Asked"),
        "answered": pgettext_lazy("state of a link", "Answered"),
        "failed": pgettext_lazy("state of a link", "Led nowhere"),
    },
    "exchange": {
        "sent": pgettext_lazy("state of a file", "Sent"),
        "accepted": pgettext_lazy("state of a file", "Taken in"),
        "refused": pgettext_lazy("state of a file", "Refused"),
    },
}
RECEIVED: Final = pgettext_lazy("state of a trace request", "Received")
"""What *sent* is called where it is we who were asked."""
READY: Final = pgettext_lazy("state of a trace request", "Ready to hand over")
"""What *sent* is called while the signed file of a request still lies here."""
TONES: Final[Mapping[str, str]] = {
    "answered": "good",
    "accepted": "good",
    "restricted": "warn",
    "delayed": "warn",
    "refused": "bad",
    "failed": "warn",
    "not_found": "",
}
THINGS: Final[Mapping[str, Any]] = {"firearm": _("Firearm"), "ammunition": _("Ammunition")}
ILLICIT: Final[Mapping[str, Any]] = {
    "law": _("It is illicit under the law of the State where it was found"),
    "embargo": _("It was transferred against an arms embargo of the Security Council"),
    "unmarked": _("It is not marked as the International Tracing Instrument asks, or its marks were altered"),
    "made_unlicensed": _("It was made or assembled without a licence"),
    "transferred_unlicensed": _("It was transferred without a licence"),
}
USES: Final[Mapping[str, Any]] = {
    "investigation": _("A criminal investigation"),
    "prosecution": _("A case before a court"),
    "embargo_monitoring": _("Watching over an arms embargo"),
    "return_to_owner": _("Giving it back to its owner"),
}
URGENCIES: Final[Mapping[str, Any]] = {
    "routine": pgettext_lazy("urgency", "Routine"),
    "urgent": pgettext_lazy("urgency", "Urgent"),
    "immediate": pgettext_lazy("urgency", "At once"),
}
HANDLINGS: Final[Mapping[str, Any]] = {
    "ordinary": _("For official use"),
    "restricted": _("Only for those who work on the case"),
    "secret": _("Only for the desk that answers"),
}
CHANNELS: Final[Mapping[str, Any]] = {
    "file": _("A signed file"),
    "iarms": _("INTERPOL's iARMS"),
    "etrace": _("ATF's eTrace"),
    "letter": _("A letter"),
    "node": _("Another register, directly"),
    "office": _("Within this State"),
}
AGREEMENTS: Final[Mapping[str, Any]] = {
    "none": _("No agreement"),
    "iti": _("The International Tracing Instrument"),
    "protocol": _("Both States are Parties to the Firearms Protocol"),
    "bilateral": _("An agreement of both States that covers personal data"),
    "mla": _("A request for mutual legal assistance"),
}
GROUNDS: Final[Mapping[str, Any]] = {
    "investigation": _("It would compromise a criminal investigation that is under way"),
    "confidentiality_law": _("It would release confidential information against the law"),
    "no_assurance": _("Whoever asks cannot assure that it stays confidential"),
    "national_security": _("National security"),
}
DATA: Final[Mapping[str, Any]] = {
    "identification": _("Make, model, type, calibre and marks"),
    "manufacture": _("Maker, country and year of manufacture"),
    "status": _("What became of it, by the register"),
    "import_export": _("Imports and exports"),
    "first_sale": _("Day of the first retail sale"),
    "holder_kind": _("Who had it last, by kind only"),
    "point_of_diversion": _("Where it left the licit circuit"),
    "trade_chain": _("Importer, wholesaler and dealer by name"),
    "loss_report": _("Loss or theft that was reported"),
    "ballistics": _("Ballistic comparisons"),
    "last_holder": _("Who the last legal holder is"),
    "other_cases": _("Other cases with the same arm"),
    "state_stock": _("Stocks of the State"),
    "officials": _("Officials who worked on it"),
    "authorised": _("Authorised producers, dealers, importers, exporters and carriers"),
    "modus": _("How it is done"),
    "concealment": _("How it is concealed"),
    "routes": _("Routes"),
    "detection": _("How it is found"),
    "groups": _("Groups"),
}
WHY_NOT: Final[Mapping[str, Any]] = {
    "ground": _("held back by the ground"),
    "agreement": _("The agreement does not cover it. It leaves only under: %(needs)s."),
    "none": _("No agreement with this State covers it. It leaves only under: %(needs)s."),
    "never": _("never leaves"),
}
"""Why a datum stays; `none`: the reason is `agreement`, and there is none with the State that asks."""
ROLES: Final[Mapping[str, Any]] = {
    "maker": _("Maker"),
    "importer": _("Importer"),
    "wholesaler": _("Wholesaler"),
    "dealer": _("Dealer"),
    "holder": _("Holder"),
}
RESULTS: Final[Mapping[str, Any]] = {
    "passed_on": _("It was passed on"),
    "kept": _("It should still be here"),
    "diverted": _("It left the licit circuit here"),
}
FAILURES: Final[Mapping[str, Any]] = {
    "no_record": _("The book has no such arm"),
    "out_of_business": _("The business is closed and its book is not here"),
    "too_old": _("It is older than the book"),
    "illegible": _("The mark was not read well enough"),
    "abroad": _("Another State has to say it"),
    "no_answer": _("Nobody answered in time"),
    "withdrawn": _("The request was withdrawn"),
}
DIVERSIONS: Final[Mapping[str, Any]] = {
    "theft": _("Theft"),
    "loss": _("Loss"),
    "unlawful_sale": _("Unlawful sale"),
    "false_papers": _("False papers"),
    "diverted_in_transit": _("Diverted on the way"),
    "state_stock": _("Out of a stock of the State"),
    "other": pgettext_lazy("how an arm was diverted", "Otherwise"),
}
DOUBTS: Final[Mapping[str, Any]] = {
    "backwards": _("It was passed on before it had come."),
    "hole": _("A link is missing before this one."),
    "mismatch": _("The link before names somebody else."),
    "more": _("More rounds passed on here than had come."),
}
AGAINST: Final[Mapping[str, Any]] = {
    "life_day": _("The register says another day: %(said)s."),
    "life_who": _("The register names another office: %(said)s."),
    "life_next": _("The register names somebody else as the next: %(said)s."),
}
"""What a link says otherwise than the register, with what the register says."""
ARTICLES: Final[Mapping[str, Any]] = {
    "authorised": _("Firearms Protocol, article 12(1)"),
    "methods": _("Firearms Protocol, article 12(2)"),
}
"""Form of an exchange of experience -> the article that it stands on, as a page says it."""
STILL_THERE: Final = _("Still there")
"""What of a lot an office of the register has yet."""
THE_REGISTER: Final = pgettext_lazy("a source", "the register")
STAGES: Final[Mapping[str, Any]] = {
    "asked": _("Sent or received"),
    "acknowledged": _("Acknowledged"),
    "identified": _("Identified or answered"),
    "maker": _("Traced at least to the maker"),
    "importer": _("Traced at least to the importer"),
    "wholesaler": _("Traced at least to the wholesaler"),
    "dealer": _("Traced at least to the dealer"),
    "holder": _("Traced to a holder, or to where it left the licit circuit"),
    "diversion": _("Point of diversion found"),
}
FILE_REASONS: Final[Mapping[str, Any]] = {
    "unreadable": _("It is no such file, or it is damaged."),
    "form": _("It does not keep to the form of such files."),
    "unknown_sender": _(
        "The directory has no key of the State from which it says to come. It is kept unread."
    ),
    "altered": _("It was altered after it was signed."),
    "resigned": _(
        "It was signed by a key that the register of that State does not vouch for. If that State has a new key, ask it by a way that is not in the file, "
        "have the new one entered in the directory, and take the file in again."
    ),
    "misdirected": _("It is meant for another State."),
    "expired": _("Its time is over. Ask for a new one."),
    "ahead": _("It says to come from the future."),
    "replayed": _("It was taken in before."),
    "entered": _("What it asks was entered before under the same number."),
    "unrelated": _("It belongs to nothing that this office asked or may still take up."),
}
NATURES: Final[Mapping[str, Any]] = {
    "investigation": _("Criminal investigation"),
    "prosecution": _("Prosecution"),
    "judicial_proceeding": _("Judicial proceeding"),
}
FORMS: Final[Mapping[str, Any]] = {
    "request": pgettext_lazy("file of an exchange", "Request"),
    "answer": pgettext_lazy("file of an exchange", "Answer"),
    "authorised": pgettext_lazy("file of an exchange", "Authorised traders and carriers"),
    "methods": pgettext_lazy("file of an exchange", "Methods, routes and groups"),
}
SAID: Final[Mapping[str, Any]] = {
    "circumstances": _("Circumstances of the find"),
    "justification": _("Legal justification"),
    "place": _("Where it was found"),
    "raw": _("Words without a code"),
    "note": _("Reasons and remarks"),
    "text": _("Messages"),
    "answer": _("What the answer says"),
    "described": _("Who the last legal holder is"),
    "source": _("Sources of links"),
    "said": _("What an exchange of experience says"),
}
TRADERS: Final[Mapping[str, Any]] = {
    "producer": _("Producer"),
    "dealer": pgettext_lazy("an authorised trader", "Dealer"),
    "importer": pgettext_lazy("an authorised trader", "Importer"),
    "exporter": _("Exporter"),
    "carrier": _("Carrier"),
}
BANDS: Final[Mapping[str, Any]] = {
    "under_3_months": _("up to 3 months"),
    "to_1_year": _("up to 1 year"),
    "to_2_years": _("up to 2 years"),
    "to_3_years": _("up to 3 years"),
    "to_5_years": _("up to 5 years"),
    "to_10_years": _("up to 10 years"),
    "over_10_years": _("more than 10 years"),
}
LOT: Final[Mapping[str, Any]] = {
    "headstamp": _("Headstamp"),
    "lot": _("Lot number"),
    "calibre": _("Calibre"),
    "packaging": _("Marks on the packaging"),
}
ACTS: Final[Mapping[str, tuple[Any, str]]] = {
    "request drafted": (_("Drafted"), "edit"),
    "request amended": (_("The draft was changed"), "edit"),
    "request sent": (pgettext_lazy("a trace request", "Sent"), "arrows-exchange"),
    "request received": (_("It came in"), "inbox"),
    "request acknowledged": (_("Acknowledged"), "check"),
    "request searched": (_("The register was searched"), "list-search"),
    "request progressed": (_("Whoever was asked searches"), "list-search"),
    "request identified": (_("It was said which firearm it is"), "target"),
    "request answered": (pgettext_lazy("a trace request", "Answered"), "message-check"),
    "request not_found": (_("Nothing was found"), "ban"),
    "request delayed": (_("Delayed"), "hourglass"),
    "request restricted": (_("Answered in part"), "message-check"),
    "request refused": (pgettext_lazy("a trace request", "Refused"), "ban"),
    "request resumed": (pgettext_lazy("a trace request", "Taken up again"), "list-search"),
    "request let_in": (_("Who else knows of it was changed"), "lock"),
    "request withdrawn": (pgettext_lazy("a trace request", "Withdrawn"), "ban"),
    "request messaged": (_("Message"), "message-check"),
    "request settled": (_("The outcome was noted"), "gavel"),
    "request disclosed": (_("A file was taken out"), "download"),
    "step asked": (_("A trader was asked"), "message-check"),
    "step noted": (_("A link was noted"), "link"),
    "step answered": (_("A trader answered"), "message-check"),
    "step failed": (_("A link led nowhere"), "ban"),
}
_MESSAGES: Final[Mapping[str, Any]] = {
    "tracing.not_found": _("There is no such trace request or question."),
    "tracing.changed_meanwhile": _("Somebody else changed this meanwhile. Look at it again."),
    "tracing.other_office": _("This is another office's to do."),
    "tracing.impossible": _("This cannot be done: the record is “%(state)s”."),
    "tracing.direction.outgoing": _("This is done only with a request to another State."),
    "tracing.direction.incoming": _("This is done only with a request from another State."),
    "tracing.direction.asking": _(
        "This is done only with a request to another State, or between offices of this State."
    ),
    "tracing.direction.asked": _(
        "This is done only with a request from another State, or between offices of this State."
    ),
    "tracing.due": _("Enter by when the next reply is due."),
    "tracing.item": _("What another State asks is about no exhibit of this register."),
    "tracing.details": _("What was sent is not of the form that this act asks for."),
    "tracing.code": _("Choose one of the list."),
    "tracing.mark": _("A mark has a kind and what was read."),
    "tracing.number": _(
        "This is no number of a case: it has a digit and hardly a word, because it stays in the log and must name nobody."
    ),
    "tracing.hidden": _("It holds characters that nobody sees. Write it anew without them."),
    "tracing.identify": _(
        "The search does not propose this one. Say in at least %(least)s characters why it is the one."
    ),
    "tracing.future": _("This lies in the future."),
    "tracing.office": _("There is no such office."),
    "tracing.desk": _("This desk is not one of the State that is asked. Choose one of its own, or none."),
    "tracing.missing.office": _("Choose the office that is asked."),
    "tracing.own_office": _("This is your own office. Choose another one: nobody asks themselves."),
    "tracing.own_country": _("Another State is asked; within this State another office is."),
    "tracing.parent": _("There is no such request that this one could follow on."),
    "tracing.note": _("Say why, or what was told."),
    "tracing.waits": _(
        "Not everything was searched for this request yet: closed compartments may not be asked about each of its marks yet, or the register cannot be searched now. It is tried again by itself; say that nothing was found once it is done."
    ),
    "tracing.message": _("Write something."),
    "tracing.ground": _(
        "Choose the ground. Only those of the International Tracing Instrument are grounds: an investigation, the law on confidential "
        "information, no assurance of confidentiality, national security."
    ),
    "tracing.ground.words": _(
        "Say the reason in words, in at least %(least)s characters: whoever asked must be told."
    ),
    "tracing.entered": _("What that State asks under this number was entered before."),
    "tracing.missing.number": _("Say the number under which your office knows it."),
    "tracing.missing.reference": _("Say the number under which they know it."),
    "tracing.missing.country": _("Choose the other State."),
    "tracing.missing.illicit": _("Say why the arm is thought to be illicit."),
    "tracing.missing.circumstances": _("Say how it was found, in at least %(least)s characters."),
    "tracing.missing.recovered_on": _("Say when it was found."),
    "tracing.missing.use": _("Say what the answer is wanted for."),
    "tracing.missing.type": _("Say the type, or that it is not known."),
    "tracing.missing.calibre": _("Say the calibre, or that it is not known."),
    "tracing.missing.marks": _("Say a mark, or that there is none."),
    "tracing.missing.lot": _("Say the headstamp or the lot number."),
    "tracing.answer.nothing": _(
        "The register knows nothing that could be answered. Say instead that nothing was found."
    ),
    "tracing.answer.held": _(
        "Nothing of what is known may leave as the agreement stands. Choose the ground on which it is held back, and say why; "
        "or write to them which agreement or request for legal assistance it needs."
    ),
    "tracing.step.not_followed": _(
        "A chain is followed only once the request was acknowledged, and not after it was refused."
    ),
    "tracing.step.trader": _("There is no such maker or dealer."),
    "tracing.step.closed_book": _(
        "The book of this trader is closed and with the licensing authority. Have the authority look into it, and enter what it says as a link."
    ),
    "tracing.step.result": _("Say what became of it."),
    "tracing.step.to_role": _("Say who had it next: a link further on, or another of the same kind."),
    "tracing.step.on": _("Say on which day it was passed on."),
    "tracing.step.to_whom": _("There is nobody of that number."),
    "tracing.step.diversion": _("Say how it left the licit circuit, if it did so here; and only then."),
    "tracing.words.kept": _("The law keeps these words still."),
    "tracing.words.held": _("A legal hold stands on the firearm, or on somebody whom the chain names."),
    "tracing.words.foreign": _("What is to be erased is not all of this trace."),
    "tracing.notice.nothing": _("Say something, or leave it out."),
    "tracing.notice.agreement": _("The agreement with this State does not cover this."),
    "tracing.notice.many": _("This is more than one file takes."),
    "tracing.notice.line": _("This line cannot be read: %(line)s."),
    "tracing.step.quantity": _("Rounds are counted of ammunition only, in whole numbers from one."),
    "tracing.step.source": _(
        "Say from where it is known: the page of a book, a paper, another State's answer."
    ),
    "tracing.life.nothing": _("The register tells no link of its life that is not noted already."),
    "tracing.step.failure": _("Say why the book does not tell."),
    "tracing.step.too_early": _("Their clock still runs."),
    "tracing.statement.nothing": _("No link of the chain is known yet, so there is nothing to state."),
    "tracing.assistance.missing": _("A request for mutual legal assistance must say this."),
    "tracing.assistance.agreement": _(
        "The directory of points of contact says of no mutual legal assistance with this State."
    ),
    "tracing.assistance.words": _("Say this in words: at least %(least)s characters."),
    "tracing.sheet.outgoing": _("Sheets are for firearms that this office asks another State about."),
    "tracing.sheet.language": _("Sheets are in English, French, Spanish and Arabic."),
    "tracing.file.nothing": _("There is nothing yet that a file could say to another State."),
    "tracing.file.not_held": _("This file does not wait for a key. Take in the file as it came once more."),
    "tracing.file.still_good": _(
        "Its time is not over: its key may still be confirmed, and the file taken in."
    ),
    "tracing.file.unrelated": _(
        "It belongs to no request that is under way with that State. Send the request first, or look whether it was withdrawn."
    ),
    "tracing.file.incomplete": _(
        "A file says which form it is, who sends it to whom, under which number, and until when it is good."
    ),
    "tracing.file.how": _("Say how and with whom the key was confirmed: at least %(least)s characters."),
    "tracing.file.key": _("This is no key. It has a name, a number and the key itself, with + between them."),
    "tracing.file.other_key": _(
        "This key does not vouch for who signed the file. Ask them once more; if the key is right, the file is forged."
    ),
    "tracing.file.refused": _("The file cannot be taken in with this key: %(why)s"),
    "tracing.file.no_file": _("The request did not come as a file, so its answer does not go as one."),
    "tracing.outcome": _("Choose the outcome."),
    "tracing.outcome.no_diversion": _("No link of the chain names a point of diversion. Note it first."),
    "tracing.outcome.diversion": _("A link of the chain names a point of diversion, so one was identified."),
    "tracing.outcome.no_evidence": _(
        "Nothing bears this outcome out: no link names a holder or where the arm was diverted, and nobody has answered."
    ),
    "tracing.outcome.not_pending": _("The request is ended, so tracing is not pending."),
    "tracing.time_to_crime.before": _(
        "It was recovered before it was sold. One of the days is wrong, or it is another firearm."
    ),
}


def of(code: str, params: Mapping[str, Any] | None = None) -> Any:
    """What a refusal says, as a sentence for people."""
    value = _MESSAGES.get(code, code)
    return str(value) % dict(params) if params else value


def explained(reasons: Iterable[Reason]) -> list[Reason]:
    """Reasons with their sentences."""
    return [replace(reason, message=reason.message or of(reason.code, reason.params)) for reason in reasons]


def told_by(link: Any) -> str:
    """Who said what a link says: whoever was asked, out of the own book; or the desk, which noted it."""
    if not link.result:
        return ""
    return str(_("said out of the own book") if link.n > 1 else _("noted by the desk"))


def state_words(record_type: str, state: str, direction: str = "") -> str:
    """The words for a state."""
    if record_type == "request" and state == "sent" and direction == "incoming":
        return str(RECEIVED)
    return str(STATES[record_type].get(state, state))
