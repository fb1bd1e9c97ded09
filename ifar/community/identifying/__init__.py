"""Details by which a person, a case, a find or one arm can be known: dates, places, numbers, names, plates, cases. Pure.

One detector, in the six languages of the United Nations. It refuses where nothing identifying is promised (tracing help) and warns elsewhere
(posts, good practices and all that stands on the shelves); what it finds nothing in is not therefore harmless. What describes an arm is no
detail: makers, models, calibres, years of manufacture, countries, marks, the form of a number with its digits as zeros.
`tests/community/identifying.csv` measures it; docs/community.md says how well it does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from ifar.community.identifying.gazetteer import names_a_place
from ifar.community.identifying.numbers import numbers
from ifar.community.identifying.ordinary import names_in_small_letters
from ifar.community.identifying.words import (
    ARABIC_NAMES,
    AT,
    CALLED,
    CAP,
    CASE,
    COMPASS,
    DAY,
    DEGREES,
    FOUND,
    HUMAN,
    LATELY,
    MESSENGERS,
    MINUTES,
    MONTHS,
    NAME,
    NO_LAW,
    NO_NAME,
    NTH,
    PLATES,
    REPORTS,
    ROLES,
    ROMAN,
    STREETS,
    SURNAMES,
    TELEPHONES,
    WEEKDAYS,
)
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

    places: frozenset[str] = frozenset()
    known: Collection[str] = field(default_factory=frozenset)


def signs(text: str, tables: Tables | None = None) -> tuple[str, ...]:
    """Kinds of details that a text holds, in a fixed order. In time that grows with its length alone."""
    read, tables = _plain(text), tables or Tables()
    words = _LEFT_OUT.sub(" ", read)
    results = {
        kind for kind, patterns in _PATTERNS.items() if any(pattern.search(words) for pattern in patterns)
    }
    if any(numbers(words)):
        results.add("serial")
    results |= _names(words, tables, is_told_more=not results.isdisjoint(_BESIDE))
    if _places(words, tables):
        results.add("place")
    for sentence in _sentences(words):
        place, person = names_in_small_letters(sentence, tables.known)
        if place and not _MADE.search(sentence):
            results.add("place")
        if person:
            results.add("person")
    if any(account.search(read) for account in _ACCOUNTS):
        results.add("name")
    results |= _in_addresses(read, tables)
    return tuple(kind for kind in KINDS if kind in results)


_ADDRESS_OF_A_PAGE: Final = re.compile(r"(?i)\b(?:https?://|www\.)[^\s)]{1,2000}")
_LEFT_OUT: Final = re.compile(rf"{_ADDRESS_OF_A_PAGE.pattern}|(?<![\w.+-])@[\w-]{{2,20}}")
_HANDLE: Final = r"(?=\w{0,31}[\d_])[^\W\d_]\w{2,31}\b"
_ACCOUNTS: Final = (
    re.compile(r"(?<![\w.+/-])@(?!S[0-9A-HJKMNP-TV-Z]{13}(?!\w))[^\W\d_][\w.]{2,31}"),
    re.compile(r"(?i)\b(?:t\.me|telegram\.me|wa\.me|instagram\.com|facebook\.com|vk\.com|tiktok\.com)/[\w.@+-]{3}"),
    re.compile(
        rf"(?i)\b(?:{ROLES}|user|user ?name|nick(?:name)?|account|contact|handle|pseudo|compte|usuario|cuenta|contacto|аккаунт|ник)\b"
        rf"\W{{1,3}}(?:(?:is|was|named|called|est|était|es|era|{CALLED})\s)?[«“\"]?{_HANDLE}[»”\"]?\s(?:on|via|at|sur|par|en|por|в|на)\s(?:{MESSENGERS})\b"
    ),
    re.compile(
        rf"(?i)(?:\b(?:{MESSENGERS})|微信)(?:\s(?:id|user|user ?name|nick(?:name)?|account|contact|handle|compte|pseudo|usuario|cuenta|аккаунт|ник))?"
        rf"(?:\s?:\s?|(?<=[dreskt信])\s){_HANDLE}"
    ),
)  # fmt: skip
"""Names of accounts; the number of a member, which a text mentions, is none."""


def _plain(text: str) -> str:
    """A text as a reader takes it, digits of any script plain."""
    return "".join(
        str(digit) if not code.isascii() and (digit := unicodedata.digit(code, -1)) >= 0 else code
        for code in as_read(text)
    )


def _in_addresses(text: str, tables: Tables) -> set[str]:
    """What addresses of pages hold, one word after the other. Names in them are mostly those of the pages' subjects, and are not looked for."""
    words = "\n".join(
        re.sub(r"[/_?=&+#:]+", " ", unquote(match[0])) for match in _ADDRESS_OF_A_PAGE.finditer(text)
    )
    results = {kind for kind in _IN_ADDRESSES if any(pattern.search(words) for pattern in _PATTERNS[kind])}
    if any(numbers(words)):
        results.add("serial")
    if names_a_place(words, tables.places):
        results.add("place")
    return results


