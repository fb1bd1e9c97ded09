"""What the offices of the invented country are called in Arabic and French; traders are called by their one name everywhere. Pure."""

from __future__ import annotations

from typing import Final

_OFFICES: Final = {
    "licensing": ("الهيئة الوطنية للأسلحة النارية", "Autorité nationale des armes à feu"),
    "police": ("المديرية العامة للشرطة", "Direction générale de la police"),
    "customs": ("إدارة الجمارك", "Administration des douanes"),
    "defence": ("المستودع المركزي للقوات المسلحة", "Dépôt central des forces armées"),
    "battalion": ("كتيبة المشاة الثانية", "Deuxième bataillon d’infanterie"),
    "laboratory": ("المختبر الجنائي الوطني", "Laboratoire national de police scientifique"),
    "court": ("محكمة مدينة نوفا", "Tribunal de Medina Nova"),
    "court-east": ("محكمة مارش سور وادي", "Tribunal de Marche-sur-Oued"),
    "inspectorate": ("المفتشية العامة للدولة", "Inspection générale de l’État"),
    "proof": ("دار اختبار الأسلحة في كستريا", "Banc d’épreuve de Kestria"),
    "desk": ("مكتب الأمم المتحدة", "Bureau des Nations Unies"),
    "aldmark": ("وزارة خارجية ألدمارك", "Ministère des affaires étrangères d’Aldmark"),
    "customs-port": ("جمارك ميناء بور كلير", "Douanes, port de Port-Clair"),
    "customs-air": ("جمارك مطار مدينة نوفا", "Douanes, aéroport de Medina Nova"),
    "customs-east": ("جمارك معبر برج صبرا", "Douanes, poste de Bordj Sabra"),
    "customs-south": ("جمارك معبر وادي سمرة", "Douanes, poste d’Oued Semra"),
}
_IN_A_PROVINCE: Final = {
    "licensing": ("مكتب الأسلحة النارية، ", "Bureau des armes à feu, "),
    "police": ("شرطة ", "Police, "),
}
"""What comes before the name of a province."""
_PROVINCES: Final = {
    "ca": ("إقليم العاصمة", "District de la capitale"),
    "nc": ("الساحل الشمالي", "Côte du Nord"),
    "la": ("البحيرات", "Les Lacs"),
    "hp": ("الهضبة العليا", "Haut Plateau"),
    "em": ("الثغر الشرقي", "Marche de l’Est"),
    "sg": ("البوابة الجنوبية", "Porte du Sud"),
    "mb": ("حوض المناجم", "Bassin minier"),
    "is": ("الجزر", "Les Îles"),
}


def names_of(key: str) -> dict[str, str]:
    """Language -> name of an office, by the key that lives refer to; nothing of a trader."""
    head, _dash, province = key.partition("-")
    if (row := _OFFICES.get(key)) is None and head in _IN_A_PROVINCE and province in _PROVINCES:
        before, of = _IN_A_PROVINCE[head], _PROVINCES[province]
        row = (before[0] + of[0], before[1] + of[1])
    return dict(zip(("ar", "fr"), row, strict=True)) if row else {}
