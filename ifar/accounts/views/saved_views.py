"""Removing saved views; they are saved at the address of their own list (`list_files.py`)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ifar.accounts.services import saved_views
from ifar.form_errors import actor_of, back_to


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Remove a saved view, and show the list again."""
    saved_views.remove(actor=actor_of(request), view=request.POST.get("view", ""))
    messages.success(request, _("The view is removed."))
    return back_to(request, "home")
