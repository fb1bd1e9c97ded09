"""Acts on the work of a project: what is done with whom, at which risks; reports and evaluations; law and human rights before support. Pure."""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Another, Condition, Filled, Listed, Record, Referenced, Same, stays, to
from ifar.programme import evaluation
from ifar.programme.plan_acts import DUTIES, OPEN, in_order, named

RECORDS: Final = (
    Record("assessment", "R", kept=False),
    Record("diligence", "R", kept=False, words=("words",)),
    Record("activity", "R", kept=False, words=("title", "words", "responsible")),
    Record("partner", "R", kept=False),
    Record("recipient", "R", kept=False),
    Record("location", "R", kept=False),
    Record("risk", "R", kept=False, words=("title", "words", "owner", "mitigation")),
    Record("issue", "R", kept=False, words=("title", "words", "owner", "resolution")),
    Record("lesson", "R", kept=False, words=("title", "words", "advice")),
    Record("document", "R", kept=False, words=("title", "name")),
    Record("report", "R", kept=False, words=("texts",)),
    Record("evaluation", "R", kept=False, words=("title", "terms", "evaluator", "summary")),
    Record("finding", "R", kept=False, words=("title", "words")),
    Record(
        "recommendation",
        "R",
        kept=False,
        words=("title", "words", "addressee", "reasons", "owner", "progress"),
    ),
)
_THERE: Final = Referenced(column="project", record_type="project", code="programme.unknown")
_OF_PROJECT: Final = named(
    "activity", "result", code="programme.choice", field="activity", states=("stated",), values={"level": ("activity",)}, same={"project": "project"}
)  # fmt: skip
_OPEN: Final = (
    Referenced(column="project", record_type="project", states=OPEN, code="programme.work.closed"),
)
_SAME: Final = {"project": "project"}
_RIGHTS: Final = "UN Human Rights Due Diligence Policy"
_ASSESSED: Final = {"assessed_by": "actor"}
_DECIDED: Final = {"decided_by": "actor"}
_LOOKED: Final = ("risks", "assessed_on")
_DILIGENCE: Final = ("recipients", "forces", "support", "words", *_LOOKED)
_RELEASES: Final = (
    Another(than_whoever=("drafted", "assessed", "changed", "submitted", "reviewed"), code="programme.diligence.own", article=_RIGHTS),
)  # fmt: skip
_WROTE_LAW: Final = {"written_by": "actor"}
_ACTIVITY: Final = ("result", "title", "words", "starts_on", "ends_on", "responsible", "location")
_OF_ACTIVITY: Final = (
    in_order(),
    Referenced(
        column="result",
        record_type="result",
        states=("stated",),
        same=_SAME,
        code="programme.choice",
        field="result",
    ),
    named("location", states=("named",), code="programme.choice", field="location", same=_SAME),
)
_RISK: Final = ("title", "words", "likelihood", "impact", "owner", "mitigation", "review_on")
_ISSUE: Final = ("title", "words", "severity", "owner", "due_on")
_LESSON: Final = ("title", "words", "advice")
_REPORT: Final = ("language", "facts", "digest", "composed_on")
_AUTHOR: Final = (Same(as_column="author", code="programme.report.author"),)
_ANOTHER: Final = (
    Another(than_whoever=("composed", "renewed", "changed", "submitted"), code="programme.value.own", article=DUTIES),
)  # fmt: skip
_TERMS: Final = ("title", "kind", "terms", "criteria", "evaluator", "account", "starts_on", "ends_on")
_NOT_OWN: Final = Another(than="account", code="programme.evaluation.own", article=DUTIES)
_UNDER_WAY: Final = (
    Referenced(column="evaluation", record_type="evaluation", states=("under_way",), code="programme.impossible"),
)  # fmt: skip
_DELIVERED: Final = Referenced(
    column="evaluation", record_type="evaluation", states=("delivered", "closed"), code="programme.impossible"
)
_PROMISED: Final = Listed(column="response", values=evaluation.ANSWERED, code="programme.evaluation.rejected")
_RECOMMENDATION: Final = ("title", "words", "priority", "findings", "addressee")

