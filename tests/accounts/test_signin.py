"""Signing in: name and password, second factor, lock-out, one-time links, limits of sessions, nobody told who exists."""

from __future__ import annotations

import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth.hashers import get_hashers
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from ifar.accounts import known, sessions
from ifar.accounts.services import people
from ifar.accounts.shared_counters import Remembered
from tests import cast
from tests.conftest import WORK_FACTOR, session_of, sign_in

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def with_factor(db):
    """Alice has a telephone."""
    TOTP.activate(cast.user("alice"), SECRET)


def code(shift: int = 0) -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + shift))


def enter(browser, name="alice", password=cast.PASSWORD, **more):
    return browser.post(reverse("account_login"), {"login": name, "password": password} | more)


def is_in(browser) -> bool:
    return browser.get("/api/me").status_code == 200


def test_password_and_code_open_the_register(with_factor):
    browser = Client()
    answer = enter(browser)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_in(browser)
    answer = browser.post(reverse("mfa_authenticate"), {"code": code()})
    assert answer.status_code == 302, answer.content
    assert is_in(browser)
    assert browser.get("/api/me").json()["roles"] == ["licensing_clerk"]


def test_a_password_is_dear_to_guess():
    """Tests make it cheap (`tests/conftest.py`); in real use one guess takes sixteen megabytes and a fifth of a second."""
    (hasher,) = get_hashers()
    assert hasher.algorithm == "scrypt"
    assert WORK_FACTOR * hasher.block_size * hasher.parallelism >= 2**14 * 8 * 5


def test_a_wrong_code_does_not(with_factor):
    browser = Client()
    enter(browser)
    answer = browser.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert answer.status_code == 200
    assert not is_in(browser)


def test_the_second_factor_is_set_up_before_anything_else(peopled_db):
    browser = Client()
    enter(browser)
    assert browser.get("/api/me").json()["error"]["code"] == "accounts.step_missing"
    answer = browser.get(reverse("home"))
    assert answer["Location"] == reverse("mfa_activate_totp")
    assert browser.post(reverse("accounts:act_for"), {"agency": "x"}).status_code == 403
    page = browser.get(reverse("mfa_activate_totp"), follow=True)
    assert page.status_code == 200
    secret = session_of(browser)["mfa.totp.secret"]
    answer = browser.post(
        reverse("mfa_activate_totp"),
        {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30))},
    )
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    assert is_in(browser)


def test_its_secret_is_kept_encrypted(with_factor):
    kept = Authenticator.objects.get(user=cast.user("alice")).data["secret"]
    assert SECRET not in kept


def test_the_last_second_factor_goes_only_by_two_people(with_factor):
    browser = sign_in("alice")
    browser.post(reverse("account_reauthenticate"), {"password": cast.PASSWORD})
    browser.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=cast.user("alice"), type="totp").exists()


def test_in_the_demonstration_a_password_is_enough(db, settings):
    settings.IFAR_SECOND_FACTOR_REQUIRED = False
    browser = Client()
    enter(browser)
    assert is_in(browser)


def words_of(answer) -> str:
    return " ".join(str(error) for errors in answer.context["form"].errors.values() for error in errors)


def test_nobody_learns_who_exists(db):
    people.lock(actor=cast.actor("ken"), user=cast.user("dave").public_id, reason="x")
    answers = [
        enter(Client(), "alice", "wrong"),
        enter(Client(), "nobody-at-all", "wrong"),
        enter(Client(), "dave", cast.PASSWORD),
        enter(Client(), "dave", "wrong"),
    ]
    assert len({(answer.status_code, words_of(answer)) for answer in answers}) == 1
    assert words_of(answers[0])


def opens(browser, name="alice", **more) -> bool:
    return enter(browser, name, **more).get("Location") == reverse("mfa_authenticate")


def test_guessing_is_stopped_where_it_comes_from_and_closes_the_door_to_nobody_else(with_factor):
    known = Client()
    enter(known)
    known.post(reverse("mfa_authenticate"), {"code": code()})
    known.post(reverse("account_logout"))
    answers = [enter(Client(), "alice", "wrong") for _ in range(6)]
    assert words_of(answers[5]) != words_of(answers[0])
    assert not opens(Client())
    assert opens(Client(REMOTE_ADDR="192.0.2.7"))
    assert opens(known)
    assert not cast.user("alice").locked_until


