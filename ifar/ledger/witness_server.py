"""A witness as a process of its own: its key and its memory in a folder of its own, HTTP as C2SP tlog-witness.

It needs neither the database nor the settings of a register; it is meant to run at another agency, in another State.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import threading
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any, Final

from ifar.errors import Unavailable
from ifar.ledger import durable, keys
from ifar.ledger.checkpoint import COSIGNATURE, MalformedNote, Note, Signature, VerifierKey
from ifar.ledger.witness import (
    MAX_REQUEST_BYTES,
    NOTHING,
    Answer,
    Memory,
    Request,
    decide,
)
from ifar.typed import BIGINT, whole_number

KEY: Final = "witness.key"
LOGS: Final = "logs.txt"
PUBLIC: Final = "public.json"
SECONDS: Final = 10.0
"""How long a client may be silent."""


class Witness:
    """Key, trusted logs and memory of one witness, in a folder that no second process can use."""

    def __init__(self, home: Path, name: str, *, follow: Sequence[Path] = ()) -> None:
        """Open the witness in `home`; `follow` are further files with verifier keys of logs to trust.

        Raises:
            Unavailable: another process uses the folder, or the key in it carries another name.
        """
        self.home = durable.private_folder(home)
        self._alone = _hold(self.home / "use.lock")
        self.key = keys.read_or_make(self.home / KEY, name, COSIGNATURE)
        if self.key.name != name:
            raise Unavailable(
                "ledger.witness.name", f"The witness in {home} is called {self.key.name}, not {name}."
            )
        self.follow = tuple(follow)
        self._memory = durable.private_folder(self.home / "memory")
        self._lock = threading.Lock()

    def trust(self, key: VerifierKey) -> None:
        """Witness the log of this key from now on."""
        if key not in self.logs().get(key.name, []):
            path = self.home / LOGS
            before = path.read_text() if path.exists() else ""
            durable.write(path, f"{before}{key.encode()}\n".encode())

    def logs(self) -> dict[str, list[VerifierKey]]:
        """Origin -> keys that are trusted for it. Read anew each time, so that no restart is needed."""
        result: dict[str, list[VerifierKey]] = {}
        for path in (self.home / LOGS, *self.follow):
            for line in path.read_text().split() if path.exists() else ():
                key = VerifierKey.parse(line)
                result.setdefault(key.name, []).append(key)
        return result

    def add_checkpoint(self, body: bytes, now: int) -> Answer:
        """Answer a request to cosign; what is cosigned is remembered durably before the answer is given."""
        with self._lock:
            answer = decide(body, logs=self.logs(), remembered=self._remembered, key=self.key, now=now)
            if answer.remember is not None:
                checkpoint = answer.remember
                kept = {
                    "origin": checkpoint.origin,
                    "size": checkpoint.size,
                    "root": checkpoint.root.hex(),
                    "note": Request.parse(body).note.decode(),
                    "cosignature": answer.body,
                }
                durable.write_object(self._place(checkpoint.origin), kept)
            return answer

    def checkpoint(self, origin_hash: str) -> str | None:
        """The last checkpoint that was cosigned for the log whose origin has this SHA-256, with its cosignature."""
        kept = durable.read_object(self._memory / f"{origin_hash}.json")
        if kept is None:
            return None
        note = Note.parse(kept["note"].encode())
        own = Signature.parse(kept["cosignature"].removesuffix("\n"))
        trusted = self.logs().get(kept["origin"], [])
        good = tuple(s for s in note.signatures if any(key.verifies(note.text, s) for key in trusted))
        return Note(note.text, (*good, own)).encode().decode()

    def close(self) -> None:
        """Give the folder up."""
        self._alone.close()

    def _place(self, origin: str) -> Path:
        return self._memory / f"{hashlib.sha256(origin.encode()).hexdigest()}.json"

    def _remembered(self, origin: str) -> Memory:
        kept = durable.read_object(self._place(origin))
        return NOTHING if kept is None else Memory(int(kept["size"]), bytes.fromhex(kept["root"]))


def _hold(path: Path) -> IO[str]:
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise Unavailable(
            "ledger.witness.in_use", f"Another process runs the witness in {path.parent}."
        ) from error
    return lock


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "ifar-witness"
    sys_version = ""
    timeout = SECONDS
    server: Server

    def do_POST(self) -> None:
        length = whole_number(self.headers.get("Content-Length"), most=BIGINT)
        if self.path != "/add-checkpoint":
            self._answer(Answer(404, "There is nothing here.\n"), close=True)
        elif length is None:
            self._answer(Answer(411, "A request states its length.\n"), close=True)
        elif length > MAX_REQUEST_BYTES:
            self._answer(Answer(413, "This request is too long.\n"), close=True)
        else:
            body = self.rfile.read(length)
            self._answer(self._cosigned(body))

    def _cosigned(self, body: bytes) -> Answer:
        try:
            return self.server.witness.add_checkpoint(body, int(self.server.clock()))
        except OSError as error:  # what is not remembered durably is not cosigned
            return Answer(503, f"This witness cannot remember anything now: {error.strerror}\n")

    def do_GET(self) -> None:
        witness = self.server.witness
        place, _, rest = self.path.removeprefix("/").partition("/")
        if self.path == "/":
            self._answer(Answer(200, f"{witness.key.verifier.encode()}\n"))
            return
        known = len(place) == 64 and all(c in "0123456789abcdef" for c in place) and rest == "checkpoint"
        note = witness.checkpoint(place) if known else None
        self._answer(Answer(404, "There is nothing here.\n") if note is None else Answer(200, note))

    def _answer(self, answer: Answer, *, close: bool = False) -> None:
        data = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if close:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        self.server.say(f"{self.address_string()} {format % args}")


class Server(ThreadingHTTPServer):
    """The HTTP server of a witness."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self,
        place: tuple[str, int],
        witness: Witness,
        *,
        clock: Callable[[], float] = time.time,
        say: Callable[[str], None] = lambda _words: None,
    ) -> None:
        self.witness = witness
        self.clock = clock
        self.say = say
        super().__init__(place, _Handler)

    @property
    def url(self) -> str:
        """Where it is reached."""
        host, port = self.server_address[:2]
        shown = str(host) if isinstance(host, str) else host.decode()
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"

    def announce(self) -> None:
        """Write key and address to a file, from which a register on the same machine can learn them."""
        values = {"vkey": self.witness.key.verifier.encode(), "url": self.url}
        durable.write(self.witness.home / PUBLIC, json.dumps(values).encode() + b"\n")


def read_public(home: Path) -> tuple[VerifierKey, str] | None:
    """Key and address that a witness on this machine announced, or None."""
    values = durable.read_object(home / PUBLIC)
    if values is None:
        return None
    try:
        return VerifierKey.parse(values["vkey"]), str(values["url"])
    except (KeyError, MalformedNote):
        return None
