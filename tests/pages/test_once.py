"""What pages render once for all: it depends on the language and on what it is given, and on nobody who reads."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django import forms, template
from django.conf import settings
from django.forms.renderers import DjangoTemplates
from django.template import Context, Engine, TemplateSyntaxError
from django.template.backends.django import DjangoTemplates as DjangoBackend
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, gettext_lazy

from ifar.form_renderer import Renderer, Select
from ifar.template_loader import Same
from tests import cast

_LIBRARIES = {
    "once": "ifar.templatetags.once",
    "i18n": "django.templatetags.i18n",
}


def _page(text, **templates):
    loaders = [("django.template.loaders.locmem.Loader", {"page": text, **templates})]
    return Engine(libraries=_LIBRARIES, loaders=loaders).get_template("page")


def _said(page, **context):
    return page.render(Context(context))


def test_w24_what_is_rendered_once_sees_nothing_of_the_page_around_it():
    page = _page("{% load once %}{{ who }}:{% once %}[{{ who }}{{ request }}{{ csrf_token }}]{% endonce %}")
    for who in ("alice", "bob"):
        assert _said(page, who=who, request="r", csrf_token="t") == f"{who}:[]"
    parts = _page("{% load once %}{% once %}{% include 'part' %}{% endonce %}", part="[{{ who }}]")
    assert _said(parts, who="alice") == "[]"


def test_w24_what_it_is_given_and_the_language_make_it_another():
    page = _page(
        "{% load once i18n %}{% once who=who %}{{ who }} {% get_current_language as code %}{{ code }}{% get_current_language_bidi as bidi %}"
        "{{ bidi }}{% endonce %}"
    )
    for code, bidi in (("en", False), ("ar", True), ("en", False)):
        with translation.override(code):
            for who in ("<b>", mark_safe("<b>"), "bob", 1, True):
                shown = who if who != "<b>" or hasattr(who, "__html__") else "&lt;b&gt;"
                assert _said(page, who=who) == f"{shown} {code}{bidi}"


def test_w24_a_block_is_no_part_of_it():
    with pytest.raises(TemplateSyntaxError):
        _page("{% load once %}{% once %}{% block one %}{% endblock %}{% endonce %}")
    with pytest.raises(TemplateSyntaxError):
        _page("{% load once %}{% once frame.menu %}{% endonce %}")


def _every_template():
    [folder] = settings.TEMPLATES[0]["DIRS"]
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.html"))


def test_w24_templates_say_the_same_when_what_is_alike_for_all_is_joined():
    """Every template of the product, as Django loads it and as ours does, in two languages one after the other."""
    options = {key: value for key, value in settings.TEMPLATES[0]["OPTIONS"].items() if key != "loaders"}
    plain = DjangoBackend(
        {"NAME": "plain", "DIRS": settings.TEMPLATES[0]["DIRS"], "APP_DIRS": True, "OPTIONS": options}
    )
    ours, number, joined = template.engines["django"], 0, 0

    def said(engine, name):
        given = {
            "results": [{"title": "<&", "office": 1}],
            "asked": True,
            "form": Every(),
            "rows": [1],
            "csrf_token": "t",
        }
        try:
            return engine.get_template(name).template.render(Context(given))
        except Exception as error:  # most need more than is given here: they must miss the same
            return f"{type(error).__name__} {error}"

    for name in _every_template():
        number += 1
        joined += bool(ours.get_template(name).template.nodelist.get_nodes_by_type(Same))
        for code in ("en", "ar"):
            with translation.override(code):
                assert said(ours, name) == said(plain, name), (name, code)
    assert number > 200
    assert joined > 150


def test_w24_what_is_kept_for_one_language_is_not_said_in_another_and_assigns_nothing():
    page = Engine(
        libraries=_LIBRARIES | {"pieces": "ifar.templatetags.pieces"},
        loaders=[
            (
                "ifar.template_loader.Loader",
                [("django.template.loaders.locmem.Loader", {"page": _MIXED})],
            )
        ],
    ).get_template("page")
    words = set()
    for code, who in (("en", "Bob"), ("ar", "<i>"), ("fr", "Al"), ("en", "x")):
        with translation.override(code):
            result, word = _said(page, who=who), gettext("Search")
            words.add(word)
            assert result.count(word) == 3
            assert f"[{escape(who)}]{word}" in result
    assert len(words) == 3
    assert len(page.nodelist.get_nodes_by_type(Same)) == 2


_MIXED = """{% load i18n pieces %}{% translate "Search" as kept %}<b>{% translate "Search" %} {% icon "search" %}</b>[{{ who }}]{{ kept }}
{% if who %}{% translate "Search" %}{% endif %}"""


def _frame(text):
    """A page without what is drawn by lot or told by the clock."""
    text = re.sub(r"(csrfmiddlewaretoken\" value=\"|X-CSRFToken\": \")[^\"]+", r"\1", text)
    return re.sub(r"\d\d:\d\d", "", text)


def test_w24_whoever_reads_a_page_first_the_others_see_their_own(signed_in):
    """One after the other in one process: each page is that which the same person sees who comes first."""
    names = ("alice", "laura", "ken")
    browsers = {name: signed_in(name) for name in names}

    def seen(name, code):
        return _frame(browsers[name].get("/help/", headers={"Accept-Language": code}).content.decode())

    def forgotten():
        from django.template import engines

        for loader in engines["django"].engine.template_loaders:
            loader.reset()

    first = {}
    for name in names:
        for code in ("en", "ar"):
            forgotten()
            first[name, code] = seen(name, code)
    again = {key: seen(*key) for key in reversed(first)}
    assert again == first
    for name in names:
        actor = cast.actor(name)
        for code in ("en", "ar"):
            assert actor.name in first[name, code]
            assert 'dir="rtl"' in first[name, code] if code == "ar" else 'dir="ltr"' in first[name, code]
            for other in names:
                assert other == name or cast.actor(other).name not in first[name, code]
    assert "/search/" in first["alice", "en"]
    assert len({re.findall(r'class="area" href="[^"]+"', text).__str__() for text in first.values()}) > 2


class Every(forms.Form):
    """Each plain widget, with what may stand in one."""

    required_css_class = "needed"
    text = forms.CharField(
        max_length=20, widget=forms.TextInput(attrs={"data-x": "a\"b<c>'&", "hidden": True, "off": False})
    )
    number = forms.IntegerField(min_value=0, max_value=4000)
    money = forms.DecimalField(decimal_places=2)
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    email = forms.EmailField()
    word = forms.CharField(widget=forms.PasswordInput)
    said = forms.CharField(widget=forms.Textarea(attrs={"rows": 3, "title": gettext_lazy("Search")}))
    yes = forms.BooleanField(required=False)
    file = forms.FileField(required=False)
    one = forms.ChoiceField(
        choices=[
            ("", "–"),
            ("a&b", gettext_lazy("Search")),
            ("Group <1>", [(3, mark_safe("<i>x</i>")), ("4", "four & more")]),
        ]
    )
    flat = forms.ChoiceField(
        choices=[
            ("", "–"),
            (None, "<"),
            (3, mark_safe("<i>x</i>")),
            ("3", "twice"),
            ("a&b", gettext_lazy("Search")),
        ],
        widget=forms.Select(attrs={"data-x": "<&"}),
    )
    some = forms.MultipleChoiceField(choices=[("1", "one"), ("2", "two")])
    count = forms.TypedChoiceField(choices=[(1000, 1000), (2, 2)])
    hidden = forms.CharField(widget=forms.HiddenInput)
    radio = forms.ChoiceField(choices=[("1", "one")], widget=forms.RadioSelect)


@pytest.mark.parametrize("code", ["en", "ar", "fr"])
def test_w24_fields_are_what_django_makes_of_them(code):
    values = {
        "text": "<&\"'>", "number": "1234", "money": "1234.50", "day": "2026-02-30", "email": "a@b", "said": "\n<b>&", "yes": "on", "one": "3",
        "some": ["2"], "count": "1000", "hidden": "ä\"", "radio": "1", "flat": "a&b",
    }  # fmt: skip
    initial = {
        "number": 1234,
        "money": 1234.5,
        "day": dt.date(2026, 2, 3),
        "said": "",
        "some": ["1"],
        "text": gettext_lazy("Search"),
        "count": 2,
        "flat": 3,
    }
    with translation.override(code):
        for arguments in ({}, {"data": values}, {"data": {}}, {"initial": initial}):
            ours = Every(**arguments, renderer=Renderer())
            theirs = Every(**arguments, renderer=DjangoTemplates())
            for name in ("one", "flat", "count"):
                field = ours.fields[name]
                field.widget = Select(attrs=field.widget.attrs, choices=field.choices)
                field.widget.is_required = field.required
            for name in ours.fields:
                assert str(ours[name]) == str(theirs[name]), name
