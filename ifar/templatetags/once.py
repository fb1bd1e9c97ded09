"""Parts of pages that are the same for all who read a language: rendered once in a process."""

from __future__ import annotations

from typing import Any, Final

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.template.loader_tags import BlockNode
from django.urls import get_script_prefix, get_urlconf
from django.utils.translation import get_language

register = template.Library()

MOST: Final = 500
"""How many renderings of one part are kept; what a part is given is therefore nothing that people type."""


class Once(template.Node):
    """A part of a page that sees nothing but the language and what it is given by name: no request, no person, no purpose."""

    def __init__(self, nodelist: NodeList, given: dict[str, FilterExpression]) -> None:
        self.nodelist, self.given = nodelist, given
        self._rendered: dict[Any, str] = {}

    def render(self, context: Context) -> str:
        """What was rendered for the same before, or renders it, out of reach of the page's own context."""
        values = {name: filter_expression.resolve(context) for name, filter_expression in self.given.items()}
        # A text that is safe is equal to the same one that is not, and is written otherwise.
        key = (
            get_language(),
            get_urlconf(),
            get_script_prefix(),
            *((type(value), value) for value in values.values()),
        )
        page = self._rendered.get(key)
        if page is None:
            own = Context(values, autoescape=context.autoescape)
            own.template = context.template
            page = self.nodelist.render(own)
            if len(self._rendered) >= MOST:
                self._rendered.clear()
            self._rendered[key] = page
        return page


@register.tag
def once(parser: Parser, token: Token) -> Once:
    """Render a part once for each language and each of the values that it is given: `{% once url=frame.help_url %}…{% endonce %}`."""
    name, *words = token.split_contents()
    given = token_kwargs(words, parser)
    if words:
        raise template.TemplateSyntaxError(f"{name} takes names with values, and nothing else: {words}")
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError(f"A block in {name} would be that of whichever page came first.")
    return Once(nodelist, given)
