"""What the offices of the invented country are called in the languages beside English; traders are called by their one name everywhere. Pure."""

from __future__ import annotations

from typing import Final

from ifar.languages import LANGUAGES

_OFFICES: Final[dict[str, tuple[str, ...]]] = {
    "licensing": (
        "الهيئة الوطنية للأسلحة النارية",
        "Autorité nationale des armes à feu",
        "Autoridad Nacional de Armas de Fuego",
        "Национальное управление по огнестрельному оружию",
        "国家枪支管理局",
    ),
    "police": (
        "المديرية العامة للشرطة",
        "Direction générale de la police",
        "Dirección General de Policía",
        "Главное управление полиции",
        "警察总局",
    ),
    "customs": (
        "إدارة الجمارك",
        "Administration des douanes",
        "Administración de Aduanas",
        "Таможенное управление",
        "海关总署",
    ),
    "defence": (
        "المستودع المركزي للقوات المسلحة",
        "Dépôt central des forces armées",
        "Depósito Central de las Fuerzas Armadas",
        "Центральный склад вооружённых сил",
        "武装部队中央仓库",
    ),
    "battalion": (
        "كتيبة المشاة الثانية",
        "Deuxième bataillon d’infanterie",
        "Segundo Batallón de Infantería",
        "Второй пехотный батальон",
        "第二步兵营",
    ),
    "laboratory": (
        "المختبر الجنائي الوطني",
        "Laboratoire national de police scientifique",
        "Laboratorio Nacional de Ciencias Forenses",
        "Национальная криминалистическая лаборатория",
        "国家法证实验室",
    ),
    "court": (
        "محكمة مدينة نوفا",
        "Tribunal de Medina Nova",
        "Juzgado de Medina Nova",
        "Суд Медина-Нова",
        "梅迪纳诺瓦法院",
    ),
    "court-east": (
        "محكمة مارش سور وادي",
        "Tribunal de Marche-sur-Oued",
        "Juzgado de Marche-sur-Oued",
        "Суд Марш-сюр-Уэд",
        "马什苏尔韦德法院",
    ),
    "inspectorate": (
        "المفتشية العامة للدولة",
        "Inspection générale de l’État",
        "Inspección General del Estado",
        "Генеральная государственная инспекция",
        "国家总监察局",
    ),
    "proof": (
        "دار اختبار الأسلحة في كستريا",
        "Banc d’épreuve de Kestria",
        "Banco de Pruebas de Kestria",
        "Испытательная станция Кестрии",
        "凯斯特里亚枪支检验所",
    ),
    "desk": (
        "مكتب الأمم المتحدة",
        "Bureau des Nations Unies",
        "Oficina de las Naciones Unidas",
        "Бюро Организации Объединённых Наций",
        "联合国办事处",
    ),
    "aldmark": (
        "وزارة خارجية ألدمارك",
        "Ministère des affaires étrangères d’Aldmark",
        "Ministerio de Relaciones Exteriores de Aldmark",
        "Министерство иностранных дел Альдмарка",
        "阿尔德马克外交部",
    ),
    "customs-port": (
        "جمارك ميناء بور كلير",
        "Douanes, port de Port-Clair",
        "Aduanas, puerto de Port-Clair",
        "Таможня, порт Пор-Клер",
        "波尔克莱尔港海关",
    ),
    "customs-air": (
        "جمارك مطار مدينة نوفا",
        "Douanes, aéroport de Medina Nova",
        "Aduanas, aeropuerto de Medina Nova",
        "Таможня, аэропорт Медина-Нова",
        "梅迪纳诺瓦机场海关",
    ),
    "customs-east": (
        "جمارك معبر برج صبرا",
        "Douanes, poste de Bordj Sabra",
        "Aduanas, puesto de Bordj Sabra",
        "Таможня, пост Бордж-Сабра",
        "博尔吉萨布拉口岸海关",
    ),
    "customs-south": (
        "جمارك معبر وادي سمرة",
        "Douanes, poste d’Oued Semra",
        "Aduanas, puesto de Oued Semra",
        "Таможня, пост Уэд-Семра",
        "韦德塞姆拉口岸海关",
    ),
}
_IN_A_PROVINCE: Final[dict[str, tuple[str, ...]]] = {
    "licensing": (
        "مكتب الأسلحة النارية، {}",
        "Bureau des armes à feu, {}",
        "Oficina de Armas de Fuego, {}",
        "Отдел огнестрельного оружия, {}",
        "{}枪支管理处",
    ),
    "police": ("شرطة {}", "Police, {}", "Policía, {}", "Полиция, {}", "{}警察局"),
}
"""How an office is called after its province."""
_PROVINCES: Final[dict[str, tuple[str, ...]]] = {
    "ca": ("إقليم العاصمة", "District de la capitale", "Distrito de la Capital", "Столичный округ", "首都区"),
    "nc": ("الساحل الشمالي", "Côte du Nord", "Costa Norte", "Северное побережье", "北海岸省"),
    "la": ("البحيرات", "Les Lacs", "Los Lagos", "Озёрный край", "湖区省"),
    "hp": ("الهضبة العليا", "Haut Plateau", "Alta Meseta", "Высокое плато", "高原省"),
    "em": ("الثغر الشرقي", "Marche de l’Est", "Marca Oriental", "Восточная марка", "东部边区"),
    "sg": ("البوابة الجنوبية", "Porte du Sud", "Puerta del Sur", "Южные Ворота", "南门省"),
    "mb": ("حوض المناجم", "Bassin minier", "Cuenca Minera", "Горнорудный бассейн", "矿区省"),
    "is": ("الجزر", "Les Îles", "Las Islas", "Острова", "群岛省"),
}


def names_of(key: str) -> dict[str, str]:
    """Language -> name of an office, by the key that lives refer to; nothing of a trader."""
    head, _dash, province = key.partition("-")
    if (row := _OFFICES.get(key)) is None and head in _IN_A_PROVINCE and province in _PROVINCES:
        row = tuple(
            text.format(name) for text, name in zip(_IN_A_PROVINCE[head], _PROVINCES[province], strict=True)
        )
    return dict(zip(LANGUAGES[1:], row, strict=True)) if row else {}
