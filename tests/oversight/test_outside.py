"""The pages for reports as they are shipped: a process of its own. What a report leaves behind is searched for its words, its place, its sender and its moment."""

from __future__ import annotations

import datetime as dt
import http.client
import io
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from django.utils import timezone
from PIL import Image

import ifar
from ifar.files import store
from ifar.ledger.management import programs
from ifar.ledger.models import Entry
from ifar.oversight import envelopes
from ifar.oversight.models import Report
from ifar.oversight.outside import site
from ifar.oversight.outside.folder import MOST_WAITING, Folder
from ifar.oversight.services import outside as desk
from tests.databases import Database
from tests.oversight.casework import the_inspectorate
from tests.oversight.reporting import PASSPHRASE, KeyFile, key_file, published, the_judge

SHIPPED: Final = Path(site.__file__).parent
SENDER: Final = "127.0.0.77"
AGENT: Final = "Agent-of-the-sender/7.7"
TEXT: Final = "The sergeant sells what was seized, behind the third door."
STEP: Final = 2.0
"""Seconds of which the answer to a code takes a multiple, as shipped."""


@dataclass
class Outside:
    """The running process, its folder, what it printed, and the key file of the inspectors."""

    port: int
    folder: Path
    printed: Path
    file: KeyFile

    def send(
        self, path: str, files: tuple[bytes, ...] = (), announced: int = 0, **fields: str
    ) -> tuple[int, str]:
        """Post a form from the sender's address, as a browser does; status and page."""
        mark = secrets.token_hex(8)
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
            for name, text in fields.items()
        ]
        parts += [
            f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="Mine of 3 May.jpg"\r\n\r\n'.encode()
            + content
            + b"\r\n"
            for content in files
        ]
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
        headers = {"User-Agent": AGENT, "Content-Type": f"multipart/form-data; boundary={mark}"}
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=(SENDER, 0))
        if announced:
            body, headers["Content-Length"] = b"", str(announced)
        link.request("POST", path, body, {**headers, "X-Forwarded-For": SENDER})
        answer = link.getresponse()
        assert answer.getheader("Set-Cookie") is None
        assert answer.getheader("Cache-Control") == "no-store"
        return answer.status, answer.read().decode()


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """`ifar report-site`, beside a register whose secrets stand in its environment."""
    home = tmp_path_factory.mktemp("outside")
    file, port = key_file(), a_free_port()
    Folder(home / "reports").publish_key(file.public)
    given = {
        **os.environ,
        "IFAR_REPORTS_HOSTS": "127.0.0.1",
        "IFAR_REPORTS_FOLDER": str(home / "reports"),
        "IFAR_REPORTS_KEY": envelopes.fingerprint(file.public),
        "IFAR_SECRET_KEY": "a secret of the register",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "PORT": str(port),
        "PYTHONPATH": str(Path(ifar.__file__).parents[1]),
    }
    with (home / "printed").open("wb") as printed:
        process = subprocess.Popen(
            [sys.executable, "-m", "ifar.cli", "report-site"],
            env=given,
            stdout=printed,
            stderr=printed,
            cwd=home,
        )
    try:
        for _turn in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None
            time.sleep(0.1)
        environment = Path(f"/proc/{process.pid}/environ").read_bytes()
        assert b"a secret of the register" not in environment
        assert b"DATABASE_URL" not in environment
        yield Outside(port, home / "reports", home / "printed", file)
    finally:
        process.terminate()
        process.wait(20)


def a_picture() -> bytes:
    """A photograph with a place, a moment and a camera in it."""
    made, content = Image.new("RGB", (320, 240), "teal"), io.BytesIO()
    exif = made.getexif()
    exif[0x0110], exif[0x0132] = "CAMERA-OF-MINE", "2026:05:03 11:22:33"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.5), 3: "E", 4: (2.0, 17.0, 40.2)})
    made.save(content, "JPEG", exif=exif, comment=b"PLACE-OF-MINE")
    assert b"CAMERA-OF-MINE" in content.getvalue()
    return content.getvalue()


def code_in(page: str) -> str:
    found = re.search(r'id="code" dir="ltr">([0-9 ]{29})<', page)
    assert found
    return found[1]


def dumped(database: Database) -> bytes:
    """The whole database as a backup has it."""
    program = programs.folder(database.addresses["superuser"]) / "pg_dump"
    return subprocess.run(
        [program, f"--dbname={database.addresses['superuser']}"], check=True, capture_output=True
    ).stdout


