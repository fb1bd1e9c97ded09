"""Pages of the Fund: the whole, a donor's statement as page, PDF and workbook, and the files of the IATI standard."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ifar.accounts.selectors.agencies import name_of
from ifar.acts.edges import offered
from ifar.form_errors import actor_of
from ifar.programme import indicators, labels
from ifar.programme.fund.money import FUND_CURRENCY
from ifar.programme.fund.postings import ZERO, Statement
from ifar.programme.fund.selectors import extracts
from ifar.programme.fund.selectors import fund as selectors
from ifar.programme.fund.selectors.fund import StatementPage
from ifar.programme.fund.services import contributions
from ifar.programme.fund.services import fund as services
from ifar.programme.models import Contribution
from ifar.programme.selectors import exporting
from ifar.programme.services import approvals
from ifar.programme.services.planning import NAME
from ifar.programme.views import reports
from ifar.programme.views.presenters import money, short
from ifar.programme.views.reports import Table
from ifar.rights import may, require


def sums(of: Statement) -> list[tuple[Any, Decimal]]:
    """A statement in words: what came, what was given to projects, what was spent; and as balances what is left of each."""
    return [
        (labels.ACCOUNTS["pledges"], of.pledged),
        (_("Receivable"), of.owed),
        (_("Received"), of.received),
        (_("Not allocated"), of.unallocated),
        (_("Allocated"), of.allocated + of.obligated + of.spent),
        (labels.ACCOUNTS["allocated"], of.allocated),
        (labels.ACCOUNTS["obligated"], of.obligated),
        (_("Spent"), of.spent),
        (_("Programme support costs"), of.support),
        (_("Programme support paid"), of.support_paid),
        (_("Refunded"), of.refunded),
    ]


@require_GET
def whole(request: HttpRequest) -> HttpResponse:
    """The Fund: donors with what became of their money, and the trial balance."""
    actor = actor_of(request)
    result = selectors.whole(actor)
    names = (0, 1, 2, 3, 4, 7)  # the balances within a project stand on the donor’s own page
    head = [sums(result.statement)[n][0] for n in names]
    donors = [
        {
            "id": donor.contributions[0].public_id,
            "name": donor.name,
            "amounts": [(name, money(amount)) for name, amount in (sums(donor.statement)[n] for n in names)],
        }
        for donor in result.donors
    ]
    asked = selectors.limit_waiting(actor) if may(actor, selectors.READ) else None
    context = {
        "found": result,
        "may_post": may(actor, "programme:fund:post"),
        "sees_all": may(actor, selectors.READ),
        "may_set": may(actor, NAME),
        "limit": money(services.limit()),
        "asked": asked,
        "asked_amount": money(asked.limit.asked) if asked else "",
        "asked_offered": offered(actor, approvals.LIMIT, asked.limit) if asked else {},
        "waiting": [
            {
                "one": item,
                "move": labels.MOVES[item.journal.move],
                "amount": money(item.journal.amount),
                "offered": offered(actor, approvals.JOURNAL, item.journal),
            }
            for item in selectors.waiting(actor)
        ]
        if may(actor, selectors.READ)
        else [],
        "currency": FUND_CURRENCY,
        "head": head,
        "donors": donors,
        "sums": [(name, short(amount)) for name, amount in sums(result.statement)],
        "balance": [(name, money(debit), money(credit)) for name, debit, credit in selectors.account_words(result.balance)],
    }  # fmt: skip
    return render(request, "programme/fund.html", context)


def _came(result: StatementPage) -> list[tuple[Any, Decimal]]:
    """What was ever pledged and agreed, less what lapsed or was reduced, by the movements that the statement lists."""

    def of(more: str, less: str) -> Decimal:
        came = [booked.in_fund for booked in result.booked if booked.move == more]
        went = [booked.in_fund for booked in result.booked if booked.move == less]
        return sum(came, ZERO) - sum(went, ZERO)

    return [
        (_("Pledged in all"), of("pledge", "pledge_lapse")),
        (_("Agreed in all"), of("agreement", "agreement_cut")),
    ]


def _parts(result: StatementPage) -> list[dict[str, Any]]:
    """The tables of a statement: contributions, projects, movements one by one. Amounts are decimals."""
    return [
        {
            "heading": _("Contributions"),
            "columns": [_("Reference"), _("Currency"), _("Agreed"), _("Earmarking"), *(f"{name}, {FUND_CURRENCY}" for name in (_("Received"), _("Spent"), _("Remaining")))],
            "rows": [
                (contribution.reference, contribution.currency, contribution.agreed if contribution.agreed is not None else "–", labels.GRADES[contribution.grade], of.received, of.spent, of.left)
                for contribution, of in result.by_contribution
            ],
            "empty": "",
        },
        {
            "heading": _("Projects that the money went to"),
            "columns": reports.worked_columns(),
            "rows": reports.worked_rows(result),
            "empty": _("Nothing was allocated yet."),
        },
        {
            "heading": _("Movements"),
            "columns": [_("Day"), _("What"), _("Contribution"), _("Project"), _("Amount"), _("Currency"), _("Rate"), FUND_CURRENCY],
            "rows": [
                (booked.on, labels.MOVES[booked.move], booked.reference, booked.project_title, booked.amount.normalize(), booked.currency, booked.rate.normalize(), booked.in_fund)
                for booked in result.booked
            ],
            "empty": _("Nothing was booked yet."),
        },
    ]  # fmt: skip


@require_GET
def statement(request: HttpRequest, public_id: str) -> HttpResponse:
    """A donor's statement."""
    actor = actor_of(request)
    result = selectors.statement(actor, public_id)
    contribution = next(record for record in result.donor.contributions if record.public_id == public_id)
    may_post = may(actor, services.BOOKS)
    parts = [
        {
            **part,
            "labelled": [
                [(name, reports.cell(cell), isinstance(cell, Decimal)) for name, cell in zip(part["columns"], row, strict=True)]
                for row in part["rows"]
            ],
        }
        for part in _parts(result)
    ]  # fmt: skip
    context = {
        "told": result,
        "id": public_id,
        "currency": FUND_CURRENCY,
        "parts": parts,
        "sums": [
            (name, money(amount))
            for name, amount in [*_came(result), *sums(result.donor.statement)]
            if amount
        ],
        "masters": extracts.masters(actor, [record.public_id for record in result.donor.contributions])
        if may(actor, selectors.READ)
        else [],
        "offered": offered(actor, contributions.CONTRIBUTION, contribution),
        "pledged": [
            (record.reference, [offered(actor, contributions.CONTRIBUTION, record)["acts"]["agreed"]])
            for record in result.donor.contributions
            if record.state == "pledged" and record.pk != contribution.pk and may_post
        ],
        "office": dict(contributions.offices(actor)).get(contribution.agency, "") if may_post else None,
        "receipt": _receipt(contribution)
        if may_post and contribution.agreed and result.donor.statement.owed > ZERO
        else "",
    }
    return render(request, "programme/statement.html", context)


