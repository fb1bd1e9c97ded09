"""Opening an account for a party at the counter, accepting the invitation, ending the account at once."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from ifar.accounts.models import Agency, User
from ifar.accounts.services import people
from ifar.accounts.services.people import NewPerson
from ifar.errors import Conflict, Invalid, NotFound, Refused
from ifar.identifiers import ALPHABET
from ifar.parties import selectors as parties
from ifar.parties.models import Party
from ifar.portal import code as codes
from ifar.portal import selectors
from ifar.portal.labels import invalid, words_of
from ifar.portal.models import ENDINGS, RELATIONS, Binding, BindingEnd, Invitation
from ifar.portal.services.writing import now, write
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

BIND: Final = "portal:account:bind"
_NAME_LENGTH: Final = 10
_SMALL: Final = ALPHABET.lower()


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account as an officer opens it.

    Attributes:
        party: public identifier of whom it stands for.
        relation: `self`, or `acts_for` where somebody else acts for the party.
        seen: the kind of document by which the officer knew the person, a code of the list `identity_document`.
        name: of the person who acts for the party; the party's own where it is its own account.
        username: of a holder's account that stands already, which is bound to one more party; a new account where empty.
        called: the name by which a new account signs in; one is drawn where empty.
    """

    party: str
    relation: str
    seen: str
    name: str = ""
    username: str = ""
    language: str = "en"
    called: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """An account that was opened: the binding, the sign-in, and, once only, the secret part of the link and the code."""

    binding: uuid.UUID
    user: User
    link: str = ""
    code: str = ""


def _hash_of_link(link: str) -> str:
    return hashlib.sha256(link.encode()).hexdigest()


def _hash_of_code(link: str, code: str) -> str:
    """Forty bits can be tried out by whoever holds the hash, so that the installation's key goes into it."""
    return salted_hmac("ifar.portal.invitation", f"{link} {code}", algorithm="sha256").hexdigest()


def _checked(actor: Actor, new: NewAccount) -> Party:
    if new.relation not in RELATIONS:
        raise invalid("portal.relation", "relation")
    if new.seen not in {choice.code for choice in reference.choices("identity_document")}:
        raise invalid("portal.seen", "seen")
    party = parties.parties_for(actor).filter(public_id=new.party).first()
    if party is None:
        raise NotFound("parties.party.not_found")
    if party.merged_into or party.status != "active" or party.compartment != "civilian" or not party.name:
        raise Refused("portal.party", words_of("portal.party"))
    if new.relation == "self":
        if party.kind != "person":
            raise invalid("portal.relation", "relation")
        _lock(party.public_id)
        if selectors.stands_for_self(party.public_id):
            raise Conflict("portal.self.there", words_of("portal.self.there"))
    elif not new.username and not new.name.strip():
        raise invalid("portal.name", "name")
    return party


def two_accounts(joined: str, survivor: str) -> Conflict | None:
    """What stands against joining two records of which each has an account of its own: one person would have two."""
    for party in sorted((joined, survivor)):
        _lock(party)
    if selectors.stands_for_self(joined) and selectors.stands_for_self(survivor):
        return Conflict("portal.self.two", words_of("portal.self.two"))
    return None


