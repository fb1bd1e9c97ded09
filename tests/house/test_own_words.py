"""What the signed log keeps in clear for ever is nobody's own words: those stand apart from it, where a lawful erasure reaches them.

Every text that an act may leave in its entry is a code, an identifier, a number, or stands here with the reason why nobody is named in it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from ifar.acts.database import model_of
from ifar.acts.declaration import declared

IFAR = Path(apps.get_app_config("ledger").path).parent
CODES = "a code of a list, a word of the program or an identifier, which the service checks"
READ = "what is read on a thing or in a list: marks, numbers, what was counted, what a program computed"
NUMBER = "the number of a paper, an order, a case, a seal, a report or a message"
THING = "what a thing, a room, a list, a file of the program or an office is called"
PUBLISHED = "what a State or the programme says to the public in its own name, or the terms of a source"
BODY = "the name of a body, which is public; the database refuses that of a person"
REFUSED = "its service refuses a line that names somebody"
UNNAMED = {
    CODES: """
        about absence account act activity acts address addressed advice after agency aggregation agreement alarms allows alternate answered_by appeal_by
        applicant applicant_kind application approver area areas around article asked asks_office at_end audiences author availability barred batch beacon
        benchmarks book buyer by by_visit case consignee end_user broker carrier watchlist form from_state into_state through verified_by categories category_after category_before cause caveats cell cells channel checked_by closed_by
        closed closed_with code compared compartment concealment condition confidence constituency contribution contributions conveyance corrections
        counter countries country course credibility criterion currency custodian deals depositary decided_by decider delivery desk digest digests direction
        disaggregation diversion done drivers dropped earmark employer ending escalated_to evaluation event exactness expertise explained explainer extract
        failure feed fields file firearm forces form frequency goods grade graded_by grant ground grounds handed_by handling hash holder
        holder_kind hotspot hub id illicit indicator initiative inside inspection interests item journal keeper key kind kinds laboratory language languages
        layer lead leads_to level licence list listed listed_digest location log marking measure measures meeting member members merged_into message met move moves
        named need notice object object_type offences offer office order organisation outcome outcomes owner paper parent party payer period
        person photos place_precision places plan practice precision present price_kind priority programs project proof proposal proposed_by
        proposer purpose questions receipt recipient recovered_in reliability replacement report reported_by request response result reviewer
        role room round rule run scopes searches seed seed_by seller sender session severity sha256 shared signal signals sources space
        stakeholder standing_in_for stratum superseded_by support taken_by thing threats till tlp to_agency to_country to_role to_whom token
        transfer tried urgency use used user verdict version visit votes way weapon who witnesses workers zone
    """,
    READ: """
        answers brief calibre checks content count counted counts criteria differences drawn effort exceptions expected extra facts features
        finding findings figures forecast found frame_hash gap gaps identity indicators inputs kept label lineage lines lot mapping mark marks
        milestones missing needs now old parameters params parts pauses plain question read readings results rights risk route seal seen series
        settled screened edition source struck targets tasks tracing value
    """,
    NUMBER: """
        certificate consignment declaration document exhibit import_licence invoice made_at number permit prefix ref reference register replaces
        source_number trace
    """,
    THING: """
        amnesty donor email entry_point exit_point issuer method names origin papers publishers rate_source reach standard telephone to_place unit
        budget
    """,
    PUBLISHED: "attribution",
}
"""Why nobody is named -> the names of such columns and values, in whichever record."""
HERE = {
    CODES: """
        accounts-proposal.made:payload custody-chain.released:how custody-chain.sealed:reason hotspots-alert:reason hotspots-run:reason
        licensing-notice.matched:reasons licensing-reminder:how licensing-visit:why portal-portal.reported:what
        cashier-likeness:what programme-feedback:why programme-journal.approved:to programme-journal.posted:to programme-journal.proposed:to
        programme-sighting:what programme-sighting:why programme-value.computed:reason programme-value.computed:was recoveries-item.hit:was
        parties-party:sex parties-party:status
        returns-returns.received:reason returns-returns.turned_away:reason tracing-exchange.sent:to tracing-exchange:reason tracing-request.answered:to
        tracing-request.disclosed:to tracing-request.restricted:to alerts-savedsearchhit:reasons custody-series:reasons custody-series.joined:reasons
        custody-series.passed_over:reasons trade-consignment:exporter trade-delivery:exit_said trade-delivery:received trade-enquiry:answer trade-enquiry:arrived
        trade-enquiry:authorisation trade-enquiry:received placement-placement:place programme-assessment:place programme-value:place
        trade-observation:crate trade-observation:degree trade-observation:leg trade-journey:authorisation trade-journey:ammunition trade-journey:gone trade-journey:back
        trade-declaration:way trade-declaration:under trade-declaration:matched trade-declaration:observation trade-declaration:differs
        trade-authorisation:extent trade-authorisation:refusals_answered trade-despatch:owner_kind trade-despatch:packers trade-despatch:receiver trade-despatch:terms
        ammunition-lot:place ammunition-movement:occasion ammunition-movement:place ammunition-movement:to_office ammunition-movement:witness books-count:moved
        stocks-armoury:charge stocks-count:armoury stocks-count:moved stocks-issue:accessories stocks-issue:accessories_back stocks-issue:armoury stocks-issue:arms stocks-issue:back stocks-issue:moves
        stocks-issue:officer stocks-issue:receiver stocks-issue:rounds stocks-issue:signed stocks-issue:unit
        stocks-serviceability:fault stocks-serviceability:mark stocks-serviceability:workshop stocks-handover:armoury stocks-handover:leaving stocks-handover:arriving stocks-handover:left stocks-handover:stands stocks-handover:counted stocks-handover:differences
        stocks-campaign:stores stocks-campaign:responsible stocks-campaign:exceptions stocks-campaign:gaps stocks-campaign:prefix stocks-campaign.excepted:rows stocks-campaign:place stocks-campaign:symbol
        stocks-observation:armoury stocks-observation:arms stocks-observation:did stocks-observation:issue stocks-observation:officer stocks-observation:receiver stocks-observation:why
        stocks-issue.issued:taken stocks-issue.returned:taken stocks-issue.returned_in_part:taken stocks-observation.observed:taken stocks-observation.waited:taken
        stocks-observation.observed:given stocks-observation.waited:given
        oversight-key:public oversight-message:reply oversight-report:box oversight-report:reply_key oversight-parameter:name oversight-integrity:checkpoint oversight-integrity:tables oversight-inspection:offices oversight-file:auditor oversight-file:led_to oversight-plan:offices oversight-plan:decisions trade-authorisation:further trade-authorisation:destinations
        stocks-movement:store stocks-movement:sender stocks-movement:receiver stocks-movement:escort stocks-movement:bearer stocks-movement:hands
    """,
    THING: """
        trade-watchlist:title trade-watchlist.loaded:title accounts-agency.changed:name accounts-client.registered:name custody-batch:name custody-batch:place custody-chain:place custody-series:name
        custody-chain.counted:place custody-chain.handed:place custody-chain.moved:place custody-chain.received:place custody-chain.refound:place
        custody-chain.released:place custody-chain.taken_in:place hotspots-layer:name hotspots-source:name placement-place:name
        programme-feed:name programme-location:name programme-meeting:place programme-partner:name programme-period:name
        programme-recipient:name programme-diligence:recipients programme-diligence:risks
        books-order:family books-order:make books-order:model books-order:ranges books-order:spans books-order:type
        books-sheet:rows books-declaration:source books-declaration:title
        trade-item:crate trade-item:make trade-item:model trade-item:serial trade-item:type trade-journey:arms
        programme-stakeholder:name recoveries-market.observed:place returns-returns.received:name returns-returns.turned_away:name
    """,
    BODY: "parties-party:name",
    READ: "stocks-observation:scanned trade-watchlist.loaded:columns ammunition-lot:maker ammunition-lot:hazard",
    NUMBER: "stocks-armoury:standing_order stocks-campaign:order stocks-campaign:machine stocks-issue:sheet stocks-issue:order stocks-issue:exercise stocks-movement:order stocks-movement.received:crate stocks-movement.received:seals stocks-movement.received:unknown stocks-movement.taken_back:crate stocks-movement.taken_back:seals stocks-movement.taken_back:unknown stocks-crate:back stocks-crate:seals stocks-crate:firearms stocks-crate:received stocks-crate:lost registry-item.state_stock_sent:crate registry-item.despatched:crate trade-despatch.received:crate trade-despatch.received:seals trade-despatch.received:unknown trade-despatch.taken_back:crate trade-despatch.taken_back:seals trade-despatch.taken_back:unknown trade-box:back trade-box:seals trade-box:firearms trade-box:received trade-box:lost"
    " parties-party:registration trade-crate:seals trade-observation:seals trade-observation:serials trade-delivery:letter trade-enquiry:serials"
    " trade-declaration:authorisation trade-declaration:consignment trade-declaration:serials trade-consignment.diverted:serials trade-journey.diverted:serials",
    PUBLISHED: """
        hotspots-source:terms programme-indicator:title programme-meeting:title programme-project:title programme-result:title
        returns-returns.answered:note returns-returns.frozen:note returns-returns.published:note returns-returns.receipted:conditions returns-returns.received:conditions
        returns-returns.received:note returns-returns.sent:conditions returns-returns.turned_away:conditions
        returns-returns.turned_away:note returns-returns.withdrawn:conditions
    """,
    REFUSED: "licensing-application.granted:conditions licensing-licence.changed:conditions licensing-licence:conditions",
}
"""The same of names that elsewhere are somebody's own words, in one act or record alone."""
KNOWN = frozenset(" ".join(UNNAMED.values()).split())
ALONE = frozenset(" ".join(HERE.values()).split())
OWN_WORDS = frozenset(
    [
        "conditions",
        "explanation",
        "how",
        "mitigation",
        "note",
        "progress",
        "reason",
        "remark",
        "resolution",
        "text",
        "what",
        "why",
        "words",
    ]
)
"""Names that are never excused in every record."""


