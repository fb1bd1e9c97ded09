"""How the fields of forms become HTML: as Django's own templates make them, without the templates.

Django renders a template for each `<input>`, and two more for each `<option>`: a form with a choice of countries takes a thousand. What Django
writes for the plain widgets is written here at once; whatever is not plain goes its way.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any, Final

from django import forms
from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString

_INPUTS: Final = frozenset(
    f"django/forms/widgets/{name}.html"
    for name in (
        "checkbox", "color", "date", "datetime", "email", "file", "hidden", "number", "password", "search", "tel", "text", "time", "url",
    )
)  # fmt: skip
_OPTION: Final = "django/forms/widgets/select_option.html"


class Renderer(DjangoTemplates):
    """Django's own, with a short way for what each page has."""

    def render(
        self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None
    ) -> str:
        """The HTML of a widget, or of whatever else a form renders."""
        if template_name in _INPUTS:
            return _input(context["widget"])
        if template_name == "django/forms/widgets/textarea.html":
            widget = context["widget"]
            if isinstance(widget["value"], str | None):
                return f'<textarea name="{_as_html(widget["name"])}"{_attributes(widget)}>\n{_as_html(widget["value"] or "")}</textarea>'
        if template_name == "django/forms/widgets/select.html" and _is_plain(context["widget"]):
            return _select(context["widget"])
        return super().render(template_name, dict(context), request)


class Select(forms.Select):
    """A choice of one, which may be of thousands: Django makes a group and a record of each before it writes it."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: Mapping[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """Its HTML, the same as `Renderer` writes."""
        pairs: list[tuple[Any, Any]] = list(self.choices)
        if not all(isinstance(label, str | Promise) for _value, label in pairs):
            return super().render(name, value, dict(attrs or {}), renderer)
        parts = [f'<select name="{_as_html(name)}"{_written(self.build_attrs(self.attrs, dict(attrs or {})))}>']  # fmt: skip
        chosen = set(self.format_value(value))
        for code, label in pairs:
            key = "" if code is None else str(code)
            mark = ""
            if key in chosen:
                mark, chosen = " selected", set()
            parts.append(f'\n  <option value="{_as_html(key)}"{mark}>{_as_html(label)}</option>\n')
        parts.append("\n</select>")
        return SafeString("".join(parts))


def _as_html(value: object) -> str:
    """A value as HTML holds it; what is safe stays as it is."""
    return str(value) if isinstance(value, SafeString) else escape(str(value))


def _attributes(widget: Mapping[str, Any]) -> str:
    return _written(widget["attrs"])


def _written(attributes: Mapping[str, Any]) -> str:
    return "".join(
        f" {_as_html(name)}" if value is True else f' {_as_html(name)}="{_as_html(value)}"'
        for name, value in attributes.items()
        if value is not False
    )


def _input(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    own = "" if value is None else f' value="{_as_html(value)}"'
    return SafeString(
        f'<input type="{_as_html(widget["type"])}" name="{_as_html(widget["name"])}"{own}{_attributes(widget)}>'
    )


def _is_plain(widget: Mapping[str, Any]) -> bool:
    """Whether every option of a choice is one of Django's, with words as its label: numbers are written as the language writes them."""
    return all(
        option["template_name"] == _OPTION and isinstance(option["label"], str | Promise)
        for _group, options, _index in widget["optgroups"]
        for option in options
    )


def _select(widget: Mapping[str, Any]) -> str:
    parts = [f'<select name="{_as_html(widget["name"])}"{_attributes(widget)}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{_as_html(group)}">')
        parts += (
            f'\n  <option value="{_as_html(option["value"])}"{_attributes(option)}>{_as_html(option["label"])}</option>\n'
            for option in options
        )
        if group:
            parts.append("\n  </optgroup>")
    parts.append("\n</select>")
    return SafeString("".join(parts))
