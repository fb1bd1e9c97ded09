"""Whole parts of a table to values, column by column: what is taken in, what waits and why.

Pure: a frame of texts in, a frame of values out. A rule looks at each distinct text once; plain serials and dates, of which there
are as many as rows, are recognised by columns and only the odd ones one by one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import polars as pl

from ifar.missingness import KNOWN, NOT_ASKED, UNKNOWN
from ifar.reference.naming import Resolved, Resolver
from ifar.registry.intake import columns, readings, situations
from ifar.registry.intake.composing import opens, owner_kind_of, state_of
from ifar.registry.intake.fields import CODED, FIELDS, LONGEST, MARKS
from ifar.registry.intake.holders import keys_of
from ifar.registry.intake.mapping import ColumnMapping
from ifar.registry.marks.placeholders import plain_word
from ifar.registry.search.naming import RESOLVED_AS, named

HASH_BYTES: Final = 16
_HOLDER: Final = (
    "holder_kind", "holder_name", "holder_number", "holder_born", "holder_address", "holder_town",
)  # fmt: skip
_ODD_SPACE: Final = r"\p{Cf}|\s\s|[\n\t\r\x{85}\x{a0}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{3000}]"
_OLDEST_HOLDER: Final = dt.timedelta(days=365 * 130)


@dataclass(frozen=True, slots=True)
class Office:
    """An office of which rows may speak: its public identifier, its kind and its compartment."""

    agency: str
    kind: str
    compartment: str


@dataclass(frozen=True)
class Screen:
    """Everything by which rows are judged; the same screen judges a mended row again.

    `office` is the importer's own; `offices` maps folded names and identifiers to the others that the importer knows of;
    `allowed` are the identifiers of those for which the importer may write.
    """

    mapping: ColumnMapping
    resolver: Resolver
    today: dt.date
    office: Office
    offices: Mapping[str, Office] = field(default_factory=dict)
    allowed: frozenset[str] = frozenset()

    def texts(self, part: pl.DataFrame) -> pl.DataFrame:
        """The texts of all fields of a part's rows: columns joined, spaces at the ends away; with `n` and `defect`."""
        columns = self.mapping.columns
        expressions = [_text_of(columns.get(name, ()), name) for name in FIELDS]
        texts = part.select("n", "defect", *expressions)
        return tidied(texts, columns)

    def judge(self, texts: pl.DataFrame) -> pl.DataFrame:
        """Values, reasons and remarks of rows whose texts are given: one row out for each row in, in the same order."""
        return _Judgement(self, texts).frame()


def _text_of(columns: Sequence[int], name: str) -> pl.Expr:
    if not columns:
        return pl.lit("").alias(name)
    cells = [pl.col(f"c{at}").fill_null("") for at in columns]
    if name in MARKS:
        return cells[0].alias(name)  # a mark is evidence: not even its outer spaces are taken away unseen
    stripped = [cell.str.strip_chars() for cell in cells]
    joined = stripped[0] if len(stripped) == 1 else pl.concat_str(stripped, separator=" ").str.strip_chars()
    return joined.alias(name)


def tidied(texts: pl.DataFrame, fields: Iterable[str] = FIELDS) -> pl.DataFrame:
    """Texts of fields with one space where there were several or odd ones; marks, which are evidence, as they are."""
    return texts.with_columns(_without_odd_spaces(texts[name]) for name in fields if name not in MARKS)


def _without_odd_spaces(texts: pl.Series) -> pl.Series:
    """Texts with one space where there are several or odd ones, and without marks of writing direction."""
    if not texts.str.contains(_ODD_SPACE).any():
        return texts
    return texts.str.replace_all(r"\p{Cf}", "").str.replace_all(r"\s+", " ").str.strip_chars()


