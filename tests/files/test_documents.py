"""A PDF is made anew: what its pages show comes over, whatever else it carries does not, however it is hidden."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from ifar.files import document

SECRET = b"solid frame"


def _pdf() -> Pdf:
    made = pikepdf.new()
    for words in ("First page", "Second page"):
        page = made.add_blank_page(page_size=(595, 842))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = made.make_stream(f"BT /F1 24 Tf 72 700 Td ({words}) Tj ET".encode())
    return made


def _script(made: Pdf) -> None:
    made.Root.OpenAction = made.make_indirect(
        Dictionary(Type=Name.Action, S=Name("/JavaScript"), JS="app.alert('solid frame')")
    )


def _script_of_a_page(made: Pdf) -> None:
    made.pages[0].AA = Dictionary(O=Dictionary(S=Name("/JavaScript"), JS="app.alert('solid frame')"))


def _file_behind_a_note(made: Pdf) -> None:
    inner = Dictionary(Type=Name.Filespec, F="frame.stl", EF=Dictionary(F=made.make_stream(SECRET * 40)))
    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name("/FileAttachment"),
        Rect=Array([0, 0, 9, 9]),
        FS=made.make_indirect(inner),
    )
    made.pages[0].Annots = Array([made.make_indirect(note)])


def _names(made: Pdf) -> None:
    made.docinfo["/Author"] = "solid frame"
    with made.open_metadata() as pdf_metadata:
        pdf_metadata["dc:creator"] = ["solid frame"]


def _private(made: Pdf) -> None:
    made.pages[1].PieceInfo = Dictionary(Maker=Dictionary(Private=made.make_stream(SECRET * 40)))
    made.Root.Elsewhere = made.make_stream(SECRET * 40)


def _saved(made: Pdf) -> bytes:
    target = io.BytesIO()
    made.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def _whole(path: Path) -> bytes:
    """Everything that is in a PDF, unpacked."""
    content = path.read_bytes()
    with pikepdf.open(path) as opened:
        for item in opened.objects:
            content += repr(item).encode() + (item.read_bytes() if isinstance(item, pikepdf.Stream) else b"")
        return content + repr(dict(opened.docinfo)).encode()


@pytest.mark.parametrize(
    "hide",
    [_script, _script_of_a_page, _file_behind_a_note, _names, _private],
    ids=lambda item: item.__name__,
)
def test_nothing_comes_over_but_what_pages_show(hide: Callable[[Pdf], None], tmp_path: Path) -> None:
    original, target = tmp_path / "original.pdf", tmp_path / "made.pdf"
    made = _pdf()
    hide(made)
    original.write_bytes(_saved(made))
    assert b"solid frame" in _whole(original), "the test hides nothing"
    values = document.clean(original, target)
    if "refused" in values:
        assert values == {"refused": "acts"}
        return
    assert values["text"] == ["First page", "Second page"]
    assert b"solid frame" not in _whole(target)
    opened = pypdfium2.PdfDocument(target)
    assert [page.get_textpage().get_text_bounded() for page in opened] == ["First page", "Second page"]


def test_what_stands_behind_the_end_is_gone(tmp_path: Path) -> None:
    behind = io.BytesIO()
    with zipfile.ZipFile(behind, "w") as archive:
        archive.writestr("frame.stl", SECRET)
    original, target = tmp_path / "original.pdf", tmp_path / "made.pdf"
    original.write_bytes(_saved(_pdf()) + b"\n" + behind.getvalue())
    assert zipfile.is_zipfile(original)
    assert document.clean(original, target)["pages"] == 2
    assert not zipfile.is_zipfile(target)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_looks_as_before(rotation: int, tmp_path: Path) -> None:
    original, target = tmp_path / "original.pdf", tmp_path / "made.pdf"
    made = _pdf()
    for page in made.pages:
        page.MediaBox, page.CropBox = Array([0, 0, 595, 842]), Array([50, 100, 400, 760])
        page.Rotate = rotation
    original.write_bytes(_saved(made))
    document.clean(original, target)
    before, after = (pypdfium2.PdfDocument(path)[0] for path in (original, target))
    assert before.get_size() == after.get_size()
    assert before.render(scale=0.5).to_pil().tobytes() == after.render(scale=0.5).to_pil().tobytes()
    assert len(set(after.render(scale=0.5).to_pil().convert("L").tobytes())) > 5
