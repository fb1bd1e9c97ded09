"""The safety line: the community discusses home-made and converted arms to recognise them, and publishes nothing that helps to make them.

Plans, print files and files for machines are refused at upload, by what they are and by what they are called, whatever they are for. A text
that holds such a file is refused; a text that reads like instructions is held until a moderator of the space has looked at it, because an
expert who describes what was found uses the same words. Everything can be reported with one click (ground `making`), and is removed by rule.
The patterns recognise; they teach nothing. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from typing import Final, Literal

Verdict = Literal["fine", "held", "refused"]

DOCUMENT: Final = "pdf"
TAKEN: Final = frozenset({"jpeg", "png", "webp", "heic", DOCUMENT})
"""Kinds of file (`files/kinds.py`) that a post takes: photographs, and documents of which only the pictures of their pages are kept. Both are
made anew pixel by pixel, so that nothing else is in them."""

ENDINGS: Final = frozenset(
    {
        # meshes and print jobs
        "stl", "3mf", "obj", "amf", "ply", "gcode", "gco", "g", "bgcode", "x3g", "s3g", "ctb", "cbddlp", "photon", "sl1", "pwmo", "makerbot",
        # solid models and drawings
        "step", "stp", "iges", "igs", "sat", "x_t", "x_b", "brep", "sldprt", "sldasm", "slddrw", "ipt", "iam", "idw", "catpart", "catproduct",
        "prt", "par", "f3d", "f3z", "fcstd", "scad", "3dm", "skp", "blend", "dwg", "dxf", "dwf", "jt",
        # programs of machines
        "nc", "cnc", "tap", "ngc", "eia", "mpf", "mcam", "svgz",
    }
)  # fmt: skip
"""What files for making are called, whatever is in them."""

_FILE: Final = re.compile(
    r"(?i)[\w)\]-]\.("
    + "|".join(sorted(ending for ending in ENDINGS if len(ending) > 2))
    + r")(?:\.(?:zip|7z|rar|gz|txt))?\b"
)
# Whoever may write can choose a text for which a pattern takes longest: every repetition has an end, and none goes over the end of a line.
_NUMBER: Final = r"-?\d{1,9}\.\d{1,12}"
_MACHINE: Final = re.compile(
    r"(?mi)^[ \t]{0,40}(?:N\d{1,8}[ \t]{1,8})?G0?[0-3]\b(?:[ \t]{0,8}[XYZEFIJK]-?\d{1,9}(?:\.\d{1,12})?){2,8}"
)
_MESH: Final = re.compile(
    r"(?i)\bfacet[ \t]{1,8}normal[ \t]{1,8}-?\d|\bISO-10303-21\b|\$\$EndNodes|"
    rf"^(?:[ \t]{{0,40}}v(?:[ \t]{{1,8}}{_NUMBER}){{3}}[ \t]{{0,8}}\n){{8}}",
    re.M,
)
_SOLID: Final = re.compile(
    r"(?i)\b(?:linear_extrude|rotate_extrude|difference|union|translate|cylinder|polyhedron)\s{0,8}\("
)
_BLOB: Final = re.compile(r"[A-Za-z0-9+/=]{900,}")
_SHARED: Final = re.compile(r"(?i)\bmagnet:\?xt=|\bipfs://")

_PARTS: Final = (
    r"barrel|receiver|chamber|frame|sear|bolt|silencer|suppressor|magazine|canon|culasse|carcasse|chambre|cañón|cajón|recámara|silenciador|"
    r"ствол\w*|патронник\w*|глушител\w*|затвор\w*|سبطانة|ماسورة|كاتم|حجرة|枪管|枪机|枪膛|消音器"
)
_DOING: Final = (
    r"drill|mill|print|weld|ream|bore|lathe|machine|percez|fraisez|imprimez|soudez|alésez|taladr\w+|fres\w+|imprim\w+|suelde|"
    r"просверл\w+|фрезеру\w+|распечат\w+|свар\w+|اثقب|اطبع|الحم|اخرط|钻|铣|打印|焊接"
)
_TELLING: Final = (
    r"how to|step \d|first you|then you|you (?:will )?need|you can|here is how|comment (?:faire|fabriquer)|étape \d|il (?:te|vous) faut|"
    r"cómo (?:hacer|fabricar)|paso \d|necesitas|как сделать|шаг \d|вам нужно|كيف تصنع|الخطوة|تحتاج|如何制作|第[一二三四五\d]步|你需要"
)
_TELLS, _DOES, _NAMES = (re.compile(rf"(?i){item}") for item in (_TELLING, _DOING, _PARTS))
_NEAR: Final = 160
"""So many characters at most lie between the words that tell how and what is to be done, or the part that is named."""
_NEXT: Final = 80
"""And so many between the two."""
_OFFER: Final = re.compile(
    r"(?i)\b(?:plans?|files?|model|blueprints?|download)\b.{0,40}\b(?:attached|send (?:me|you)|link|dm me|here)\b"
)


_LIKE: Final = str.maketrans(
    "аеорсухіјѕԁһкмтвнАЕОРСУХІЈЅКМТВНοαερικυνΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhkmtbhAEOPCYXIJSKMTBHoaepikuvABEZHIKMNOPTYX",
)
"""Cyrillic and Greek letters that look like Latin ones -> those."""
_WORD: Final = re.compile(r"[^\W\d_]+")


def file_is_taken(name: str, kind: str) -> bool:
    """Whether a post takes a file: by its kind, as its first bytes tell, and by what it is called."""
    endings = {part.lower() for part in name.replace("\\", "/").rpartition("/")[2].split(".")[1:]}
    return kind in TAKEN and not endings & ENDINGS


def names_a_file(text: str) -> bool:
    """Whether a text names a file for making something, an address that leads to one included."""
    return bool(_FILE.search(as_read(text)))


def is_for_making(name: str) -> bool:
    """Whether a file is called like one for making something: then it is told so, and not only that its kind is not taken."""
    return any(part.lower() in ENDINGS for part in name.split(".")[1:])


def as_read(text: str) -> str:
    """A text as a reader takes it: what is not seen is taken out, letters of full width and look-alikes of other scripts are the plain ones.

    Look-alikes are turned only inside words that have Latin letters beside them: a Russian word stays Russian.
    """
    shown = "".join(
        code for code in unicodedata.normalize("NFKC", text) if unicodedata.category(code) not in ("Cf", "Mn")
    )
    return _WORD.sub(
        lambda word: word[0].translate(_LIKE) if any(code.isascii() for code in word[0]) else word[0], shown
    )


def judge(text: str) -> Verdict:
    """What becomes of a text: published, held for a moderator, or refused. It is judged as it is typed and as it is read."""
    verdicts = {_judged(text), _judged(as_read(text))}
    return "refused" if "refused" in verdicts else "held" if "held" in verdicts else "fine"


def _instructs(text: str) -> bool:
    """Whether a text tells how to do something with a part: in time that grows with its length alone, whatever it repeats."""
    tells, does, names = (
        [match.span() for match in pattern.finditer(text)] for pattern in (_TELLS, _DOES, _NAMES)
    )
    return _follow(tells, does, names) or _follow(tells, names, does)


def _follow(
    first: list[tuple[int, int]], second: list[tuple[int, int]], third: list[tuple[int, int]]
) -> bool:
    ends, starts = [end for _, end in first], [start for start, _ in third]
    return any(
        bisect_right(ends, start) > bisect_left(ends, start - _NEAR)
        and bisect_right(starts, end + _NEXT) > bisect_left(starts, end)
        for start, end in second
    )


def _judged(text: str) -> Verdict:
    if len(_MACHINE.findall(text)) >= 3 or _MESH.search(text) or len(_SOLID.findall(text)) >= 4:
        return "refused"
    if _BLOB.search(text) or _SHARED.search(text):
        return "refused"
    if _instructs(text) or (_FILE.search(text) and _OFFER.search(text)):
        return "held"
    return "fine"
