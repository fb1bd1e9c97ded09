"""Incidents and their deliveries in words: scales, kinds, outcomes, and each reason with its rows and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ifar.hotspots.feeds.faults import spans
from ifar.hotspots.feeds.reading import Reason
from ifar.numbers import number_words

Words = Mapping[str, Promise]

PLACES: Final[Words] = {
    "exact": pgettext_lazy("how exactly a place is known", "the place itself"),
    "near": pgettext_lazy("how exactly a place is known", "within some 25 km"),
    "district": pgettext_lazy("how exactly a place is known", "the district only"),
    "province": pgettext_lazy("how exactly a place is known", "the province or a larger region only"),
    "country": pgettext_lazy("how exactly a place is known", "the country only"),
    "unknown": pgettext_lazy("how exactly a place is known", "no place"),
}
SPANS: Final[Words] = {
    "day": pgettext_lazy("how exactly a time is known", "the day"),
    "week": pgettext_lazy("how exactly a time is known", "a week"),
    "month": pgettext_lazy("how exactly a time is known", "a month"),
    "year": pgettext_lazy("how exactly a time is known", "a year"),
    "longer": pgettext_lazy("how exactly a time is known", "more than a year"),
}
KINDS: Final[Words] = {
    "state_conflict": _("State-based conflict"),
    "non_state_conflict": _("Non-state conflict"),
    "one_sided_violence": _("One-sided violence"),
    "battle": _("Battle"),
    "remote_violence": _("Explosion or remote violence"),
    "violence_against_civilians": _("Violence against civilians"),
    "riot": _("Riot"),
    "protest": _("Protest"),
    "development": _("Strategic development"),
    "shooting": _("Shooting"),
    "seizure": pgettext_lazy("kind of incident", "Seizure"),
    "find": pgettext_lazy("kind of incident", "Find"),
    "theft": pgettext_lazy("kind of incident", "Theft"),
    "trace": pgettext_lazy("kind of incident", "Trace"),
    "tip": pgettext_lazy("kind of incident", "Tip"),
    "other": pgettext_lazy("kind of incident", "Other"),
}
COUNTS: Final[Words] = {
    "killed": _("Killed"),
    "killed_low": _("Killed, lowest estimate"),
    "killed_high": _("Killed, highest estimate"),
    "killed_civilians": _("Civilians killed"),
    "wounded": _("Wounded"),
    "victims": _("Victims"),
    "firearms": pgettext_lazy("count of an incident", "Firearms"),
}
SOURCES: Final[Words] = {
    "ucdp.ged": _("Georeferenced events of the Uppsala Conflict Data Program (UCDP GED)"),
    "acled": _("Armed Conflict Location & Event Data (ACLED)"),
    "unodc.iafq": _("Illicit Arms Flows Questionnaire of UNODC: countries by year"),
}
TERMS: Final[Words] = {
    "ucdp.ged": _("Licence CC BY 4.0. Wherever these data are shown, name the source: Sundberg and Melander 2013; Uppsala Conflict Data Program."),
    "acled": _("Access needs an agreement with ACLED, and its terms forbid handing rows on. Show sums only, and name the source."),
    "unodc.iafq": _("Official figures of whole countries and years, as States report them. Name UNODC and the edition; a country that reports more does not therefore have more arms."),
}  # fmt: skip
OUTCOMES: Final[Words] = {
    "loaded": pgettext_lazy("outcome of a row of incidents", "loaded"),
    "duplicate": pgettext_lazy("outcome of a row of incidents", "duplicate"),
    "too_imprecise": pgettext_lazy("outcome of a row of incidents", "too imprecise for this use"),
    "invalid": pgettext_lazy("outcome of a row of incidents", "invalid"),
}

REASONS: Final[Words] = {
    "iafq.country": _("The row names no country by its three letters (ISO 3166). Totals of regions are not taken over."),
    "iafq.indicator": _("Only arms seized, found and surrendered are taken over; this row is of something else."),
    "iafq.part": _("The row divides a total that another row gives: the same arms would count twice."),
    "iafq.value": _("The row has no number: not known is not zero."),
    "id.missing": _("The row has no identifier, so it could not be recognised in the next delivery. Ask the source for one."),
    "date.missing": _("The column “%(field)s” is empty. Enter the day, or leave the row out."),
    "date.form": _("What stands in “%(field)s” is no date. Write it like 2019-03-14."),
    "date.impossible": _("There is no such day as “%(field)s” says. Correct it."),
    "date.swapped": _("Day and month are swapped in “%(field)s”: the month would be above 12. Read the file with the other order of dates, or correct the rows."),
    "date.future": _("“%(field)s” lies in the future. Correct it."),
    "date.future_swapped": _("“%(field)s” lies in the future; with day and month swapped it would not. Check the order of dates."),
    "date.early": _("“%(field)s” lies before 1900. Correct it."),
    "date.reversed": _("The incident ends before it begins. Check whether the two dates are exchanged, or day and month swapped."),
    "date.turned": _("Day and month are swapped in the whole file: these rows cannot be read, and no row that can has a day after the 12th. Read the file with the other order of dates; the rows that were read have wrong days too."),
    "date.never_past_12": _("No day of this file is after the 12th, which chance does not make: day and month are swapped, here or where the file was written. Read the file with the other order of dates."),
    "place.missing": _("There is no point. Enter longitude and latitude, or take the rows over without a place."),
    "place.form": _("Longitude and latitude are not both numbers. Write degrees with a decimal point, such as 44.366 and 33.315."),
    "place.zero": _("The point is 0, 0, in the sea off Africa: the place was not known. Leave both cells empty."),
    "place.swapped": _("Longitude and latitude are swapped: the other way round the point lies where it should. Exchange the two columns, or correct the rows."),
    "place.past_180": _("The longitude is counted from 0 to 360. Subtract 360 from those above 180."),
    "place.projected": _("The point lies off the Earth: its numbers look like metres or feet of a projected system, such as UTM. Convert them to longitude and latitude (WGS 84)."),
    "place.outside": _("The point lies outside the country that the row or the import names, and so it does with longitude and latitude exchanged. Correct it, or choose a wider area."),
    "precision.unknown": _("It is not known what “%(word)s” in “%(field)s” says about how exactly the place or the time is known. Say what it means, or correct it."),
    "kind.unknown": _("It is not known what “%(field)s” says about what happened. Map its word, or correct it."),
    "count.form": _("What stands in “%(field)s” is no number from 0 on. Correct it, or leave it empty if it is not known."),
    "answer.form": _("The answer of the source does not have the form that is known. Its interface may have changed; tell your administrator."),
    "answer.failed": _("The source refused the request. Check the access key and its terms."),
    "geojson.form": _("This is no GeoJSON collection of features."),
    "geojson.crs": _("The file says that its coordinates are in the system %(crs)s. Convert them to longitude and latitude (WGS 84)."),
    "duplicate.same": _("The same incident stands in an earlier row. Nothing is lost."),
    "duplicate.differs": _("An earlier row has the same identifier and says something else. The earlier one was loaded; check which is right."),
    "imprecise.place": _("The source knows the place too roughly for this use (%(precision)s). The incident counts only in larger areas."),
    "imprecise.time": _("The source knows the time too roughly for this use (%(precision)s). The incident counts only in longer periods."),
    "together.time": _("Rows of one incident differ in their day. The day of the first row was kept."),
    "together.place": _("Rows of one incident differ in their place. The place of the first row was kept."),
    "pile.centre": _("All these incidents lie on %(longitude)s, %(latitude)s, the middle of %(name)s. The source says that it knows their places, and is believed. Decide below if only the area is known."),
    "pile.held": _("All these incidents lie on %(longitude)s, %(latitude)s, the middle of %(name)s, and the source does not say how exactly places are known. Only the area is taken as known until you decide below."),
    "pile.whole_degrees": _("All these incidents lie on %(longitude)s, %(latitude)s, a point of whole or half degrees, which may stand for a country or a region. Decide below if only the area is known."),
    "pile.many": _("All these incidents lie on %(longitude)s, %(latitude)s. That may be a town, or a point that stands for a larger area. Decide below if only the area is known."),
    "pile.decided": _("All these incidents lie on %(longitude)s, %(latitude)s. How exactly that is known was decided."),
}  # fmt: skip
"""Code of a reason -> what it means and what to do."""

MAPPING: Final[Words] = {
    "mapping": _("The mapping is not complete yet."),
    "mapping.date.missing": _("Say which column holds the date."),
    "mapping.field.unknown": _("There is no such field."),
    "mapping.place.half": _("A point needs both longitude and latitude."),
    "mapping.victims.id": _("Rows of one incident are known by its identifier: say which column holds it."),
    "mapping.words.missing": _("Say what the words of this column mean."),
    "mapping.word.unknown": _("A word is mapped to something that is not on the list."),
    "mapping.choice.unknown": _("This choice is not on the list."),
    "mapping.code.missing": _("Give the source a short name."),
}


def rows_in_words(rows: tuple[int, ...]) -> str:
    """“Row 7”, “Rows 2-401, 405”, “Rows 2-401, 405 … and 12 more”."""
    named, more = spans(rows)
    if more:
        return ngettext("Rows %(rows)s … and %(more)s more", "Rows %(rows)s … and %(more)s more", more) % {
            "rows": named, "more": number_words(more),
        }  # fmt: skip
    return ngettext("Row %(rows)s", "Rows %(rows)s", len(set(rows))) % {"rows": named}


def reason_in_words(reason: Reason) -> str:
    """A reason with its rows, in the language of the reader."""
    params: dict[str, Any] = dict(reason.params)
    if "precision" in params:
        params["precision"] = str(PLACES.get(params["precision"]) or SPANS[params["precision"]])
    text = str(REASONS[reason.code]) % params
    if not reason.rows:
        return text
    return gettext("%(rows)s: %(what)s") % {"rows": rows_in_words(reason.rows), "what": text}