ACTS: Final = (
    Act("assessment", "drafted", to("draft", ""), ("place", "year", "article", "answers"), stamps=_WROTE_LAW),
    Act("assessment", "stated", to("submitted", ""), ("place", "year", "article", "answers"), stamps=_WROTE_LAW),
    Act("assessment", "changed", stays("draft", "submitted"), ("answers",), stamps=_WROTE_LAW),
    Act("assessment", "submitted", to("submitted", "draft"), stamps=_WROTE_LAW),
    Act("assessment", "returned", to("draft", "submitted")),
    Act("assessment", "approved", to("approved", "submitted"), stamps={"approved_by": "actor"}, permission="programme:protocol:approve", guards=(
        Another(than_whoever=("drafted", "stated", "changed", "submitted"), since=("approved",), code="programme.value.own", article=DUTIES),),
        article=DUTIES),
    Act("assessment", "reopened", to("draft", "approved"), clears=("approved_by",)),
    Act("diligence", "drafted", to("draft", ""), ("project", "activity", *_DILIGENCE), stamps=_ASSESSED, guards=(_THERE, _OF_PROJECT)),
    Act("diligence", "assessed", to("waiting", ""), ("project", "activity", *_DILIGENCE), stamps=_ASSESSED, guards=(_THERE, _OF_PROJECT)),
    Act("diligence", "changed", {"draft": "draft", **to("waiting", "waiting", "released", "held")}, _DILIGENCE, stamps=_ASSESSED),
    Act("diligence", "submitted", to("waiting", "draft"), stamps=_ASSESSED),
    # Looked through while a release stands: who receives what stays as it was released, and no risk gets graver.
    Act("diligence", "reviewed", stays("released"), _LOOKED, stamps=_ASSESSED),
    Act("diligence", "released", to("released", "waiting", "held"), ("released_until",), stamps=_DECIDED, guards=_RELEASES,
        permission="programme:diligence:decide", article=_RIGHTS),
    Act("diligence", "renewed", stays("released"), ("released_until",), stamps=_DECIDED, guards=_RELEASES,
        permission="programme:diligence:decide", article=_RIGHTS),
    Act("diligence", "held", to("held", "waiting", "released"), stamps=_DECIDED, permission="programme:diligence:decide", article=_RIGHTS),
    Act("diligence", "withdrawn", to("withdrawn", "draft", "waiting", "released", "held")),
    Act("activity", "planned", to("planned", ""), ("project", *_ACTIVITY), guards=(*_OPEN, *_OF_ACTIVITY)),
    Act("activity", "changed", stays("planned", "under_way"), _ACTIVITY, guards=_OF_ACTIVITY),
    Act("activity", "begun", to("under_way", "planned"), ("begun_on",), guards=(Filled(column="begun_on", code="programme.required", field="on"),)),
    Act("activity", "finished", to("done", "under_way"), ("done_on",), guards=(
        Filled(column="done_on", code="programme.required", field="on"), in_order("begun_on", "done_on"))),
    Act("activity", "cancelled", to("cancelled", "planned", "under_way")),
    Act("partner", "named", to("named", ""), ("project", "name", "kind", "role", "reference"), guards=_OPEN),
    Act("partner", "ended", to("ended", "named")),
    # Who receives the support of a project, by kind; another person than who named them confirms that it needs no release.
    Act("recipient", "named", to("named", ""), ("project", "activity", "name", "kind", "support"), guards=(*_OPEN, _OF_PROJECT)),
    Act("recipient", "confirmed", to("confirmed", "named"), stamps={"confirmed_by": "actor"}, permission="programme:diligence:decide",
        article=_RIGHTS, guards=(Another(than_whoever=("named",), code="programme.diligence.named", article=_RIGHTS),)),
    Act("recipient", "ended", to("ended", "named", "confirmed")),
    Act("location", "named", to("named", ""), ("project", "name", "country", "latitude", "longitude", "reach", "exactness"), guards=_OPEN),
    Act("location", "removed", to("removed", "named")),
    Act("risk", "raised", to("open", ""), ("project", *_RISK), guards=_OPEN),
    Act("risk", "changed", stays("open"), _RISK),
    Act("risk", "occurred", to("occurred", "open")),
    Act("risk", "closed", to("closed", "open", "occurred")),
    Act("issue", "raised", to("open", ""), ("project", "risk", *_ISSUE), guards=(
        *_OPEN, named("risk", code="programme.impossible", states=("occurred", "closed"), same=_SAME))),
    Act("issue", "changed", stays("open"), _ISSUE),
    Act("issue", "resolved", to("resolved", "open"), ("resolution", "resolved_on"), guards=(
        Filled(column="resolution", code="programme.required", field="words"),)),
    Act("lesson", "noted", to("noted", ""), ("project", *_LESSON), guards=(_THERE,)),
    Act("lesson", "changed", stays("noted"), _LESSON),
    Act("lesson", "withdrawn", to("withdrawn", "noted")),
    Act("document", "kept", to("kept", ""), ("project", "title", "kind", "sha256", "name", "pages", "size"), guards=(_THERE,)),
    Act("document", "withdrawn", to("withdrawn", "kept")),
    Act("report", "composed", to("draft", ""), ("project", "period", "texts", *_REPORT), stamps={"author": "actor"}, guards=(_THERE,)),
    Act("report", "renewed", stays("draft"), _REPORT, guards=_AUTHOR),
    Act("report", "changed", stays("draft"), ("texts",), guards=_AUTHOR),
    Act("report", "submitted", to("submitted", "draft"), guards=_AUTHOR),
    Act("report", "returned", to("draft", "submitted"), guards=_ANOTHER),
    Act("report", "approved", to("approved", "submitted"), ("approved_on",), stamps={"approved_by": "actor"}, guards=_ANOTHER,
        permission="programme:report:approve", article=DUTIES),
    Act("report", "withdrawn", to("withdrawn", "draft"), guards=_AUTHOR),
    Act("evaluation", "commissioned", to("commissioned", ""), ("project", *_TERMS), stamps={"commissioned_by": "actor"},
        guards=(_THERE, in_order(), _NOT_OWN), permission="programme:evaluation:commission", article=DUTIES),
    Act("evaluation", "changed", stays("commissioned"), _TERMS, guards=(in_order(), _NOT_OWN)),
    Act("evaluation", "begun", to("under_way", "commissioned"), guards=(_NOT_OWN,)),
    # Its evaluator delivers it, or who commissioned it where the evaluator has no account.
    Act("evaluation", "delivered", to("delivered", "under_way"), ("summary", "delivered_on"), guards=(
        Same(as_column="account", code="programme.evaluation.another", when=(Condition("account", ("",), differs=True),)),
        Same(as_column="commissioned_by", code="programme.evaluation.another", when=(Condition("account", ("",)),)),
        Filled(column="summary", code="programme.required", field="summary"))),
    Act("evaluation", "closed", to("closed", "delivered")),
    Act("evaluation", "cancelled", to("cancelled", "commissioned", "under_way")),
    Act("finding", "stated", to("stated", ""), ("evaluation", "criterion", "title", "words"), guards=_UNDER_WAY,
        permission="programme:evaluation:carry_out", article=DUTIES),
    Act("finding", "withdrawn", to("withdrawn", "stated"), guards=_UNDER_WAY),
    Act("recommendation", "made", to("made", ""), ("evaluation", *_RECOMMENDATION), guards=_UNDER_WAY),
    Act("recommendation", "answered", to("answered", "made"), ("response", "reasons", "owner", "due_on"), guards=(
        _DELIVERED,
        Listed(column="response", values=evaluation.RESPONSES, code="programme.choice", field="response"),
        Filled(column="reasons", code="programme.required", field="reasons"),
        *(Filled(column=name, code="programme.required", field=name, when=(Condition("response", evaluation.ANSWERED),))
          for name in ("owner", "due_on"))), permission="programme:evaluation:answer", article=DUTIES),
    Act("recommendation", "followed", stays("answered"), ("progress",), guards=(_DELIVERED, _PROMISED)),
    Act("recommendation", "done", to("done", "answered"), ("progress", "done_on"), guards=(_DELIVERED, _PROMISED)),
    Act("recommendation", "withdrawn", to("withdrawn", "made"), guards=_UNDER_WAY),
)  # fmt: skip
