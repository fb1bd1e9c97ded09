"""Hostile files sent to the upload page: each ends in a message within seconds, and the next request is answered as ever."""

from __future__ import annotations

import http.client
import time
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ifar.files import store
from ifar.files.models import Deposit
from ifar.registry.models import Import
from tests.conftest import sign_in
from tests.files import hostile

SECONDS = 10
LIGHT = [file for file in hostile.FILES if file.name not in ("zip bomb.xlsx", "bomb that lies.xlsx")]


@pytest.mark.parametrize("file", LIGHT, ids=lambda file: file.name)
def test_an_upload_ends_in_words_and_the_page_stays_well(file, db):
    browser = sign_in("carol")
    lying = set(store.incoming().iterdir())
    began = time.monotonic()
    answer = browser.post("/imports/", {"file": SimpleUploadedFile(file.name, file.build())}, follow=True)
    assert time.monotonic() - began < SECONDS
    assert answer.status_code == 200
    values = [str(message) for message in answer.context["messages"]]
    imported = Import.objects.first()
    assert (imported is None) == bool(values)
    if imported is None:
        assert values[0].endswith(".")
    assert set(store.incoming().iterdir()) == lying
    assert browser.get("/imports/").status_code == 200


def test_a_file_past_the_limit_is_not_kept(db, settings):
    settings.IFAR_UPLOAD_LIMIT = 100_000
    browser = sign_in("carol")
    lying = set(store.incoming().iterdir())
    for size in (100_001, 3_000_000):
        file = SimpleUploadedFile("book.csv", b"x" * size)
        answer = browser.post("/imports/", {"file": file}, follow=True)
        assert "larger than" in next(str(message) for message in answer.context["messages"])
    assert not Deposit.objects.exists()
    assert set(store.incoming().iterdir()) == lying


def test_a_claim_of_two_gigabytes_is_answered_before_they_are_sent(peopled_db, live_site, settings):
    browser = sign_in("carol")
    place = urlsplit(live_site)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())
    page = browser.get("/imports/")
    token = str(page.context["csrf_token"])
    cookies += f"; {settings.CSRF_COOKIE_NAME}={browser.cookies[settings.CSRF_COOKIE_NAME].value}"
    head = (
        f'--edge\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        '--edge\r\nContent-Disposition: form-data; name="file"; filename="book.csv"\r\nContent-Type: text/csv\r\n\r\n'
    ).encode()
    asked = http.client.HTTPConnection(place.hostname, place.port, timeout=SECONDS)
    asked.putrequest("POST", "/imports/")
    for name, value in (
        ("Content-Type", "multipart/form-data; boundary=edge"),
        ("Content-Length", str(2 * 1024**3)),
        ("Cookie", cookies),
        ("Referer", f"{live_site}/imports/"),
    ):
        asked.putheader(name, value)
    asked.endheaders()
    began = time.monotonic()
    asked.send(head + b"x" * 70_000)
    answer = asked.getresponse()
    assert time.monotonic() - began < SECONDS
    assert answer.status in (302, 413)
    asked.close()
    assert not Deposit.objects.exists()
    assert browser.get("/imports/").status_code == 200
