"""The words of the Firearms Protocol's articles and of what they ask, in our own words: the text itself stands in A/RES/55/255."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ifar.reference.protocol import ASSESSED, PROVISIONS

ARTICLES: Final[Mapping[Any, Any]] = {
    "5": _("Article 5: criminalization"),
    "6": _("Article 6: confiscation, seizure and disposal"),
    "7": _("Article 7: record-keeping"),
    "8": _("Article 8: marking"),
    "9": _("Article 9: deactivation"),
    "10": _("Article 10: export, import and transit licences"),
    "11": _("Article 11: security and prevention"),
    "12": _("Article 12: information and tracing"),
    "13": _("Article 13: cooperation"),
    "14": _("Article 14: training and technical assistance"),
    "15": _("Article 15: brokers and brokering"),
}
ALL_ARTICLES: Final[Mapping[Any, Any]] = {"3": _("Article 3: use of terms"), **ARTICLES}
"""With article 3, which States assess too."""
QUESTIONS: Final[Mapping[str, Any]] = {
    "3.a": _("Does the law say what a firearm is, at least as widely as the Protocol, and leave out antiques only if they were made no later than 1899?"),
    "3.b": _("Does the law say what parts and components are: barrel, frame or receiver, slide or cylinder, bolt or breech block, and sound suppressors?"),
    "3.c": _("Does the law say what ammunition is, with those of its components that need an authorization?"),
    "3.d": _("Does the law say when manufacturing is illicit: from trafficked parts, without a licence, or without marking?"),
    "3.e": _("Does the law say when trafficking is illicit: across borders without the authorization of every State concerned, or unmarked?"),
    "3.f": _("Does the law or a regulation say what tracing is: following a firearm from its manufacturer to its purchaser?"),
    "5.1.a": _("Is it a crime to manufacture firearms, their parts and components or ammunition illicitly?"),
    "5.1.b": _("Is it a crime to traffic in firearms, their parts and components or ammunition illicitly?"),
    "5.1.c": _("Is it a crime to falsify the marks on a firearm, or to obliterate, remove or alter them illicitly?"),
    "5.2.a": _("Is it a crime to attempt these offences, or to be an accomplice in them?"),
    "5.2.b": _("Is it a crime to organize, direct, aid, abet, facilitate or counsel these offences?"),
    "6.1": _("Does the law allow confiscation of what was illicitly manufactured or trafficked, as far as the legal system can?"),
    "6.2": _("Are such firearms seized and destroyed, and disposed of otherwise only if that was officially authorized, they were marked, and the disposal was recorded?"),
    "7": _("Is what is needed to trace and identify firearms kept for no less than ten years?"),
    "7.a": _("Do the records hold the marks that article 8 asks for?"),
    "7.b": _("Do the records of international transactions hold the licences’ days, the States of export, import and transit, the final recipient, description and quantity?"),
    "8.1.a": _("Must each firearm be marked uniquely when it is manufactured?"),
    "8.1.b": _("Must each imported firearm bear a simple mark of the State of import and, where possible, of the year?"),
    "8.1.c": _("Must a firearm be marked when it passes from the State’s stocks to permanent civilian use?"),
    "8.2": _("Are manufacturers encouraged to develop means against the removal of marks?"),
    "9.a": _("Does the law ask that all essential parts of a deactivated firearm are made permanently inoperable?"),
    "9.b": _("Does a competent authority verify deactivations, where appropriate?"),
    "9.c": _("Is a verified deactivation certified, recorded, or marked on the firearm so that it can be seen?"),
    "10.1": _("Is there an effective system of licences for export and import, and of measures on transit?"),
    "10.2": _("Before an export is licensed, is it verified that the State of import licensed it and that the States of transit have no objection in writing?"),
    "10.3": _("Do licences and their papers say at least what the Protocol lists, and are States of transit told in advance?"),
    "10.4": _("Does the State of import tell the State of export, on request, that the shipment was received?"),
    "10.5": _("Are licensing procedures secure, and can the authenticity of papers be verified?"),
    "10.6": _("Is there a simplified procedure for temporary import, export and transit for verifiable lawful purposes?"),
    "11.a": _("Must firearms be kept secure when they are manufactured, imported, exported and in transit?"),
    "11.b": _("Are controls of import, export and transit, and of borders, made more effective, with police and customs working across them?"),
    "12.1": _("Can the State exchange with others what it knows of authorized producers, dealers, importers, exporters and carriers?"),
    "12.2": _("Can it exchange what it knows of organized groups, means of concealment, routes, and experience with laws and measures?"),
    "12.3": _("Can it share scientific and technological information that helps law enforcement?"),
    "12.4": _("Does it cooperate in tracing and answer requests promptly?"),
    "12.5": _("Does it keep confidential what another State gave under a condition of confidentiality?"),
    "13.1": _("Does it cooperate with other States, in its region and beyond?"),
    "13.2": _("Did it name a national body or one point of contact for the Protocol?"),
    "13.3": _("Does it seek the support of manufacturers, dealers, importers, exporters, brokers and carriers?"),
    "14": _("Does it give or seek the training and technical assistance that carrying out the Protocol takes?"),
    "15.1.a": _("Did it consider, or does it require, that brokers are registered?"),
    "15.1.b": _("Did it consider, or does it require, that brokering is licensed?"),
    "15.1.c": _("Did it consider, or does it require, that licences name the brokers and where they are?"),
    "15.2": _("Are brokers in the records of article 7 and in the exchange of article 12?"),
}  # fmt: skip
"""Key of a provision -> the question."""
assert tuple(ALL_ARTICLES) == ASSESSED
assert tuple(QUESTIONS) == tuple(provision.key for provision in PROVISIONS)
