"""The help page: what the page is for from which somebody came, how to search, what the signs mean, which keys there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from ifar.form_errors import actor_of
from ifar.page_context import place_at
from ifar.templatetags.pieces import ANSWER_MEANINGS, ANSWERS, PROOF

ABOUT: Final[Mapping[str, Any]] = {
    "home": _(
        "What waits for you and your office, by deadline. Open a line to do it; what is done leaves the list."
    ),
    "accounts:notices": _(
        "What others did that concerns you or your office. Open a notification to see the record."
    ),
    "accounts:proposals": _(
        "Acts that need a second person. Read what a proposal would change, then approve or reject it; nobody decides what they proposed themselves."
    ),
    "matters:list": _(
        "Differences that two sides must settle: of a count, a consignment, an overdue return. Each has an owner and a deadline, and whoever must explain it does not close it."
    ),
    "oversight:signals": _(
        "What is more frequent with one person or office than with their peers, or seldom happens together. It accuses nobody: look at the evidence, then dismiss the signal as innocent or open an inspection case."
    ),
    "oversight:cases": _(
        "Inspection cases that you opened, lead or work on, and those that still need a lead inspector. Nobody of an office concerned sees them."
    ),
    "oversight:plans": _(
        "Audits of licensing decisions that nobody suspects. A judge adopts a plan, files are drawn at random, and each is audited by somebody who took no part in it."
    ),
    "oversight:outside_reports": _(
        "Reports that people sent without an account, sealed to the inspectorate's key. Open one with your key file, acknowledge it and answer it by its deadlines."
    ),
    "registry:search": _(
        "Find a firearm by what can be read of its marks; ? stands for one unknown character, * for several. Each result says why it was found."
    ),
    "books:own": _(
        "Every acquisition and disposal of your business, line by line, as the law asks. A correction is a new entry; the book can be printed or exported."
    ),
    "books:sales": _(
        "Sell a firearm: scan or type the firearm and the buyer's licence or card. The register answers at once whether the sale may go ahead."
    ),
    "books:day": _("Scan what is in stock and close the day. A difference from the book becomes a matter."),
    "trade:despatches": _(
        "Goods on the road between traders: what was packed, who carries it, what was received. What is missing on receipt becomes a matter."
    ),
    "books:orders": _(
        "Production orders and their ranges of serial numbers: what is reserved, what is used, and which gaps are still to be explained."
    ),
    "books:list": _(
        "The bound books of traders that your office may read. Open one to find a line by serial number, day, name or licence."
    ),
    "registry:identify": _(
        "Narrow down what a firearm may be from its type and marks, and see whom to ask where it stays unclear."
    ),
    "registry:roadside": _(
        "Type or scan a serial number, a licence, a card or a person's number, and read how it stands. What you asked about a person is logged."
    ),
    "registry:saved_searches": _(
        "Searches that stay open. You are alerted when something that fits is recorded later."
    ),
    "registry:duplicates": _(
        "Records that may be the same firearm. Compare them, then merge them or record that they are two."
    ),
    "registry:imports": _(
        "Take in an older register from a file: check it, mend what is refused, let a second person approve it, then run it."
    ),
    "registry:quarantine": _(
        "Rows of imports that could not be taken in as they are. Correct them here; nothing is lost."
    ),
    "documents:labels": _("Print sheets of labels with codes that a scanner reads."),
    "recoveries:list": _(
        "Firearms that were seized, found or handed in, by case. Enter a case with its items; each is searched in the register at once."
    ),
    "tracing:list": _(
        "Requests that ask other States, or that other States ask us, where a firearm came from, with their deadlines."
    ),
    "tracing:questions": _(
        "Questions about firearms that went through a trader's book. Answer each by its deadline."
    ),
    "recoveries:market": _("Offers and prices that officers observed on markets and online."),
    "stocks:issues": _(
        "Issue arms to officers and take them back, by scanner. Both sides confirm; what is not returned in time is overdue."
    ),
    "stocks:armouries": _(
        "The armouries that you may see: who is in charge, what lies where, counts, handovers and inspections."
    ),
    "field": _(
        "Entries without a line. They are kept encrypted on this device and sent once when the line returns; where two entries contradict each other, a person decides."
    ),
    "custody:desk": _(
        "Exhibits that are with your office or on their way to it: receive, hand over, examine, return."
    ),
    "bulk:list": _(
        "One act on many things: paste, scan or load a list, see what would be done and what is refused, then confirm."
    ),
    "placement:list": _("Stores, rooms, racks and evidence rooms, and what is in each now."),
    "ammunition:stock": _(
        "Ammunition by lot and place: receipts, issues, returns, expenditure, losses, destruction. A suspended lot moves nowhere."
    ),
    "custody:rooms": _("Evidence rooms, their shelves, and blind counts."),
    "custody:batches": _(
        "Lists of arms to be destroyed: prepared, decided by a second person, sealed and witnessed."
    ),
    "custody:series_list": _(
        "Recovered firearms that seem to come from one workshop. Decide whether they belong together."
    ),
    "licensing:desk": _(
        "Applications for licences, by deadline. Open one to answer its checks and propose the decision, which another person makes."
    ),
    "licensing:checks": _("Applications whose checks your office answers. Open one and record the results."),
    "licensing:removals": _(
        "Firearms that holders must give up because a licence ended. Follow each until it is proven where they went."
    ),
    "licensing:notices": _(
        "Reports that may end somebody's eligibility: conviction, protection order, medical report, death. One that surely means the holder suspends the licence at once; any other waits for your decision."
    ),
    "portal:reports": _("What holders reported on their own pages. Confirm or answer each."),
    "cashier:day": _("Fees at the counter: open the till, take payments, count and close it."),
    "cashier:cards": _("The stock of blank licence cards by number: received, used, spoilt, missing."),
    "licensing:rounds": _("Holders drawn at random for an inspection. The draw can be checked afterwards."),
    "licensing:visits": _("Storage inspections that are due, and deficiencies until they are mended."),
    "licensing:moves": _("Holders who moved, and their files on the way to the office of the new address."),
    "licensing:reminders": _("Letters to holders whose licences soon expire."),
    "licensing:offers": _(
        "Firearms that one side offers to another: the buyer's side confirms, then the seller's side records the transfer."
    ),
    "trade:authorisations": _(
        "Export, import, transit and brokering authorisations. What another State must have agreed to is entered by one person and verified by another before anything is granted."
    ),
    "trade:consignments": _(
        "Goods under an authorisation, packed by serial number: where they are, and whether somebody saw them or they are only declared."
    ),
    "trade:parties": _("Consignees, end users, brokers and carriers abroad, compared with sanctions lists."),
    "trade:journeys": _(
        "Hunters and sport shooters who cross the border with their firearms and must return with them."
    ),
    "trade:border": _("Check travellers and consignments at the border, also without a line."),
    "trade:deliveries": _("Goods that left, and whether it is confirmed that they arrived."),
    "trade:declarations": _(
        "Customs declarations that were sent by file or by a program, compared with consignments."
    ),
    "trade:enquiries": _(
        "Questions of other States about our deliveries and papers. Answer each by its deadline."
    ),
    "trade:denials": _(
        "Authorisations that other States refused. They are shown to whoever decides on a similar application."
    ),
    "trade:matches": _(
        "Names that resemble an entry of a sanctions list. A person decides whether it is the same one."
    ),
    "trade:lists": _(
        "Sanctions and denial lists by version. A new list is compared with open authorisations too."
    ),
    "parties:list": _(
        "People and companies on record. Reading a name takes a stated purpose, and each reading is logged."
    ),
    "parties:bars": _("People who may not have firearms: by which office, and until when."),
    "retention:holds": _("Records that must not be erased, because an inquiry or a court needs them."),
    "retention:lapsed": _(
        "Personal data whose retention time is over. Two people decide that they are erased."
    ),
    "hotspots:hotspots": _("Areas where incidents concentrate, what is planned there and what changed."),
    "hotspots:alerts": _(
        "Changes that the scans found. Open an alert to see the incidents behind it, then decide what follows."
    ),
    "hotspots:responses": _(
        "Planned measures: who does what, until when, and whether it worked. The human rights check comes before approval."
    ),
    "hotspots:map": _(
        "Incidents, rates and findings by area and period. Choose an area to see its incidents, as far as you may."
    ),
    "hotspots:sources": _(
        "Where incidents come from: files and their terms, what was taken in and what was refused."
    ),
    "hotspots:tip": _(
        "Note what somebody told you of arms at a place. Who told it is asked for nowhere and kept nowhere."
    ),
    "programme:sightings": _("Parcels and listings that partners reported. Take each over or answer it."),
    "returns:years": _(
        "The official returns of each year, computed from the records: explain gaps, approve and release them."
    ),
    "returns:dashboards": _(
        "Charts of the register's figures. Each leads to what is behind it, as far as you may see it."
    ),
    "returns:open_desk": _("What is published as open data, with small numbers suppressed."),
    "returns:forms": _("Yearly forms of other bodies, filled in from the records."),
    "returns:why_not_traced": _("Recovered firearms that could not be traced, by reason."),
    "returns:quality": _("What is missing, late or contradictory in the records, and where to mend it."),
    "returns:hub": _("Figures of all States that sent a package, side by side."),
    "returns:received": _("Packages of figures that States sent. Check the seal, then take them in."),
    "community:home": _(
        "Spaces of vetted practitioners. Before you post, the page shows whom the post reaches."
    ),
    "community:guides": _("Guides and documents of the community, by topic, language and handling mark."),
    "community:practices": _("Practices that worked in real cases, and where they were used."),
    "community:gaps": _(
        "What is missing: in law, equipment, training or co-operation. A gap can lead to a request for assistance."
    ),
    "community:assistance_list": _("Requests and offers of technical assistance, and how they match."),
    "community:enquiries": _(
        "Ask members abroad about a mark, a maker or a firearm before a formal trace request."
    ),
    "community:courses": _("Courses of the community: announced, attended, and certified."),
    "community:results": _("What members did and what came of it, in figures."),
    "programme:strategy": _(
        "The outcomes, priority areas and catalysts of the strategy, with their indicators."
    ),
    "programme:projects": _(
        "Projects that carry out the strategy: what they do, with whom, and their results."
    ),
    "programme:evaluations": _("Evaluations with their recommendations, and what was done about each."),
    "programme:indicators": _(
        "Indicators with baseline, target and values. What the records say is computed; other values are entered by one person and approved by another."
    ),
    "programme:protocol": _("Which articles of the Firearms Protocol stand in national law, and where."),
    "programme:diligences": _(
        "Human rights due diligence: risks of support to others, and measures against them."
    ),
    "programme:initiatives": _(
        "Initiatives with communities, women and youth: whom they reached, in numbers and never by name, and what changed."
    ),
    "programme:feedback": _(
        "What people said or complained about the programme. Answer each by its deadline."
    ),
    "programme:partners": _("Organisations that work with the programme, and what was agreed with them."),
    "programme:my_sightings": _("Report a parcel or listing that you saw, and see what became of it."),
    "programme:committee": _("Meetings and decisions of the steering committee."),
    "programme:fund": _(
        "Pledges, receipts, grants and spending of the Fund. Money is decided by two people."
    ),
    "programme:feeds": _("Accounts of a finance system, taken over from a file row by row."),
    "programme:others": _("What other organisations publish about their work, taken over from their files."),
    "ledger:overview": _(
        "Every act stands in one log that nobody can change unnoticed. Run a verification, read checkpoints, take a proof."
    ),
    "accounts:readlog": _("Who read whose personal data, when, and for what purpose."),
    "accounts:people": _("People and their roles. One person proposes a role, another decides."),
    "accounts:agencies": _("The offices and traders that use the register."),
    "reference:lists": _(
        "The lists that forms and rules use, by version. A new version is loaded from a file."
    ),
}
"""Route of a place in the menu -> what it is for and what is done there; pages below it are explained by it."""
BESIDE: Final[Mapping[str, Any]] = {
    "registry:firearm": _(
        "One firearm: what it is, where it is as far as you may see, and what happened to it. Record an event, take a proof or print the record from here."
    ),
}
"""The same for pages that are below no place."""


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """What the page `of` is for, as far as its reader may open it, and the rest alike for all."""
    path = request.GET.get("of", "")[:500]
    place = place_at(actor_of(request), path)
    about = ABOUT[place.route] if place else BESIDE.get(_route(path))
    answers = [(status, words, ANSWER_MEANINGS[status]) for status, words in ANSWERS.items()]
    context = {"about": about, "place": place, "proofs": PROOF.items(), "answers": answers}
    return render(request, "help.html", context)


def _route(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