def hashes(texts: pl.DataFrame, fields: Sequence[str]) -> list[bytes]:
    """By which a row is recognised when it comes again: a hash of what it says, whatever its columns are called."""
    exprs = [piece for name in FIELDS if name in fields for piece in _line_parts(texts[name])]
    if not exprs:
        exprs = [pl.lit("")]
    lines = texts.select(said=pl.concat_str(exprs, ignore_nulls=True).cast(pl.Binary))["said"].to_list()
    hash_of = hashlib.blake2b
    return [hash_of(line, digest_size=HASH_BYTES).digest() for line in lines]


def _line_parts(texts: pl.Series) -> list[pl.Expr]:
    """What a field adds to the line of each row: its name and its text, and nothing where the row does not say it."""
    name = texts.name
    expr = (
        pl.col(name).str.strip_chars() if name in MARKS else pl.col(name)
    )  # the others came without outer spaces
    before, after = pl.lit(f"{name}\x1e"), pl.lit("\x1f")
    if (texts != "").all():
        return [before, expr, after]
    return [pl.when(pl.col(name) != "").then(pl.concat_str(before, expr, after))]


class _Judgement:
    """One part being judged: texts in, the columns of its values, and the reasons and remarks gathered on the way."""

    def __init__(self, screen: Screen, texts: pl.DataFrame) -> None:
        self.screen = screen
        self.mapping = screen.mapping
        self.texts = texts
        self.values: dict[str, pl.Series] = {}
        self._reasons: list[pl.Expr] = []
        self._remarks: list[pl.Expr] = []

    def frame(self) -> pl.DataFrame:
        self._defects()
        self._marks()
        self._coded()
        self._year()
        self._dates()
        self._words()
        self._offices()
        self._plain()
        self._whole()
        self._holders()
        data = self.texts.select("n").with_columns(self.values.values())
        return data.with_columns(
            reasons=columns.together(self._reasons), remarks=columns.together(self._remarks)
        )

    # What is gathered ---------------------------------------------------------------------------------------------------
    def _set(self, name: str, values: pl.Series) -> None:
        self.values[name] = values.alias(name)

    def _reason(self, code: str, where: pl.Series) -> None:
        if where.any():
            self._reasons.append(columns.mark(code, where))

    def _remark(self, code: str, where: pl.Series) -> None:
        if where.any():
            self._remarks.append(columns.mark(code, where))

    def _text(self, name: str) -> pl.Series:
        """The texts of a field, with the default where a row says nothing."""
        texts = self.texts[name]
        default = self.mapping.defaults.get(name, "")
        if default:
            return texts.to_frame().select(
                pl.when(pl.col(name) == "").then(pl.lit(default)).otherwise(pl.col(name)).alias(name)
            )[name]
        return texts

    def _is_given(self, name: str) -> bool:
        values = name in self.mapping.columns or bool(self.mapping.defaults.get(name))
        return values or bool((self.texts[name] != "").any())

    # The parts of a row -------------------------------------------------------------------------------------------------
    def _defects(self) -> None:
        for defect in ("quote", "width", "undecodable", "control", "long"):
            self._reason(f"row.{defect}", (self.texts["defect"] == defect).fill_null(False))

    def _marks(self) -> None:
        for name in MARKS:
            read = (
                columns.read_marks(self._text(name))
                if self._is_given(name)
                else columns.no_marks(len(self.texts))
            )
            for column in ("text", "status", "script"):
                self._set(f"{name}_{column}", read[column])
            self._reason("serial.control", read["control"])
            self._reason("serial.long", read["long"])
            if name == "serial":
                self._serial(read)

    def _serial(self, read: pl.DataFrame) -> None:
        empty = read["status"] == NOT_ASKED
        if self.mapping.empty_serial == "quarantine":
            self._reason("serial.missing", empty)
        else:
            self._set("serial_status", columns.where(empty, self.mapping.empty_serial, read["status"]))
        for code in ("repaired", "unread", "mixed_script", "placeholder"):
            self._remark(f"serial.{code}", read[code])
        self._remark("serial.no_text", read["status"].is_in([UNKNOWN, "none"]))

    def _coded(self) -> None:
        for name, method in RESOLVED_AS.items():
            self._code(name, self._text(name), getattr(self.screen.resolver, method))
        pairs = pl.DataFrame({"make": self.values["make"], "text": self._text("model")})
        distinct = pairs.unique()
        names = [
            named(text, partial(self.screen.resolver.resolve_model, make))
            for make, text in distinct.iter_rows()
        ]
        resolved = pairs.join(
            columns.resolutions(distinct, names),
            on=["make", "text"],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        self._resolved("model", resolved)

    def _code(self, name: str, texts: pl.Series, resolve: Callable[[str], Resolved]) -> None:
        own = self.mapping.words.get(name, {})
        keys = pl.DataFrame({"text": texts})
        distinct = keys.unique()
        resolved = [
            Resolved(own[word], "alias") if (word := plain_word(text)) in own else named(text, resolve)
            for (text,) in distinct.iter_rows()
        ]
        self._resolved(
            name,
            keys.join(columns.resolutions(distinct, resolved), on="text", how="left", maintain_order="left"),
        )

    def _resolved(self, name: str, data_frame: pl.DataFrame) -> None:
        for column, values in (
            (name, data_frame["code"]),
            (f"{name}_status", data_frame["status"]),
            (f"{name}_raw", data_frame["text"]),
        ):
            self._set(column, values)
        self._remark(f"{name}.unlisted", data_frame["unlisted"])
        self._remark(f"{name}.guessed", data_frame["guessed"])

    def _year(self) -> None:
        texts = self._text("year")
        today = self.screen.today
        read = {text: readings.year_of(text, today) for text in texts.unique().to_list()}
        self._set("year", columns.mapped(texts, {text: year.value for text, year in read.items()}, pl.Int32))
        self._set(
            "year_status",
            columns.mapped(texts, {text: year.status for text, year in read.items()}, pl.String),
        )
        for why in ("form", "impossible"):
            self._reason(
                f"year.{why}", texts.is_in([text for text, year in read.items() if year.reason == why])
            )

    def _dates(self) -> None:
        for name in ("since", "holder_born"):
            if not self._is_given(name):
                self._set(name, pl.Series(name, [""]).new_from_index(0, len(self.texts)))
                continue
            values, reasons = columns.read_dates(self._text(name), self.mapping, self.screen.today)
            self._set(name, values)
            for why in ("form", "impossible", "order", "future"):
                self._reason(f"{name}.{why}", (reasons == why).fill_null(False))
        oldest = (self.screen.today - _OLDEST_HOLDER).isoformat()
        born = self.values["holder_born"]
        self._reason("holder_born.impossible", (born != "") & (born < oldest[:4]))

    def _words(self) -> None:
        for name in ("state", "holder_kind", "marking", "holder_sex"):
            texts, own = self._text(name), self.mapping.words.get(name, {})
            result = {
                text: situations.code_of(name, text, own) if text else "" for text in texts.unique().to_list()
            }
            unknown = texts.is_in([text for text, code in result.items() if code is None])
            self._set(
                name, columns.mapped(texts, {text: code or "" for text, code in result.items()}, pl.String)
            )
            if name == "holder_sex":
                self._remark(f"{name}.word", unknown)
            else:
                self._reason(f"{name}.word", unknown)

    def _offices(self) -> None:
        screen = self.screen
        offices = self._text("office")
        own = self.mapping.words.get("office", {})
        known = {
            text: screen.offices.get(plain_word(own.get(plain_word(text), text))) if text else screen.office
            for text in offices.unique().to_list()
        }
        self._reason(
            "office.unknown", offices.is_in([text for text, office in known.items() if office is None])
        )
        strange = [text for text, office in known.items() if office and office.agency not in screen.allowed]
        self._reason("office.not_yours", offices.is_in(strange))
        self._set(
            "agency",
            columns.mapped(
                offices, {text: office.agency if office else "" for text, office in known.items()}, pl.String
            ),
        )
        self._set(
            "agency_kind",
            columns.mapped(
                offices, {text: office.kind if office else "" for text, office in known.items()}, pl.String
            ),
        )
        compartments = columns.mapped(
            offices, {t: o.compartment if o else "" for t, o in known.items()}, pl.String
        )
        series = self._text("compartment")
        codes = {
            text: situations.code_of("compartment", text, self.mapping.words.get("compartment", {}))
            for text in series.unique().to_list()
        }
        codes[""] = ""
        result = columns.mapped(series, {text: code or "" for text, code in codes.items()}, pl.String)
        self._reason("compartment.word", series.is_in([text for text, code in codes.items() if code is None]))
        self._reason("compartment.not_yours", (result != "") & (result != compartments))
        self._set("compartment", compartments)

    def _plain(self) -> None:
        long = odd = pl.Series("long", [False]).new_from_index(0, len(self.texts))
        for name in (
            "category",
            "source_number",
            "paper",
            "place",
            "remark",
            "holder_number",
            "holder_address",
            "holder_town",
            "holder_contact",
        ):
            texts = self._text(name)
            if not self._is_given(name):
                self._set(name, texts)
                continue
            long |= texts.str.len_chars() > LONGEST[name]
            odd |= texts.str.contains(r"\p{C}")
            self._set(name, texts)
        names = [self._text(name) for name in ("holder_name", "holder_given", "holder_family")]
        whole = pl.DataFrame(names).select(
            pl.when(pl.col("holder_name") != "").then(pl.col("holder_name"))
            .otherwise(pl.concat_str("holder_given", "holder_family", separator=" ").str.strip_chars()).alias("holder_name")
        )["holder_name"]  # fmt: skip
        long |= whole.str.len_chars() > LONGEST["holder_name"]
        odd |= whole.str.contains(r"\p{C}")
        self._set("holder_name", whole)
        countries = self._text("holder_country")
        codes = {
            text: self.screen.resolver.resolve_country(text).code or "" if text else ""
            for text in countries.unique().to_list()
        }
        self._set("holder_country", columns.mapped(countries, codes, pl.String))
        self._reason("text.long", long)
        self._reason("text.odd", odd)

    def _whole(self) -> None:
        """What only the row as a whole can tell: whether it says anything about a firearm at all."""
        known = pl.DataFrame([self.values["serial_status"], *(self.values[f"{name}_raw"] for name in CODED)])
        nothing = known.select(
            nothing=(pl.col("serial_status") != KNOWN)
            & pl.all_horizontal(pl.col(f"{name}_raw") == "" for name in ("make", "model"))
        )["nothing"]
        self._reason("identity.nothing", nothing)
        facts = pl.DataFrame(
            [self.values[name] for name in ("state", "holder_kind", "marking", "agency_kind")]
        ).with_columns(
            holder_name=pl.when((self.values["holder_name"] != "") | (self.values["holder_number"] != ""))
            .then(pl.lit("?"))
            .otherwise(pl.lit("")),
            holder_number=pl.lit(""),
        )
        distinct = facts.unique()
        cannot = [
            not opens(state_of(row), owner_kind_of(row), row["marking"], row["agency_kind"])
            for row in distinct.iter_rows(named=True)
        ]
        table = distinct.with_columns(cannot=pl.Series(cannot, dtype=pl.Boolean))
        series = facts.join(table, on=facts.columns, how="left", maintain_order="left")["cannot"]
        self._reason("state.cannot", series & (facts["agency_kind"] != ""))

    def _holders(self) -> None:
        """The key of each row's holder."""
        self._set("holder", keys_of(pl.DataFrame([self.values[name] for name in _HOLDER])))
