"""Signing in with a passkey, with an authenticator that the browser plays; the pages of accounts and imports without barriers."""

from __future__ import annotations

from django.urls import reverse

from tests import cast
from tests.browser.conftest import LANGUAGES

PAGES = {
    "ken": ("/people/", "/people/new/", "/agencies/", "/clients/", "/proposals/", "/me/"),
    "carol": ("/imports/", "/quarantine/"),
}
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}  # fmt: skip


def test_pages_of_accounts_and_imports_have_no_barriers_in_the_three_languages(visitor):
    for language, (name, paths) in ((language, one) for language in LANGUAGES for one in PAGES.items()):
        at = visitor(name, language=language)
        for path in paths:
            at.open(path)
            assert at.barriers() == [], (language, path)
        assert at.complaints == [], (language, name)
        at.context.close()


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
