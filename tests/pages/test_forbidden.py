"""What a person reads who may not do something: in words, which roles may, and no code."""

from __future__ import annotations

import re

import pytest

from ifar.accounts.labels import ROLES
from ifar.rights import PERMISSIONS, who_may
from ifar.rights import ROLES as RIGHTS

pytestmark = pytest.mark.django_db


def main_of(answer) -> str:
    page = answer.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") :]))


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
@pytest.mark.parametrize(
    "address", ["/duplicates/", "/imports/", "/ledger/changed/", "/search/list.csv?make=Beretta"]
)
def test_w12_a_page_that_is_refused_names_the_roles_that_may_and_no_code(signed_in, address, language):
    browser = signed_in("dave")
    browser.cookies["django_language"] = language
    answer = browser.get(address)
    assert answer.status_code == 403
    main = main_of(answer)
    assert not [permission for permission in (*PERMISSIONS, "rights.forbidden") if permission in main]


def test_w12_the_roles_are_those_of_the_readers_kind_of_office(signed_in):
    main = main_of(signed_in("alice").get("/duplicates/"))
    assert "Roles that include it" in main
    named = {code for code, words in ROLES.items() if f" {words} " in main}
    assert named == set(who_may("registry:duplicate:decide", "licensing_authority"))
    elsewhere = main_of(signed_in("ivan").get("/duplicates/"))
    assert "it is the work of another office" in elsewhere


def test_w12_who_may_says_each_role_that_holds_a_right_where_it_may_be_held():
    for permission in PERMISSIONS:
        for kind in {kind for role in RIGHTS.values() for kind in role.agency_kinds}:
            assert {
                (name in ROLES, permission in RIGHTS[name].permissions) for name in who_may(permission, kind)
            } <= {(True, True)}