_IN_ADDRESSES: Final = ("email", "plate", "case", "day", "place")
_PATTERNS: Final[dict[str, tuple[re.Pattern[str], ...]]] = {
    "email": (
        re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w{2,}"),
        re.compile(r"(?i)\w\s?[(\[]?\b(?:at|arobase|arroba|собака)\b[)\]]?\s?[\w-]{2,63}\s?[(\[]?\b(?:dot|point|punto|точка)\b[)\]]?\s?\w{2,}"),
        re.compile(r"(?i)\w\s?[(\[](?:at|arobase|arroba|собака|@)[)\]]\s?[\w-]{2,63}\.\w{2,}"),
    ),
    "phone": (
        re.compile(r"(?<![\w.])\+?\d(?:[ ().-]{0,2}\d){8,14}(?![\w.]\d)"),
        re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
        re.compile(rf"(?i)(?:\b(?:{TELEPHONES})\b|هاتف|جوال|موبايل|电话|手机)\D{{0,12}}\d(?:[ ().-]{{0,2}}\d){{5,14}}(?!\d)"),
    ),
    "born": (
        re.compile(
            r"(?i)\bborn\b|\bnée?\s{1,3}(?:le|en|à)\b|\bnacid[oa]\b|\bnació\b|\bродил\w{1,4}|\bdate of birth\b|\bdob\b|مواليد|出生|生于"
        ),
    ),
    "person": (
        re.compile(
            rf"\b(?:Mr|Mrs|Ms|Dr|Mme|Mlle|M|Sr|Sra|Dña|Captain|Officer|Inspector|Sergeant|Judge|Capitaine|Inspecteur|Juge)\.?\s{{1,4}}(?:{CAP}\.\s?){{0,2}}{NAME}"
        ),
        re.compile(rf"(?i)\b(?=[^\W\d_]{{2}})(?:{HUMAN}|{ROLES}) (?:{CALLED}) (?!(?:in|at|by|to|the|an?|for|à|par|pour|de|por|en|в|на|к)\b)[^\W\d_]{{2}}"),
        re.compile(r"(?i)(?<!\d\s)(?<!\w)(?=[^\W\d_]{2}|г-)(?:mrs?|ms|mme|mlle|sra|dña|г-н|г-жа)\.?\s[^\W\d_]{3}"),
        re.compile(r"(?i)\bграждан(?:ин\w?|к[аиеу])\s(?!стран|росс|государ|други)[^\W\d_]{4}"),
        re.compile(rf"\b(?:[Гг]ражданин\w?|[Гг]ражданк[аиеу]|[Гг]осподин\w?|[Гг]оспож[аиеу]|[Гг]-н|[Гг]-жа)\s{{1,4}}{NAME}"),
        re.compile(rf"\b(?=[^\W\d_]{{3}})(?i:{ROLES})\W{{1,3}}(?:(?i:named|called|nommé|llamado|по имени)\s)?{NAME}\s{NAME}"),
        re.compile(r"(?:السيد|السيدة|المدعو|المدعوة|المواطن|المواطنة)\s{1,4}\w"),
        re.compile(
            rf"(?:حائزه|صاحبه|مالكه|حائزها|صاحبها|مالكها|المشتبه به|البائع|المشتري|السائق|الحائز|المالك)\s{{1,4}}(?!(?:{NO_NAME})\b)\w{{2,20}}\s{{1,4}}(?:بن|ابن|بنت|أبو|ال\w{{2,20}})\b"
        ),
        re.compile(r"(?:ضبط|عثر|أخذ|سرق|اشتري|وجد)\w{0,3}(?:\s{1,3}\w{1,12}){0,3}?\s{1,3}(?:عند|لدى)\s{1,3}(?!ال)\w{2}"),
        re.compile(rf"(?<!\w)[وبلف]?(?:{ARABIC_NAMES})\s{{1,4}}(?!(?:{NO_NAME})\b)\w{{2}}|(?<!\w)[وبلف]?عبد\s?ال\w{{2}}"),
        re.compile(rf"[{SURNAMES}][\u4e00-\u9fff]{{0,2}}(?:先生|女士|小姐|警官)"),
        re.compile(rf"(?:持有人|持枪人|枪主|嫌疑人|被告人?|当事人|车主|卖家|买家|物主|司机|受害人|受害者|死者|举报人|证人|民警|村民|侦查员|警员|法官|检察官|队长|所长|律师)(?:是|叫|为)?[{SURNAMES}][\u4e00-\u9fff]{{1,2}}"),
    ),
    "document": (
        re.compile(
            r"(?i)\b(?:passport|passeport|pasaporte|паспорт\w{0,2}|id card|carte d['’]identité|licence no|permis n|dni)\b.{0,20}\d"
        ),
        re.compile(r"(?:جواز سفر|بطاقة هوية|رخصة رقم|护照|身份证).{0,20}\d"),
    ),
    "plate": (
        re.compile(rf"(?i)(?:{PLATES}).{{0,24}}\d"),
        re.compile(r"(?i)\bplaque\s(?!(?:de|en|du|à|no?)\b)[A-Z]{1,3}[ -]?\d{2}"),
        re.compile(r"(?i)\b[A-Z]{2}-\d{3}-[A-Z]{2}\b|\b[А-Я]\d{3}[А-Я]{2}\s?\d{2,3}\b|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z]·?[A-Z0-9]{5}(?![A-Z0-9])"),
        re.compile(r"\b\d{4} [B-DF-HJ-NP-TV-Z]{3}\b"),
        # The number of a vehicle itself (ISO 3779).
        re.compile(r"(?i)(?<![\w-])(?=[A-Z]{0,13}\d)(?=\d{0,16}[A-Z])[A-HJ-NPR-Z\d]{17}(?![\w-])"),
    ),
    "case": (
        re.compile(
            rf"(?i)(?<!\w)(?:{CASE})\s{{0,4}}(?:(?:no|n°|n\.o|number|numéro|número|номер|№|رقم|عدد)\.?\s{{0,3}})?[#:]?\s{{0,4}}"
            r"(?!(?:19|20)\d\d(?![\w/-]))[\w-]{0,12}\d{1,8}[/-]?\d{1,10}"
        ),
        re.compile(r"(?i)(?<![\w/])(?!(?:COM|RES|CONF|ISO|EU|UE)\b)[A-ZА-Я]{2,6}([/-])(?=(?:\d[/-]?){5})\d{2,4}\1\d{1,6}(?![\w/-])"),
        re.compile(
            rf"(?i)(?<!\w)(?:{REPORTS})\W{{1,4}}(?:(?:no|n°|number|numéro|número|номер|№|رقم)\W{{1,4}})?[A-ZА-Я]{{0,5}}-?\d{{1,6}}[/-](?:20)?\d\d(?!\d)"
        ),
        re.compile(r"№\s{0,2}\d{1,6}[/-](?:20)?\d\d(?!\d)|(?<![\w/.,-])\d{2,6}/20[12]\d(?![\w/])"),
        re.compile(rf"{NO_LAW}(?<![\d/])20\d\d/\d{{3,8}}(?!\d)"),
        re.compile(r"(?i)(?<![\w/])[A-ZА-Я]{1,5}[/-]\d{1,6}[/-](?:(?:19|20)\d\d|\d\d)(?![\w/-])|(?<![\w/])\d{1,6}/[A-ZА-Я]{1,5}/(?:20)?\d\d(?![\w/-])"),
        re.compile(r"案件.{0,4}\d|案号|字第?\d{1,6}号"),
        re.compile(rf"(?i:\b(?:operation|opération|operación|операци\w))\s{{1,3}}[«“\"']?{CAP}"),
        re.compile(r"(?:العملية|عملية)\s{1,3}[«“\"]"),
    ),
    "day": (
        re.compile(r"(?<![\d.])\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})(?!\d)|(?<!\d)(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2}(?!\d)"),
        re.compile(rf"(?<![\d.,/-]){DAY}\s[./-]?\s?(?:0?[1-9]|1[0-2])\s[./-]?\s?(?:19|20)\d\d(?!\d)"),
        re.compile(rf"(?<![\d.,/-]){DAY}(?:(?i:\s?[./-]\s?{ROMAN}\s?[./-]\s?(?:(?:19|20)\d\d|\d\d))|\s{ROMAN}\s(?:19|20)\d\d)(?![\w/-])"),
        re.compile(r"(?<![\d.,/-])(?:19|20)\d\d\s(?:0[1-9]|1[0-2])\s(?:[12]\d|3[01]|0[1-9])(?![\w,/-]|\s\d)"),
        re.compile(rf"(?i)(?<!\d){DAY}(?:st|nd|rd|th|er|e)?\s{{1,3}}(?:of\s|de\s)?(?:{MONTHS})\b"),
        re.compile(rf"(?i)\b(?:{MONTHS})\s{{1,3}}{DAY}(?:st|nd|rd|th)?\b(?!\d)"),
        re.compile(rf"(?i)\b(?:{MONTHS})\s{{1,3}}(?:the\s)?(?:\w{{3,7}}-)?(?:first|second|third|fourth|\w{{2,8}}th)\b"),
        re.compile(rf"(?i)\b(?:{MONTHS})\s{{1,3}}(?:de\s|du\s|عام\s|سنة\s)?20\d\d\b"),
        re.compile(rf"(?i)(?<!\w)(?:{NTH})\s{{1,3}}(?:{MONTHS})\b"),
        re.compile(rf"(?i)\b(?:{WEEKDAYS}|{LATELY})\b"),
        re.compile(r"\d{1,2}月\d{1,2}[日号]|[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号]|20\d\d年\d{1,2}月|昨天|昨晚|前天|上周|(?:星期|周)[一二三四五六日天]"),
    ),
    # Where on the earth, in degrees: angles of grooves have no direction, and sizes a unit.
    "place": (
        re.compile(
            rf"(?<![\w.,])[-+]?(?:\d{{1,3}}\.\d{{3,10}}\s?°?\s?{COMPASS}?\s?[,;/]?\s?[-+]?\d{{1,3}}\.\d{{3,10}}|\d{{1,3}},\d{{3,10}}\s?[;/]\s?[-+]?\d{{1,3}},\d{{3,10}})"
            r"(?![\w.,×]?\d|\s?(?i:(?:and|or|et|ou|y|o|и|или)\s\d{1,3}[.,]\d{1,4}|mm|cm|in|inch\w*|m|kg|g|gr|lbs?|pouces?|pulgadas?|мм|см|кг|г|x|×|\")(?!\w))"
        ),
        re.compile(rf"(?<![\w.,])\d{{1,3}}(?:[.,]\d{{1,10}})?\s?°\s?{COMPASS}(?!\w)|(?<![\w.,])\d{{1,3}}[.,]\d{{3,10}}\s?{COMPASS}(?!\w)"),
        re.compile(rf"(?<![\w.,])\d{{1,3}}\s?{DEGREES}\s?\d{{1,2}}(?:[.,]\d{{1,6}})?\s?(?:{MINUTES})?(?:\s?\d{{1,2}}(?:[.,]\d{{1,4}})?\s?[′'’”\"″]{{1,2}})?[\s,;]{{0,2}}(?:{COMPASS}(?!\w)|\d{{1,3}}\s?{DEGREES})"),
        re.compile(rf"(?<!\w){COMPASS}\s?\d{{1,3}}(?:\s?{DEGREES}|\s\d{{1,2}}[.,]\d{{2}}|\s?[.,]\d{{3}})"),
        re.compile(r"(?<![\w.,])\d{1,3}[ :]\d{1,2}(?:[ :]\d{1,2})?(?:[.,]\d{1,4})?\s?[NS][\s,;/]{1,3}\d{1,3}[ :]\d{1,2}"),
        re.compile(r"(?i)\b(?:lat|latitude|latitud|широта|long?itude|longitud|долгота)\b(?:\s(?:is|was|est|es|of|de))?\W{0,3}\d{1,3}[.,°]|(?:خط العرض|خط الطول|北纬|东经|南纬|西经|纬度|经度)\D{0,4}\d"),
        re.compile(r"(?<!\w)\d{1,2}[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?(?:\d{5}\s?\d{5}|\d{4}\s?\d{4}|\d{8}|\d{10})(?!\w)"),
    ),
}  # fmt: skip
"""Kind -> patterns. Whoever may write can choose a text for which a pattern takes longest: every repetition has an end."""

