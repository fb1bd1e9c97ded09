"""The words by which older registers say what became of a firearm, who holds it and in which compartment: word -> code.

A table of facts, collected by us; words are folded by `plain_word`. What it does not know, a person maps once in the wizard.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ifar.registry.lifecycle import State
from ifar.registry.marks.placeholders import plain_word

STATES: Final[Mapping[State, str]] = {
    State.HELD_CIVILIAN: "held, in possession, possessed, active, valid, registered, licensed, private, owned, ok, détenue, détenu, en possession, "
    "active, enregistrée, valide, en poder, tenencia, activo, activa, vigente, em posse, ativo, im besitz, aktiv, vorhanden, gültig, detenuta, in bezit, "
    "actief, w posiadaniu, aktywny, v držení, u posjedu, u posedu, aktivno, в наличии, у владельца, действует, зарегистрировано, на руках, у власника, "
    "у поседу, kayıtlı, faal, بحوزة صاحبه, بحوزة المالك, محوز, ساري, نشط, مسجل, 在册, 持有",
    State.HELD_COMPANY: "company, security company, société de sécurité, empresa de seguridad, wachdienst, охранная организация, شركة حراسة",
    State.HELD_MUSEUM: "museum, musée, museo, museu, muzeum, muzej, музей, متحف",
    State.HELD_STATE: "issued, in service, en service, dotation, en servicio, im dienst, на вооружении, выдано, في الخدمة, بعهدة",
    State.IN_STOCK_STATE: "state stock, armoury, in store, arsenal, magasin, armurerie de l'etat, depósito, waffenkammer, на складе, склад, مخزن, مستودع",
    State.IN_STOCK_RETAIL: "stock, dealer, dealer stock, in shop, stock armurier, armurier, chez l'armurier, en armería, armería, loja, händler, im handel, "
    "armeria, handelaar, u sklepu, obchod, trgovina, магазин, у продавца, торговля, bayi, لدى التاجر, محل سلاح, 库存",
    State.IN_STOCK_MAKER: "manufacturer stock, chez le fabricant, en fábrica, beim hersteller, у производителя, لدى الصانع",
    State.STOLEN: "stolen, theft, volée, volé, vol, robada, robado, hurtada, roubada, furtada, gestohlen, diebstahl, rubata, rubato, gestolen, skradziona, "
    "kradzież, ukradená, ukradena, ukradeno, украдено, похищено, кража, викрадено, украдена, çalıntı, çalındı, مسروق, مسروقة, سرقة, 被盗",
    State.LOST: "lost, loss, perdue, perdu, perte, perdida, perdido, extraviada, extraviado, extraviado, verloren, verlust, smarrita, persa, zgubiona, "
    "utracona, ztracená, izgubljena, izgubljeno, утеряно, утрачено, утеря, потеряно, втрачено, изгубљено, kayıp, مفقود, مفقودة, ضائع, 遗失, 丢失",
    State.MISSING: "missing, disparue, manquante, desaparecida, faltante, abhanden gekommen, mancante, vermist, пропало, отсутствует на месте, ناقص",
    State.SEIZED: "seized, saisie, saisi, incautada, incautado, decomisada, apreendida, beschlagnahmt, sichergestellt, sequestrata, in beslag genomen, "
    "zajęta, zabavená, oduzeta, oduzeto, zaplijenjeno, изъято, изъят, арестовано, вилучено, одузето, el konulan, el konuldu, محجوز, مضبوط, مصادر, 扣押, 收缴",
    State.CONFISCATED: "confiscated, confisquée, confisqué, comisada, confiscada, eingezogen, confiscata, verbeurd verklaard, skonfiskowana, zaplenjena, "
    "конфисковано, конфісковано, müsadere, مصادرة, 没收",
    State.EVIDENCE: "evidence, exhibit, pièce à conviction, scellé, evidencia, prueba, asservat, beweismittel, corpo di reato, вещественное доказательство, دليل جنائي",
    State.FOUND: "found, trouvée, trouvé, encontrada, hallada, gefunden, fundwaffe, rinvenuta, gevonden, znaleziona, nalezená, pronađena, найдено, обнаружено, знайдено, معثور عليه",
    State.SURRENDERED: "surrendered, handed in, amnesty, remise, rendue, abandonnée, entregada, entrega voluntaria, entregue, abgegeben, consegnata, ingeleverd, "
    "oddana, odevzdaná, predata, сдано, добровольно сдано, здано, مسلم, تم تسليمه",
    State.DESTROYED: "destroyed, scrapped, melted, détruite, détruit, destruida, destruido, destruída, vernichtet, verschrottet, distrutta, vernietigd, "
    "zniszczona, zničená, uništena, uništeno, уничтожено, утилизировано, знищено, уништено, imha, imha edildi, متلف, مدمر, أتلف, 销毁",
    State.DEACTIVATED: "deactivated, neutralised, neutralisée, neutralisé, inutilizada, inutilizado, desativada, deaktiviert, unbrauchbar, demilitarizzata, "
    "onbruikbaar, pozbawiona cech użytkowych, znehodnocená, deaktivirana, деактивировано, приведено в негодность, معطل",
    State.EXPORTED: "exported, exportée, exporté, exportada, exportado, ausgeführt, exportiert, esportata, uitgevoerd, wywieziona, vyvezená, izvezena, вывезено, экспортировано, مصدر, 出口",
    State.DEPOSITED_ESTATE: "estate, deceased, inheritance, succession, décédé, herencia, sucesión, nachlass, erbfall, eredità, nalatenschap, spadek, dědictví, наследство, наследственное, تركة, إرث",
    State.DEPOSITED_REVOKED: "deposited, revoked, withdrawn, déposée, retirée, depositada, revocada, hinterlegt, widerrufen, ritirata, ingetrokken, лицензия аннулирована, на хранении, مودع, ملغى",
    State.IN_REPAIR: "in repair, repair, en réparation, en reparación, in reparatur, in riparazione, в ремонте, قيد الإصلاح",
    State.ON_LOAN: "on loan, lent, prêtée, prestada, verliehen, in prestito, выдано во временное пользование, معار",
}  # fmt: skip
"""Named state -> words of older registers that mean it."""

HOLDER_KINDS: Final[Mapping[str, str]] = {
    "person": "person, individual, private, natural person, citizen, particulier, personne physique, particular, persona física, pessoa física, privatperson, persona fisica, "
    "particulier, osoba fizyczna, fyzická osoba, fizičko lice, физическое лицо, физлицо, гражданин, фізична особа, şahıs, شخص, فرد, شخص طبيعي, 个人",
    "entity": "company, legal person, legal entity, firm, business, club, association, société, personne morale, entreprise, empresa, persona jurídica, pessoa jurídica, firma, "
    "juristische person, verein, persona giuridica, rechtspersoon, osoba prawna, právnická osoba, pravno lice, юридическое лицо, юрлицо, организация, юридична особа, şirket, شركة, شخص معنوي, 单位, 公司",
    "unit": "unit, state, police, army, military, government, unité, etat, armée, unidad, ejército, policía, polizei, militär, behörde, esercito, wojsko, policja, vojska, policija, "
    "войсковая часть, полиция, государство, وحدة, الشرطة, الجيش, 部队, 警察",
}  # fmt: skip
MARKINGS: Final[Mapping[str, str]] = {
    "unique": "unique, uniquely marked, marked, yes, oui, marquée, sí, ja, да, نعم, موسوم",
    "altered": "altered, defaced, altérée, alterada, verändert, изменена, محرف",
    "none": "none, no, not marked, unmarked, non marquée, sin marca, ohne, нет, لا, غير موسوم",
    "unknown": "unknown, inconnu, desconocido, unbekannt, неизвестно, غير معروف",
}
COMPARTMENTS: Final[Mapping[str, str]] = {
    "civilian": "civilian, civil, civile, zivil, гражданское, مدني",
    "police": "police, policía, polizei, polizia, полиция, милиция, الشرطة",
    "defence": "defence, defense, military, army, défense, militaire, defensa, militar, militärisch, военное, оборона, الدفاع, عسكري",
    "courts": "courts, court, justice, tribunal, gericht, суд, المحكمة, القضاء",
}
SEXES: Final[Mapping[str, str]] = {
    "male": "m, male, man, masculin, h, homme, masculino, hombre, männlich, mann, maschio, man, mężczyzna, muž, muški, м, муж, мужской, чол, erkek, ذكر, 男",
    "female": "f, female, woman, féminin, femme, femenino, mujer, feminino, weiblich, w, frau, femmina, vrouw, v, kobieta, k, žena, ženski, ж, жен, женский, kadın, أنثى, 女",
}


def _table(words: Mapping[Any, str]) -> Mapping[str, str]:
    folded: dict[str, str] = {}
    for code, line in words.items():
        for word in line.split(","):
            folded.setdefault(plain_word(word), str(code))
    return folded


WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "state": _table(STATES),
    "holder_kind": _table(HOLDER_KINDS),
    "marking": _table(MARKINGS),
    "compartment": _table(COMPARTMENTS),
    "holder_sex": _table(SEXES),
}
"""Field -> folded word -> code."""

CODES: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(words.values()) for name, words in WORDS.items()
} | {"state": frozenset(map(str, State))}


def code_of(name: str, text: str, own: Mapping[str, str]) -> str | None:
    """The code that a word of field `name` means: by the register's own words first, then by the table, or as a code itself."""
    word = plain_word(text)
    if word in own:
        return own[word]
    if text in CODES[name]:
        return text
    return WORDS[name].get(word)