def test_strangers_from_everywhere_come_to_an_end_and_the_known_browser_stays(with_factor, monkeypatch):
    monkeypatch.setattr("ifar.accounts.adapter.GUESSES_BY_NAME", "2/d/key")
    for last in range(2):
        enter(Client(REMOTE_ADDR=f"192.0.2.{last}"), "alice", "wrong")
    assert not opens(Client(REMOTE_ADDR="192.0.2.9"))


def test_processes_count_together(db):
    """What one process keeps, another one finds: the values lie in the database and expire."""
    remembered, other = Remembered("", {}), Remembered("", {})
    assert remembered.add("used", "y", timeout=30)
    assert not other.add("used", "y", timeout=30)
    remembered.set("attempts", [2.5, 1.5], timeout=30)
    assert other.get("attempts") == [2.5, 1.5]
    remembered.set("attempts", [1], timeout=-1)
    assert other.get("attempts") is None
    assert other.add("attempts", [3])
    remembered.set("old", 1, timeout=-1)
    assert other.tidy() == 1
    assert isinstance(cache._connections[cache._alias], Remembered)


def test_success_forgets_failures(with_factor):
    for _ in range(3):
        enter(Client(), "alice", "wrong")
    browser = Client()
    enter(browser)
    browser.post(reverse("mfa_authenticate"), {"code": code()})
    assert cast.user("alice").failed_attempts == 0


def test_w47_signing_in_gives_a_cookie_that_is_known_for_as_long_as_a_session_may_last(
    with_factor, monkeypatch
):
    """Whose cookie is known may send what is long; before the second factor nobody is."""
    browser, name = Client(), settings.SESSION_COOKIE_NAME
    enter(browser)
    assert not known.is_known({"cookie": f"{name}={browser.cookies[name].value}"})
    browser.post(reverse("mfa_authenticate"), {"code": code()})
    header = {"cookie": f"{name}={browser.cookies[name].value}"}
    assert known.is_known(header)
    assert known.is_known({"cookie": f"bad(={{; {header['cookie']}"})
    assert not known.is_known({"cookie": f'{name}="x.9999999999.\\351"'})
    assert not known.is_known({"cookie": f"{name}=x.9999999999.\udce9"})
    assert is_in(browser)
    later = time.time() + settings.SESSION_COOKIE_AGE + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert not known.is_known(header)


def test_a_locked_person_is_out_at_once(db):
    browser = sign_in("dave")
    assert is_in(browser)
    people.lock(actor=cast.actor("ken"), user=cast.user("dave").public_id, reason="x")
    assert not is_in(browser)


@pytest.mark.parametrize(("key", "age"), [(sessions.SEEN, 31 * 60), (sessions.BEGAN, 12 * 3600 + 1)])
def test_a_session_ends(db, key, age):
    browser = sign_in("alice")
    session = session_of(browser)
    session[key] = int(time.time()) - age
    session.save()
    answer = browser.get(reverse("accounts:me"))
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]
    assert not is_in(browser)


ENDED = "Your session ended. Sign in again; you come back to where you were."


def _sent_to(answer) -> str:
    assert answer.status_code == 302
    return answer["Location"]


def _run_out(browser: Client) -> None:
    session = session_of(browser)
    session[sessions.SEEN] = int(time.time()) - 31 * 60
    session.save()


@pytest.mark.parametrize("first", ["page", "part of a page", "program"])
def test_where_a_session_ran_out_the_page_for_signing_in_says_so_until_somebody_did(with_factor, first):
    browser = sign_in("alice")
    _run_out(browser)
    if first == "part of a page":
        browser.get("/notices/", headers={"HX-Request": "true", sessions.BY_ITSELF: "1"})
    elif first == "program":
        assert browser.get("/api/me").status_code == 401
    door = _sent_to(browser.get("/notices/?show=done"))
    assert ENDED in browser.get(door).content.decode()
    assert ENDED in browser.get(door).content.decode(), "loaded again"
    enter(browser, next="/notices/?show=done")
    answer = browser.post(reverse("mfa_authenticate"), {"code": code()})
    assert answer["Location"] == "/notices/?show=done"
    browser.post(reverse("account_logout"))
    assert "Your session ended" not in browser.get(door).content.decode()


