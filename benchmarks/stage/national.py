"""A national register of any size, copied straight into the tables that the search reads, without the ledger.

Serials of many styles, each make using a few of them; makes as common as Zipf says; consecutive ranges, so that short numbers have
as many neighbours as in a real register; one row in twenty is another row's serial with one or two errors.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from typing import Final

import psycopg

from ifar.embedded.cluster import Cluster
from ifar.embedded.roles import DATABASE
from ifar.registry.marks.reading import keys_of
from ifar.registry.search import index_compaction, index_files
from ifar.registry.search import keys as search_keys

BLOCK: Final = 10_000
MAKES: Final = 400
NEAR_DUPLICATES: Final = 0.05
NEW_ONE_IN: Final = round(1 / index_compaction.SHARE)
"""One mark in so many did not settle yet: more, and they would."""

ALTERED: Final = "INSERT INTO registry_markaltered SELECT (firearm_id << 16 | n) << 4 | form FROM registry_markkey WHERE NOT settled"
"""The new marks stand in the files as well, as those do that were altered since."""

LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
CHARACTERS: Final = "0123456789" + LETTERS
BYTES_A_ROW: Final = 2_700
"""Disk that a row takes with everything that hangs on it while the indexes are being built, rounded up."""

# Shape of a serial (d = digit, L = letter, Y = year of two digits) and how many makes use it, out of a hundred.
STYLES: Final = (
    ("ddddd", 4), ("dddddd", 15), ("ddddddd", 11), ("dddddddd", 8), ("Ldddddd", 13), ("Lddddd", 6), ("LLddddd", 7),
    ("LLdddddd", 6), ("LLLdddd", 5), ("ddddddL", 5), ("LLLdddddd", 3), ("YYLLddddd", 4), ("dddddddddd", 4), ("LddddddddL", 3),
    ("YYYYLdddddd", 3), ("LLdddddddddd", 3),
)  # fmt: skip
STYLES_OF_A_MAKE: Final = 4

_ENTRY: Final = "00000000-0000-7000-8000-000000000000"
_FIREARM: Final = (
    "id, public_id, item, part_kind, make, make_status, make_raw, model, model_status, model_raw, calibre, calibre_status, calibre_raw,"
    " type, type_status, type_raw, country_made, country_made_status, country_made_raw, year, year_status, category, state, ownership,"
    " owner, ownership_event, custody, custodian, custody_event, legal, legal_event, physical, physical_event, mounted_in, successor,"
    " merged_into, national_security, compartment, agency_id, n, last_event, registered_at"
)
_MARK: Final = (
    "firearm_id, n, kind, text, text_status, script, on_part, place, method, condition, confidence, height_um, depth_nm, image,"
    " retired, event"
)
ORDER: Final = "registry_markkey_folded"
TABLES: Final = ("registry_firearm", "registry_mark", "registry_markkey")


def misread(serial: str, errors: int, rng: random.Random) -> str:
    """The serial with that many wrong, missing, extra or swapped characters."""
    characters = list(serial)
    for _ in range(errors):
        at = rng.randrange(len(characters))
        move = rng.randrange(4)
        if move == 0:
            characters[at] = rng.choice(CHARACTERS)
        elif move == 1:
            del characters[at]
        elif move == 2:
            characters.insert(at, rng.choice(CHARACTERS))
        elif at + 1 < len(characters):
            characters[at : at + 2] = characters[at : at + 2][::-1]
    return "".join(characters)


class Country:
    """What the rows are drawn from; the same for every process."""

    def __init__(self, makes: list[str], agency_id: int) -> None:
        rng = random.Random(1)
        self.makes = rng.sample(makes, min(MAKES, len(makes)))
        self.weights = list(accumulate(1 / rank for rank in range(1, len(self.makes) + 1)))
        shapes, parts = [style for style, _ in STYLES], [part for _, part in STYLES]
        self.styles = {make: rng.choices(shapes, parts, k=STYLES_OF_A_MAKE) for make in self.makes}
        self.prefixes = {make: rng.choices(LETTERS, k=4) for make in self.makes}
        self.agency_id = agency_id

    def block(self, number: int) -> Iterator[tuple[str, str]]:
        """Make and serial of the rows of one block, the same whenever it is asked for."""
        rng = random.Random(number + 17)
        rows: list[tuple[str, str]] = []
        for make in rng.choices(self.makes, cum_weights=self.weights, k=BLOCK):
            if rows and rng.random() < NEAR_DUPLICATES:
                near_make, serial = rng.choice(rows)
                row = (rng.choice((make, near_make)), misread(serial, rng.choice((1, 2)), rng))
            else:
                row = (make, self._serial(make, rng))
            rows.append(row)
            yield row

    def _serial(self, make: str, rng: random.Random) -> str:
        style = rng.choice(self.styles[make])
        letters = self.prefixes[make]
        return "".join(
            str(rng.randrange(10))
            if sign == "d"
            else rng.choice(letters)
            if sign == "L"
            else str(rng.randrange(10))
            for sign in style
        )


def room(rows: int) -> str:
    """Why there is not enough room on the disk for a register of `rows`; empty where there is."""
    needed = max(rows * BYTES_A_ROW, 2**30)
    if rows >= 10_000_000:
        needed = max(needed, 40 * 2**30)
    free = shutil.disk_usage(".").free
    return (
        f"{rows:,} rows need {needed / 2**30:.0f} GB; {free / 2**30:.0f} GB are free."
        if free < needed
        else ""
    )


def build(rows: int, country: Country, say: Callable[[str], None], processes: int = 2) -> dict[str, float]:
    """Fill the tables with `rows` firearms, then make their indexes; the seconds of each."""
    took: dict[str, float] = {}
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        indexes = _without_indexes(owner)
        references = _without_references(owner)
        began = time.perf_counter()
        blocks = range((rows + BLOCK - 1) // BLOCK)
        workers = [
            multiprocessing.Process(target=_copy, args=(country, rows, blocks[at::processes], at == 0))
            for at in range(processes)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
            if worker.exitcode:
                raise SystemExit("the rows could not be copied")
        took["rows"] = time.perf_counter() - began
        say(f"{rows:,} rows copied in {took['rows']:.0f} s")
        began = time.perf_counter()
        first = [index for index in indexes if index[0] == ORDER]
        _indexed(first, say)
        owner.execute("SET maintenance_work_mem = '1GB'")
        owner.execute(
            f"CLUSTER registry_markkey USING {ORDER}".encode()
        )  # as `ifar rebuild-search-keys` does
        owner.execute("ALTER TABLE registry_markkey SET WITHOUT CLUSTER")
        took["order"] = time.perf_counter() - began
        say(f"search keys in the order of marks in {took['order']:.0f} s")
        slow = [index for index in indexes if " USING gin " in index[1]]
        with ThreadPoolExecutor(2) as both:  # the slow one writes with one process at its end
            parts = (slow, [index for index in indexes if index not in (*first, *slow)])
            for part in both.map(lambda part: _indexed(part, say), parts):
                took |= part
        for statement in references:
            owner.execute(statement.encode())
        for table in TABLES:
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER".encode())
        owner.execute("SELECT setval('registry_firearm_id_seq', %s)", [rows + 1])
        began = time.perf_counter()
        with owner.transaction():
            made = index_compaction.make(owner, index_compaction.LIVE)
        index_compaction.announce(owner, made.token)
        owner.execute(index_compaction.COUNT_ON, [made.token, made.marks])
        took["settled"] = time.perf_counter() - began
        say(f"{made.marks:,} marks settled in {took['settled']:.0f} s")
        owner.execute(ALTERED.encode())
        owner.execute(
            "VACUUM ANALYZE registry_firearm, registry_mark, registry_markkey, registry_markaltered"
        )
    return took


def _indexed(indexes: list[tuple[str, str]], say: Callable[[str], None]) -> dict[str, float]:
    """Make these indexes, one after the other; the seconds of each."""
    took = {}
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("SET maintenance_work_mem = '1GB'")
        for name, definition in indexes:
            began = time.perf_counter()
            owner.execute(definition.encode())
            took[name] = time.perf_counter() - began
            say(f"{name} in {took[name]:.0f} s")
    return took


WARMED: Final = (
    "registry_markkey_keys",
    "registry_markkey",
    "registry_markkey_pkey",
    "registry_markkey_folded",
    "registry_firearm_pkey",
    "registry_firearm_sought",
)
"""What every search reads, the most often read last."""

BUFFERED: Final = (
    "registry_markkey_folded",
    "registry_markkey_pkey",
    "registry_firearm_sought",
    "registry_markkey",
)
"""What the server has in its own pages after a day: each of these pages is asked for ten times as often as one of the keys' index."""


