"""Asking the witnesses: the newest checkpoint goes to each of them, and what they cosign is kept beside it.

No act waits for this. A witness that is out of reach is asked again, later each time; the alarm about a policy that is not
met in time is in `selectors`.
"""

from __future__ import annotations

import datetime as dt
import http.client
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import psycopg

from ifar.errors import IfarError, Invalid, Unavailable
from ifar.ledger import merkle, sessions, tiles, witness_server
from ifar.ledger.checkpoint import COSIGNATURE, MalformedNote, Note, VerifierKey, cosigned_at
from ifar.ledger.witness import SIZE_TYPE, Request, accepted, known_size

SECONDS: Final = 10.0
"""How long a witness may take to answer."""
INTERVAL: Final = 2.0
"""Seconds between two looks for a newer checkpoint."""
LONGEST_PAUSE: Final = 60.0
MAX_ANSWER_BYTES: Final = 64 * 1024
WITNESSES: Final = "witnesses"
"""Folder below the runtime data where the demonstration's own witnesses keep their homes."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness that this register asks: its key and where it is reached."""

    key: VerifierKey
    url: str

    @classmethod
    def parse(cls, text: str) -> Witness:
        """Read `<vkey> <address>`, the form of the setting.

        Raises:
            Invalid: it is not of that form.
        """
        words = text.split()
        if len(words) != 2 or not words[1].startswith(("http://", "https://")):
            raise Invalid(
                "ledger.witness.setting", f"A witness is stated as its key and its address, not as {text!r}."
            )
        key = VerifierKey.parse(words[0])
        if key.kind != COSIGNATURE:
            raise Invalid("ledger.witness.setting", f"The key of {key.name} is not that of a witness.")
        return cls(key, words[1].rstrip("/"))


def witnesses(stated: Sequence[str], home: Path) -> tuple[Witness, ...]:
    """The witnesses of the setting; where it states none, those that run below `home` on this machine."""
    if stated:
        return tuple(Witness.parse(text) for text in stated)
    folder = home / WITNESSES
    rows = (
        [witness_server.read_public(place) for place in sorted(folder.iterdir())] if folder.is_dir() else []
    )
    return tuple(Witness(*public) for public in rows if public is not None)


class Asker:
    """Asks one witness, over a database connection of its own."""

    def __init__(self, connection: psycopg.Connection[Any], witness: Witness) -> None:
        self.connection = connection
        self.witness = witness

    def turn(self) -> bool:
        """Have the newest checkpoint cosigned; returns whether there was anything to ask for.

        Raises:
            Unavailable: the witness is out of reach, or refuses.
        """
        row = self.connection.execute(
            "SELECT size, note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1"
        ).fetchone()
        known = self.connection.execute(
            "SELECT coalesce(max(size), 0) FROM ledger_cosignature WHERE witness = %s",
            (self.witness.key.name,),
        ).fetchone()
        old = int(known[0]) if known else 0
        if row is None or row[0] <= old:
            return False
        size, note = int(row[0]), Note.parse(row[1].encode())
        self._keep(size, note.text, self._ask(old, size, note))
        return True

    def _ask(self, old: int, size: int, note: Note) -> str:
        status, kind, body = self._post(self._request(old, size, note))
        if status == 409 and kind == SIZE_TYPE:
            # It remembers another size than the one kept here: it was asked by somebody else, or its answer was lost.
            remembered = known_size(body)
            if remembered > size:
                raise Unavailable(
                    "ledger.witness.ahead",
                    f"The witness {self.witness.key.name} has cosigned {remembered} entries, but the log has {size}. "
                    "The log was rolled back; run `ifar verify --all`.",
                )
            status, kind, body = self._post(self._request(remembered, size, note))
        if status != 200:
            raise Unavailable(
                "ledger.witness.refuses",
                f"The witness {self.witness.key.name} refuses ({status}): {body.strip()}",
            )
        return body

    def _request(self, old: int, size: int, note: Note) -> Request:
        node = tiles.Reader(sessions.tile_read(self.connection))
        return Request(old, tuple(merkle.consistency_proof(old, size, node)), note.encode())

    def _post(self, request: Request) -> tuple[int, str, str]:
        url = f"{self.witness.url}/add-checkpoint"
        return _call(urllib.request.Request(url, request.encode(), method="POST"))  # noqa: S310 - see Witness.parse

    def _keep(self, size: int, text: str, answer: str) -> None:
        signature = accepted(answer, text, self.witness.key)
        at = dt.datetime.fromtimestamp(cosigned_at(signature), dt.UTC)
        self.connection.execute(
            "INSERT INTO ledger_cosignature (size, witness, line, at) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            (size, self.witness.key.name, signature.line(), at),
        )


