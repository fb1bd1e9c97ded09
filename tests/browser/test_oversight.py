"""The desk of the inspectorate and the public integrity report in the browser, in each language and width."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from ifar.oversight.models import Key, Report
from ifar.oversight.services import cases as work
from tests import cast
from tests.browser.conftest import Visitor
from tests.browser.looking import look_through
from tests.oversight import auditing, reporting
from tests.oversight.casework import a_report, in_days, the_inspectorate, to_the_end


def test_the_pages_of_the_inspectorate_and_its_report_have_no_barriers(
    peopled_db: object, visitor: Callable[..., Visitor]
) -> None:
    judy, mallory, heidi = the_inspectorate()
    to_the_end(judy, mallory, heidi, cast.actor("dave"))
    for origin in ("signal", *["draw"] * 5):
        work.open_case(actor=judy, origin=origin, text="Look.", due_on=in_days(9))
    year = timezone.localdate().year
    a_report(judy, year)
    reporting.fill()
    auditing.decided(4)
    plan = auditing.a_draft(judy, number=4)
    auditing.adopted(judy, plan)
    file, done, *_others = auditing.drawn(judy, plan)
    auditing.audited(judy, heidi, done, "minor", reasons="no")
    sealed = Report.objects.get().public_id
    key = Key.objects.get(state="published").public_id
    pages = {
        "judy": {
            "cases": "/oversight/cases/",
            "report": "/oversight/report/",
            "plans": "/oversight/plans/",
            "new_plan": "/oversight/plans/new/",
            "plan": f"/oversight/plans/{plan}/",
            "file": f"/oversight/plans/files/{file.public_id}/",
            "audited": f"/oversight/plans/files/{done.public_id}/",
            "reports": "/oversight/reports/",
            "sealed": f"/oversight/reports/{sealed}/",
            "keys": "/oversight/reports/keys/",
            "lost": f"/oversight/reports/keys/{key}/lost/",
        },
        "nobody": {"public": f"/integrity/{year}/"},
    }
    look_through(visitor, pages, "oversight")
