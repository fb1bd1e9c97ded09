"""The acts on memberships of the community. Pure."""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Another, Condition, Filled, Listed, Same, stays, to
from ifar.community import audiences, vetting

_RULES: Final = "Rules of the community"
_NOT_ONESELF: Final = Another(code="community.member.self", than="user")
_THEMSELVES: Final = Same(code="community.member.own", as_column="user")
_BY_MEMBERS: Final = Condition("ground", ("members",))

MEMBER: Final = (
    Act(
        "member",
        "nominated",
        to("nominated", "", "refused", "left"),
        ("organisation", "country", "ground", "expertise", "languages"),
        opening=("user",),
        stamps={"nominated_by": "actor"},
        clears=("seconded_by", "code", "identity", "employer", "programs"),
        guards=(
            _NOT_ONESELF,
            Listed(code="community.member.ground", column="ground", values=vetting.GROUNDS),
        ),
        hears=audiences.NOMINEE,
    ),
    Act(
        "member",
        "seconded",
        stays("nominated"),
        stamps={"seconded_by": "actor"},
        guards=(
            Listed(code="community.member.seconding", column="ground", values=("members",)),
            Another(code="community.member.seconding", than="user"),
            Another(code="community.member.seconding", than="nominated_by"),
        ),
        hears=audiences.IN_VETTING,
    ),
    Act(
        "member",
        "code_accepted",
        stays("nominated", "checked", "active"),
        ("code",),
        guards=(_THEMSELVES,),
        hears=audiences.NOMINATOR,
    ),
    Act(
        "member",
        "checked",
        to("checked", "nominated", "checked"),
        ("identity", "employer"),
        guards=(
            _NOT_ONESELF,
            Listed(
                code="community.member.check", column="identity", values=vetting.IDENTITY, field="identity"
            ),
            Listed(
                code="community.member.check", column="employer", values=vetting.EMPLOYER, field="employer"
            ),
        ),
        hears=audiences.IN_VETTING,
    ),
    Act(
        "member",
        "admitted",
        to("active", "checked"),
        ("valid_until",),
        people=2,
        article=_RULES,
        guards=(
            _NOT_ONESELF,
            Filled(code="community.member.second", column="seconded_by", when=(_BY_MEMBERS,)),
            Filled(code="community.member.code", column="code"),
        ),
        hears=audiences.MEMBER,
    ),
    Act(
        "member",
        "refused",
        to("refused", "nominated", "checked"),
        people=2,
        article=_RULES,
        guards=(_NOT_ONESELF,),
        hears=audiences.MEMBER,
    ),
    Act(
        "member",
        "renewed",
        stays("active"),
        ("valid_until",),
        people=2,
        article=_RULES,
        guards=(_NOT_ONESELF,),
        hears=audiences.MEMBER,
    ),
    Act(
        "member",
        "suspended",
        to("suspended", "active"),
        guards=(_NOT_ONESELF,),
        hears=audiences.MEMBER,
    ),
    Act(
        "member",
        "reinstated",
        to("active", "suspended"),
        ("valid_until",),
        people=2,
        article=_RULES,
        guards=(_NOT_ONESELF,),
        hears=audiences.MEMBER,
    ),
    Act(
        "member",
        "left",
        to("left", "nominated", "checked", "active", "suspended"),
        clears=("programs",),
        hears=audiences.MEMBER,
    ),
    Act(
        "member",
        "described",
        stays("nominated", "checked", "active"),
        ("expertise", "languages"),
        guards=(_THEMSELVES,),
        hears=audiences.OWN,
    ),
    Act(
        "member",
        "programs_set",
        stays("active"),
        ("programs",),
        guards=(_THEMSELVES,),
        hears=audiences.OWN,
    ),
)
"""Nobody vets, admits or suspends themselves; what a person says of themselves nobody else says. An earlier nomination leaves nothing to the next."""
