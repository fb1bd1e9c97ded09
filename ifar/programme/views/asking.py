"""The page that asks for what opens a record: one form, one act, and then the page to which it leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ifar.acts.forms import ActForm, buttons_of, submitted


def form_page(
    request: HttpRequest,
    form: ActForm,
    do: Callable[[Any], Any],
    *,
    title: Any,
    button: Any = "",
    back: str,
    said: Any = "",
    done: Any = "",
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The page of a form of an input.

    Args:
        do: does what was said; gives the address to which it leads, where that is not `back`.
        done: what is told afterwards.
        button, said, more: as for `shown`.
    """
    there = submitted(form, do)
    if form.is_bound and not form.errors:
        messages.success(request, str(done) or _("It is recorded: %(what)s.") % {"what": title})
        return redirect(there or back)
    return shown(request, form, title=title, button=button, back=back, said=said, more=more)


def shown(
    request: HttpRequest,
    form: ActForm,
    *,
    title: Any,
    button: Any = "",
    back: str,
    said: Any = "",
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The form, empty or with what is wrong at its fields.

    Args:
        button: words of the button, where the input has none of its own.
        said: a line below the title.
        more: what else the page shows (`programme/form.html`).
    """
    context = {
        "form": form,
        "title": title,
        "buttons": buttons_of(form.input_type) or [("", "", button)],
        "back": back,
        "said": said,
        **(more or {}),
    }
    return render(request, "programme/form.html", context, status=422 if form.is_bound else 200)
