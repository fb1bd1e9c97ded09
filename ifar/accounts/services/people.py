"""People who sign in: registered, invited, locked, unlocked. Their names and addresses enter the log as commitments only."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.accounts import stewards
from ifar.accounts.labels import explained
from ifar.accounts.models import Agency, Proposal, User, UserAct
from ifar.accounts.selectors import actors, agencies, people
from ifar.accounts.services import acts, proposals
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Reason, Refused
from ifar.rights import Actor, require

USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
FACTOR_RESET: Final = "accounts.factor_reset"
_links = PasswordResetTokenGenerator()


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person as an administrator gives them: how they sign in, their name, how to reach them."""

    username: str
    name: str
    email: str = ""
    language: str = "en"


def _check(new: NewPerson) -> None:
    reasons = []
    if not USERNAME.fullmatch(new.username):
        words = _(
            "Use 3 to 60 small letters, digits, dots, hyphens or underscores, beginning with a letter or digit."
        )
        reasons.append(Reason("accounts.person.username", words, field="username"))
    if not new.name.strip():
        reasons.append(Reason("accounts.person.name", _("A person needs a name."), field="name"))
    if new.email and not _is_email(new.email):
        reasons.append(Reason("accounts.person.email", _("This is not an e-mail address."), field="email"))
    if new.language not in dict(settings.LANGUAGES):
        reasons.append(
            Reason("accounts.person.language", _("This language is not installed."), field="language")
        )
    if reasons:
        raise Invalid("accounts.person.invalid", reasons=reasons)


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def write_act(
    *,
    actor: Actor,
    user: str,
    kind: str,
    details: Mapping[str, Any] | None = None,
    proposal: str = "",
    personal: Mapping[str, Any] | None = None,
) -> None:
    """Write what was done to a person's sign-in."""
    now = acts.now()
    act = {"factor_reset": FACTOR_RESET, "ceremony_closed": "accounts.ceremony"}.get(kind, "accounts.user")
    payload = {
        "user": user,
        "kind": kind,
        "details": dict(details or {}),
        "proposal": proposal,
        "at": acts.text(now),
    }
    entry = acts.write(
        actor=actor,
        schema="user.changed/1",
        act=act,
        object=user,
        payload=payload,
        recorded_at=now,
        personal=personal,
    )
    UserAct.objects.create(
        entry=entry, user=user, kind=kind, details=dict(details or {}), proposal=proposal, at=now
    )


def write_person(*, actor: Actor, new: NewPerson, home: Agency) -> User:
    """Write a registration: the person cannot sign in yet, and may do nothing until somebody grants a role.

    Raises:
        Invalid: a field is wrong.
        Conflict: somebody signs in by that name already.
    """
    _check(new)
    if User.objects.filter(username=new.username).exists():
        words = _("Somebody signs in by this name already; choose another.")
        raise Conflict("accounts.person.taken", words, field="username")
    person = User(
        public_id=identifiers.new("U", secrets.token_bytes),
        username=new.username,
        name=new.name.strip(),
        email=new.email,
        language=new.language,
        home=home,
    )
    person.set_unusable_password()
    person.save(force_insert=True)
    write_act(
        actor=actor,
        user=person.public_id,
        kind="registered",
        details={"home": home.public_id, "language": new.language},
        personal={"username": new.username, "name": person.name, "email": new.email},
    )
    return person


@transaction.atomic
def register(*, actor: Actor, new: NewPerson, home: str) -> User:
    """Register a person at an agency.

    Raises:
        NotFound: the agency is not within the actor's reach.
        Invalid: a field is wrong.
        Conflict: somebody signs in by that name already.
    """
    require(actor, "accounts:person:manage")
    return write_person(actor=actor, new=new, home=agencies.managed_agency(actor, home))


def _managed(actor: Actor, user: str) -> User:
    record = people.person_for(actor, user)
    if record.public_id == actor.id:
        raise Forbidden(
            "accounts.person.yourself", _("Nobody does this to their own sign-in; ask another administrator.")
        )
    return record


@transaction.atomic
def invite(*, actor: Actor, user: str) -> str:
    """Make a one-time link by which a person chooses a password, on registration or when it is forgotten.

    Returns the link's secret part, shown once. Nobody learns the password; it stops working when used, after three days,
    or with the next sign-in.

    Raises:
        Refused: the person gives or decides rights, and has no second factor that would stop whoever took the link.
    """
    require(actor, "accounts:person:manage")
    person = _managed(actor, user)
    _keep_from_one_hand(person)
    write_act(actor=actor, user=user, kind="invited", details={})
    return _links.make_token(person)


def _keep_from_one_hand(person: User) -> None:
    """Raise where the link alone would make its maker an administrator or a security officer.

    With a second factor in place the link sets a password and opens nothing; to remove the factor takes two people.
    """
    if not settings.IFAR_SECOND_FACTOR_REQUIRED or has_second_factor(person):
        return
    if {role for role, _agency in people.held_pairs(person)} & stewards.KEPT.keys():
        words = _(
            "This person is an administrator or a security officer and has no second factor yet: whoever held the link could "
            "become them. Take the role back first, which takes two people; give it again once the second factor is set up."
        )
        raise Refused("accounts.invite.sensitive", words)


def has_second_factor(person: User) -> bool:
    """Whether a person has set up a second factor."""
    return bool(Authenticator.objects.filter(user=person, type__in=["totp", "webauthn"]).exists())


