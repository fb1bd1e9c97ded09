from ifar.reference import selectors


def test_resolver(db):
    r = selectors.resolver()
    assert r.resolve_make("Berreta").code == "beretta"