def remembered(witness: Witness, origin: str) -> Note | None:
    """The last checkpoint of this log that the witness says it cosigned; None where it knows none.

    Raises:
        Unavailable: the witness is out of reach.
        MalformedNote: it answers something else than a checkpoint with its own good cosignature.
    """
    place = sha256(origin.encode()).hexdigest()
    status, _, body = _call(urllib.request.Request(f"{witness.url}/{place}/checkpoint"))  # noqa: S310 - see Witness.parse
    if status == 404:
        return None
    if status != 200:
        raise Unavailable("ledger.witness.refuses", f"The witness {witness.key.name} answers {status}.")
    note = Note.parse(body.encode())
    if not any(witness.key.verifies(note.text, line) for line in note.signatures):
        raise MalformedNote(
            message=f"The witness {witness.key.name} shows a checkpoint that it did not cosign."
        )
    return note


def _call(request: urllib.request.Request) -> tuple[int, str, str]:
    """Status, content type and text of an answer; redirects are not followed."""
    try:
        with _OPENER.open(request, timeout=SECONDS) as answer:
            return answer.status, answer.headers.get("Content-Type", ""), _text(answer.read(MAX_ANSWER_BYTES))
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers.get("Content-Type", ""), _text(error.read(MAX_ANSWER_BYTES))
    except (OSError, http.client.HTTPException) as error:
        raise Unavailable(
            "ledger.witness.unreachable", f"The witness at {request.host} does not answer: {error}"
        ) from error


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER: Final = urllib.request.build_opener(_NoRedirects)


def run(
    open_connection: Callable[[], psycopg.Connection[Any]],
    witness: Witness,
    stop: threading.Event,
    *,
    report: Callable[[str], None],
    interval: float = INTERVAL,
) -> None:
    """Ask one witness until `stop`; each failure in a row doubles the pause, up to a minute."""
    pause = interval
    while not stop.is_set():
        try:
            with open_connection() as connection:
                asker = Asker(connection, witness)
                while not stop.is_set():
                    asker.turn()
                    pause = interval
                    stop.wait(interval)
        except (psycopg.Error, OSError, IfarError) as error:
            report(str(error).strip())
            stop.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def keep_asking(
    find: Callable[[], tuple[Witness, ...]],
    open_connection: Callable[[], psycopg.Connection[Any]],
    stop: threading.Event,
    *,
    report: Callable[[str], None],
    interval: float = INTERVAL,
) -> None:
    """Ask every witness that `find` names, each in a thread of its own, so that a slow one delays no other."""
    asked: dict[Witness, tuple[threading.Thread, threading.Event]] = {}
    while not stop.is_set():
        named = set(find())
        for witness in asked.keys() - named:
            asked.pop(witness)[1].set()
        for witness in named - asked.keys():
            end = threading.Event()
            thread = threading.Thread(
                target=run,
                args=(open_connection, witness, end),
                kwargs={"report": report, "interval": interval},
                daemon=True,
            )
            asked[witness] = (thread, end)
            thread.start()
        stop.wait(interval)
    for _, end in asked.values():
        end.set()
    for thread, _ in asked.values():
        thread.join(timeout=2.0)
