"""Details by which a person, a case, a find or one arm can be known: dates, places, numbers, names, plates, cases. Pure.

One detector, in the six languages of the United Nations. It refuses where nothing identifying is promised (tracing help) and warns elsewhere
(posts, good practices and all that stands on the shelves); what it finds nothing in is not therefore harmless. What describes an arm is no
detail: makers, models, calibres, years of manufacture, countries, marks, the form of a number with its digits as zeros.
`tests/community/identifying.csv` measures it; docs/community.md says how well it does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from ifar.community.safety import as_read

KINDS: Final = ("email", "phone", "born", "person", "document", "plate", "case", "day", "place", "serial")
"""What is found, in the order in which it is told."""


@dataclass(frozen=True, slots=True)
class Tables:
    """What the register's tables know.

    Attributes:
        places: names of the gazetteer's places, in all languages.
        known: words of makers, models and countries, in small letters: they describe an arm and name nobody.
    """

    places: Collection[str] = field(default_factory=frozenset)
    known: Collection[str] = field(default_factory=frozenset)


def signs(text: str, tables: Tables | None = None) -> tuple[str, ...]:
    """Kinds of details that a text holds, in a fixed order. In time that grows with its length alone."""
    said = _plain(text)
    found = {kind for kind, patterns in _PATTERNS.items() if any(one.search(said) for one in patterns)}
    tables = tables or Tables()
    if any(_numbers(said)):
        found.add("serial")
    if _names(said, tables):
        found.add("person")
    if _places(said, tables):
        found.add("place")
    return tuple(kind for kind in KINDS if kind in found)


_LEFT_OUT: Final = re.compile(r"https?://[^\s)]{1,2000}|(?<![\w.+-])@[\w-]{2,20}")


def _plain(text: str) -> str:
    """A text as a reader takes it, digits of any script plain, without addresses of pages and numbers of members that it mentions."""
    said = _LEFT_OUT.sub(" ", as_read(text))
    return "".join(
        str(unicodedata.digit(one)) if one.isdigit() and not one.isascii() else one for one in said
    )


_MONTHS: Final = (
    "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|"
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|"
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
    "январ[ьяе]|феврал[ьяе]|марта?|марте|апрел[ьяе]|ма[йяе]|июн[ьяе]|июл[ьяе]|августа?|августе|сентябр[ьяе]|октябр[ьяе]|ноябр[ьяе]|декабр[ьяе]|"
    "يناير|فبراير|مارس|أبريل|ابريل|إبريل|مايو|ماي|يونيو|يوليو|يوليوز|أغسطس|غشت|سبتمبر|أكتوبر|اكتوبر|نوفمبر|ديسمبر|"
    "كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول|جانفي|فيفري|أفريل|جوان|جويلية|أوت"
)
_DAY: Final = r"(?:[12]\d|3[01]|0?[1-9])"
_WEEKDAYS: Final = (
    "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    "lunes|martes|miércoles|jueves|viernes|sábado|domingo|понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье|"
    "الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد"
)
_LATELY: Final = (
    "yesterday|last night|this morning|last week|avant-hier|hier|ce matin|la semaine dernière|ayer|anteayer|anoche|esta mañana|la semana pasada|"
    "вчера|позавчера|сегодня утром|на прошлой неделе|أمس|البارحة|هذا الصباح|الأسبوع الماضي"
)
_CAP: Final = r"[A-ZÀ-ÖØ-ÞА-ЯЁ]"
_NAME: Final = rf"{_CAP}[\w'’-]{{1,30}}"
_ROLES: Final = (
    "holder|owner|suspect|seller|buyer|driver|victim|witness|brother|father|husband|wife|son|"
    "détenteur|propriétaire|suspect|vendeur|acheteur|conducteur|victime|témoin|frère|père|mari|épouse|fils|"
    "titular|propietario|sospechoso|vendedor|comprador|conductor|víctima|testigo|hermano|padre|marido|esposa|hijo|"
    "владелец|владелица|подозреваемый|продавец|покупатель|водитель|потерпевший|свидетель|брат|отец|муж|жена|сын"
)
_SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范石廖贾夏韦付方邹熊孟秦邱侯江尹薛闫段"
_NO_NAME: Final = (
    "غير|مجهول|لا|لم|لن|يقول|قال|هو|هي|من|في|كان|كانت|عن|إلى|على|أن|الذي|التي|السابق|الأصلي|معروف"
)
_CASE: Final = (
    "case|file|docket|dossier|affaire|procès-verbal|pv|expediente|diligencias|causa|sumario|atestado|"
    "дел[оау]|протокол|материал|قضية|القضية|محضر|المحضر|ملف|الملف"
)
_PLATES: Final = "plate|registration|plaque(?= \\d)|immatricul\\w{0,6}|matrícula|placa|госномер\\w{0,3}|машин\\w{1,3} с номером|автомобил\\w{1,3} с номером|لوحة|اللوحة|车牌"
_STREETS: Final = (
    "street|road|avenue|lane|boulevard|village of|town of|city of|port of|station of|district of|quarter of|"
    "rue|avenue|boulevard|quai|chemin|impasse|gare de|quartier|village de|ville de|port de|"
    "calle|avenida|carretera de|barrio|estación de|pueblo de|ciudad de|puerto de|aldea de|"
    "улиц[ауеы]|ул\\.|переул\\w{1,4}|проспект\\w?|шоссе|пос[её]лк\\w{0,2}|пос[её]лок|сел[оае]|деревн\\w{1,2}|станиц\\w{1,2}|город[ае]?|гор\\.|район\\w?"
)
_FOUND: Final = (
    "found|seized|recovered|discovered|bought|stolen|lost|intercepted|taken|picked up|"
    "trouvée?s?|saisie?s?|découverte?s?|récupérée?s?|retrouvée?s?|volée?s?|interceptée?s?|"
    "hallad[oa]s?|incautad[oa]s?|encontr(?:ó|ad[oa]s?)|recuperad[oa]s?|robad[oa]s?|aparec(?:ió|id[oa]s?)|intervenid[oa]s?|"
    "найден\\w{0,2}|изъят\\w{0,2}|обнаружен\\w{0,2}|куплен\\w{0,2}|украден\\w{0,2}|похищен\\w{0,2}"
)
_AT: Final = "in|at|near|from|outside|on|à|au|aux|dans|près de|chez|en|sur|de|cerca de|junto a|la|el|в|во|возле|около|под|на|у|из"
_PATTERNS: Final[dict[str, tuple[re.Pattern[str], ...]]] = {
    "email": (re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w{2,}"),),
    "phone": (
        re.compile(r"(?<![\w.])\+?\d(?:[ ().-]{0,2}\d){8,14}(?![\w.]\d)"),
        re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
    ),
    "born": (
        re.compile(
            r"(?i)\bborn\b|\bnée?\s{1,3}(?:le|en|à)\b|\bnacid[oa]\b|\bnació\b|\bродил\w{1,4}|\bdate of birth\b|\bdob\b|مواليد|出生|生于"
        ),
    ),
    "person": (
        re.compile(
            rf"\b(?:Mr|Mrs|Ms|Dr|Mme|Mlle|M|Sr|Sra|Dña|Captain|Officer|Inspector|Sergeant|Judge|Capitaine|Inspecteur|Juge)\.?\s{{1,4}}(?:{_CAP}\.\s?){{0,2}}{_NAME}"
        ),
        re.compile(rf"\b(?:[Гг]ражданин\w?|[Гг]ражданк[аиеу]|[Гг]осподин\w?|[Гг]оспож[аиеу]|[Гг]-н|[Гг]-жа)\s{{1,4}}{_NAME}"),
        re.compile(rf"\b(?i:{_ROLES})\W{{1,3}}(?:(?i:named|called|nommé|llamado|по имени)\s)?{_NAME}\s{_NAME}"),
        re.compile(r"(?:السيد|السيدة|المدعو|المدعوة|المواطن|المواطنة)\s{1,4}\w"),
        re.compile(
            rf"(?:حائزه|صاحبه|مالكه|حائزها|صاحبها|مالكها|المشتبه به|البائع|المشتري|السائق|الحائز|المالك)\s{{1,4}}(?!(?:{_NO_NAME})\b)\w{{2,20}}\s{{1,4}}(?:بن|ابن|بنت|أبو|ال\w{{2,20}})\b"
        ),
        re.compile(r"(?:ضبط|عثر|أخذ|سرق|اشتري|وجد)\w{0,3}(?:\s{1,3}\w{1,12}){0,3}?\s{1,3}(?:عند|لدى)\s{1,3}(?!ال)\w{2}"),
        re.compile(rf"[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}(?:先生|女士|小姐|警官)"),
        re.compile(rf"(?:持有人|嫌疑人|车主|卖家|买家|物主|司机|受害人|证人)(?:是|叫|为)?[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}"),
    ),
    "document": (
        re.compile(
            r"(?i)\b(?:passport|passeport|pasaporte|паспорт\w{0,2}|id card|carte d['’]identité|licence no|permis n|dni)\b.{0,20}\d"
        ),
        re.compile(r"(?:جواز سفر|بطاقة هوية|رخصة رقم|护照|身份证).{0,20}\d"),
    ),
    "plate": (
        re.compile(rf"(?i)(?:{_PLATES}).{{0,24}}\d"),
        re.compile(r"\b[A-Z]{2}-\d{3}-[A-Z]{2}\b|\b[А-Я]\d{3}[А-Я]{2}\s?\d{2,3}\b|[\u4e00-\u9fff][A-Z][A-Z0-9]{5}\b|\b\d{4} [B-DF-HJ-NP-TV-Z]{3}\b"),
    ),
    "case": (
        re.compile(
            rf"(?i)(?<!\w)(?:{_CASE})\s{{0,4}}(?:(?:no|n°|n\.o|number|numéro|número|номер|رقم|عدد)\.?\s{{0,3}})?[#:]?\s{{0,4}}"
            r"(?!(?:19|20)\d\d(?![\w/-]))[\w-]{0,12}\d{1,8}[/-]?\d{1,10}"
        ),
        re.compile(r"(?<![\d/])20\d\d/\d{3,8}(?!\d)"),
        re.compile(r"案件.{0,4}\d|案号|字第?\d{1,6}号"),
        re.compile(rf"(?i:\b(?:operation|opération|operación|операци\w))\s{{1,3}}[«“\"']?{_CAP}"),
        re.compile(r"(?:العملية|عملية)\s{1,3}[«“\"]"),
    ),
    "day": (
        re.compile(r"(?<![\d.])\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})(?!\d)|(?<!\d)(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2}(?!\d)"),
        re.compile(rf"(?i)(?<!\d){_DAY}(?:st|nd|rd|th|er|e)?\s{{1,3}}(?:of\s|de\s)?(?:{_MONTHS})\b"),
        re.compile(rf"(?i)\b(?:{_MONTHS})\s{{1,3}}{_DAY}(?:st|nd|rd|th)?\b(?!\d)"),
        re.compile(rf"(?i)\b(?:{_MONTHS})\s{{1,3}}(?:the\s)?(?:\w{{3,7}}-)?(?:first|second|third|fourth|\w{{2,8}}th)\b"),
        re.compile(rf"(?i)\b(?:{_MONTHS})\s{{1,3}}(?:de\s|du\s|عام\s|سنة\s)?20\d\d\b"),
        re.compile(rf"(?i)\b(?:{_WEEKDAYS}|{_LATELY})\b"),
        re.compile(r"\d{1,2}月\d{1,2}[日号]|[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号]|20\d\d年\d{1,2}月|昨天|昨晚|前天|上周|(?:星期|周)[一二三四五六日天]"),
    ),
}  # fmt: skip
"""Kind -> patterns. Whoever may write can choose a text for which a pattern takes longest: every repetition has an end."""

_MIXED: Final = re.compile(
    r"(?<![\w/.])(?P<before>[^\W\d_]{0,4})[ -]?(?P<digits>\d{4,12})(?P<after>[^\W\d_]{0,3})(?![\w/]|[.,]\d)"
)
_LABELLED: Final = re.compile(
    r"(?i)(?:\b(?:serial|number|no|n°|numéro|número|номер\w{0,2}|сер(?:ия|ийный))\b|№|رقم|الرقم|号码|枪号|序列号)\W{0,4}(?:\w{1,14}\W{1,3}){0,2}?"
    r"(?P<digits>\d{4,12})(?!\d)"
)
_GROUPED: Final = re.compile(
    r"(?i)(?:\b(?:serial|number|no|n°|numéro|número|номер)\b|№|رقم|الرقم|号码|枪号|序列号|(?-i:(?<!\w)[A-ZА-Я]{1,3}))\W{0,3}(?:[A-ZА-Я]{1,3} ){0,2}"
    r"(?P<groups>\d{1,3}(?:[ -]\d{1,3}){2,11})(?!\d)"
)
_YEAR: Final = re.compile(r"1[6-9]\d\d|20[0-4]\d")
_MODELS: Final = frozenset({"m", "mod", "model", "mle", "iso", "nij", "cip", "stanag", "а", "обр"})
_DIGITS: Final = (
    "zero|one|two|three|four|five|six|seven|eight|nine|zéro|un|deux|trois|quatre|cinq|sept|huit|neuf|"
    "cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|ноль|один|два|три|четыре|пять|шесть|семь|восемь|девять|"
    "صفر|واحد|اثنان|اثنين|ثلاثة|أربعة|خمسة|ستة|سبعة|ثمانية|تسعة"
)
_SPELLED: Final = re.compile(
    rf"(?i)\b(?:(?:{_DIGITS})\b[\s,.-]{{1,3}}){{3}}(?:{_DIGITS})\b|[零〇一二三四五六七八九幺]{{5,12}}"
)


def _numbers(text: str) -> Iterator[str]:
    """Numbers by which an arm could be looked up: four figures with letters or called a number, five alone, figures told one by one."""
    for found in _MIXED.finditer(text):
        digits, letters = found["digits"], found["before"] + found["after"]
        if not digits.strip("0"):
            continue
        year = len(digits) == 4 and bool(_YEAR.fullmatch(digits))
        if len(digits) > 4 or (letters.isupper() and not year and letters.casefold() not in _MODELS):
            yield found[0]
    for found in _LABELLED.finditer(text):
        if found["digits"].strip("0") and not _YEAR.fullmatch(found["digits"]):
            yield found[0]
    for found in _GROUPED.finditer(text):
        digits = re.sub(r"\D", "", found["groups"])
        if len(digits) > 4 and digits.strip("0"):
            yield found[0]
    yield from (found[0] for found in _SPELLED.finditer(text))


_PAIR: Final = re.compile(
    rf"(?<![.!?:…]\s)(?<!^)(?<=[\s(«“\"])({_CAP}[a-zß-öø-ÿа-яё’'-]{{1,30}}(?:-{_NAME})?)\s({_NAME})"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_COMMON: Final = frozenset(
    [
        "united",
        "nations",
        "world",
        "war",
        "firearms",
        "protocol",
        "soviet",
        "union",
        "european",
        "convention",
        "national",
        "army",
        "state",
        "first",
        "second",
        "great",
        "proof",
        "house",
        "nations",
        "unies",
        "guerre",
        "mondiale",
        "union",
        "soviétique",
        "protocole",
        "armes",
        "états-unis",
        "convention",
        "banc",
        "d'épreuve",
        "naciones",
        "unidas",
        "guerra",
        "mundial",
        "unión",
        "soviética",
        "protocolo",
        "convención",
        "организации",
        "объединённых",
        "объединенных",
        "наций",
        "советский",
        "советского",
        "союз",
        "союза",
        "мировой",
        "мировая",
        "отечественной",
    ]
)


_OF_A_COUNTRY: Final = ("ian", "ish", "ese", "ien", "ois", "ais", "ский", "ская", "ского", "ской")
"""How words end that say of which country something is."""


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?…])\s|\n", text)


def _is_known(word: str, tables: Tables) -> bool:
    return all(
        part.casefold() in tables.known or part.casefold() in _COMMON
        for part in re.split(r"[-’']", word)
        if part
    )


def _names(text: str, tables: Tables) -> bool:
    """Whether two names follow each other that no table knows: in scripts with capitals, in sentences that are not all capitals."""
    for one in _sentences(text):
        words = _WORD.findall(one)
        if sum(word[:1].isupper() for word in words) * 2 > len(words):
            continue
        for found in _PAIR.finditer(one):
            first, second = found.groups()
            if not (
                _is_known(first, tables) or second.casefold() in _COMMON or first.endswith(_OF_A_COUNTRY)
            ):
                return True
    return False


_PLACED: Final = re.compile(
    rf"\b(?i:{_FOUND})\b[^.!?]{{0,60}}?\b(?:{_AT})\s(?:(?:the|la|le|les|el|los|las)\s)?({_NAME})"
)
_ADDRESS: Final = (
    re.compile(
        rf"\b(?i:{_STREETS})\s{{1,3}}(?:(?:de la|de|des|du|del|d['’]|la|las|los|of the|of)\s?)?[«“\"]?({_NAME})"
    ),
    re.compile(rf"\b({_NAME})\s(?:Street|Road|Avenue|Lane|Square|Station|Market|Airport)\b"),
)
_CASELESS: Final = (
    re.compile(r"(?:مدينة|قرية|بلدة|بحي|حي|شارع|محطة|ميناء|معبر|ناحية|محافظة|ولاية)\s{1,3}\w{3}"),
    re.compile(
        r"(?:在|于|从|自)[\u4e00-\u9fff]{1,6}?(?<!地)(?<!城)(?:市(?!场)|县|镇|村|乡|区|街|港|口岸|路(?=\d))|[\u4e00-\u9fff]{2,6}(?:街|路)\d{1,5}号"
    ),
)


def _places(text: str, tables: Tables) -> bool:
    """Whether a place of the gazetteer, an address, or where something was found is told."""
    if any(one.search(text) for one in _CASELESS) or _of_gazetteer(text, tables):
        return True
    found = [match[1] for pattern in (_PLACED, *_ADDRESS) for match in pattern.finditer(text)]
    return any(not _is_known(one, tables) and one.casefold() not in _TIMES for one in found)


_TIMES: Final = frozenset(_MONTHS.casefold().split("|"))


def _of_gazetteer(text: str, tables: Tables) -> bool:
    """Whether a place is named: as it is written, and, in scripts without capitals, after a word that says where."""
    for place in tables.places:
        at = text.find(place) if len(place) > 2 else -1
        while at >= 0:
            before, after = text[:at], text[at + len(place) : at + len(place) + 1]
            cased = place[:1].upper() != place[:1].lower()
            alone = not (before[-1:].isalnum() or after.isalnum())
            if (cased and alone) or (
                not cased and re.search(r"(?:\b(?:في|من|إلى|قرب|نحو)\s|ب|在|于|从)$", before[-8:])
            ):
                return True
            at = text.find(place, at + 1)
    return False
