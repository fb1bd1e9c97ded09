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

KINDS: Final = (
    "email",
    "phone",
    "born",
    "person",
    "document",
    "plate",
    "case",
    "day",
    "place",
    "serial",
    "name",
)
"""What is found, in the order in which it is told; a `name` may be that of somebody or of a place, what stands beside it does not say which."""


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
    found |= _names(said, tables, is_told_more=not found.isdisjoint(_BESIDE))
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
_NTH: Final = (  # days in words
    r"(?:\w{2,6}-)?\w{2,9}(?:st|nd|rd|th) of|(?:vingt(?:-| et |-et-)|trente et )?(?:premier|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|"
    r"quinze|seize|vingt|trente)|(?:veinti|treinta y )?(?:primero|uno?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|"
    r"dieci\w{4,6}|veinte|treinta) de|(?:двадцать |тридцать )?\w{3,14}(?:ого|ьего|ое|ье)|"
    r"(?:الأول|الثاني|الثالث|الرابع|الخامس|السادس|السابع|الثامن|التاسع|العاشر|الحادي|العشرين|الثلاثين)(?: عشر| والعشرين| والثلاثين)? من"
)
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
    "holder|owner|suspect|seller|buyer|driver|victim|witness|widow|finder|landlord|tenant|brother|father|husband|wife|son|"
    "détenteur|détentrice|propriétaire|suspecte?|vendeur|vendeuse|acheteur|acheteuse|conducteur|victime|témoin|veuve|veuf|frère|père|mari|épouse|fils|"
    "titular|propietari[oa]|dueñ[oa]|sospechoso|vendedor|comprador|conductor|víctima|testigo|viuda|viudo|denunciante|hermano|padre|marido|esposa|hijo|"
    "владелец|владелица|подозреваемый|продавец|покупатель|водитель|потерпевший|свидетель|хозяин|хозяйка|вдова|заявитель|брат|отец|муж|жена|сын"
)
_SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范石廖贾夏韦付方邹熊孟秦邱侯江尹薛闫段"
_NO_NAME: Final = (
    "غير|مجهول|لا|لم|لن|يقول|قال|هو|هي|من|في|كان|كانت|عن|إلى|على|أن|الذي|التي|السابق|الأصلي|معروف"
)
_CASE: Final = (
    "case|file|docket|dossier|affaire|procès-verbal|pv|expediente|diligencias|causa|sumario|atestado|"
    "дел[оау]|протокол\\w{0,2}|материал\\w{0,2}|قضية|القضية|محضر|المحضر|ملف|الملف"
)
_PLATES: Final = "plate|registration|plaque(?= \\d)|immatricul\\w{0,6}|matrícula|placa|госномер\\w{0,3}|машин\\w{1,3} с номером|автомобил\\w{1,3} с номером|لوحة|اللوحة|车牌"
_STREETS: Final = (
    "street|road|avenue|lane|boulevard|village of|town of|city of|port of|station of|district of|quarter of|mill of|ford of|bridge of|market of|camp of|valley of|forest of|church of|mayor of|chief of|outskirts of|suburb of|"
    "rue|avenue|boulevard|quai|chemin|impasse|gare de|quartier|village de|ville de|port de|marché de|pont de|moulin de|camp de|forêt de|vallée de|route de|maire de|préfet de|curé de|"
    "calle|avenida|carretera de|barrio|estación de|pueblo de|ciudad de|puerto de|aldea de|mercado de|puente de|molino de|campamento de|valle de|alcalde de|gobernador de|"
    "улиц[ауеы]|ул\\.|переул\\w{1,4}|проспект\\w?|шоссе|пос[её]лк\\w{0,2}|пос[её]лок|сел[оае]|деревн\\w{1,2}|станиц\\w{1,2}|город[ае]?|гор\\.|район\\w?"
)
_FOUND: Final = (
    "found|seized|recovered|discovered|bought|stolen|lost|intercepted|taken|picked up|"
    "trouvée?s?|saisie?s?|découverte?s?|récupérée?s?|retrouvée?s?|volée?s?|interceptée?s?|"
    "hallad[oa]s?|incautad[oa]s?|encontr(?:ó|ad[oa]s?)|recuperad[oa]s?|robad[oa]s?|aparec(?:ió|id[oa]s?)|intervenid[oa]s?|"
    "найден\\w{0,2}|изъят\\w{0,2}|обнаружен\\w{0,2}|куплен\\w{0,2}|украден\\w{0,2}|похищен\\w{0,2}"
)
_AT: Final = "in|at|near|from|outside|on|à|au|aux|dans|près de|chez|en|sur|de|cerca de|junto a|la|el|в|во|возле|около|под|на|у|из"
_NO_LAW: Final = "".join(
    f"(?<!{word})"
    for word in (
        "EU ",
        "UE ",
        "EU/",
        "UE/",
        "irective ",
        "irectiva ",
        "egulation ",
        "èglement ",
        "eglamento ",
        "ecision ",
        "écision ",
    )
)
"""What stands before the number of a law of the Union, which is written like that of a case."""
_REPORTS: Final = "report|statement|reference|ref|rapport|référence|réf|informe|parte(?: policial)?|denuncia|acta|oficio|referencia|отч[её]т\\w{0,2}|рапорт\\w{0,2}|تقرير|مرجع"
_TELEPHONES: Final = "phone|telephone|tel|mobile|cellphone|whatsapp|téléphone|tél|portable|teléfono|móvil|celular|тел|телефон\\w{0,2}|мобильн\\w{2,4}"
_ARABIC_NAMES: Final = "محمد|أحمد|احمد|محمود|مصطفى|إبراهيم|ابراهيم|يوسف|خالد|عثمان|فاطمة|عائشة|مريم|زينب|خديجة|ياسين|بلال|حمزة|عمرو|حسين|ياسر|سليمان|إسماعيل|موسى|عيسى"
"""Given names that are no other word: in Arabic no capital tells that a word is a name."""
_CALLED: Final = (
    "called|named|by the name of|known as|nicknamed|goes by|nommée?|appelée?|dénommée?|prénommée?|surnommée?|du nom de|s['’]appelle|se nomme|"
    "llamad[oa]|de nombre|apodad[oa]|conocid[oa] como|se llama|por nombre|по имени|по фамилии|по кличке|зовут|звали"
)
_PATTERNS: Final[dict[str, tuple[re.Pattern[str], ...]]] = {
    "email": (
        re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w{2,}"),
        re.compile(r"(?i)\w\s?[(\[]?\b(?:at|arobase|arroba|собака)\b[)\]]?\s?[\w-]{2,63}\s?[(\[]?\b(?:dot|point|punto|точка)\b[)\]]?\s?\w{2,}"),
    ),
    "phone": (
        re.compile(r"(?<![\w.])\+?\d(?:[ ().-]{0,2}\d){8,14}(?![\w.]\d)"),
        re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
        re.compile(rf"(?i)(?:\b(?:{_TELEPHONES})\b|هاتف|جوال|موبايل|电话|手机)\D{{0,12}}\d(?:[ ().-]{{0,2}}\d){{5,14}}(?!\d)"),
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
        re.compile(rf"\b(?i:man|woman|boy|girl|guy|friend|homme|femme|garçon|fille|hombre|mujer|chico|chica|мужчина|женщина|парень) (?i:{_CALLED}) {_NAME}"),
        re.compile(rf"\b(?:[Гг]ражданин\w?|[Гг]ражданк[аиеу]|[Гг]осподин\w?|[Гг]оспож[аиеу]|[Гг]-н|[Гг]-жа)\s{{1,4}}{_NAME}"),
        re.compile(rf"\b(?i:{_ROLES})\W{{1,3}}(?:(?i:named|called|nommé|llamado|по имени)\s)?{_NAME}\s{_NAME}"),
        re.compile(r"(?:السيد|السيدة|المدعو|المدعوة|المواطن|المواطنة)\s{1,4}\w"),
        re.compile(
            rf"(?:حائزه|صاحبه|مالكه|حائزها|صاحبها|مالكها|المشتبه به|البائع|المشتري|السائق|الحائز|المالك)\s{{1,4}}(?!(?:{_NO_NAME})\b)\w{{2,20}}\s{{1,4}}(?:بن|ابن|بنت|أبو|ال\w{{2,20}})\b"
        ),
        re.compile(r"(?:ضبط|عثر|أخذ|سرق|اشتري|وجد)\w{0,3}(?:\s{1,3}\w{1,12}){0,3}?\s{1,3}(?:عند|لدى)\s{1,3}(?!ال)\w{2}"),
        re.compile(rf"(?<!\w)[وبلف]?(?:{_ARABIC_NAMES})\s{{1,4}}(?!(?:{_NO_NAME})\b)\w{{2}}|(?<!\w)[وبلف]?عبد\s?ال\w{{2}}"),
        re.compile(rf"[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}(?:先生|女士|小姐|警官)"),
        re.compile(rf"(?:持有人|持枪人|枪主|嫌疑人|被告人?|当事人|车主|卖家|买家|物主|司机|受害人|受害者|死者|举报人|证人|民警|村民)(?:是|叫|为)?[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}"),
    ),
    "document": (
        re.compile(
            r"(?i)\b(?:passport|passeport|pasaporte|паспорт\w{0,2}|id card|carte d['’]identité|licence no|permis n|dni)\b.{0,20}\d"
        ),
        re.compile(r"(?:جواز سفر|بطاقة هوية|رخصة رقم|护照|身份证).{0,20}\d"),
    ),
    "plate": (
        re.compile(rf"(?i)(?:{_PLATES}).{{0,24}}\d"),
        re.compile(r"\b[Pp]laque\s[A-Z]{1,3}[ -]?\d{2}"),
        re.compile(r"\b[A-Z]{2}-\d{3}-[A-Z]{2}\b|\b[А-Я]\d{3}[А-Я]{2}\s?\d{2,3}\b|[\u4e00-\u9fff][A-Z][A-Z0-9]{5}\b|\b\d{4} [B-DF-HJ-NP-TV-Z]{3}\b"),
    ),
    "case": (
        re.compile(
            rf"(?i)(?<!\w)(?:{_CASE})\s{{0,4}}(?:(?:no|n°|n\.o|number|numéro|número|номер|№|رقم|عدد)\.?\s{{0,3}})?[#:]?\s{{0,4}}"
            r"(?!(?:19|20)\d\d(?![\w/-]))[\w-]{0,12}\d{1,8}[/-]?\d{1,10}"
        ),
        re.compile(r"(?<![\w/])(?!(?:COM|RES|CONF|ISO|EU|UE)\b)[A-ZА-Я]{2,6}([/-])(?=(?:\d[/-]?){5})\d{2,4}\1\d{1,6}(?![\w/-])"),
        re.compile(
            rf"(?i)(?<!\w)(?:{_REPORTS})\W{{1,4}}(?:(?:no|n°|number|numéro|número|номер|№|رقم)\W{{1,4}})?[A-ZА-Я]{{0,5}}-?\d{{1,6}}[/-](?:20)?\d\d(?!\d)"
        ),
        re.compile(r"№\s{0,2}\d{1,6}[/-](?:20)?\d\d(?!\d)|(?<![\w/.,-])\d{2,6}/20[12]\d(?![\w/])"),
        re.compile(rf"{_NO_LAW}(?<![\d/])20\d\d/\d{{3,8}}(?!\d)"),
        re.compile(r"(?<![\w/])[A-ZА-Я]{1,5}[/-]\d{1,6}[/-](?:(?:19|20)\d\d|\d\d)(?![\w/-])|(?<![\w/])\d{1,6}/[A-ZА-Я]{1,5}/(?:20)?\d\d(?![\w/-])"),
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
        re.compile(rf"(?i)(?<!\w)(?:{_NTH})\s{{1,3}}(?:{_MONTHS})\b"),
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
_STAMPED: Final = re.compile(
    r"(?i)(?:\b(?:stamp|engrav|mark|read|says|frapp|grav|poinç|grabad|troquel|marcad|выбит|цифр|клейм|надпис)|منقوش|محفور|أرقام|刻|打着)\w{0,6}\D{0,20}(?<![\w.,/])"
    r"(?P<digits>\d{2,3}[ -]\d{2,4})(?![\w/×]|[.,]\d|\s?(?:mm|cm|m|kg|g|мм|см|кг)\b)"
)
"""Figures in two groups, where they stand on an arm: elsewhere they may be a quantity."""
_PAIRS: Final = re.compile(
    r"(?<![\w.,/×x-])(?:\d{2}(?:[ -]\d{2}){2,5}|\d(?:[ -]\d){4,11})(?![\w/×]|[.,]\d| (?:mm|cm|kg|g)\b)"
)
"""Figures in pairs or one by one, as many are stamped and told; sizes have units."""
_YEAR: Final = re.compile(r"1[6-9]\d\d|20[0-4]\d")
_STANDARDS: Final = frozenset({"iso", "iec", "nij", "cip", "stanag", "гост"})
_MODELS: Final = _STANDARDS | {"m", "mod", "model", "mle", "а", "обр"}
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
        if letters.casefold() in _STANDARDS:
            continue
        if len(digits) > 4 or (letters.isupper() and not year and letters.casefold() not in _MODELS):
            yield found[0]
    yield from (
        found["digits"] for found in _STAMPED.finditer(text) if not _YEAR.fullmatch(found["digits"][-4:])
    )
    yield from (found[0] for found in _PAIRS.finditer(text))
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
_ROMAN: Final = re.compile(r"[IVXLC]+")
_WORD: Final = re.compile(r"[^\W\d_]+")
_COMMON: Final = frozenset(
    [
        "united", "nations", "world", "war", "firearms", "protocol", "soviet", "union", "european", "convention", "national", "army", "state",
        "first", "second", "great", "proof", "house", "unies", "guerre", "mondiale", "soviétique", "protocole", "armes", "états-unis", "banc",
        "d'épreuve", "naciones", "unidas", "guerra", "mundial", "unión", "soviética", "protocolo", "convención", "организации", "объединённых",
        "объединенных", "наций", "советский", "советского", "союз", "союза", "мировой", "мировая", "отечественной",
    ]
)  # fmt: skip


_OF_A_COUNTRY: Final = ("ian", "ish", "ese", "ien", "ois", "ais", "ский", "ская", "ского", "ской")
"""How words end that say of which country something is."""


def _sentences(text: str) -> list[str]:
    return re.split(rf"(?<=[.!?…])(?<!\b{_CAP}\.)\s|\n", text)  # an initial ends no sentence


def _is_known(word: str, tables: Tables) -> bool:
    return all(
        part.casefold() in tables.known or part.casefold() in _COMMON
        for part in re.split(r"[-’']", word)
        if part
    )


_HUMAN: Final = (
    "man|woman|boy|girl|person|someone|somebody|individual|guy|friend|neighbou?r|colleague|cousin|uncle|aunt|sister|mother|daughter|dealer|trader|"
    "smuggler|soldier|farmer|hunter|gunsmith|guard|who|he|she|himself|herself|"
    "homme|femme|garçon|fille|personne|quelqu['’]un|individu|ami|amie|voisin|voisine|collègue|cousin|oncle|tante|sœur|mère|marchand|armurier|"
    "passeur|soldat|chasseur|gardien|qui|il|elle|"
    "hombre|mujer|chico|chica|persona|alguien|individuo|amigo|amiga|vecino|vecina|colega|primo|tío|tía|hermana|madre|armero|soldado|cazador|él|ella|"
    "мужчин\\w|женщин\\w|парень|парня|девушк\\w|человек\\w?|некто|друг\\w?|сосед\\w?|коллег\\w|дядя|тётя|сестра|мать|торгов\\w{2,3}|солдат\\w?|"
    "охотник\\w?|он|она"
)
_INTRODUCED: Final = (
    rf"his name is|her name is|his name was|her name was|my name is|a certain|je m['’]appelle|son nom est|un certain|une certaine|me llamo|"
    rf"su nombre es|un tal|una tal|его зовут|её зовут|меня зовут|некий|некая|(?:{_HUMAN})\b[^.!?;]{{0,25}}?\b(?:{_CALLED})"
)
_TITLES: Final = (
    "constable|corporal|sergeant|lieutenant|captain|colonel|commander|detective|inspector|superintendent|gendarme|brigadier|adjudant|sergent|caporal|"
    "capitaine|commandant|commissaire|sargento|cabo|teniente|capitán|coronel|comandante|comisario|don|doña|сержант\\w?|лейтенант\\w?|капитан\\w?|"
    "майор\\w?|полковник\\w?|следовател\\w|участков\\w{2,3}|инспектор\\w?"
)
_ONE_NAME: Final = (
    re.compile(rf"\b(?i:{_TITLES})\s{{1,3}}({_NAME})"),
    re.compile(rf"(?<![\w.]){_CAP}\.\s?({_NAME})"),
    re.compile(rf"\b(?i:{_INTRODUCED})\s{{1,3}}[«“\"]?({_NAME})"),
    re.compile(rf"\b(?i:{_ROLES})(?:\s|,\s)(?:(?i:{_CALLED})\s)?({_NAME})"),
    re.compile(rf"\b(?i:{_HUMAN}|{_ROLES})\b[^.!?;,]{{0,40}},\s({_NAME}),"),
)
_CASELESS_NAME: Final = (
    re.compile(r"(?:اسمه|اسمها|يدعى|تدعى|يُدعى|تُدعى|الملقب|الملقبة|المسمى|المسماة)\s{1,3}\w{2}"),
    re.compile(r"(?:男子|女子|男人|女人|男孩|女孩|人|朋友|邻居|同事|他|她|我|名字)(?:名|名字)?(?:叫做?|是叫|名叫|名为|姓)[\u4e00-\u9fff]{1,5}|(?<!型号)名叫[\u4e00-\u9fff]{2}"),
)  # fmt: skip
_NOT_A_NAME: Final = frozenset(
    [
        *_MONTHS.casefold().split("|"), *_WEEKDAYS.casefold().split("|"), "english", "arabic", "french", "spanish", "russian", "chinese", "latin",
        "cyrillic", "greek", "hebrew", "turkish", "persian", "serbian", "portuguese", "german", "italian", "internet", "interpol", "europol", "unodc",
        "europe", "africa", "asia", "america", "afrique", "asie", "amérique", "europa", "áfrica", "américa", "европе", "азии", "африке", "европы", "азии",
        "африки", "интернете", "статье", "протоколе", "протокола", "annex", "annexe", "article", "table", "figure", "page", "part", "model", "type",
        "made", "mark", "mod", "the", "this", "that", "our", "my", "his", "her", "their", "one", "two", "some", "which", "serial", "number", "numéro", "número",
        "номер", "internationale", "nord", "sud", "est", "ouest", "north", "south", "east", "west", "norte", "sur", "este", "oeste",
    ]
)  # fmt: skip
"""Words with a capital that name neither somebody nor a place where something happened."""
_STARTS: Final = frozenset(
    [
        "hello", "thanks", "yes", "no", "please", "found", "seized", "recovered", "stamped", "marked", "bonjour", "merci", "oui", "non",
        "trouvée", "trouvé", "saisie", "hola", "gracias", "sí", "найден", "изъят", "здравствуйте", "спасибо", "да", "нет", "the", "a",
        "an", "it", "we", "they", "i", "in", "on", "at", "to", "from", "by", "as", "for",
    ]
)  # fmt: skip
"""Words that begin a sentence and are no name."""
_WHERE: Final = re.compile(
    r"(?i)\b(?:in|at|near|outside|around|à|près de|chez|vers|cerca de|junto a|en|desde|в|во|возле|около|под|из)\s$"
)
_OF: Final = re.compile(r"(?i)\b(?:of|from|de|du|del|des|d['’]|from the|с|от)\s?$")
_LONE: Final = re.compile(rf"(?<![.!?:…]\s)(?<!^)(?<=[\s(«“\"])({_CAP}[a-zß-öø-ÿа-яё’'-]{{2,30}})(?![\w-])")
_BESIDE: Final = ("day", "case", "plate", "phone", "serial")
_FIRST: Final = re.compile(
    rf"^\W{{0,3}}({_CAP}[a-zß-öø-ÿа-яё’'-]{{2,30}})(?:\s{_NAME})?(?:\s?[,:–-]\s|\s(?i:has|had|brought|said|says|told|sold|bought|gave|owns|owned|lives|"
    r"carried|handed|a|avait|dit|vend|possède|tiene|tenía|dijo|vendió|trajo|compró|принёс|принес|сказал\w?|продал\w?|купил\w?|имел\w?)\s)"
)
"""A word at the beginning of a sentence that does what people do, or stands alone before a comma."""


def _names(text: str, tables: Tables, *, is_told_more: bool) -> set[str]:
    """What names tell, in scripts with capitals and sentences that are not all capitals: two that follow each other and that no table knows, one
    that is called a name or stands beside a role, and any beside a day, a number, a plate or a case.

    `is_told_more`: whether there is any such detail in the text at all.
    """
    found: set[str] = set()
    if any(one.search(text) for one in _CASELESS_NAME):
        found.add("person")
    for one in _sentences(text):
        words = _WORD.findall(one)
        if sum(word[:1].isupper() and not word.isupper() for word in words) * 3 > 2 * max(len(words), 3):
            continue
        pairs = []
        for match in _PAIR.finditer(one):
            pairs.append(match.span())
            first, second = match.groups()
            if not (
                _is_known(first, tables)
                or second.casefold() in _COMMON
                or _ROMAN.fullmatch(second)
                or first.endswith(_OF_A_COUNTRY)
            ):
                found.add(_which(one[: match.start()]))
        if any(_is_new(match[1], tables) for pattern in _ONE_NAME for match in pattern.finditer(one)):
            found.add("person")
        if is_told_more and "person" not in found and _tells_more(one):
            found |= {
                _which(one[: match.start()], "name")
                for pattern in (_LONE, _FIRST)
                for match in pattern.finditer(one)
                if _is_new(match[1], tables)
                and not any(begin <= match.start(1) < end for begin, end in pairs)
            }
    return found


def _which(before: str, otherwise: str = "person") -> str:
    """Whether a name is that of a place or of somebody, by what stands before it; `name` where that does not tell."""
    return "place" if _WHERE.search(before) else "name" if _OF.search(before) else otherwise


def _is_new(word: str, tables: Tables) -> bool:
    """Whether a word with a capital may name somebody or a place: no table knows it, and it is none of a language, a month, a paper."""
    small = word.casefold()
    return not (
        _is_known(word, tables)
        or small in _NOT_A_NAME
        or small in _STARTS
        or word.isupper()
        or word.endswith(_OF_A_COUNTRY)
    )


def _tells_more(sentence: str) -> bool:
    """Whether a sentence holds a day, a case, a plate, a telephone number or a serial number."""
    return any(_numbers(sentence)) or any(
        one.search(sentence) for kind in _BESIDE if kind != "serial" for one in _PATTERNS[kind]
    )


_PLACED: Final = re.compile(
    rf"\b(?i:{_FOUND})\b[^.!?]{{0,60}}?\b(?:{_AT})\s(?:(?:the|la|le|les|el|los|las)\s)?({_NAME})"
)
_SOMEWHERE: Final = re.compile(
    r"(?:^|(?<=[\s(]))(?:in|at|[Nn]ear|[Oo]utside|around|behind|beyond|(?i:(?:comes?|came|arrived|bought|smuggled|taken|brought) (?:in|from)|près de|vient de|"
    r"provient de|venue? de|autour de|du côté de|alrededor de|вокруг|cerca de|junto a|viene de|venía de|vino de|llegó de|procede de|привез\w{1,4} из)|à|vers|en|desde|в|во|возле|около|под|из)"
    rf"\s(?:the\s)?({_NAME})"
)
_MADE: Final = re.compile(
    r"(?i)\b(?:made|manufactur\w{0,4}|produced|built|assembled|proof\w{0,2}|factor\w{1,3}|arsenals?|works|stamped|engraved|written|printed|published|"
    r"fabri\w{1,9}|produite?s?|assemblée?s?|épreuves?|poinçon\w{0,3}|arsenal|manufacture|gravée?|écrite?|publiée?|hech[oa]s?|produc\w{2,6}|pruebas|"
    r"grabad[oa]|escrit[oa]|сделан\w{0,2}|изготовлен\w{0,2}|произвед\w{3,5}|выпущен\w{0,2}|выпускал\w{1,4}|делал\w{1,3}|делают|производил\w{1,4}|завод\w{0,2}|арсенал\w?|клейм\w{1,2}|надпис\w{1,2}|выбит\w?)\b"
)
"""Where an arm was made, or what it says, describes it."""
_ADDRESS: Final = (
    re.compile(
        rf"\b(?i:{_STREETS})\s{{1,3}}(?:(?:de la|de|des|du|del|d['’]|la|las|los|of the|of)\s?)?[«“\"]?({_NAME})"
    ),
    re.compile(rf"\b({_NAME})\s(?:Street|Road|Avenue|Lane|Square|Station|Market|Airport)\b"),
)
_CITIES: Final = (
    "北京|上海|天津|重庆|广州|深圳|成都|武汉|杭州|南京|西安|沈阳|哈尔滨|长春|济南|青岛|郑州|长沙|昆明|贵阳|南宁|福州|厦门|南昌|合肥|石家庄|太原|兰州|西宁|银川|"
    "乌鲁木齐|拉萨|呼和浩特|海口|苏州|无锡|宁波|温州|东莞|佛山|珠海|汕头|香港|澳门|台北|高雄|广东|广西|云南|四川|贵州|湖南|湖北|河南|河北|山东|山西|陕西|甘肃|青海|"
    "新疆|西藏|内蒙古|黑龙江|吉林|辽宁|江苏|浙江|安徽|福建|江西|海南"
)
"""Provinces and large cities of China: in Chinese no capital and no space tells that a word is a name."""
_CASELESS: Final = (
    re.compile(rf"(?:{_CITIES})(?!.{{0,6}}(?:制造|生产|产的|造的|兵工|军工|工厂|检验局|公司))"),
    re.compile(
        r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,3}(?<!城)(?<!各)(?<!大)(?<!中)(?<!小)(?:市(?![场面值])|县(?!级)|镇(?!压)|村|自治区)(?!.{0,6}(?:制造|生产|兵工|工厂))"
    ),
    re.compile(r"(?<![上下汽火列停])[\u4e00-\u9fff]{2,4}?(?:火车站|汽车站|机场|码头|监狱|派出所)"),
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
    if any(not _is_known(one, tables) and one.casefold() not in _NOT_A_NAME for one in found):
        return True
    return any(
        _is_new(match[1], tables)
        for one in _sentences(text)
        if not _MADE.search(one)
        for match in _SOMEWHERE.finditer(one)
    )


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
