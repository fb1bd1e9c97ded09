"""A signed document of tracing as a paper to read: exactly what its payload says, in a language of papers, and nothing beside it.

The builder is given the payload and the words of the reference lists, and knows nothing else of the register: what the rule table
(`disclosure`) kept out of the payload cannot come to stand on the paper, in its metadata or in what lies in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from ifar import identifiers
from ifar.documents import wording
from ifar.documents.dossiers import Section
from ifar.documents.wording import labelled
from ifar.tracing.document_texts import Spoken, coded, words

LISTS: Final = ("make", "model", "firearm_type", "calibre", "country", "mark_kind", "trace_outcome")
"""The reference lists whose words a paper needs."""
_IDENTITY: Final[Mapping[str, str]] = {
    "type": "firearm_type",
    "make": "make",
    "model": "model",
    "calibre": "calibre",
    "country_made": "country",
}
Rows = list[tuple[str, str]]


def title_of(values: Mapping[str, Any], language: str) -> str:
    """What a paper is called."""
    if values["form"] == "request" and values["content"]["thing"] == "ammunition":
        return words("title.trace_request_ammunition", language)
    return wording.words(f"trace_{values['form']}", language)


def lines_of(values: Mapping[str, Any], spoken: Spoken, language: str) -> list[str]:
    """From whom it comes, and for whom it is."""
    return [
        labelled(words("from", language), _side(values["sender"], spoken), language),
        labelled(words("to", language), _side(values["recipient"], spoken), language),
    ]


def _side(row: Mapping[str, str], spoken: Spoken) -> str:
    country = spoken["country"].get(row["country"], row["country"])
    return " · ".join(text for text in (country, row.get("desk", ""), row.get("register", "")) if text)


def sections_of(values: Mapping[str, Any], spoken: Spoken, language: str) -> list[Section]:
    """The parts of the paper of a payload that keeps to the schema of files."""
    head = Section(words("head.exchange", language), _filled(_head(values), language))
    if values["form"] == "request":
        return [head, *content_sections(values["content"], spoken, language)]
    return [head, *_answer(values["answer"], spoken, language)]


def _head(values: Mapping[str, Any]) -> Rows:
    return [
        ("request", _shown(values["request"])),
        ("their_request", _shown(values.get("their_request", ""))),
        ("made_at", moment_of(values["made_at"])),
        ("expires_at", moment_of(values["expires_at"])),
        ("message", values["message"]),
    ]


def _shown(number: str) -> str:
    return identifiers.shown(number) if number else ""


def moment_of(text: str) -> str:
    """A moment as a paper says it."""
    return f"{text[:10]} {text[11:16]} UTC"


# A request --------------------------------------------------------------------------------------------------------------


def content_sections(
    values: Mapping[str, Any], spoken: Spoken, language: str, day: Callable[[str], str] = str
) -> list[Section]:
    """What a request says, part by part: of its file, and before it is sent. `day`: how a page words a day; on paper it stands as in the file."""
    asked: Rows = [
        ("number", values["number"]),
        ("use", coded("use", values["use"], language) if values["use"] else ""),
        ("urgency", coded("urgency", values["urgency"], language)),
        ("handling", coded("handling", values["handling"], language)),
    ]
    why: Rows = [
        ("illicit", "\n".join(coded("illicit", item, language) for item in values["illicit"])),
        ("justification", values.get("justification", "")),
    ]
    country = values.get("recovered_in", "")
    find: Rows = [
        ("recovered_on", day(recovered_on) if (recovered_on := values.get("recovered_on", "")) else ""),
        ("recovered_in", spoken["country"].get(country, country)),
        ("place", values.get("place", "")),
        ("circumstances", values["circumstances"]),
    ]
    return [
        Section(words("head.request", language), _filled(asked, language)),
        *thing_sections(values, spoken, language),
        Section(words("head.illicit", language), _filled(why, language)),
        Section(words("head.find", language), _filled(find, language)),
    ]


def thing_sections(values: Mapping[str, Any], spoken: Spoken, language: str) -> list[Section]:
    """What is traced, with its marks."""
    kind = coded("thing", values["thing"], language)
    arm: Mapping[str, Any] = values.get("firearm", {})
    rows = [("thing", kind)] + [
        (name, spoken[listed].get(item.get("code", ""), item.get("text") or item.get("code", "")))
        for name, listed in _IDENTITY.items()
        if (item := arm.get(name))
    ]
    if arm.get("year"):
        rows.append(("year", str(arm["year"])))
    for scheme, code in values.get("niem", {}).get("codes", {}).items():
        rows.append(("ncic_type" if scheme == "ncic:GTYPCodeType" else scheme, str(code)))
    results = _filled(rows, language)
    results += [(coded("lot", name, language), text) for name, text in values.get("lot", {}).items()]
    what = Section(words("head.thing", language), results)
    if values["thing"] == "ammunition":
        return [what]
    return [what, _marks(values.get("marks", ()), spoken, language)]


def _marks(marks: Sequence[Mapping[str, Any]], spoken: Spoken, language: str) -> Section:
    rows = [
        (
            spoken["mark_kind"].get(mark["kind"], mark["kind"]),
            mark.get("text") or coded("status", mark.get("text_status", "unknown"), language),
        )
        for mark in marks
    ]
    columns = [words("mark_kind", language), words("mark_text", language)]
    return Section(
        words("head.marks", language),
        rows,
        columns,
        words("nothing.marks", language),
        widths=(1, 2),
        names=(1,),
    )


# An answer --------------------------------------------------------------------------------------------------------------


def _answer(values: Mapping[str, Any], spoken: Spoken, language: str) -> list[Section]:
    rows: Rows = [
        ("state", coded("answer", values["state"], language)),
        ("ground", coded("ground", values.get("ground", ""), language) if values.get("ground") else ""),
        ("reason", values.get("reason", "")),
        ("remark", values.get("remark", "")),
    ]
    answer = Section(words("head.answer", language), _filled(rows, language))
    data: Mapping[str, Any] = values.get("data", {})
    if not data:
        return [answer, Section(words("data", language), [], empty=words("nothing.data", language))]
    return [answer, *data_sections(data, spoken, language)]


def data_sections(data: Mapping[str, Any], spoken: Spoken, language: str) -> list[Section]:
    """A part for each datum that left, in the order of the rule table."""
    return [
        Section(coded("datum", name, language), *shown(value, spoken, language))
        for name, shown in _DATA.items()
        if (value := data.get(name)) not in (None, "", [], {})
    ]


Shown = tuple[list[tuple[str, ...]], Sequence[str]]


def _identity(value: Mapping[str, Any], spoken: Spoken, language: str) -> Shown:
    rows: Rows = [
        (words(name, language), spoken[listed].get(str(value[name]), str(value[name])))
        for name, listed in _IDENTITY.items()
        if name in value
    ]
    if "year" in value:
        rows.append((words("year", language), str(value["year"])))
    rows += [
        (spoken["mark_kind"].get(mark["kind"], mark["kind"]), mark["text"]) for mark in value.get("marks", ())
    ]
    return [*rows], ()


def _one(group: str) -> Callable[[str, Spoken, str], Shown]:
    names = {"state": "became", "role": "link", "stock": "became"}

    def shown(value: str, _spoken: Spoken, language: str) -> Shown:
        return [(words(names[group], language), coded(group, value, language))], ()

    return shown


def _text(label: str) -> Callable[[str, Spoken, str], Shown]:
    def shown(value: str, _spoken: Spoken, language: str) -> Shown:
        return [(words(label, language), value)], ()

    return shown


def _events(value: Sequence[Mapping[str, Any]], _spoken: Spoken, language: str) -> Shown:
    rows = [
        (coded("event", row["kind"], language), row.get("on") or words("status.unknown", language))
        for row in value
    ]
    return [*rows], (words("event", language), words("on", language))


def _diversion(value: Mapping[str, str], _spoken: Spoken, language: str) -> Shown:
    rows: Rows = [
        ("link", coded("role", value.get("link", ""), language)),
        ("how", coded("diversion", value.get("how", ""), language)),
        ("on", value.get("on", "")),
    ]
    return [*_filled(rows, language)], ()


def _trade(value: Sequence[Mapping[str, str]], spoken: Spoken, language: str) -> Shown:
    rows = [
        (
            coded("role", row.get("link", ""), language),
            row.get("who", ""),
            spoken["country"].get(row.get("country", ""), row.get("country", "")),
            row.get("on", ""),
            coded("role", row.get("to", ""), language),
        )
        for row in value
    ]
    columns = [words(name, language) for name in ("link", "who", "country", "on", "next")]
    return without_empty([*rows], columns)


def _holder(value: Mapping[str, str], _spoken: Spoken, language: str) -> Shown:
    return [(words(name, language), text) for name, text in value.items()], ()


def _cases(value: Sequence[str], _spoken: Spoken, language: str) -> Shown:
    return [(words("case", language), text) for text in value], ()


_DATA: Final[Mapping[str, Callable[[Any, Spoken, str], Shown]]] = {
    "identification": _identity,
    "manufacture": _identity,
    "status": _one("state"),
    "import_export": _events,
    "first_sale": _text("on"),
    "holder_kind": _one("role"),
    "point_of_diversion": _diversion,
    "trade_chain": _trade,
    "loss_report": _events,
    "ballistics": _text("data"),
    "last_holder": _holder,
    "other_cases": _cases,
    "state_stock": _one("stock"),
}
"""Datum -> how it is shown; what is not named here is not shown, as the rule table lets nothing leave that it does not name."""


def without_empty(rows: list[tuple[str, ...]], columns: Sequence[str]) -> Shown:
    """The same table without the columns in which no row says anything."""
    kept = [at for at in range(len(columns)) if any(row[at] for row in rows)]
    return [tuple(row[at] for at in kept) for row in rows], [columns[at] for at in kept]


def _filled(rows: Rows, language: str) -> Rows:
    """Rows whose value says something, with their labels in words; a label that the table lacks stands as it is."""
    return [(coded_label(name, language), text) for name, text in rows if text]


def coded_label(name: str, language: str) -> str:
    """The words of a label, or its name where the table has none."""
    try:
        return words(name, language)
    except KeyError:
        return name
