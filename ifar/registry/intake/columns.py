"""Columns of texts to columns of values: marks, dates and words, the plain ones at once and only the odd ones one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl

from ifar.missingness import KNOWN, NOT_ASKED, UNKNOWN
from ifar.reference.naming import Resolved
from ifar.registry.intake import readings
from ifar.registry.intake.mapping import ColumnMapping
from ifar.registry.marks.reading import LONGEST_MARK, read_mark

_PLAIN_SERIAL: Final = r"^[A-Za-z0-9]+(?:[ ./-][A-Za-z0-9]+)*$"
_LABELLED: Final = r"^[nNsS].*[ ./]"
_ONE_CHARACTER: Final = "^(?:" + "|".join(f"{c}+" for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") + ")$"
_RUNS: Final = [
    run
    for length in range(5, 12)
    for at in range(12 - length)
    if len(run := "01234567890"[at : at + length]) == length
]
_PLAIN_DATES: Final = {"dmy": "%d-%m-%Y", "mdy": "%m-%d-%Y", "ymd": "%Y-%m-%d"}


def mark(code: str, where: pl.Series) -> pl.Expr:
    """A code where a condition holds, else nothing."""
    return pl.when(pl.lit(where)).then(pl.lit(code))


def together(codes: list[pl.Expr]) -> pl.Expr:
    """The codes of each row, separated by spaces."""
    return pl.concat_str(codes, separator=" ", ignore_nulls=True) if codes else pl.lit("")


def where(condition: pl.Series, value: str, otherwise: pl.Series) -> pl.Series:
    """A fixed value where a condition holds, else the other column."""
    return pl.DataFrame({"c": condition, "o": otherwise}).select(
        pl.when(pl.col("c")).then(pl.lit(value)).otherwise(pl.col("o")).alias("o")
    )["o"]


def mapped(texts: pl.Series, result: Mapping[str, Any], dtype: Any) -> pl.Series:
    """Each text replaced by what was found for it."""
    keys = pl.Series("text", list(result), dtype=pl.String)
    table = pl.DataFrame({"text": keys, "value": pl.Series("value", list(result.values()), dtype=dtype)})
    return pl.DataFrame({"text": texts}).join(table, on="text", how="left", maintain_order="left")["value"]


def resolutions(distinct: pl.DataFrame, names: Sequence[Resolved]) -> pl.DataFrame:
    """Distinct texts beside what they were resolved to; a word that no list knows is `unknown`, with the word kept."""
    return distinct.with_columns(
        code=pl.Series([resolved.code for resolved in names], dtype=pl.String),
        status=pl.Series(
            [
                KNOWN if resolved.code else (UNKNOWN if resolved.status == KNOWN else resolved.status)
                for resolved in names
            ],
            dtype=pl.String,
        ),
        unlisted=pl.Series(
            [resolved.code is None and resolved.status == KNOWN for resolved in names], dtype=pl.Boolean
        ),
        guessed=pl.Series(
            [resolved.code is not None and not resolved.is_certain for resolved in names],
            dtype=pl.Boolean,
        ),
    )


_MARK_COLUMNS: Final = {
    "text": pl.String, "status": pl.String, "script": pl.String, "repaired": pl.Boolean, "unread": pl.Boolean,
    "mixed_script": pl.Boolean, "placeholder": pl.Boolean, "control": pl.Boolean, "long": pl.Boolean,
}  # fmt: skip


def no_marks(count: int) -> pl.DataFrame:
    """Marks of rows whose file has no column for them: nobody asked."""
    row = {"text": "", "status": NOT_ASKED, "script": "", **dict.fromkeys(list(_MARK_COLUMNS)[3:], False)}
    return pl.DataFrame(
        {
            name: pl.Series([row[name]], dtype=dtype).new_from_index(0, count)
            for name, dtype in _MARK_COLUMNS.items()
        }
    )


def read_marks(texts: pl.Series) -> pl.DataFrame:
    """Read marks: the plain ones by columns, the others one by one with `read_mark`; both say the same."""
    data = texts.alias("text").to_frame()
    trimmed = pl.col("text").str.replace_all(r"[ ./-]", "").str.to_uppercase()
    data = data.with_columns(
        plain=pl.col("text").str.contains(_PLAIN_SERIAL) & pl.col("text").str.contains(r"\d") & ~pl.col("text").str.contains(_LABELLED)
        & (pl.col("text").str.len_bytes() <= LONGEST_MARK),
        placeholder=(pl.col("text").str.len_bytes() >= 3) & (trimmed.str.contains(_ONE_CHARACTER) & (trimmed.str.len_bytes() >= 3) | trimmed.is_in(_RUNS)),
        script=pl.when(pl.col("text").str.contains("[A-Za-z]")).then(pl.lit("Latn")).otherwise(pl.lit("Zyyy")),
    )  # fmt: skip
    plain = data.with_columns(
        status=pl.lit(KNOWN),
        **{name: pl.lit(False) for name in ("repaired", "unread", "mixed_script", "control", "long")},
    )
    odd = data.filter(~pl.col("plain"))["text"].unique()
    if not len(odd):
        return plain.select(*_MARK_COLUMNS)
    read = pl.DataFrame(
        [_reading(text) for text in odd.to_list()], schema=_MARK_COLUMNS, orient="row"
    ).with_columns(raw=odd)
    joined = plain.join(
        read, left_on="text", right_on="raw", how="left", maintain_order="left", suffix="_read"
    )
    return joined.select(
        pl.when(pl.col("plain")).then(pl.col(name)).otherwise(pl.col(f"{name}_read")).alias(name)
        for name in _MARK_COLUMNS
    )


def _reading(text: str) -> tuple[Any, ...]:
    row = read_mark(text)
    codes = {finding.code for finding in row.findings}
    repaired = bool(
        codes
        & {
            "space.leading",
            "space.trailing",
            "space.double",
            "space.unusual",
            "form.not_composed",
            "control.tab",
        }
    )
    control = bool(codes & {"control.return", "control.feed", "control.other"})
    return (
        row.text, row.status, row.script, repaired, "unread" in codes, "script.mixed" in codes, "placeholder" in codes,
        control, "long" in codes,
    )  # fmt: skip


def read_dates(texts: pl.Series, mapping: ColumnMapping, today: dt.date) -> tuple[pl.Series, pl.Series]:
    """Dates as ISO texts and the reasons of those that are none: full dates by columns, all others one by one."""
    data = texts.alias("text").to_frame().with_columns(
        day=pl.col("text").str.replace_all(r"[./]", "-").str.to_date(_PLAIN_DATES[mapping.order], strict=False)
    )  # fmt: skip
    form = (
        r"^\d{4}[./-]\d{1,2}[./-]\d{1,2}$" if mapping.order == "ymd" else r"^\d{1,2}[./-]\d{1,2}[./-]\d{4}$"
    )
    plain = pl.col("text").str.contains(form) & pl.col("day").is_between(
        pl.lit(dt.date(1800, 1, 1)), pl.lit(today)
    )
    data = data.with_columns(plain=plain.fill_null(False))
    odd = data.filter(~pl.col("plain"))["text"].unique().to_list()
    read = {text: readings.date_of(text, mapping.order, today) for text in odd}
    table = pl.DataFrame(
        [(text, dated.text, dated.reason) for text, dated in read.items()],
        schema={"text": pl.String, "iso": pl.String, "reason": pl.String}, orient="row",
    )  # fmt: skip
    joined = data.join(table, on="text", how="left", maintain_order="left")
    values = joined.select(
        iso=pl.when(pl.col("plain")).then(pl.col("day").dt.strftime("%Y-%m-%d")).otherwise(pl.col("iso"))
    )["iso"]
    return values.fill_null(""), joined["reason"]
