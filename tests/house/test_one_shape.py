"""One shape of acts: what is posted is an offered act, or says its input; what does neither stands here by name with its reason, and no third shape comes in.

An act that the house offers beside its service (`Offers`) has its page and its operation made by `ifar/acts/edges.py`. What opens a record has a
view and an operation of its own, and one input (`form_of`, a body that is an `Input`). Everything else is in one of the lists below.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType
from typing import Any, Final

import pytest
from django import forms
from django.urls import URLPattern, URLResolver, get_resolver

from ifar.accounts import key_forms
from ifar.accounts.views import exports
from ifar.acts.forms import ActForm
from ifar.acts.inputs import Input
from ifar.acts.offers import Offers
from ifar.api import WRITES, api
from ifar.files import uploads


def routes(patterns: list[Any], names: tuple[str, ...] = ()) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The name and the view of each page."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "api":
            yield from routes(
                pattern.url_patterns, (*names, pattern.namespace) if pattern.namespace else names
            )
        elif isinstance(pattern, URLPattern):
            yield ":".join((*names, pattern.name or "?")), pattern.callback


def closed_over(view: Callable[..., Any]) -> Iterator[tuple[str, Any]]:
    """What a view and the views that it wraps keep, by name."""
    for name, cell in zip(view.__code__.co_freevars, view.__closure__ or (), strict=True):  # type: ignore[attr-defined]
        yield name, cell.cell_contents
        if isinstance(cell.cell_contents, FunctionType):
            yield from closed_over(cell.cell_contents)


def reached(
    view: FunctionType, function_types: set[FunctionType] | None = None, deep: int = 4
) -> set[FunctionType]:
    """A function and those of the house that it calls, as far as they decide about what was posted."""
    function_types = {view} if function_types is None else function_types
    names = named_in(view)
    for name in names:
        item = view.__globals__.get(name)
        inside = [item]
        if isinstance(item, ModuleType) and item.__name__.startswith("ifar."):
            inside = [vars(item).get(attribute) for attribute in names]
        for other in map(inspect.unwrap, filter(inspect.isfunction, inside)):
            is_view = ".views" in other.__module__ or "form_of" in other.__globals__
            if deep and is_view and other not in function_types:
                function_types.add(other)
                reached(other, function_types, deep - 1)
    return function_types


def named_in(function_type: FunctionType) -> set[str]:
    """Every name of which a function speaks, those inside it too."""
    codes, names = [function_type.__code__], set[str]()
    while codes:
        code = codes.pop()
        codes += [inner for inner in code.co_consts if inspect.iscode(inner)]
        names |= {*code.co_names}
    return names


def shape_of(view: Callable[..., Any]) -> str:
    """How a page takes what is posted: `offers`, `input`, `hand`, or `button`, with which nothing is said; empty where it takes nothing, `any` where
    it does not tell."""
    kept = list(closed_over(view))
    if any(isinstance(item, Offers) for _name, item in kept):
        return "offers"
    methods = next((item for name, item in kept if name == "request_method_list"), None)
    if methods is None:
        return "any"
    if not WRITES & set(methods):
        return ""
    own = inspect.unwrap(view)
    called = reached(own)
    if any(function_type.__name__ == "form_of" for function_type in called):
        reads = any(
            "POST" in named_in(function_type)
            for function_type in called
            if function_type.__module__ == own.__module__
        )
        return "hand" if reads else "input"
    return "hand" if any(map(takes, called)) else "button"


def takes(function_type: FunctionType) -> bool:
    """Whether a function reads what was posted: itself, by a form of Django, by something of the views, or as a file."""
    names = named_in(function_type)
    used = [function_type.__globals__.get(name) for name in names]
    return (
        any(name in ("POST", "FILES") or name.endswith("Form") for name in names)
        or any(inspect.isclass(it) and ".views" in it.__module__ for it in used)
        or any(it in (uploads, exports) for it in used)
    )


BY_HAND: Final[dict[str, tuple[str, ...]]] = {
    "what a person does with their own session, notices, drafts and saved views: nobody answers for it": (
        "accounts:act_for", "accounts:draft", "accounts:draft_drop", "accounts:first", "accounts:notice_done",
        "accounts:notices_read", "accounts:notices_undo", "accounts:purpose", "accounts:view_remove", "mine:invitation", "set_language",
    ),
    "a question, which changes nothing": (
        "bulk:count", "community:readers", "documents:verify", "documents:verify_number", "ledger:verify", "registry:roadside", "returns:count",
    ),
    "a list or a record leaves as a file; the reason is asked for by `exports`": (
        "books:balance_workbook", "books:export", "bulk:report", "licensing:batch_pdf", "recoveries:export_csv", "recoveries:export_xlsx", "registry:import_report_csv",
        "registry:import_report_xlsx", "registry:list_csv", "registry:list_xlsx", "tracing:original",
    ),
    "a file is brought, or a picture": (
        "hotspots:source", "mine:send", "oversight:open_report", "oversight:reseal_reports", "recoveries:photograph", "recoveries:photographs", "registry:import", "registry:imports",
        "registry:quarantine_row", "returns:receipt", "returns:received", "tracing:files", "trade:new_paper", "trade:prove_delivery",
        "own_trade:hand_in", "own_trade:proof",
    ),
    "a file of a finance system or of another organisation is brought, tried, and taken over or given up": (
        "programme:extract_mapping", "programme:extract_trial", "programme:feed", "programme:others_files", "programme:others_trial",
    ),
    "the registry's own events, with a form for each kind": ("registry:enter", "registry:record"),
    "its form is an input's; besides, the page reads which button was pressed, or what was carried along": (
        "bulk:new", "cashier:pay", "cashier:waive", "custody:count", "custody:destroyed", "hotspots:confirm", "parties:compare", "placement:move",
        "parties:new", "recoveries:enter", "recoveries:mend", "recoveries:new", "recoveries:person", "tracing:answer",
        "tracing:held", "tracing:link", "tracing:new_notice", "trade:border",
    ),
}  # fmt: skip
"""Why a page takes what is posted by its own hand, and which."""
BY_HAND_OVER_HTTP: Final[dict[str, tuple[str, ...]]] = {
    "what a person does with their own session and notices": ("state_purpose", "switch_agency"),
    "a question, which changes nothing": ("help_trace", "identify_firearm", "read_scan", "search_marks", "verify_paper"),
    "a file or a picture is brought, or a file leaves": (
        "keep_delivery_proof", "keep_my_delivery_proof", "keep_my_transfer_paper", "keep_transfer_paper", "receive_package", "take_likeness",
    ),
    "a file of a finance system or of another organisation is brought, tried and taken over": (
        "programme_try_extract", "programme_try_others_file",
    ),
    "the registry's own events, with a body for each kind": ("propose_event", "record_event", "register_firearm"),
}  # fmt: skip
"""The same of operations."""
FORMS_BY_HAND: Final = {
    "they narrow a list or ask something, and change nothing": (
        "documents.views.QuestionForm", "recoveries.views.forms.FilterForm", "registry.alerts.views.saved_searches.AskedForm",
        "registry.views.identify.SeenForm", "registry.views.search.Narrowing",
    ),
    "signing in, and the purpose of one's own session": (
        "accounts.views.oneself.PurposeForm",
        "accounts.key_forms.AddKeyForm", "accounts.key_forms.AgainForm", "accounts.key_forms.EditKeyForm", "accounts.key_forms.PasskeyForm",
        "accounts.key_forms.SecondFactorForm", "accounts.key_forms._Answered", "accounts.views.oneself.PasswordForm",
        "portal.views.invitation.InvitationForm",
    ),
    "the registry's own events": (
        "registry.views.details.DetailsForm", "registry.views.event_forms.CircumstancesForm", "registry.views.event_forms.IdentityForm",
        "registry.views.event_forms.MarkForm", "registry.views.event_forms.PartForm", "registry.views.event_forms.ProposalForm",
    ),
    "its fields are the headings of the file that was brought": ("programme.fund.views.extracts.MappingForm",),
    "it shows how forms look": ("style_guide.SampleForm",),
}  # fmt: skip
"""Why a form is Django's and not that of an input, and which."""


