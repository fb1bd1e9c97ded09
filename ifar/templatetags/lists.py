"""Headings by which whoever reads a list sorts it."""

from __future__ import annotations

from django import template
from django.template.context import RequestContext
from django.template.defaulttags import querystring
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ifar.cursors import Page
from ifar.templatetags.pieces import icon

register = template.Library()


@register.simple_tag(takes_context=True)
def keep_sort(context: RequestContext) -> SafeString:
    """In the form of a list's filters: how the list is sorted now, so that filtering it does not change that."""
    found: Page[object] = context["found"]
    return (
        format_html('<input type="hidden" name="sort" value="{}">', found.sort)
        if found.sort
        else SafeString()
    )


@register.simple_block_tag(takes_context=True)
def heading(context: RequestContext, content: str, key: str, number: bool = False) -> SafeString:
    """A heading of a list that sorts it, by a link that turns the order when it is followed again: `{% heading "due_on" %}Deadline{% endheading %}`.

    Args:
        key: the column by which the list is sorted from here, of `sorts` of the page `found`; where that is empty, no heading sorts.
        number: whether the column holds numbers.
    """
    attributes = format_html(' class="{}"', "number") if number else SafeString()
    found: Page[object] = context["found"]
    if not found.sorts:
        return format_html('<th scope="col" role="columnheader"{}>{}</th>', attributes, SafeString(content))
    if key not in found.sorts:
        raise template.TemplateSyntaxError(f"No list is sorted by {key} here: {sorted(found.sorts)}.")
    sign: str = icon("arrows-sort")
    if key == found.sort.removeprefix("-"):
        is_turned = found.sort.startswith("-")
        attributes += format_html(' aria-sort="{}"', "descending" if is_turned else "ascending")
        sign = icon("arrow-down" if is_turned else "arrow-up")
    address = querystring(context, sort=f"-{key}" if found.sort == key else key, after=None, before=None)
    return format_html(
        '<th scope="col" role="columnheader"{}><a href="{}">{}{}</a></th>',
        attributes,
        address,
        SafeString(content),
        sign,
    )
