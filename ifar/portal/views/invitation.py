"""Accepting an invitation: the link that was sent, the code that was said, and a password."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ifar.accounts import attempts
from ifar.errors import IfarError, NotFound
from ifar.form_errors import at_fields
from ifar.portal.services import accounts

RATE: Final = "20/m/key,200/d/key"
"""How often one address may open or answer invitations."""


class InvitationForm(forms.Form):
    """The code from the counter, and the password that is chosen."""

    code = forms.CharField(
        label=lazy("Code from the counter"),
        max_length=20,
        help_text=lazy("Eight letters and digits, on the paper that you were given."),
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=lazy("New password"),
        max_length=200,
        help_text=lazy("At least twelve characters; a sentence is easy to remember and hard to guess."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=lazy("The same again"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        cleaned_data = self.cleaned_data
        if (
            cleaned_data.get("password")
            and cleaned_data.get("again")
            and cleaned_data["password"] != cleaned_data["again"]
        ):
            self.add_error("again", _("The two passwords are not the same."))
        return cleaned_data


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, link: str) -> HttpResponse:
    """Choose a password; opening the link uses nothing up, so that a preview of a message does no harm."""
    attempts.count(request, "portal_invitation", RATE)
    invitation = accounts.invitation_of(link)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cleaned_data = form.cleaned_data
        try:
            accounts.accept(link=link, code=cleaned_data["code"], password=cleaned_data["password"])
        except NotFound:
            raise
        except IfarError as error:
            at_fields(form, error)
        else:
            messages.success(
                request,
                _("Your account is ready. Sign in with the name %(name)s.")
                % {"name": invitation.user.username},
            )
            return redirect("account_login")
    context = {"form": form, "username": invitation.user.username}
    return render(request, "portal/invitation.html", context, status=422 if form.is_bound else 200)