def _free(values: Any, name: str = "") -> set[str]:
    """The names of the values of a schema that may be any text."""
    if not isinstance(values, dict) or values.keys() & {"enum", "const", "pattern", "format", "x-personal"}:
        return set()
    kinds = values.get("type", ())
    kinds = {kinds} if isinstance(kinds, str) else set(kinds)
    results = (
        {name}
        if "string" in kinds
        or ("object" in kinds and not values.keys() & {"properties", "additionalProperties"})
        else set()
    )
    for item in (*values.get("anyOf", ()), *values.get("oneOf", ()), values.get("items")):
        results |= _free(item, name)
    for key, item in values.get("properties", {}).items():
        results |= _free(item, key)
    return results


def _newest(file: Path) -> dict[str, Any]:
    released, versions = json.loads(file.read_text("utf-8")), dict[str, int]()
    for name in released:
        act, _, version = name.partition("/")
        versions[act] = max(versions.get(act, 0), int(version))
    return {name: released[f"{name}/{version}"] for name, version in versions.items()}


FILES = sorted(IFAR.glob("*/*schemas.json"))


def _prefix(file: Path) -> str:
    return file.parent.name if file.stem == "schemas" else file.stem.removesuffix("_schemas")


@pytest.mark.parametrize("file", FILES, ids=_prefix)
def test_w04_an_entry_keeps_no_text_in_clear_that_may_name_somebody(file):
    results = {
        f"{_prefix(file)}-{act}:{name}"
        for act, value in _newest(file).items()
        for name in _free(value) - KNOWN
    }
    assert not results - ALONE, "keep it apart from the log, or say above why nobody is named in it"