def allowed(listed: dict[str, tuple[str, ...]]) -> set[str]:
    return {name for names in listed.values() for name in names}


def pages_by_hand() -> set[str]:
    """The pages of the house that take what is posted by their own hand."""
    of_house = [
        (name, view)
        for name, view in routes(get_resolver().url_patterns)
        if inspect.unwrap(view).__module__.startswith("ifar.")
    ]
    return {name for name, view in of_house if shape_of(view) in ("hand", "any")}


def operations() -> Iterator[tuple[str, Any]]:
    """The operations of the API, by their identifier."""
    assert api.urls
    for _prefix, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                yield operation.operation_id or operation.view_func.__name__, operation


def operations_by_hand() -> set[str]:
    """Those that write, are made by no offer and take something else than an input as their body."""
    return {
        name
        for name, item in operations()
        if WRITES & set(item.methods)
        and item.view_func.__module__ != "ifar.acts.edges"
        and not any(_is_input(kind) for kind in _bodies(item))
        and (_bodies(item) or "body" in inspect.unwrap(item.view_func).__code__.co_names)
    }


def _bodies(item: Any) -> list[Any]:
    sources = ("body", "form", "file")
    models = [model for model in item.models if getattr(model, "__ninja_param_source__", "") in sources]
    return [field.annotation for model in models for field in model.model_fields.values()]


def _is_input(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Input)


def forms_of_django() -> set[str]:
    """The forms that are made of no input, by module and name."""
    assert get_resolver().url_patterns
    assert key_forms

    def below(kind: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
        for other in kind.__subclasses__():
            yield other
            yield from below(other)

    return {
        f"{kind.__module__.removeprefix('ifar.')}.{kind.__qualname__}"
        for kind in below(forms.BaseForm)
        if kind.__module__.startswith("ifar.") and not issubclass(kind, ActForm)
    }


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        (pages_by_hand, BY_HAND),
        (operations_by_hand, BY_HAND_OVER_HTTP),
        (forms_of_django, FORMS_BY_HAND),
    ],
)
def test_no_third_shape_comes_in(found, kept):
    by_hand = found()
    assert by_hand - allowed(kept) == set(), "offer it beside its service, or ask for it by an input"
    assert allowed(kept) - by_hand == set(), "it is by hand no more: take it off the list"


def test_each_page_says_what_it_takes():
    silent = {
        name
        for name, view in routes(get_resolver().url_patterns)
        if inspect.unwrap(view).__module__.startswith("ifar.") and shape_of(view) == "any"
    }
    assert silent == set(), "a page says whether it takes what is posted"


def test_each_operation_has_a_name_of_its_own():
    counted = Counter(name for name, _one in operations())
    assert [name for name, many in counted.items() if many > 1] == []