def _receipt(contribution: Contribution) -> str:
    """The query with which the form of a movement begins as the receipt of what was agreed."""
    return urlencode(
        {
            "move": "receipt",
            "contribution": contribution.public_id,
            "amount": indicators.written(contribution.agreed),
            "currency": contribution.currency,
        }
    )


@require_GET
def statement_file(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """A donor's statement as PDF or as a workbook: the same figures as on the page."""
    actor = actor_of(request)
    result = selectors.statement(actor, public_id)
    head = reports.dossier(
        _("Statement for %(donor)s") % {"donor": result.donor.name},
        result.donor.contributions[0].reference,
        name_of(actor),
        _(
            "Sums and balances are in %(currency)s. A balance, as “allocated, not yet obligated”, is what the movements listed leave of it."
        )
        % {"currency": FUND_CURRENCY},
    )
    tables = [Table(part["heading"], part["columns"], part["rows"], part["empty"]) for part in _parts(result)]
    return reports.answered(
        form, f"statement-{public_id}", head, tables, [*_came(result), *sums(result.donor.statement)]
    )


@require_GET
def iati(request: HttpRequest, which: str) -> HttpResponse:
    """A file of the IATI standard, judged before it is offered."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    make = {"activities": exporting.activities, "organisation": exporting.organisation}.get(which)
    if make is None:
        raise labels.absent()
    made = make(actor, timezone.now())
    response = HttpResponse(made.content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="iati-{which}.xml"'
    response["X-Content-Type-Options"] = "nosniff"
    response["X-IATI-Judged-By"] = (
        "schema, ruleset" if made.verdict.by_schema and made.verdict.by_ruleset else "own table"
    )
    if made.left_out:
        response["X-IATI-Left-Out"] = ", ".join(quote(name) for name, _fault in made.left_out)
    return response