def warm(cluster: Cluster, say: Callable[[str], None]) -> None:
    """Read what searches read into the caches, as it stands there on a machine that has answered for a day.

    Args:
        cluster: the server; whoever may not read its data (nobody but root and the server may) begins cold.
    """
    began, size, folder = time.perf_counter(), 0, cluster.data
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        paths = [
            owner.execute("SELECT pg_relation_filepath(%s::regclass)", [name]).fetchone()[0]  # type: ignore[index]
            for name in WARMED
        ]
    files = [file for path in paths for file in sorted((folder / path, *folder.glob(f"{path}.*")))]
    for file in (*files, *(index_files.home() / index_files.CURRENT).glob("*")):
        try:
            with file.open("rb") as pages:
                while block := pages.read(2**23):
                    size += len(block)
        except PermissionError:
            say(f"{file} may not be read: searches begin cold")
            return
    with cluster.connect(DATABASE) as superuser:
        superuser.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        for name in BUFFERED:
            superuser.execute("SELECT pg_prewarm(%s::regclass)", [name])
    say(f"{size / 2**30:.1f} GB read in {time.perf_counter() - began:.0f} s")


def _without_indexes(owner: psycopg.Connection) -> list[tuple[str, str]]:
    """Drop what a load goes faster without; returns the names and definitions of the indexes."""
    indexes = owner.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        " ORDER BY indexname DESC",
        [list(TABLES)],
    ).fetchall()
    for name, _ in indexes:
        owner.execute(f"DROP INDEX {name}".encode())
    for table in TABLES:
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
    return indexes