def test_a_report_leaves_neither_words_nor_place_nor_sender_nor_moment(
    outside: Outside, peopled_db: Database, settings
) -> None:
    settings.IFAR_REPORTS_FOLDER = str(outside.folder)
    judy, *_others = the_inspectorate()
    the_judge()
    published(judy, outside.file.public)
    time.sleep(1.1)  # no act is recorded in the second in which it is sent
    sent = [time.time()]
    status, page = outside.send("/report/ar/", (a_picture(),), text=TEXT, category="retaliation")
    sent.append(time.time())
    assert status == 200
    assert 'dir="rtl"' in page
    code = code_in(page)
    (waiting,) = (outside.folder / "in").iterdir()
    assert waiting.stat().st_mtime % 86400 == 0
    lying = [waiting.read_bytes()]
    assert not list(Path("/dev/shm").glob("tmp*/original")), "what was cleaned is gone"
    time.sleep(1.1)
    assert desk.take_in(timezone.localdate() + dt.timedelta(days=1)) == 1
    report = Report.objects.get()

    key = desk.private_key(outside.file.content, PASSPHRASE)
    (opened,) = desk.open_report(actor=judy, report_id=report.public_id, key=key)
    letter = opened.letter
    assert letter is not None
    assert (letter.text, letter.category, letter.language) == (TEXT, "retaliation", "ar")
    (picture,) = letter.files
    assert picture.name == "1.jpg"
    assert not Image.open(io.BytesIO(picture.content)).getexif()
    assert b"OF-MINE" not in picture.content

    desk.acknowledge(actor=judy, report_id=report.public_id, text="We have it, and thank you.")
    status, page = outside.send("/report/en/answers/", code=code)
    assert status == 200
    assert "We have it, and thank you." in page
    assert "It is sealed" in outside.send("/report/en/write/", code=code, text="He threatens me.")[1]

    # What a backup, the folders and the logs hold of it; the moment of sending is that of no row, only that of the night is.
    words = (TEXT[:30], "retaliation", "OF-MINE", "Mine of 3 May", SENDER, AGENT, code, code.replace(" ", ""))
    words += ("We have it", "He threatens", "a secret of the register")
    dump = dumped(peopled_db)
    lying += [dump, store.found(opened.message.content).read_bytes(), outside.printed.read_bytes()]
    lying += [path.read_bytes() for path in outside.folder.rglob("*") if path.is_file()]
    for content in lying:
        assert not [text for text in words if text.encode() in content]
    assert report.box.encode() in dump, "it is searched where reports are"
    moments = [
        f"{dt.datetime.fromtimestamp(at, dt.UTC):%Y-%m-%d %H:%M:%S}"
        for at in range(int(sent[0]), int(sent[1]) + 1)
    ]
    assert moments
    assert not [at for at in moments if at.encode() in dump]
    for entry in Entry.objects.filter(act__startswith="oversight.report_"):
        assert entry.recorded_at.timestamp() > sent[1]
    assert outside.printed.read_bytes() == b""


def test_codes_are_answered_slowly_and_alike(outside: Outside) -> None:
    code = code_in(outside.send("/report/en/", text=TEXT)[1])
    took: dict[str, float] = {}
    for tried in (code, "1" * 24, "no code at all"):
        began = time.monotonic()
        status, page = outside.send("/report/en/answers/", code=tried)
        took[tried], right = time.monotonic() - began, tried == code
        assert status == 200
        assert ("There is no report with this code" in page) is not right
    # A machine that does much else may need another step; none answers sooner than one.
    assert min(took.values()) >= STEP
    assert all(abs(seconds / STEP - round(seconds / STEP)) < 0.3 for seconds in took.values()), took
    spaced = outside.send(
        "/report/fr/answers/", code=code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    )[1]
    assert "Votre signalement est ici" in spaced, "digits of any script are the same code"


def test_what_is_hostile_is_refused_and_leaves_nothing(outside: Outside) -> None:
    (outside.folder / "in").mkdir(exist_ok=True)
    waiting = len(list((outside.folder / "in").iterdir()))
    bomb = io.BytesIO()
    Image.new("1", (12000, 12000)).save(bomb, "PNG")
    for files in (
        (b"MZ" + b"\x00" * 100,),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",),
        (b"PK\x03\x04" + b"\x00" * 100,),
        (b"\xff\xd8\xff" + b"\x00" * 100,),
        (b"%PDF-1.4 /JavaScript",),
        (bomb.getvalue(),),
    ):
        status, page = outside.send("/report/en/", files, text="x")
        assert status == 422, files[0][:20]
        assert "nothing was sent" in page
    status, page = outside.send("/report/en/", announced=25 * 2**20)
    assert (status, "too large" in page) == (422, True)
    assert outside.send("/report/en/", text=" ")[0] == 422
    assert outside.send("/report/xx/", text="x")[0] == 404
    assert len(list((outside.folder / "in").iterdir())) == waiting
    for number in range(MOST_WAITING):
        (outside.folder / "in" / f"full{number}").touch()
    assert "Too much is waiting" in outside.send("/report/en/", text="x")[1]
    for path in (outside.folder / "in").glob("full*"):
        path.unlink()
    # Another key in the folder than the one that the installation names is sealed to by nobody.
    Folder(outside.folder).publish_key("ab" * 32)
    assert "No report can be taken" in outside.send("/report/en/", text="x")[1]
    Folder(outside.folder).publish_key(outside.file.public)
    assert outside.printed.read_bytes() == b""


def test_the_shipped_proxy_logs_nothing_and_hands_nothing_on() -> None:
    said = (SHIPPED / "nginx.conf").read_text()
    lines = [line.split("#")[0].strip() for line in said.splitlines()]
    for line in (
        "access_log off;",
        "error_log /dev/null crit;",
        "log_not_found off;",
        "client_body_in_file_only off;",
        "proxy_max_temp_file_size 0;",
        "ssl_session_tickets off;",
        "ssl_session_cache off;",
        "proxy_pass_request_headers off;",
    ):
        assert lines.count(line) == 1, line
    buffer, most = (
        int(re.search(rf"{name} (\d+)m;", said)[1])
        for name in ("client_body_buffer_size", "client_max_body_size")
    )  # type: ignore[index]
    assert buffer > most, "a body that is taken fits into memory"
    handed = {line.split()[1] for line in lines if line.startswith("proxy_set_header")}
    assert handed == {"Host", "Accept-Language", "Content-Type", "Content-Length", "Connection"}
    assert f"proxy_pass http://127.0.0.1:{site.PORT};" in lines
    unit = (SHIPPED / "ifar-reports.service").read_text()
    assert "StandardOutput=null\nStandardError=null" in unit
    assert "--no-log" in site.command({})
