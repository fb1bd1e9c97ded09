"""Signing in with a passkey, with an authenticator that the browser plays; the pages of accounts and imports without barriers."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import cast
from tests.browser.conftest import EVERY_LANGUAGE
from tests.browser.looking import PICTURES, look_through
from tests.conftest import sign_in

PAGES = {
    "ken": ("/people/", "/people/new/", "/agencies/", "/clients/", "/proposals/", "/me/"),
    "carol": ("/imports/", "/quarantine/"),
}
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}  # fmt: skip


def test_pages_of_accounts_and_imports_have_no_barriers_in_the_three_languages(visitor):
    pages = {
        name: {path.strip("/").replace("/", "-"): path for path in paths} for name, paths in PAGES.items()
    }
    look_through(visitor, pages, "accounts", looks=EVERY_LANGUAGE)


def test_somebody_makes_a_passkey_and_signs_in_with_it(visitor):
    at = visitor("alice")
    devtools = at.context.new_cdp_session(at.page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page = at.open(reverse("mfa_add_webauthn"))
    if page.locator("[name=password]").count():
        page.fill("[name=password]", cast.PASSWORD)
        page.press("[name=password]", "Enter")
    page.locator("[name=passwordless]").check()
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda address: not address.endswith("/add/"))
    at.context.clear_cookies()
    at.open("/account/login/")
    page.click("#passkey_login")
    page.wait_for_selector("#find")
    assert at.complaints == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_columns_of_an_import_are_mapped_on_a_phone(visitor, language):
    """Long headings and values in two scripts; nothing is cut, and every choice stands beside its column."""
    book = "Make;Numéro de série de la carcasse;تاريخ القيد في السجل القديم\nBeretta;AB1234;2001-02-03\n"
    sent = sign_in("carol").post("/imports/", {"file": SimpleUploadedFile("book.csv", book.encode())})
    at = visitor("carol", language=language, width=390)
    page = at.open(sent["Location"])
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"mapping-{language}-390.png"), full_page=True)
    assert not at.is_cut_off()
    edges = page.evaluate(
        "[...document.querySelectorAll('.mapping select')].map(one => one.getBoundingClientRect()).map(r => [r.left, r.right])"
    )
    assert edges
    assert all(left >= 0 and right <= 390 for left, right in edges), edges
    assert at.barriers() == []
