"""The page that asks for what opens a record: one form, one act, and then the page to which it leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ifar.acts.forms import ActForm, submitted


def asked(
    request: HttpRequest,
    form: ActForm,
    do: Callable[[Any], Any],
    *,
    title: Any,
    button: Any,
    back: str,
    said: Any = "",
    done: Any = "",
) -> HttpResponse:
    """The page of a form of an input.

    Args:
        do: does what was said; gives the address to which it leads, where that is not `back`.
        said: a line below the title.
        done: what is told afterwards.
    """
    there = submitted(form, do)
    if form.is_bound and not form.errors:
        messages.success(request, str(done) or _("It is recorded: %(what)s.") % {"what": title})
        return redirect(there or back)
    context = {"form": form, "title": title, "button": button, "back": back, "said": said}
    return render(request, "programme/form.html", context, status=422 if form.is_bound else 200)
