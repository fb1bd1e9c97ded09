"""What each rule of signals says to people: what it means, what to look at, what explains it innocently. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Said:
    """A signal in words."""

    title: Any
    means: Any
    look: Any
    innocent: Any


RULES: Final[Mapping[str, Said]] = {
    "repeated_losses": Said(
        _("Repeated losses"),
        _("This holder, trader or unit reports more losses for what they hold than others of their kind."),
        _(
            "Compare the reports with each other; see the place where the arms are kept, and ask who else could reach them."
        ),
        _(
            "A break-in that is reported arm by arm; a fire or a flood; somebody who holds many arms and reports honestly."
        ),
    ),
    "store_losses": Said(
        _("Losses reported by one officer"),
        _(
            "One officer reports losses from stores more often, for the work they do there, than others at such offices."
        ),
        _("Have the store counted by another office; see who had the keys and who issued last."),
        _("The officer in charge reports what others find; a store that was taken over in disorder."),
    ),
    "carrier_losses": Said(
        _("Losses with one carrier"),
        _("More arms do not arrive with this carrier than with others that carry as many."),
        _("Compare seals, weights and drivers of these journeys; ask the senders and receivers."),
        _("One accident or robbery on the road; one sender who packs badly."),
    ),
    "losses_before_count": Said(
        _("Losses just before a count"),
        _("This officer reports losses in the days before the place is counted, more often than others."),
        _("See who knew the day of the count; have the next one without notice."),
        _("The store was tidied for the count, and what was long missing was noticed then."),
    ),
    "short_time_to_crime": Said(
        _("Short time to crime"),
        _(
            "More of the arms that this trader sold were seized, found or handed in within three years, or the period that is set, than with other traders."
        ),
        _("See to whom they were sold and by whom at the counter; look for buyers who appear together."),
        _("A shop in a town where much is seized; a model that many want."),
    ),
    "many_by_one": Said(
        _("Multiple purchases by one person"),
        _("One person acquired more arms within a month than others do."),
        _("Ask to see the arms; see whether they are still there and from where the money came."),
        _("A collector who takes over a collection; an heir; somebody who changed their sport."),
    ),
    "shared_contact": Said(
        _("Buyers who share an address"),
        _(
            "This buyer shares an address or a telephone with people of other surnames who acquired arms within the same weeks."
        ),
        _("See whether they live there and know each other; ask each alone to show the arm."),
        _("A family with several surnames; a shared house; a club whose telephone was given."),
    ),
    "below_limit": Said(
        _("Purchases just below the limit"),
        _("This buyer again and again buys slightly less than the allowed number of rounds or firearms."),
        _("See what became of the rounds or arms, and whether others buy in the same way."),
        _("Packages of a size that fits just below the limit; a competitor who needs all that is allowed."),
    ),
    "quick_resale": Said(
        _("Quick resale"),
        _("A holder passes arms on within weeks of acquiring them, more often than others."),
        _("See who has them now and what was paid; a trade needs a licence."),
        _("An arm that did not fit; a death or a move; an exchange within a club."),
    ),
    "export_unconfirmed": Said(
        _("Unconfirmed exports"),
        _("More exports of this exporter were not confirmed in time than of others."),
        _("Ask the authority of the importing State for the entry; hold the next export until it answers."),
        _("A State that never answers; a document that is under way."),
    ),
    "substituted_serials": Said(
        _("Substituted serial numbers"),
        _("In a consignment other serial numbers were read than were authorised."),
        _(
            "Have the arms seized that were not authorised; look for those that are missing in the exporter's stock."
        ),
        _("A number misread; a packing list of another day."),
    ),
    "off_route": Said(
        _("Off the authorised route"),
        _(
            "Goods of this exporter or with this carrier were seen in a country through which they were not authorised to go."
        ),
        _("Ask that country what came in and what left; have the consignment counted on arrival."),
        _("A detour for weather or works; a port of call without unloading."),
    ),
    "import_mark_overdue": Said(
        _("Overdue import marks"),
        _("More arms of this importer stay without the import mark after its term than of others."),
        _("See the arms themselves: are they there, and what do they bear?"),
        _("A stamp that broke; a proof house that is late; marks that nobody entered."),
    ),
    "alike_end_users": Said(
        _("End users with similar names"),
        _("Authorisations name end users who differ on record and whose names are nearly alike."),
        _("Compare addresses, directors and certificates; ask the importing State who they are."),
        _("Branches of one company; a name that was spelled in two ways."),
    ),
    "late_entries": Said(
        _("Late book entries"),
        _("On more days than with others, lines of this trader's book were entered after their term."),
        _("Compare the book with invoices and with the shelves."),
        _("A new employee; an outage; a fair at the end of the week."),
    ),
    "entries_before_visit": Said(
        _("Book entries made just before an inspection"),
        _("Many lines that happened earlier were entered in the days before an inspection."),
        _("See what these lines have in common; make the next visit without notice."),
        _("The trader puts the book in order before every visit, and it is right."),
    ),
    "unbalanced_days": Said(
        _("Days out of balance"),
        _("The stock of a closed day is not that of the day before with what came and without what went."),
        _("Have the shop counted; follow the arms that make the difference."),
        _("A correction of an earlier line; a day that was closed twice."),
    ),
    "rounds_spent": Said(
        _("Excessive ammunition use"),
        _(
            "In movements that this officer recorded, far more rounds were spent or lost at once than is usual at such offices."
        ),
        _("Compare with the exercise and its people; ask the witness alone."),
        _("A large exercise; old rounds that were used up."),
    ),
    "rounds_short": Said(
        _("Ammunition short on receipt"),
        _("This person receives fewer rounds than were sent, more often than others."),
        _("Have another person count the next receipt; compare the seals and the carrier."),
        _("A sender that counts packages only; broken packages."),
    ),
    "granted_over_grounds": Said(
        _("Licences granted despite refusal grounds"),
        _("Licences were granted to people against whom a prohibition stood in the register."),
        _("Read the reason in the file; ask whoever proposed it how the person was told apart."),
        _("Somebody of the same name; a prohibition that was lifted on the same day."),
    ),
    "decided_fast": Said(
        _("Licences decided unusually fast"),
        _(
            "On several days, licences that this person proposed or decided were granted in far less time than others of their kind."
        ),
        _("See whether the checks were made; look at who the applicants are."),
        _("Renewals without change; a file that another office had prepared."),
    ),
    "odd_hours": Said(
        _("Decisions outside working hours"),
        _(
            "Somebody decides or corrects at night or on a day of rest, more often than others of such offices."
        ),
        _("See what was decided then, and who else was in the house."),
        _("A night shift; work that was caught up; a journey through other time zones."),
    ),
    "waived_fees": Said(
        _("Waived fees"),
        _("One person proposes to waive fees more often than others at such offices."),
        _("See who was freed from paying and whether they have something in common."),
        _("A desk for the poor, or for public bodies; an amnesty without fees."),
    ),
    "looks_without_case": Said(
        _("Access without a related case"),
        _(
            "This person opened records of people with whom their office then had no business, and stated no case number."
        ),
        _("Ask for what these looks were needed, before telling which they are."),
        _("Calls at the counter that ended with an answer; training of a new colleague."),
    ),
    "looks_at_own": Said(
        _("Access to records of relatives"),
        _("Somebody reads about people of their own surname or address more often than chance would bring."),
        _("Ask how they are related, and what was read before something happened to them."),
        _("A frequent surname of the region; relatives who came to the counter."),
    ),
    "looks_in_bulk": Said(
        _("Bulk access"),
        _("On some days somebody reads about far more people than others do in a day."),
        _("Ask what list was worked through and whether something left as a file."),
        _("A yearly mailing; a round of inspections; a backlog."),
    ),
    "looks_at_night": Said(
        _("Access at night"),
        _(
            "Somebody reads about people at night or on a day of rest, more often than others of such offices."
        ),
        _("See about whom, and whether it goes with other signals."),
        _("A night shift; an emergency; work that was caught up."),
    ),
    "looks_refused": Said(
        _("Refused access"),
        _("Somebody asks for records of people whom their office may not see, more often than others."),
        _("Ask who gave them these identifiers, and what the records have in common."),
        _("An identifier on a letter from another office; a record that was merged or moved."),
    ),
    "looks_before_theft": Said(
        _("Access before a theft"),
        _("Somebody read about a holder without business, and within weeks arms were stolen there."),
        _(
            "Ask the police who looks into the theft whether the place was known; say nothing in the reader's office."
        ),
        _("A question at the counter that nobody noted; chance, where thefts are many."),
    ),
    "serial_before_disposal": Said(
        _("Marks altered before a disposal"),
        _(
            "The marks of an arm were corrected before it was disposed of, or before its disposal was proposed."
        ),
        _("Stop the disposal; have the arm seen, and its old number searched for."),
        _("Arms are read more closely before they are destroyed, and an old mistake is found."),
    ),
    "back_dated": Said(
        _("Backdated acts"),
        _("Somebody records more often than others that things happened long before."),
        _("Compare with papers of that day; see what would have been refused if it were dated today."),
        _("Paper of an outpost that comes once a month; a backlog."),
    ),
    "evidence_moved": Said(
        _("Exhibits moved before destruction"),
        _("Exhibits left their room, came into no other, and were then destroyed."),
        _("Compare seals, weights and photographs before and after."),
        _("They were gathered for the destruction, as its plan says."),
    ),
    "digit_preference": Said(
        _("Rounded or invented figures"),
        _("What this person weighs or counts ends with 0 or 5 more often than what others measure."),
        _(
            "Have what is still there weighed or counted again by somebody else; of what was destroyed, ask for the slips of the scale."
        ),
        _("A scale that shows steps of five; a habit of rounding that others were told to leave."),
    ),
    "impossible_counts": Said(
        _("Implausibly fast counts"),
        _("More was counted in a minute than a person can read."),
        _("Have the place counted again by others, without notice."),
        _("Reads of a scanner that were sent together at the end."),
    ),
    "copied_forms": Said(
        _("Copied forms or measurements"),
        _("Forms or weights that one person recorded of different things are the same to the last digit."),
        _("Ask to see the things; compare the moments at which the forms were sent."),
        _("Things of one series that weigh the same; a template that was meant so."),
    ),
}
"""By the code of the rule."""
