"""What can be looked up in a PDF of PDF/UA-1 (ISO 14289-1; the Matterhorn Protocol 1.1 numbers its failures), and whether text stands over text."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

OVER: float = 1.5
"""Points by which two texts must overlap, across and down, before one cannot be read for the other."""
SIGN: float = 3.5
"""Points: what is lower is a dash, a dot or a vowel sign of its line."""
HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")
ROWS = ("/TR", "/THead", "/TBody", "/TFoot")


def faults(data: bytes) -> list[str]:
    """What is wrong with a PDF, in words; empty where nothing is."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        results = [*_document(pdf), *_tree(pdf), *_contents(pdf)]
    return [*results, *overlaps(data)]


def _document(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if not (root.get("/MarkInfo") and root.MarkInfo.get("/Marked")):
        yield "06-001 is not tagged"
    if not str(root.get("/Lang", "")):
        yield "11-006 names no language"
    if not (root.get("/ViewerPreferences") and root.ViewerPreferences.get("/DisplayDocTitle")):
        yield "07-001 does not show its title"
    metadata = pdf.open_metadata()
    if str(metadata.get("pdfuaid:part", "")) != "1":
        yield "06-002 does not say that it is PDF/UA-1"
    if not str(metadata.get("dc:title", "")).strip():
        yield "06-003 has no title"
    for dictionary in pdf.objects:
        if not isinstance(dictionary, pikepdf.Dictionary):
            continue
        if dictionary.get("/Type") == pikepdf.Name.FontDescriptor and not any(
            name in dictionary for name in ("/FontFile", "/FontFile2", "/FontFile3")
        ):
            yield f"31-009 the font {dictionary.get('/FontName')} is not embedded"
    for page in pdf.pages:
        for note in page.obj.get("/Annots", ()):
            if note.get("/Subtype") == pikepdf.Name.Link and not (
                "/StructParent" in note and "/Contents" in note
            ):
                yield "28-011 a link is not tagged or says nothing"


def _children(dictionary: pikepdf.Dictionary) -> list[pikepdf.Dictionary]:
    kids = dictionary.get("/K")
    some = list(kids) if isinstance(kids, pikepdf.Array) else [kids] if kids is not None else []
    return [kid for kid in some if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def _tree(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Headings in order, words for pictures, headers of tables, items of lists."""
    depth = 0
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        item = waiting.pop()
        name = str(item.get("/S", ""))
        kids = _children(item)
        waiting += reversed(kids)
        if name in HEADINGS:
            level = HEADINGS.index(name) + 1
            if level > depth + 1:
                yield f"14-003 a heading of level {level} stands below one of level {depth}"
            depth = level
        elif name == "/Figure" and not str(item.get("/Alt", "")).strip():
            yield "13-004 a picture has no words"
        elif name == "/Table":
            yield from _table(item)
        elif name == "/L" and any(str(kid.S) not in ("/LI", "/Caption", "/L") for kid in kids):
            yield "09-005 a list holds something that is no item"
    if not depth:
        yield "14-002 has no heading"


def _table(table: pikepdf.Dictionary) -> Iterator[str]:
    rows, waiting = [], [table]
    while waiting:
        dictionary = waiting.pop()
        for kid in _children(dictionary):
            if str(kid.S) == "/TR":
                rows.append([str(cell.S) for cell in _children(kid)])
            elif str(kid.S) in ROWS:
                waiting.append(kid)
    if not any("/TH" in row for row in rows):
        yield "15-003 a table has no header cells"
    if len({len(row) for row in rows}) > 1:
        yield "10-001 the rows of a table have different numbers of cells"


def _contents(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Every text and picture stands in the tree or is an artefact."""
    for number, page in enumerate(pdf.pages, 1):
        marked = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            word = str(operator)
            if word in ("BDC", "BMC"):
                marked += 1
            elif word == "EMC":
                marked -= 1
            elif word in ("Tj", "TJ", "Do", "'", '"') and not marked:
                yield f"01-003 page {number} shows something that is neither tagged nor an artefact: {operands!r:.40}"


def overlaps(data: bytes) -> list[str]:
    """Texts that stand over one another, as the boxes of a reader tell: `page 2: 'A' over 'B'`."""
    results = []
    document = pypdfium2.PdfDocument(data)
    for number, page in enumerate(document, 1):
        text = page.get_textpage()
        boxes = []
        for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=15):
            left, bottom, right, top = item.get_bounds()
            if right - left > OVER and top - bottom > SIGN:
                boxes.append((left, bottom, right, top))
        boxes.sort()
        for at, (left, bottom, right, top) in enumerate(boxes):
            for other in boxes[at + 1 :]:
                if other[0] > right - OVER:
                    break
                high = min(top, other[3]) - max(bottom, other[1])
                if (
                    high > max(OVER, 0.5 * min(top - bottom, other[3] - other[1]))
                    and min(right, other[2]) - max(left, other[0]) > OVER
                ):
                    item, two = (
                        text.get_text_bounded(*box).strip() for box in ((left, bottom, right, top), other)
                    )
                    results.append(f"page {number}: {item[:40]!r} over {two[:40]!r}")
        width, height = page.get_size()
        results += [
            f"page {number}: text leaves the page"
            for box in boxes
            if box[0] < 0 or box[2] > width or box[1] < 0 or box[3] > height
        ]
    return results
