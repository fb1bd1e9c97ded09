"""Posts as pages show them: Markdown into harmless HTML, by markdown-it-py with everything switched off that could carry more than words.

No HTML of the author's passes; there are no pictures but attachments, no headings that would stand among the page's, no styles. A link goes
to `http`, `https` or `mailto` only, says in plain ASCII which host it leads to (so that look-alike letters deceive nobody), and tells that
host nothing of where the reader came from. Characters that turn the direction of writing, and heaps of accents, are taken out. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, MutableMapping, Sequence
from functools import cache, lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

LONGEST: Final = 20_000
SCHEMES: Final = ("http", "https", "mailto")
MENTION: Final = re.compile(r"@(S[0-9A-HJKMNP-TV-Z]{13})(?![0-9A-Za-z])")
"""How a post names a member; the page shows the name that the member shows the reader."""
MOST_MENTIONS: Final = 10
MOST_CELLS: Final = 800
"""So many strokes of tables are drawn as tables; a post with more of them is shown as it was typed, or its page would weigh a megabyte."""
_TURNS: Final = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff\U000e0000-\U000e007f]")
_MOST_ACCENTS: Final = 3
_BLOCKS: Final = frozenset(
    {"paragraph_open", "blockquote_open", "bullet_list_open", "ordered_list_open", "list_item_open"}
)
_BOXES: Final = frozenset({"th_open", "td_open"})


def plain(text: str) -> str:
    """What is kept of a text that somebody typed: no controls, nothing that turns the direction, at most a few accents on a letter."""
    results: list[str] = []
    accents = 0
    for character in _TURNS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")):
        kind = unicodedata.category(character)
        if kind == "Mn":
            accents += 1
            if accents > _MOST_ACCENTS:
                continue
        else:
            accents = 0
        if kind in ("Cc", "Cs", "Co", "Cn") and character not in "\n\t":
            continue
        results.append(character)
    return "".join(results).strip()


def mentioned(text: str) -> list[str]:
    """The members whom a text names, each once, in their order."""
    return list(dict.fromkeys(MENTION.findall(text)))


def unnamed(text: str, words: str, who: Collection[str] | None = None) -> str:
    """A text in which members who are named are not any more: those of `who`, or all."""
    return MENTION.sub(lambda match: words if who is None or match.group(1) in who else match.group(0), text)


_SYNTAX: Final = re.compile(r"([\\`*_\[\]<>#|~])")


def line_of(text: str) -> str:
    """A title or a name as one line of Markdown that is nothing but words, whatever stands in it."""
    return _SYNTAX.sub(r"\\\1", " ".join(plain(text).split()))


def quoted(text: str) -> str:
    """A text as a quotation in Markdown: nothing in it can pass for what stands around it."""
    return "\n".join(f"> {line}".rstrip() for line in plain(text).splitlines())


def host_of(address: str) -> str:
    """The host of an address in ASCII, as the network knows it; nothing where there is none that can be said."""
    try:
        host = urlsplit(address).hostname or ""
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return ""


def _is_harmless(address: str) -> bool:
    scheme, _, rest = address.partition(":")
    if scheme.strip().lower() not in SCHEMES or not rest or any(ord(character) < 33 for character in address):
        return False
    return scheme.lower() == "mailto" or ("@" not in urlsplit(address).netloc and bool(host_of(address)))


class _Renderer(RendererHTML):
    """The library's renderer; every text in its own direction, links that tell where they lead."""

    def link_open(
        self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]
    ) -> str:
        """A link that says nothing of the reader to where it leads."""
        address = str(tokens[idx].attrGet("href") or "")
        env.setdefault("hosts", []).append("" if address.lower().startswith("mailto:") else host_of(address))
        return f'<a href="{escapeHtml(address)}" rel="noopener noreferrer nofollow ugc">'

    def link_close(
        self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]
    ) -> str:
        """The host after the link."""
        host = env["hosts"].pop() if env.get("hosts") else ""
        return f'</a> <span class="link-host" dir="ltr">({escapeHtml(host)})</span>' if host else "</a>"

    def mention(self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]) -> str:
        """A member by the name that they show the reader."""
        name = escapeHtml(env.get("names", {}).get(tokens[idx].content, "")) or "…"
        return f'<span class="mention">@<bdi>{name}</bdi></span>'

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]) -> str:
        """Code without the class that its author names."""
        return f'<pre dir="ltr" tabindex="0"><code>{escapeHtml(tokens[idx].content)}</code></pre>\n'

    def code_block(
        self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]
    ) -> str:
        """The same for what is set in by four spaces."""
        return self.fence(tokens, idx, options, env)


def _ours(state: StateCore) -> None:
    """Directions on blocks, no styles on cells, mentions out of texts."""
    for token in state.tokens:
        if token.type in _BLOCKS or token.type in _BOXES:
            token.attrs = {"dir": "auto"}
        if token.type == "inline" and token.children:
            token.children = [part for child in token.children for part in _parts(child)]


def _parts(token: Token) -> list[Token]:
    if token.type != "text" or "@S" not in token.content:
        return [token]
    parts: list[Token] = []
    at = 0
    for match in MENTION.finditer(token.content):
        before = Token("text", "", 0, content=token.content[at : match.start()])
        parts += [before, Token("mention", "", 0, content=match.group(1))]
        at = match.end()
    return [*parts, Token("text", "", 0, content=token.content[at:])]


@cache
def _markdown(tables: bool = True) -> MarkdownIt:
    made = MarkdownIt(
        "commonmark",
        {"html": False, "breaks": True, "linkify": False, "maxNesting": 20},
        renderer_cls=_Renderer,
    )
    made.enable(["table", "strikethrough"] if tables else ["strikethrough"])
    made.disable(["image", "html_block", "html_inline", "heading", "lheading", "reference"])
    made.validateLink = _is_harmless  # type: ignore[method-assign, assignment]
    made.core.ruler.push("ours", _ours)
    return made


@lru_cache(maxsize=2048)
def _rendered(text: str, names: tuple[tuple[str, str], ...]) -> str:
    return str(_markdown(text.count("|") <= MOST_CELLS).render(text, {"names": dict(names)}))


def html(text: str, names: Mapping[str, str] | None = None) -> str:
    """The HTML of a post.

    Args:
        text: as it was typed.
        names: public identifier of a member -> the name that they show this reader, for those whom the text names.
    """
    wanted = mentioned(text)
    return _rendered(text, tuple((code, (names or {}).get(code, "")) for code in wanted))


def excerpt(text: str, around: Sequence[str] = (), length: int = 200) -> str:
    """Plain words out of a post, around the first of some terms, for a list of what was found."""
    words = re.sub(r"\]\([^()\n]{0,500}\)|[`*_\[\]]", "", MENTION.sub("", text))
    words = re.sub(r"[>#|]+", " ", words)
    words = " ".join(words.split())
    low = words.casefold()
    at = min((place for term in around if (place := low.find(term.casefold())) >= 0), default=0)
    start = max(0, at - length // 3)
    cut = words[start : start + length]
    return ("… " if start else "") + cut + (" …" if start + length < len(words) else "")