def _without_references(owner: psycopg.Connection) -> list[str]:
    """Drop the foreign keys, whose rows are right by construction; returns what brings them back."""
    rows = owner.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)",
        [list(TABLES)],
    ).fetchall()
    for table, name, _ in rows:
        owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}".encode())
    return [
        f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition} NOT VALID"
        for table, name, definition in rows
    ]


def _copy(country: Country, rows: int, blocks: range, first: bool) -> None:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("SET synchronous_commit = off")
        for done, block in enumerate(blocks):
            start = block * BLOCK
            firearms, marks, keys = _texts(country, block, start, rows - start)
            for table, columns, text in (
                ("registry_firearm", _FIREARM, firearms),
                ("registry_mark", _MARK, marks),
                ("registry_markkey", ", ".join((*search_keys.COLUMNS, "settled")), keys),
            ):
                with owner.cursor().copy(f"COPY {table} ({columns}) FROM STDIN".encode()) as copy:
                    copy.write(text)
            if first and done % 25 == 24:
                print(f"  {done + 1} of {len(blocks)} blocks", flush=True)


def _texts(country: Country, block: int, start: int, most: int) -> tuple[str, str, str]:
    """The rows of a block as COPY reads them."""
    firearms, marks, keys = [], [], []
    for at, (make, serial) in enumerate(country.block(block)):
        if at >= most:
            break
        number = start + at + 1
        calibre = ("9x19", "7.65x17", "9x17", "12/70", "5.56x45", ".22lr", "7.62x39", ".38special")[
            number % 8
        ]
        kind = ("pistol", "revolver", "rifle", "shotgun")[number % 4]
        firearms.append(
            f"{number}\tF{number:013d}\tfirearm\t\t{make}\tknown\t\t\\N\tnot_asked\t\t{calibre}\tknown\t\t{kind}\tknown\t\t\\N\tnot_asked"
            f"\t\t{1930 + number % 90}\tknown\t\theld_civilian\tprivate\t\t{_ENTRY}\tholder\t\t{_ENTRY}\tlawful\t{_ENTRY}\tintact\t{_ENTRY}"
            f"\t\t\t\tf\tcivilian\t{country.agency_id}\t1\t{_ENTRY}\t2026-01-01\n"
        )
        marks.append(
            f"{number}\t1\tserial\t{serial}\tknown\tLatn\t\tframe\t\tintact\t100\t\\N\t\\N\t\tf\t{_ENTRY}\n"
        )
        for form, understood in enumerate(keys_of(serial).forms):
            stored_keys = search_keys.stored_keys(understood.folded, make)
            keys.append(
                f"{number}\t1\t{form}\tserial\t{understood.plain}\t{understood.folded}\t{{{','.join(map(str, stored_keys))}}}"
                f"\t{search_keys.KEYS_VERSION}\t{number % NEW_ONE_IN != 0}\n"
            )
    return "".join(firearms), "".join(marks), "".join(keys)
