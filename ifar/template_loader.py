"""Loads templates so that what is the same for all who read a language is rendered once in a process.

Half of a page is labels, icons, addresses without arguments and the text between them. Neighbours among them become one node, which keeps what it rendered.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.template import Node, NodeList, Template
from django.template.base import FilterExpression, TextNode, TokenType
from django.template.context import Context
from django.template.defaulttags import IfNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix, get_urlconf
from django.utils.translation import get_language

from ifar.templatetags.once import Once
from ifar.templatetags.pieces import colon, icon

PURE: Final = frozenset({icon, colon})
"""Tags that read nothing but the language and what they are given."""


class Same(Node):
    """Nodes that see nothing of the page around them."""

    child_nodelists = ()

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = NodeList(nodes)
        self.token, self.origin = nodes[0].token, nodes[0].origin
        self._rendered: dict[Any, str] = {}
        self._leads = any(isinstance(node, URLNode | Once) for node in nodes)

    def render(self, context: Context) -> str:
        """What was rendered in this language before, or renders it."""
        key: Any = get_language()
        if self._leads:
            key = (key, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
        page = self._rendered.get(key)
        if page is None:
            own = Context(autoescape=context.autoescape)
            own.template = context.template
            page = self._rendered[key] = self.nodes.render(own)
        return page


def is_same_for_all(node: Node) -> bool:
    """Whether a node renders alike on every page in a language, and leaves nothing to the nodes after it."""
    match node:
        case TextNode():
            return True
        case TranslateNode():
            return not (node.asvar or node.filter_expression.filters or node.message_context) and isinstance(
                node.filter_expression.var.literal, str
            )
        case BlockTranslateNode():
            return not (node.extra_context or node.plural or node.asvar or node.message_context) and all(
                token.token_type == TokenType.TEXT for token in node.singular
            )
        case URLNode() | SimpleNode():
            given = [*node.args, *node.kwargs.values()]
            kept = node.asvar if isinstance(node, URLNode) else node.target_var
            known = [node.view_name] if isinstance(node, URLNode) else []
            return (
                not kept
                and (isinstance(node, URLNode) or node.func in PURE)
                and all(map(_is_written, given + known))
            )
        case StaticNode():
            return node.varname is None and _is_written(node.path)
        case Once():
            return not node.given
    return False


def _is_written(filter_expression: FilterExpression) -> bool:
    """Whether a value stands in the template itself."""
    return not filter_expression.is_var and not filter_expression.filters


def joined(nodes: NodeList) -> NodeList:
    """The same nodes, neighbours that are the same for all joined; inside the others too."""
    node_list: NodeList = type(nodes)()
    run: list[Node] = []

    def end() -> None:
        if any(not isinstance(item, TextNode) for item in run):
            node_list.append(Same(list(run)))
        else:
            node_list.extend(run)
        run.clear()

    for node in nodes:
        if is_same_for_all(node):
            run.append(node)
            continue
        end()
        _join_within(node)
        node_list.append(node)
    end()
    node_list.contains_nontext = nodes.contains_nontext
    return node_list


def _join_within(node: Node) -> None:
    if isinstance(node, IfNode):
        node.conditions_nodelists = [(asked, joined(nodes)) for asked, nodes in node.conditions_nodelists]
        return
    for name in node.child_nodelists:
        nodes = getattr(node, name, None)
        if isinstance(nodes, NodeList):
            setattr(node, name, joined(nodes))


class Loader(cached.Loader):
    """Django's loader that keeps templates, with the parts that are the same for all joined."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """Load a template, or take the one that was loaded before.

        Raises:
            TemplateDoesNotExist: there is none of that name.
        """
        is_new = self.cache_key(template_name, skip) not in self.get_template_cache
        template = super().get_template(template_name, skip)
        if is_new:
            template.nodelist = joined(template.nodelist)
        return template
