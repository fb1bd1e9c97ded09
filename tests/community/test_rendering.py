"""How posts become HTML: the library with everything off that could carry more than words."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from ifar.community import rendering
from tests.community.hostile import TEXTS

TAGS = {
    "p", "strong", "em", "s", "a", "span", "bdi", "br", "hr", "ul", "ol", "li", "blockquote", "pre", "code", "table", "thead", "tbody",
    "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"dir", "href", "rel", "class", "tabindex", "start"}


class Looked(HTMLParser):
    """What stands in a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "href":
                self.links.append(value or "")


def looked(html: str) -> Looked:
    result = Looked()
    result.feed(html)
    return result


def test_there_are_two_hundred_hostile_posts():
    assert len(TEXTS) >= 200
    assert len(set(TEXTS)) == len(TEXTS)


@pytest.mark.parametrize("text", TEXTS)
def test_a_hostile_post_is_words(text):
    result = looked(rendering.html(rendering.plain(text)))
    assert result.tags <= TAGS
    assert result.attributes <= ATTRIBUTES
    for link in result.links:
        assert link.lower().startswith(("http://", "https://", "mailto:")), link


def test_a_link_says_where_it_leads():
    html = rendering.html("[the ministry](https://mіnistry.example/login)")  # a Cyrillic і
    assert "(xn--" in html
    assert 'rel="noopener noreferrer nofollow ugc"' in html
    assert "[x](https://user:pass@example.org)" in rendering.html("[x](https://user:pass@example.org)")


def test_texts_go_in_their_own_direction_and_keep_their_order():
    assert rendering.html("- واحد\n- two").count('dir="auto"') == 3
    assert rendering.plain("abc\u202ecba\u2066x\u0000\u0007") == "abccbax"
    assert rendering.plain("Z\u0301\u0301\u0301\u0301\u0301\u0301") == "Z\u0301\u0301\u0301"


def test_a_mention_shows_the_name_that_the_member_shows():
    who = "S0123456789ABC"
    assert rendering.mentioned(f"@{who} and @{who}, `@SAAAAAAAAAAAAA`") == [who, "SAAAAAAAAAAAAA"]
    assert "@<bdi>&lt;b&gt;Ann</bdi>" in rendering.html(f"Ask @{who}.", {who: "<b>Ann"})
    assert "mention" not in rendering.html(f"`@{who}`")


def test_an_excerpt_is_plain_and_around_what_was_asked():
    text = "a " * 200 + "the **serial** number " + "b " * 200
    excerpt = rendering.excerpt(text, ["serial"])
    assert "serial" in excerpt
    assert "*" not in excerpt
    assert len(excerpt) < 220