_PAIR: Final = re.compile(
    rf"(?<![.!?:…]\s)(?<!^)(?<=[\s(«“\"])({CAP}[a-zß-öø-ÿа-яё’'-]{{1,30}}(?:-{NAME})?)\s({NAME})"
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
    return re.split(rf"(?<=[.!?…])(?<!\b{CAP}\.)\s|\n", text)  # an initial ends no sentence


def _is_known(word: str, tables: Tables) -> bool:
    return all(
        part.casefold() in tables.known or part.casefold() in _COMMON
        for part in re.split(r"[-’']", word)
        if part
    )


_INTRODUCED: Final = (
    rf"his name is|her name is|his name was|her name was|my name is|a certain|je m['’]appelle|son nom est|un certain|une certaine|me llamo|"
    rf"su nombre es|un tal|una tal|его зовут|её зовут|меня зовут|некий|некая|(?:{HUMAN})\b[^.!?;]{{0,25}}?\b(?:{CALLED})"
)
_TITLES: Final = (
    "constable|corporal|sergeant|lieutenant|captain|colonel|commander|detective|inspector|superintendent|gendarme|brigadier|adjudant|sergent|caporal|"
    "capitaine|commandant|commissaire|sargento|cabo|teniente|capitán|coronel|comandante|comisario|don|doña|сержант\\w?|лейтенант\\w?|капитан\\w?|"
    "майор\\w?|полковник\\w?|следовател\\w|участков\\w{2,3}|инспектор\\w?"
)
_ONE_NAME: Final = (
    re.compile(rf"\b(?=[^\W\d_]{{3}})(?i:{_TITLES})\s{{1,3}}({NAME})"),
    re.compile(rf"(?<![\w.]){CAP}\.\s?({NAME})"),
    re.compile(rf"\b(?=[^\W\d_]{{2}}|a\s)(?i:{_INTRODUCED})\s{{1,3}}[«“\"]?({NAME})"),
    re.compile(rf"\b(?=[^\W\d_]{{3}})(?i:{ROLES})(?:\s|,\s)(?:(?i:{CALLED})\s)?({NAME})"),
    re.compile(rf"\b(?=[^\W\d_]{{2}})(?i:{HUMAN}|{ROLES})\b[^.!?;,]{{0,40}},\s({NAME}),"),
)
_IN_CAPITALS: Final = re.compile(
    rf"\b(?=[^\W\d_]{{3}})(?i:{FOUND}|brought|sold|handed in|remise?|vendue?|apportée?|vendid[oa]|traíd[oa]|продан\w?|сдан\w?)\b[^.!?]{{0,60}}?\s(?i:by|from|with|par|chez|à|por|con|a|у)\s"
    r"([A-ZÀ-ÖØ-ÞА-ЯЁ][A-ZÀ-ÖØ-ÞА-ЯЁ'’-]{1,30})\s([A-ZÀ-ÖØ-ÞА-ЯЁ][A-ZÀ-ÖØ-ÞА-ЯЁ'’-]{1,30})(?!\w)"
)
"""Two words in capitals of whom somebody had an arm, or who found it."""
_CASELESS_NAME: Final = (
    re.compile(r"(?:اسمه|اسمها|يدعى|تدعى|يُدعى|تُدعى|الملقب|الملقبة|المسمى|المسماة)\s{1,3}\w{2}"),
    re.compile(r"(?:男子|女子|男人|女人|男孩|女孩|人|朋友|邻居|同事|他|她|我|名字)(?:名|名字)?(?:叫做?|是叫|名叫|名为|姓)[\u4e00-\u9fff]{1,5}|(?<!型号)名叫[\u4e00-\u9fff]{2}"),
)  # fmt: skip
_NOT_A_NAME: Final = frozenset(
    [
        *MONTHS.casefold().split("|"), *WEEKDAYS.casefold().split("|"), "english", "arabic", "french", "spanish", "russian", "chinese", "latin",
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
_LONE: Final = re.compile(rf"(?<![.!?:…]\s)(?<!^)(?<=[\s(«“\"])({CAP}[a-zß-öø-ÿа-яё’'-]{{2,30}})(?![\w-])")
_BESIDE: Final = ("day", "case", "plate", "phone", "serial")
_FIRST: Final = re.compile(
    rf"^\W{{0,3}}({CAP}[a-zß-öø-ÿа-яё’'-]{{2,30}})(?:\s{NAME})?(?:\s?[,:–-]\s|\s(?i:has|had|brought|said|says|told|sold|bought|gave|owns|owned|lives|"
    r"carried|handed|a|avait|dit|vend|possède|tiene|tenía|dijo|vendió|trajo|compró|принёс|принес|сказал\w?|продал\w?|купил\w?|имел\w?)\s)"
)
"""A word at the beginning of a sentence that does what people do, or stands alone before a comma."""


def _names(text: str, tables: Tables, *, is_told_more: bool) -> set[str]:
    """What names tell, in scripts with capitals and sentences that are not all capitals: two that follow each other and that no table knows, one
    that is called a name or stands beside a role, and any beside a day, a number, a plate or a case.

    `is_told_more`: whether there is any such detail in the text at all.
    """
    results: set[str] = set()
    if any(pattern.search(text) for pattern in _CASELESS_NAME):
        results.add("person")
    if any(
        not all(_is_known(word, tables) for word in item.groups()) for item in _IN_CAPITALS.finditer(text)
    ):
        results.add("person")
    sentences = _sentences(text)
    for sentence in sentences:
        words = _WORD.findall(sentence)
        if sum(word[:1].isupper() and not word.isupper() for word in words) * 3 > 2 * max(len(words), 3):
            continue
        pairs = []
        for match in _PAIR.finditer(sentence):
            pairs.append(match.span())
            first, second = match.groups()
            if not (
                _is_known(first, tables)
                or second.casefold() in _COMMON
                or _ROMAN.fullmatch(second)
                or first.endswith(_OF_A_COUNTRY)
            ):
                results.add(_which(sentence[: match.start()]))
        if any(_is_new(match[1], tables) for pattern in _ONE_NAME for match in pattern.finditer(sentence)):
            results.add("person")
        if is_told_more and "person" not in results and (len(sentences) == 1 or _tells_more(sentence)):
            results |= {
                _which(sentence[: match.start()], "name")
                for pattern in (_LONE, _FIRST)
                for match in pattern.finditer(sentence)
                if _is_new(match[1], tables)
                and not any(begin <= match.start(1) < end for begin, end in pairs)
            }
    return results


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
    return any(numbers(sentence)) or any(
        pattern.search(sentence) for kind in _BESIDE if kind != "serial" for pattern in _PATTERNS[kind]
    )


_PLACED: Final = re.compile(
    rf"\b(?=[^\W\d_]{{3}})(?i:{FOUND})\b[^.!?]{{0,60}}?\b(?:{AT})\s(?:(?:the|la|le|les|el|los|las)\s)?({NAME})"
)
_SOMEWHERE: Final = re.compile(
    r"(?:^|(?<=[\s(]))(?:in|at|[Nn]ear|[Oo]utside|around|behind|beyond|(?i:(?:comes?|came|arrived|bought|smuggled|taken|brought) (?:in|from)|près de|vient de|"
    r"provient de|venue? de|autour de|du côté de|alrededor de|вокруг|cerca de|junto a|viene de|venía de|vino de|llegó de|procede de|привез\w{1,4} из)|à|vers|en|desde|в|во|возле|около|под|из)"
    rf"\s(?:the\s)?({NAME})"
)
_MADE: Final = re.compile(
    r"(?i)\b(?:made|manufactur\w{0,4}|produced|built|assembled|proof\w{0,2}|factor\w{1,3}|arsenals?|works|stamped|engraved|written|printed|published|"
    r"fabri\w{1,9}|produite?s?|assemblée?s?|épreuves?|poinçon\w{0,3}|arsenal|manufacture|gravée?|écrite?|publiée?|hech[oa]s?|produc\w{2,6}|pruebas|"
    r"grabad[oa]|escrit[oa]|сделан\w{0,2}|изготовлен\w{0,2}|произвед\w{3,5}|выпущен\w{0,2}|выпускал\w{1,4}|делал\w{1,3}|делают|производил\w{1,4}|завод\w{0,2}|арсенал\w?|клейм\w{1,2}|надпис\w{1,2}|выбит\w?)\b"
)
"""Where an arm was made, or what it says, describes it."""
_ADDRESS: Final = (
    re.compile(
        rf"\b(?i:{STREETS})\s{{1,3}}(?:(?:de la|de|des|du|del|d['’]|la|las|los|of the|of)\s?)?[«“\"]?({NAME})"
    ),
    re.compile(rf"\b({NAME})\s(?:Street|Road|Avenue|Lane|Square|Station|Market|Airport)\b"),
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
    re.compile(
        r"(?<!\w)[وبلف]?(?:ال)?(?:مدينة|قرية|بلدة|بحي|حي|شارع|محطة|ميناء|معبر|ناحية|محافظة|ولاية|مخيم|ضاحية|تل|وادي|كفر|جبل|سهل|بادية|ريف|صحراء)\s{1,3}\w{2}"
    ),
    re.compile(
        r"(?:在|于|从|自)[\u4e00-\u9fff]{1,6}?(?<!地)(?<!城)(?:市(?!场)|县|镇|村|乡|区|街|港|口岸|路(?=\d))|[\u4e00-\u9fff]{2,6}(?:街|路)\d{1,5}号"
    ),
    re.compile(
        r"(?:在|于|从|自)(?![^，。；]{0,5}[枪膛机弹柄管把座标印号字码孔槽螺侧面端部套筒盒])[\u4e00-\u9fff]{1,5}?(?:附近|检查站|哨所|关口|边境|[湾沟岭屯庄寨坡滩坝岛湖河江](?![\u4e00-\u9fff]?[里中内]?制))"
    ),
    re.compile(
        r"(?i)\b(?:rue|avenue|boulevard|calle|avenida|carrera|улиц[ауеы]|ул\.|проспект\w?)\s(?:\w{1,20}\s){0,3}?\w{2,20},?\s(?:дом\s|д\.\s?|n°\s?|no\.?\s)?\d{1,4}(?!\d)"
    ),
    re.compile(
        r"(?i)(?<![\w.,])\d{1,4}(?:\s(?:bis|ter))?,?\s(?:rue|avenue|boulevard|impasse)\s(?:de\s|des\s|du\s|la\s)*\w{3}"
    ),
)


def _places(text: str, tables: Tables) -> bool:
    """Whether a place of the gazetteer, an address, or where something was found is told."""
    if any(pattern.search(text) for pattern in _CASELESS) or names_a_place(text, tables.places):
        return True
    results = [match[1] for pattern in (_PLACED, *_ADDRESS) for match in pattern.finditer(text)]
    if any(not _is_known(code, tables) and code.casefold() not in _NOT_A_NAME for code in results):
        return True
    return any(
        _is_new(match[1], tables)
        for sentence in _sentences(text)
        if not _MADE.search(sentence)
        for match in _SOMEWHERE.finditer(sentence)
    )
