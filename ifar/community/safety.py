"""The safety line: the community discusses home-made and converted arms to recognise them, and publishes nothing that helps to make them.

Plans, print files and files for machines are refused at upload, by what they are and by what they are called, whatever they are for. A text
that holds such a file is refused; a text that reads like instructions is held until a moderator of the space has looked at it, because an
expert who describes what was found uses the same words. Everything can be reported with one click (ground `making`), and is removed by rule.
The patterns recognise; they teach nothing. Pure.
"""

from __future__ import annotations

import re
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
    + "|".join(sorted(one for one in ENDINGS if len(one) > 2))
    + r")(?:\.(?:zip|7z|rar|gz|txt))?\b"
)
_MACHINE: Final = re.compile(r"(?mi)^\s*(?:N\d+\s+)?G0?[0-3]\b(?:\s*[XYZEFIJK]-?\d+(?:\.\d+)?){2,}")
_MESH: Final = re.compile(
    r"(?i)\bfacet\s+normal\s+-?\d|\bISO-10303-21\b|\$\$EndNodes|^\s*(?:v\s+-?\d+\.\d+\s+-?\d+\.\d+\s+-?\d+\.\d+\s*\n){8,}",
    re.M,
)
_SOLID: Final = re.compile(
    r"(?i)\b(?:linear_extrude|rotate_extrude|difference|union|translate|cylinder|polyhedron)\s*\(\s*[\[{a-z$]?"
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
_INSTRUCTION: Final = re.compile(
    rf"(?is)(?:{_TELLING}).{{0,160}}?(?:{_DOING}).{{0,80}}?(?:{_PARTS})|(?:{_TELLING}).{{0,160}}?(?:{_PARTS}).{{0,80}}?(?:{_DOING})"
)
_OFFER: Final = re.compile(
    r"(?i)\b(?:plans?|files?|model|blueprints?|download)\b.{0,40}\b(?:attached|send (?:me|you)|link|dm me|here)\b"
)


def file_is_taken(name: str, kind: str) -> bool:
    """Whether a post takes a file: by its kind, as its first bytes tell, and by what it is called."""
    endings = {part.lower() for part in name.replace("\\", "/").rpartition("/")[2].split(".")[1:]}
    return kind in TAKEN and not endings & ENDINGS


def is_for_making(name: str) -> bool:
    """Whether a file is called like one for making something: then it is told so, and not only that its kind is not taken."""
    return any(part.lower() in ENDINGS for part in name.split(".")[1:])


def judge(text: str) -> Verdict:
    """What becomes of a text: published, held for a moderator, or refused."""
    if len(_MACHINE.findall(text)) >= 3 or _MESH.search(text) or len(_SOLID.findall(text)) >= 4:
        return "refused"
    if _BLOB.search(text) or _SHARED.search(text):
        return "refused"
    if _INSTRUCTION.search(text) or (_FILE.search(text) and _OFFER.search(text)):
        return "held"
    return "fine"
