"""The cast stands where the tests think it does."""

from tests import cast


def test_cast_holds_its_roles(db):
    for name, part in cast.PARTS.items():
        actor = cast.actor(name)
        assert actor.roles == ({part.role} if part.role else set())
        assert bool(actor.purpose) == bool(part.purpose)


def test_fixtures_are_the_cast(alice, judy, nobody):
    assert alice.agency_kind == "licensing_authority"
    assert judy.compartments == {"civilian", "police", "courts", "defence"}
    assert not nobody.is_somebody
