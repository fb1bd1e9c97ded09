"""While the database is out of reach every page and operation says so with 503, and none fails with 500."""

from __future__ import annotations

import errno

import pytest
from django.test import Client
from django.utils import translation
from psycopg import sql

from ifar.http import known
from tests.conftest import sign_in
from tests.provision import SERVER

PAGES = (
    "/",
    "/search/?q=AB12",
    "/firearms/",
    "/account/login/",
    "/parties/",
    "/api/me",
    "/api/firearms?serial=AB1",
    "/nowhere/",
)


@pytest.fixture
def out_of_reach(committed_db):
    """Call it, and the database takes nobody in until the test ends."""
    with SERVER.cluster().connect() as superuser:
        name = sql.Identifier(committed_db.name)

        def cut():
            superuser.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
            superuser.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
                (committed_db.name,),
            )

        yield cut
        superuser.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_w49_while_the_database_starts_again_every_answer_is_503(peopled_db, out_of_reach, language):
    signed, stranger = sign_in("bob"), Client()
    out_of_reach()
    for browser in (signed, stranger):
        browser.raise_request_exception = False
        for address in PAGES:
            for ask in (browser.get, browser.post):
                with translation.override("en"):  # a request leaves its language to the thread
                    answer = ask(address, headers={"accept-language": language})
                assert answer.status_code < 500 or answer.status_code == 503, address
                if answer.status_code == 503 and not address.startswith("/api/"):
                    assert f'lang="{language}"' in answer.content.decode()
    assert signed.get("/").status_code == 503


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_w46_a_full_disk_is_told_as_one(number):
    error = known(OSError(number, "full"))
    assert (error.status, error.code) == (503, "disk.full")
    assert known(OSError(errno.ENOENT, "gone")) is None