def _lock(party: str) -> None:
    """Have a party's accounts to oneself until the transaction ends: of two officers at once, the second one is told of the first's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(1767268728, hashtext(%s))", [party])


@transaction.atomic
def open_account(*, actor: Actor, new: NewAccount) -> Opened:
    """Open an account for a party whose person stands at the counter, or bind one that there is to one more party.

    Raises:
        NotFound: no such party for this actor, or no such account.
        Refused: the party died, was dissolved or joined, or is not civilian.
        Conflict: the person has an account already, or it stands for this party.
        Invalid: a field is wrong.
    """
    require(actor, BIND)
    party = _checked(actor, new)
    office = Agency.objects.get(public_id=actor.agency)
    if new.username:
        user = selectors.account_called(new.username.strip().lower())
        if user is None:
            raise invalid("portal.account.none", "username")
        standing = selectors.standing_of(user.public_id)
        if standing.filter(party=party.public_id).exists():
            raise Conflict("portal.bound", words_of("portal.bound"), field="username")
        if new.relation == "self" and standing.filter(relation="self").exists():
            raise Conflict("portal.self.other", words_of("portal.self.other"), field="username")
        return Opened(_bind(actor, user, party, new, office), user)
    name = (party.name or "") if new.relation == "self" else new.name.strip()
    username = new.called or "h-" + "".join(secrets.choice(_SMALL) for _ in range(_NAME_LENGTH))
    user = people.write_person(actor=actor, new=NewPerson(username, name, language=new.language), home=office)
    binding = _bind(actor, user, party, new, office)
    link, code = _invite(actor, user)
    return Opened(binding, user, link, code)


def _bind(actor: Actor, user: User, party: Party, new: NewAccount, office: Agency) -> uuid.UUID:
    at = now()
    values = {
        "user": user.public_id,
        "party": party.public_id,
        "relation": new.relation,
        "seen": new.seen,
    }
    entry = write(actor, "bound", user.public_id, {**values, "agency": office.public_id}, at)
    Binding.objects.create(entry=entry, **values, agency=office, officer=actor.id, at=at)
    return entry


def _invite(actor: Actor, user: User) -> tuple[str, str]:
    """The secret part of a link and the code that goes with it; both are known to nobody afterwards."""
    link, code, at = secrets.token_urlsafe(24), codes.new(secrets.token_bytes), now()
    people.write_act(actor=actor, user=user.public_id, kind="invited", details={})
    Invitation.objects.filter(user=user, used_at__isnull=True).update(used_at=at)
    Invitation.objects.create(
        user=user,
        link_hash=_hash_of_link(link),
        code_hash=_hash_of_code(link, code),
        expires_at=at + codes.GOOD_FOR,
    )
    return link, code


@transaction.atomic
def invite_again(*, actor: Actor, binding: uuid.UUID) -> Opened:
    """Make a new link and code for an account whose person has not chosen a password yet; the earlier ones work no more.

    Raises:
        NotFound: there is no such account for this actor.
        Conflict: it was ended, or accepted.
    """
    require(actor, BIND)
    record = selectors.binding_for(actor, binding)
    user = User.objects.get(public_id=record.user)
    if hasattr(record, "end"):
        raise Conflict("portal.ended", words_of("portal.ended"))
    if user.has_usable_password():
        raise Conflict("portal.accepted", words_of("portal.accepted"))
    link, code = _invite(actor, user)
    return Opened(record.entry, user, link, code)


def _void() -> NotFound:
    return NotFound("portal.invitation", words_of("portal.invitation"))


def invitation_of(link: str) -> Invitation:
    """The invitation that a link opens, while it is good.

    Raises:
        NotFound: unknown, used, too old, or tried too often; all answer alike.
    """
    invitation = Invitation.objects.select_related("user").filter(link_hash=_hash_of_link(link)).first()
    good = invitation is not None and invitation.used_at is None and invitation.tries < codes.TRIES
    if invitation is None or not good or invitation.expires_at <= now() or not invitation.user.is_active:
        raise _void()
    return invitation


def accept(*, link: str, code: str, password: str) -> User:
    """Choose the password of an account with the link that was sent and the code that was said.

    Not one transaction on purpose: a wrong try must stay counted.

    Raises:
        NotFound: the link does not work.
        Invalid: a wrong code, or a password that is too weak (a weak one costs no try).
    """
    invitation = invitation_of(link)
    # Counted before it is looked at, in one statement: many tries at once do not get more of them.
    counted = Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True, tries__lt=codes.TRIES)
    if not counted.update(tries=F("tries") + 1):
        raise _void()
    if not constant_time_compare(invitation.code_hash, _hash_of_code(link, codes.typed(code))):
        raise Invalid("portal.code", words_of("portal.code"), field="code")
    try:
        with transaction.atomic():
            if not Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True).update(used_at=now()):
                raise _void()
            people.set_password(invitation.user, password)
    except Invalid:
        Invitation.objects.filter(pk=invitation.pk).update(tries=F("tries") - 1)
        raise
    return invitation.user


@transaction.atomic
def end_account(*, actor: Actor, binding: uuid.UUID, ground: str) -> None:
    """End at once that an account stands for a party; one that stands for nobody any more is locked, and signed out everywhere.

    Raises:
        NotFound: there is no such account for this actor.
        Conflict: it was ended already.
        Invalid: no such ground.
    """
    require(actor, BIND)
    record = selectors.binding_for(actor, binding)
    if ground not in ENDINGS:
        raise invalid("portal.ending", "ground")
    if hasattr(record, "end"):
        raise Conflict("portal.ended", words_of("portal.ended"))
    at = now()
    payload = {"binding": str(record.entry), "ground": ground}
    entry = write(actor, "unbound", record.user, payload, at, previous=record.entry)
    BindingEnd.objects.create(entry=entry, binding=record, ground=ground, officer=actor.id, at=at)
    user = User.objects.get(public_id=record.user)
    people.end_sessions(user)
    if not selectors.standing_of(record.user).exists():
        user.is_active = False
        user.save(update_fields=["is_active"])
        people.write_act(actor=actor, user=record.user, kind="locked", personal={"reason": ground})


def sign_out_everywhere(*, actor: Actor) -> None:
    """End every session of the holder's own account."""
    require(actor, "portal:own:read")
    people.end_sessions(User.objects.get(public_id=actor.id))
