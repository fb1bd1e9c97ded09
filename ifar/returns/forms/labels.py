"""Words about the other yearly forms, about data quality, and about why arms are not traced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.reference import selectors as reference
from ifar.returns.forms.tables import CURRENCY, DOUBT, EXPORTS, IMPORTS
from ifar.returns.official import TOTAL, Cell

ABOUT: Final[Mapping[str, Any]] = {
    "unroca": _("Transfers are what crossed a border in the year, by the country at the other end; holdings are the armed forces' arms at its end. A nil return is said by a person."),
    "att": _("What was authorised and what went are told apart, as the treaty's template asks (art. 13(3)); values where goods lines tell them. The treaty lets a State withhold what is commercially sensitive or of national security."),
    "poa": _("The questions of the report that are numbers; what no record answers, a person answers with a note."),
    "eu": _("By category of Directive (EU) 2021/555, Annex I; authorisations by Regulation (EU) 2025/41."),
}  # fmt: skip
SAID: Final[Mapping[str, Any]] = {
    EXPORTS: _("International transfers: exports"),
    IMPORTS: _("International transfers: imports"),
    f"{EXPORTS}, State of origin": _("Exports, by State of origin where it is another"),
    f"{EXPORTS}, intermediate location": _("Exports, by transit State"),
    f"{IMPORTS}, State of origin": _("Imports, by State of origin where it is another"),
    f"{IMPORTS}, intermediate location": _("Imports, by transit State"),
    "Military holdings of small arms and light weapons": _("Military holdings"),
    "Procurement of small arms and light weapons through national production": _("Procurement through national production"),
    "Exports of small arms and light weapons: authorised": _("Exports: authorised"),
    "Exports of small arms and light weapons: actual": _("Exports: actual"),
    "Imports of small arms and light weapons: authorised": _("Imports: authorised"),
    "Imports of small arms and light weapons: actual": _("Imports: actual"),
    "National points of contact": _("National points of contact"),
    "Points of contact for tracing on record": _("Points of contact for tracing on record"),
    "National coordination agencies": _("National coordination agencies"),
    "Manufacture and marking": _("Manufacture and marking"),
    "Firearms made": _("Firearms made"),
    "Marked at manufacture": _("Marked at manufacture"),
    "Firearms imported": _("Firearms imported"),
    "Marked at import": _("Marked at import"),
    "Marked anew": _("Marked anew"),
    "Record-keeping": _("Record-keeping"),
    "Firearms on record at the end of the year": _("Firearms on record at the end of the year"),
    "Years that records of manufacture are kept": _("Years that records of manufacture are kept"),
    "Years that other records are kept": _("Years that other records are kept"),
    "Stocks of the State": _("Stocks of the State"),
    "Arms in stocks of the State at the end of the year": _("Arms in stocks of the State at the end of the year"),
    "Declared surplus": _("Declared surplus"),
    "Losses from stocks of the State": _("Losses from stocks of the State"),
    "Lost from stocks of the State": _("Lost from stocks of the State"),
    "Stolen from stocks of the State": _("Stolen from stocks of the State"),
    "Collection": _("Collection"),
    "Arms seized": _("Arms seized"),
    "Arms found": _("Arms found"),
    "Arms surrendered": _("Arms surrendered"),
    "Destruction": _("Destruction"),
    "Destroyed from stocks of the State": _("Destroyed from stocks of the State"),
    "Destroyed after seizure, find or surrender": _("Destroyed after seizure, find or surrender"),
    "Destroyed otherwise": _("Destroyed otherwise"),
    "Cooperation in tracing": _("Cooperation in tracing"),
    "Trace requests sent to other States": _("Trace requests sent to other States"),
    "Of those, answered in full or in part": _("Of those, answered in full or in part"),
    "Trace requests received from other States": _("Trace requests received from other States"),
    "Of those received, answered in full or in part": _("Of those received, answered in full or in part"),
    "Of those received, refused, delayed or restricted": _("Of those received, refused, delayed or restricted"),
    "Of those received, nothing found": _("Of those received, nothing found"),
    "International assistance": _("International assistance"),
    "Requests for assistance made": _("Requests for assistance made"),
    "Assistance given to other States": _("Assistance given to other States"),
    "Category A": _("Category A"),
    "Category B": _("Category B"),
    "Category C": _("Category C"),
    "No category": _("No category on record"),
    "Firearms held by persons, companies and museums": _("Firearms held by persons, companies and museums"),
    "Authorisations granted": _("Authorisations granted"),
    "Firearms in authorisations granted": _("Firearms in authorisations granted"),
    "Export authorisations refused, by ground": _("Export authorisations refused, by ground"),
    "Import authorisations refused, by ground": _("Import authorisations refused, by ground"),
    "Firearms in refused applications": _("Firearms in refused applications"),
    "Exports": pgettext_lazy("trade", "Exports"),
    "Imports": pgettext_lazy("trade", "Imports"),
    "International transfers": pgettext_lazy("a table", "International transfers"),
    "Export authorisations granted": _("Export authorisations granted"),
    "Import authorisations granted": _("Import authorisations granted"),
    "Transit authorisations granted": _("Transit authorisations granted"),
    "Brokering authorisations granted": _("Brokering authorisations granted"),
    "Applications for authorisations refused": _("Applications for authorisations refused"),
    "Firearms exported": _("Firearms exported"),
    "Firearms deactivated": _("Firearms deactivated"),
    "Firearms reported lost": _("Firearms reported lost"),
    "Firearms reported stolen": _("Firearms reported stolen"),
    DOUBT: _("This State itself as the other end"),
    "Not known": _("Country not known"),
    "Several States": _("Several States in one authorisation"),
}  # fmt: skip
"""Official words -> the words of the page; those of lists (categories of arms, grounds) stand in the lists."""
RULES: Final[Mapping[str, Any]] = {
    "authorised": _(
        "Firearms in the goods lines of authorisations, in the year of the grant; what an amendment adds, in the year of the amendment. A later revocation changes nothing. Temporary exports and imports, returns, transit and brokering are not counted. State-to-State transfers count where their office includes them. What is authorised for several States at once counts under several States."
    ),
    "exits": _(
        "Firearms on packing lists, in the year of the day of release at exit. Temporary exports, returns, transit, and what came back without having been received are not counted. State-to-State transfers count where their office includes them."
    ),
    "entries": _(
        "Firearms seen on entry (seals intact, counted or serial numbers read), in the year in which they were first seen; and firearms registered as imported without a consignment. Temporary imports, returns and transit are not counted. State-to-State transfers count where their office includes them."
    ),
    "value": _("Value of the same goods where the goods line has one; a part of a line has its share."),
    "origin": _("Of these, firearms on record as made in another State."),
    "through": _(
        "Of these, firearms whose authorisation names transit States. Each State on the way counts them, so the lines may exceed the total."
    ),
    "decided": _(
        "Authorisations and refusals, each once, in the year of the decision, temporary ones included. Withdrawn applications and State-to-State transfers are not counted."
    ),
    "lines": _(
        "Firearms in goods lines, in the year of the decision, temporary ones included. Parts and ammunition are not counted."
    ),
    "refused": _(
        "Applications refused, in the year of the decision, by ground and by the State at the other end."
    ),
    "stock": _("As the records stood at the end of the year."),
    "procured": _("Taken into the stock of the armed forces in the year, and made in this State."),
}
"""How the figures of a table count, by `Table.rule`. National security is said once for the whole page."""
DIMENSIONS: Final[Mapping[str, Any]] = {
    "completeness": _("Completeness"),
    "validity": _("Validity"),
    "uniqueness": _("Uniqueness"),
    "timeliness": _("Timeliness"),
    "consistency": _("Consistency"),
}
DEFINITIONS: Final[Mapping[str, Any]] = {
    "completeness": _("Somebody answered: with a value, with “none”, or with “cannot be ascertained”. Lacking is what nobody was asked."),
    "validity": _("What was said is on the list of the reference data; lacking is what stands only in the words of an old book."),
    "uniqueness": _("The record is in no pair of possible duplicates that waits for a decision."),
    "timeliness": _("The latest event was on record within seven days after it happened."),
    "consistency": _("What the record says does not contradict itself."),
}  # fmt: skip
FIELDS: Final[Mapping[str, Any]] = {
    "make": _("Make"),
    "model": _("Model"),
    "calibre": _("Calibre"),
    "type": _("Type"),
    "country_made": _("Country of manufacture"),
    "year": _("Year of manufacture"),
    "category": _("Legal category"),
    "serial": _("Serial number"),
    "record": _("Record"),
    "owner": _("Owner named where it is privately held"),
    "event": _("Latest event"),
}
OURSELVES: Final = _("Our own offices")
STEPS: Final[Mapping[str, Any]] = {
    "arm": _("The arm itself"),
    "request": _("The request"),
    "maker": _("Maker"),
    "importer": _("Importer"),
    "wholesaler": _("Wholesaler"),
    "dealer": _("Dealer"),
    "holder": _("Holder"),
}
WHY: Final[Mapping[str, Any]] = {
    "outcome:erased_or_altered": _("Its marks were erased or altered"),
    "outcome:no_information": _("It bears no marks"),
    "outcome:illicitly_manufactured": _("It was made illicitly and never marked"),
    "outcome:marking_unknown": _("Nobody knows whether it is marked"),
    "outcome:not_initiated": _("It is marked and nobody asked"),
    "outcome:pending": _("The answer is pending"),
    "outcome:attempted_no_result": _("It was traced and its point of diversion was not found"),
    "ground:investigation": _("It would compromise a criminal investigation that is under way"),
    "ground:confidentiality_law": _("It would release confidential information against the law"),
    "ground:no_assurance": _("Whoever asks cannot assure that it stays confidential"),
    "ground:national_security": _("National security"),
    "state:not_found": _("Nothing was found"),
    "state:no_answer": _("Nobody answered in time"),
    "link:no_record": _("The book has no such arm"),
    "link:out_of_business": _("The business is closed and its book is not here"),
    "link:too_old": _("It is older than the book"),
    "link:illegible": _("The mark was not read well enough"),
    "link:abroad": _("Another State has to say it"),
    "link:no_answer": _("Nobody answered in time"),
}
ASSISTANCE: Final[Mapping[str, Any]] = {
    "marking": _("Marking: machines, standards and training"),
    "records": _("Record-keeping: loading old books, longer retention"),
    "dealers": _("Books of traders: closer follow-up, taking them over when a business closes"),
    "forensics": _("Forensics: making erased marks legible"),
    "identification": _("Training and reference data to identify arms and marks"),
    "channel": _("Channels and points of contact to ask other States"),
    "desk": _("People and training for the tracing desk"),
    "law": _("Law: agreements that let an answer leave"),
}


def label_in_words(official: str) -> str:
    """The page's words for an official label; the label itself where there are none (a country)."""
    table, valued, currency = official.partition(CURRENCY)
    if valued:
        return now("%(table)s, value in %(currency)s") % {
            "table": label_in_words(table),
            "currency": currency,
        }
    return str(SAID.get(official) or _of_lists(official))


def _of_lists(official: str) -> str:
    """What a list says in the reader's language of what it calls so in English: a category of arms, a ground of a refusal."""
    for name in ("arms_category", "transfer_ground"):
        for code, english in reference.words(name, "en").items():
            if english == official:
                return reference.words(name).get(code, official)
    return official


def line(cell: Cell) -> str:
    """A figure of a form in words: the question, and the country where it is told by country."""
    if cell.key.category == TOTAL:
        return label_in_words(cell.key.dimension)
    return now("%(question)s, %(country)s") % {
        "question": label_in_words(cell.key.dimension),
        "country": label_in_words(cell.key.category),
    }