def _texts(acts):
    """The texts that acts set in clear: record and column."""
    for act in acts.acts.values():
        model = model_of(acts, acts.records[act.record_type])
        columns = {concrete_field.attname: concrete_field for concrete_field in model._meta.concrete_fields}
        for name in (*act.columns, *act.opening):
            column = columns.get(name)
            column = getattr(column, "base_field", column)
            if (
                isinstance(column, models.CharField | models.TextField | models.JSONField)
                and not column.choices
            ):
                yield act.record_type, name


@pytest.mark.parametrize("acts", declared(), ids=lambda acts: acts.prefix)
def test_w04_an_act_sets_no_text_in_clear_that_may_name_somebody(acts):
    results = {f"{acts.prefix}-{record}:{name}" for record, name in _texts(acts) if name not in KNOWN}
    assert not results - ALONE, "name it among the record's words, or say above why nobody is named in it"


def test_w04_own_words_are_excused_in_no_record_but_those_that_say_why():
    assert not KNOWN & OWN_WORDS
    there = {
        f"{_prefix(file)}-{act}:{name}"
        for file in FILES
        for act, value in _newest(file).items()
        for name in _free(value)
    }
    there |= {f"{acts.prefix}-{record}:{name}" for acts in declared() for record, name in _texts(acts)}
    assert not ALONE - there, "nothing is excused that is there no more"
    assert not KNOWN - {text.rpartition(":")[2] for text in there}