def person_of_link(user: str, secret: str) -> User:
    """The person whom a one-time link lets in.

    Raises:
        NotFound: the link is unknown, used up or too old; all answer alike.
    """
    person = User.objects.filter(public_id=user, is_active=True).first()
    if person is None or not _links.check_token(person, secret):
        raise NotFound(
            "accounts.link",
            _("This link was used already or is too old. Ask your administrator for a new one."),
        )
    return person


@transaction.atomic
def choose_password(*, user: str, secret: str, password: str) -> User:
    """Set the password of the person whom a one-time link lets in, and end their sessions.

    Raises:
        NotFound: the link does not work.
        Invalid: the password is too weak.
    """
    person = person_of_link(user, secret)
    set_password(person, password)
    return person


def set_password(person: User, password: str, *, must_change: bool = False) -> None:
    """Set a password that passes the rules; every session of the person ends.

    Raises:
        Invalid: the password is too weak.
    """
    try:
        validate_password(password, person)
    except ValidationError as error:
        reasons = [Reason("accounts.password", words, field="password") for words in error.messages]
        raise Invalid("accounts.password", reasons=reasons) from error
    person.set_password(password)
    person.must_change_password = must_change
    person.locked_until, person.failed_attempts = None, 0
    person.save(update_fields=["password", "must_change_password", "locked_until", "failed_attempts"])
    end_sessions(person)


def end_sessions(person: User) -> None:
    """Sign a person out everywhere."""
    for session in UserSession.objects.filter(user=person):
        session.end()


@transaction.atomic
def lock(*, actor: Actor, user: str, reason: str, understood: bool = False) -> None:
    """Stop a person at once: no sign-in, all sessions end. Their roles stay until two people take them.

    `understood` says that whoever locks knows how few administrators or security officers are left.

    Raises:
        Invalid: no reason.
        Refused: too few people would be left in a role without which nobody can give a role, and nobody said that they know it.
        Conflict: locked already.
    """
    require(actor, "accounts:person:manage")
    person = _managed(actor, user)
    if person.is_active:
        held = {role for role, _agency in people.held_pairs(person)}
        if held & stewards.KEPT.keys():
            acts.wait_for(acts.STEWARDS)
        left = people.holders_without(person, held & stewards.KEPT.keys())
        if reasons := stewards.objections(left, understood=understood, reversible=True):
            raise Refused("accounts.steward", _("Too few people would be left."), reasons=explained(reasons))
    _set_active(actor, user, False, reason)


@transaction.atomic
def unlock(*, actor: Actor, user: str, reason: str) -> None:
    """Let a person sign in again, also one whom failed attempts have closed out."""
    require(actor, "accounts:person:manage")
    _set_active(actor, user, True, reason)


def _set_active(actor: Actor, user: str, active: bool, reason: str) -> None:
    person = _managed(actor, user)
    if not reason.strip():
        raise Invalid("accounts.reason", _("Say why; it is kept in the log."), field="reason")
    if person.is_active == active and person.locked_until is None:
        raise Conflict("accounts.person.unchanged", _("It is so already."))
    person.is_active, person.locked_until, person.failed_attempts = active, None, 0
    person.save(update_fields=["is_active", "locked_until", "failed_attempts"])
    kind = "unlocked" if active else "locked"
    write_act(actor=actor, user=user, kind=kind, personal={"reason": reason.strip()})
    if not active:
        end_sessions(person)


@transaction.atomic
def propose_factor_reset(*, actor: Actor, user: str, reason: str) -> Proposal:
    """Ask that a person's second factors are removed, because they were lost; takes another person.

    Raises:
        NotFound: there is no such person within the actor's reach.
    """
    require(actor, "accounts:person:manage")
    person = _managed(actor, user)
    payload: dict[str, Any] = {"user": user, "kind": "factor_reset", "details": {}}
    return proposals.propose(
        actor=actor, act=FACTOR_RESET, object=person.public_id, payload=payload, reason=reason
    )


def execute_factor_reset(actor: Actor, proposal: Proposal) -> None:
    """Remove a person's second factors; at the next sign-in they set up a new one."""
    person = User.objects.get(public_id=proposal.object)
    payload = proposal.payload
    write_act(
        actor=actor,
        user=person.public_id,
        kind=payload["kind"],
        details=payload["details"],
        proposal=proposal.public_id,
    )
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person)


# --- what a person sets for themselves ---------------------------------------------------------------------------------
def switch_agency(*, actor: Actor, agency: str) -> None:
    """Act for another agency at which one holds a role.

    Raises:
        NotFound: the actor holds no role there.
    """
    person = _self(actor)
    place = next((holding for holding in actors.holdings(person.pk) if holding.agency == agency), None)
    if place is None:
        raise NotFound("accounts.agency.not_found")
    person.current_agency_id = place.agency_id
    person.save(update_fields=["current_agency"])


def set_language(*, actor: Actor, language: str) -> None:
    """Keep the language that a person works in.

    Raises:
        Invalid: this language is not installed.
    """
    person = _self(actor)
    if language not in dict(settings.LANGUAGES):
        raise Invalid("accounts.person.language", _("This language is not installed."), field="language")
    person.language = language
    person.save(update_fields=["language"])


def _self(actor: Actor) -> User:
    if actor.kind != "person":
        raise Forbidden("accounts.person.only", _("This is for people only."))
    return User.objects.get(public_id=actor.id)