def test_where_a_session_was_ended_from_outside_it_is_said_and_nothing_else(db):
    browser, forger = sign_in("dave"), Client()
    people.lock(actor=cast.actor("ken"), user=cast.user("dave").public_id, reason="x")
    forger.cookies["ifar_session"] = "a" * 32
    pages = [item.get(_sent_to(item.get("/notices/"))).content.decode() for item in (browser, forger)]
    assert [ENDED in page for page in pages] == [True, True]
    tokens = re.compile(r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"|nonce="[^"]+"')
    assert len({tokens.sub("", page) for page in pages}) == 1, "whether there ever was one is not told"


@pytest.mark.parametrize("how", ["signed out", "ran out", "ended from outside"])
def test_the_browser_keeps_no_page_of_a_session_that_ended(db, how):
    """Whoever sits down there next would step back to it, and no log would know."""
    browser = sign_in("dave")
    page = browser.get("/notices/")
    assert (page["Cache-Control"], "Clear-Site-Data" in page) == ("private, no-cache", False)
    assert browser.get("/api/me")["Cache-Control"] == "private, no-cache"
    if how == "signed out":
        answer = browser.post(reverse("account_logout"))
    else:
        if how == "ran out":
            _run_out(browser)
        else:
            people.lock(actor=cast.actor("ken"), user=cast.user("dave").public_id, reason="x")
        answer = browser.get("/notices/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in Client().get("/notices/")


def test_on_a_first_visit_and_after_signing_out_nothing_is_said_of_a_session(db):
    visitor, browser = Client(), sign_in("alice")
    browser.post(reverse("account_logout"))
    for item in (visitor, browser):
        assert "Your session ended" not in item.get(_sent_to(item.get("/notices/"))).content.decode()


def test_without_a_place_to_come_back_to_none_is_promised(db):
    browser = sign_in("alice")
    _run_out(browser)
    page = browser.get(reverse("account_login")).content.decode()
    assert "Your session ended. Sign in again." in page


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/notices/?show=done", "/notices/?show=done"),
        ("https://evil.example/x/", "/"),
        ("", "/"),
    ],
)
def test_whoever_sent_a_form_comes_back_to_where_it_stood(db, referer, back):
    answer = Client().post("/notices/read/", headers={"Referer": referer} if referer else {})
    assert parse_qs(urlsplit(answer["Location"]).query) == {"next": [back]}


def test_using_a_session_costs_a_write_a_minute_at_most(db, django_assert_max_num_queries):
    browser = sign_in("alice")
    browser.get("/api/me")
    before = Session.objects.get(session_key=session_of(browser).session_key).session_data
    browser.get("/api/me")
    assert Session.objects.get(session_key=session_of(browser).session_key).session_data == before
    with django_assert_max_num_queries(4):
        browser.get("/api/me")


def test_the_newest_sessions_win(db, settings):
    settings.IFAR_SECOND_FACTOR_REQUIRED = False
    browsers = [Client() for _ in range(settings.IFAR_SESSIONS_PER_PERSON + 2)]
    for browser in browsers:
        enter(browser)
    assert [is_in(browser) for browser in browsers] == [False, False, True, True, True]


def test_nobody_signs_up_and_nothing_goes_by_mail(db):
    for address in ("/account/signup/", "/account/password/reset/", "/account/email/", "/account/inactive/"):
        assert Client().get(address).status_code in (302, 404)
        assert sign_in("alice").get(address).status_code == 404


def test_a_one_time_link_over_http(db):
    ken = sign_in("ken")
    page = ken.post(reverse("accounts:invite", args=(cast.user("mallory").public_id,)))
    link = page.context["link"]
    visitor = Client()
    assert visitor.get(link).status_code == 200
    assert visitor.post(link, {"password": "a long sentence", "again": "another"}).status_code == 422
    weak = visitor.post(link, {"password": "mallory", "again": "mallory"})
    assert weak.status_code == 422
    assert weak.context["form"].errors["password"]
    done = visitor.post(link, {"password": "a long enough sentence", "again": "a long enough sentence"})
    assert done["Location"] == reverse("account_login")
    assert visitor.get(link).status_code == 404
    assert enter(Client(), "mallory", "a long enough sentence").status_code == 302


def test_a_password_that_must_change(db):
    people.set_password(cast.user("alice"), "a long enough sentence", must_change=True)
    browser = sign_in("alice")
    assert browser.get(reverse("home"))["Location"] == reverse("account_change_password")
    fresh = "another long enough sentence"
    answer = browser.post(
        reverse("account_change_password"),
        {"oldpassword": "a long enough sentence", "password1": fresh, "password2": fresh},
    )
    assert answer.status_code == 302, answer.content
    alice = cast.user("alice")
    assert alice.check_password(fresh)
    assert not alice.must_change_password


def test_ones_own_sessions_are_listed_and_ended(db, settings):
    settings.IFAR_SECOND_FACTOR_REQUIRED = False
    first, second = Client(), Client(headers={"User-Agent": "Mozilla/5.0 (Windows) Firefox/133.0"})
    enter(first)
    enter(second)
    page = second.get(reverse("usersessions_list"))
    assert page.status_code == 200
    text = page.content.decode()
    assert "<h1>Where I am signed in</h1>" in text
    assert "Firefox, Windows" in text
    assert text.count("here, now") == 1
    second.post(reverse("usersessions_list"))
    assert (is_in(first), is_in(second)) == (False, True)


def test_the_language_is_kept(db, settings):
    browser = sign_in("alice")
    browser.post(reverse("set_language"), {"language": "fr", "next": "/"})
    assert cast.user("alice").language == "fr"
    browser.post(reverse("set_language"), {"language": "xx", "next": "/"})
    assert cast.user("alice").language == "fr"
    settings.IFAR_SECOND_FACTOR_REQUIRED = False
    fresh = Client()
    assert enter(fresh).cookies["django_language"].value == "fr"


@pytest.mark.parametrize(
    "route",
    [
        "account_change_password",
        "mfa_index",
        "mfa_list_webauthn",
        "usersessions_list",
        "account_logout",
        "account_reauthenticate",
    ],
)
def test_the_pages_of_signing_in_stand(db, route):
    answer = sign_in("alice").get(reverse(route))
    assert answer.status_code == 200, answer


def test_w29_the_form_of_a_security_key_speaks_the_readers_language(db):
    browser = sign_in("alice")
    browser.cookies["django_language"] = "fr"
    with translation.override("en"):  # a request leaves its language to the thread
        page = browser.get(reverse("mfa_add_webauthn"), follow=True).content.decode()
    assert "Nom" in page
    assert ">Name" not in page


def test_w49_an_address_to_go_on_to_that_cannot_be_read_is_none(db):
    for browser, route in ((Client(), "account_login"), (sign_in("alice"), "account_logout")):
        for address in ("//[", "http://[::1", "https://]"):
            assert browser.get(reverse(route), {"next": address}).status_code == 200
    assert browser.post(reverse("account_logout"), {"next": "//["})["Location"] == "/"
    assert enter(Client(), next="//[").status_code == 302


NO_ANSWERS = ["9" * 5000, "[" * 100_000, '{"response":' * 50_000, '"a', "1e999", '{"rawId": "é", "response": {}}',
              '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "YQ", "attestationObject": "YQ", '
              '"authenticatorData": "YQ", "signature": "YQ", "userHandle": "_w"}}']  # fmt: skip


@pytest.mark.parametrize("answer", NO_ANSWERS, ids=range(len(NO_ANSWERS)))
def test_w49_what_no_key_answered_is_a_wrong_answer(with_factor, answer):
    values = {"credential": answer}
    assert Client().post(reverse("mfa_login_webauthn"), values)["Location"] == reverse("account_login")
    browser = sign_in("alice")
    assert browser.post(reverse("mfa_add_webauthn"), values).status_code == 200
    assert browser.post(reverse("mfa_reauthenticate_webauthn"), values).status_code in (200, 302)
    half = Client()
    assert enter(half)["Location"] == reverse("mfa_authenticate")
    assert half.post(reverse("mfa_authenticate"), values).status_code in (200, 302)


def test_signing_out_ends_it(db):
    browser = sign_in("alice")
    browser.post(reverse("account_logout"))
    assert not is_in(browser)


def test_too_many_tries_are_told_in_words(db):
    """allauth's own limit, by address: the same page of errors as everywhere."""
    browser = sign_in("alice")
    for _ in range(12):
        page = browser.post(reverse("account_change_password"), {"oldpassword": "wrong"})
        if page.status_code == 429:
            break
    assert page.status_code == 429
    assert "Too many requests" in page.content.decode()


def test_a_locked_person_is_turned_away_from_a_passkey_too(db, rf):
    from allauth.account.adapter import get_adapter

    request = sign_in("alice").get(reverse("accounts:me")).wsgi_request
    answer = get_adapter().respond_user_inactive(request, cast.user("dave"))
    assert answer["Location"] == reverse("account_login")
