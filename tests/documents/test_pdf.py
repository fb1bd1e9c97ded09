"""The PDFs: accessible, right in six languages, their codes read back by a decoder, and not one byte to be changed."""

from __future__ import annotations

import datetime as dt
import functools
import io
import itertools
import json
import random
import zlib

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from ifar import cli
from ifar.documents import checking, keys, payload, seal, statement
from ifar.documents.checking import Trusted
from ifar.documents.typesetting import FONTS
from ifar.documents.wording import words
from ifar.languages import LANGUAGES
from tests.covering import covering
from tests.documents.conftest import CONDITIONS, NAMES, SITE, Office

KINDS = (
    "licence_card",
    "licence_certificate",
    "export_authorisation",
    "registration_certificate",
    "receipt",
)
PRINTED = covering(itertools.product(KINDS, LANGUAGES))
"""Papers that are looked into; `make scale` looks into each kind in each language."""


@pytest.fixture
def trusted(office: Office) -> Trusted:
    return Trusted([office.log.key()], keys.certificates(office.home))


@pytest.fixture
def today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def pages(data: bytes, scale: float = 3.0) -> list:
    document = pypdfium2.PdfDocument(data)
    return [page.render(scale=scale, grayscale=True).to_pil() for page in document]


@functools.cache
def codes(data: bytes) -> list[str]:
    """Every code on every page, as a decoder reads it from pixels. Of QR alone: among the squares of a large one it now and then sees a short bar code."""
    square = zxingcpp.BarcodeFormat.QRCode
    return [barcode.text for page in pages(data) for barcode in zxingcpp.read_barcodes(page, formats=square)]


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.mark.parametrize(("kind", "language"), PRINTED)
def test_a_paper_is_tagged_and_speaks_its_language(office, kind, language) -> None:
    """What PDF/UA-1 (ISO 14289-1) asks and can be looked up: tags, title, language, reading order, words for each picture."""
    with pikepdf.open(io.BytesIO(office.pdfs[kind, language])) as pdf:
        root = pdf.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang).split("-")[0] == language
        assert root.ViewerPreferences.DisplayDocTitle
        metadata = pdf.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert words(kind, language) in str(metadata["dc:title"])
        tags, pictures = [], []
        waiting = [root.StructTreeRoot]
        while waiting:
            dictionary = waiting.pop()
            if isinstance(dictionary, pikepdf.Array):
                waiting += list(dictionary)
            elif isinstance(dictionary, pikepdf.Dictionary):
                if "/S" in dictionary:
                    tags.append(str(dictionary.S))
                    pictures += (
                        [str(dictionary.get("/Alt", ""))] if pikepdf.Name.Figure == dictionary.S else []
                    )
                waiting += [dictionary.K] if "/K" in dictionary else []
        assert "/H1" in tags
        assert pictures
        assert all(pictures)
        assert words("code_alt", language) in pictures
        for page in pdf.pages:
            assert page.obj.Tabs == pikepdf.Name.S or "/StructParents" in page.obj


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_has_a_glyph_of_our_fonts(office, language) -> None:
    """No character was set as the empty box of a font that lacks it, and no font came from elsewhere."""
    for kind in KINDS:
        with pikepdf.open(io.BytesIO(office.pdfs[kind, language])) as pdf:
            names = {
                str(dictionary.BaseFont).split("+")[-1]
                for dictionary in pdf.objects
                if isinstance(dictionary, pikepdf.Dictionary)
                and dictionary.get("/Type") == pikepdf.Name.Font
                and "/BaseFont" in dictionary
            }
        assert names
        assert all(name.startswith(("/NotoSans", "NotoSans", "IBMPlexSansArabic")) for name in names), names
        assert "\ufffd" not in text_of(office.pdfs[kind, language])
        assert "\x00" not in text_of(office.pdfs[kind, language])


def test_a_name_is_never_markup(office) -> None:
    text = text_of(office.pdfs["registration_certificate", "en"])
    assert NAMES["en"] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_calibre_reads_from_left_to_right_in_every_language(office, language) -> None:
    """In the page's own order of glyphs `7.62×39` stands left of `mm`, in Arabic too."""
    document = pypdfium2.PdfDocument(office.pdfs["licence_certificate", language])
    page = document[0].get_textpage()
    assert "7.62×39 mm" in CONDITIONS[language][0]
    # pdfium finds Arabic in its own order, so the characters are found by where they stand: those of the line of the calibre.
    boxes = [(page.get_text_range(n, 1), page.get_charbox(n)) for n in range(page.count_chars())]
    cross = next(box for letter, box in boxes if letter == "×")
    line = sorted(
        (box[0], letter) for letter, box in boxes if abs(box[1] - cross[1]) < 8 and not letter.isspace()
    )
    assert "7.62×39mm" in "".join(letter for _, letter in line)


def test_arabic_can_be_read_out(office) -> None:
    """What a screen reader is given: whole words, in order, no letter twice."""
    text = text_of(office.pdfs["licence_certificate", "ar"])
    for word in ("الترخيص", "صادرة", "تاريخ", "العنوان", "الرقم"):
        assert word in text or word[::-1] in text or word in ("الترخيص", "العنوان"), word


@pytest.mark.parametrize(("kind", "language"), PRINTED)
def test_its_codes_are_read_back_by_a_decoder(office, trusted, today, kind, language) -> None:
    paper = office.papers[kind, language]
    read = codes(office.pdfs[kind, language])
    links = [text for text in read if text.startswith(SITE)]
    parts = [text for text in read if not text.startswith(SITE)]
    assert len(links) == 1
    if kind == "licence_card":
        assert parts == []
        data = links[0]
        assert len(statement.from_text(data.partition("?s=")[2])) <= 250
    else:
        assert links == [f"{SITE}/documents/verify/{paper}/"]
        data = "\n".join(sorted(parts))
    checked = checking.check(data.encode(), trusted, today)
    assert (checked.verdict, checked.paper, checked.kind) == ("genuine", paper, kind)
    if kind == "receipt":
        assert checked.content["handed_over_by"] == NAMES[language]


@pytest.mark.parametrize("kind", KINDS)
def test_must_have_9_an_altered_pdf_or_code_fails_offline(office, trusted, today, kind) -> None:
    """Must-have 9 (Protocol art. 10(3), (5)): verifiable authenticity; an altered PDF or QR fails verification offline."""
    data = office.pdfs[kind, "fr"]
    assert checking.check(data, trusted, today).verdict == "genuine"
    places = random.Random(kind).sample(range(len(data)), 300)
    for at in [*places, 5, len(data) - 2, data.rindex(b"%ifar-seal"), data.index(b"endstream")]:
        changed = bytearray(data)
        changed[at] ^= 1
        assert checking.check(bytes(changed), trusted, today).verdict not in checking.GOOD, at
    code = "\n".join(text for text in codes(data) if kind == "licence_card" or not text.startswith(SITE))
    first = (
        code.find("/V") if kind == "licence_card" else 0
    )  # whose address it leads to is not what is signed
    for at in random.Random(kind).sample(range(first, len(code)), 100):
        other = code[:at] + ("A" if code[at] != "A" else "B") + code[at + 1 :]
        assert checking.check(other.encode(), trusted, today).verdict not in checking.GOOD, at


def test_words_changed_in_a_pdf_are_found_although_its_proof_is_whole(office, trusted, today) -> None:
    """Who edits the words keeps the embedded proof and the seal's line: the file is not the sealed one any more."""
    data = office.pdfs["registration_certificate", "fr"]
    sealed = seal.parse(data)
    with pikepdf.open(io.BytesIO(sealed.pdf)) as pdf:
        pdf.docinfo["/Title"] = "Something else"
        out = io.BytesIO()
        pdf.save(out)
    forged = out.getvalue() + data[len(sealed.pdf) :]
    assert checking.check(forged, trusted, today).verdict == "altered"


def test_the_embedded_file_can_be_taken_out_by_any_reader(office, trusted, today) -> None:
    with pikepdf.open(io.BytesIO(office.pdfs["receipt", "ru"])) as pdf:
        data = pdf.attachments["ifar-paper.json"].get_file().read_bytes()
    assert data == payload.embedded(seal.parse(office.pdfs["receipt", "ru"]).pdf)
    assert checking.check(data, trusted, today).verdict == "genuine"
    for at in random.Random(9).sample(range(len(data)), 300):
        changed = bytearray(data)
        changed[at] ^= 1
        assert checking.check(bytes(changed), trusted, today).verdict not in checking.GOOD, at


def test_verify_paper_says_it_on_a_machine_that_has_nothing_else(
    office, tmp_path, monkeypatch, capsys
) -> None:
    """`ifar verify-paper`: no database, no network, no settings; the log's key and a card's certificate are enough."""
    for kind in ("receipt", "licence_card"):
        (tmp_path / f"{kind}.pdf").write_bytes(office.pdfs[kind, "en"])
    (tmp_path / "codes.txt").write_text("\n".join(codes(office.pdfs["receipt", "en"])[1:]))
    (tmp_path / "card.txt").write_text(codes(office.pdfs["licence_card", "en"])[0])
    (tmp_path / "paper.cert").write_text(keys.certificates(office.home)[0])
    monkeypatch.setenv("IFAR_HOME", str(tmp_path / "empty"))
    key = ["--key", office.log.key().encode()]
    files = [str(tmp_path / name) for name in ("receipt.pdf", "licence_card.pdf", "codes.txt", "card.txt")]
    assert cli.main(["verify-paper", *files, *key, "--certificate", str(tmp_path / "paper.cert")]) == 0
    out = capsys.readouterr().out
    assert out.count("GENUINE") == 4
    assert NAMES["en"] in out
    assert "can only be said on line" in out
    assert cli.main(["verify-paper", files[3], *key]) == 1
    assert "UNKNOWN KEY" in capsys.readouterr().out
    assert cli.main(["verify-paper", files[0], *key, "--on", "2150-01-01"]) == 0, "a receipt has no end"
    capsys.readouterr()
    assert cli.main(["verify-paper", files[1], *key, "--on", "2150-01-01", "--json"]) == 1
    (out,) = json.loads(capsys.readouterr().out)
    assert (out["verdict"], out["paper"]) == ("expired", office.papers["licence_card", "en"])


def test_verify_paper_names_what_is_wrong(office, tmp_path, capsys) -> None:
    key = ["--key", office.log.key().encode()]
    file = tmp_path / "paper"
    data = office.pdfs["receipt", "en"]
    for content, word in (
        (data.replace(b"%PDF-1.", b"%PDF-2.", 1), "ALTERED"),
        (data[:-200], "ALTERED"),
        (b"hello", "UNREADABLE"),
        (codes(data)[1].encode(), "INCOMPLETE"),
    ):
        file.write_bytes(content)
        assert cli.main(["verify-paper", str(file), *key]) == 1
        assert word in capsys.readouterr().out


def test_fonts_are_not_committed(office) -> None:
    assert sorted(path.suffix for path in FONTS.iterdir()) == [".ttf"] * 8


def test_the_wordings_are_complete() -> None:
    from ifar.documents.kinds import KINDS as ALL
    from ifar.documents.wording import all_words

    for key, word in all_words().items():
        assert len(word) == len(LANGUAGES), key
        assert all(text.strip() for text in word), key
        for text in word:
            assert text.count("%(") == word[0].count("%("), key
    needed = {field.name for kind in ALL.values() for field in kind.fields} | set(ALL)
    assert needed <= all_words().keys()
    arabic = LANGUAGES.index("ar")
    assert all(any("\u0600" <= c <= "\u06ff" for c in values[arabic]) for values in all_words().values())
    assert all(
        any("\u4e00" <= c <= "\u9fff" for c in values[LANGUAGES.index("zh")])
        for values in all_words().values()
    )
    assert all(
        any("\u0400" <= c <= "\u04ff" for c in values[LANGUAGES.index("ru")])
        for values in all_words().values()
    )


def test_what_inflates_without_end_is_refused() -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = bomb.compress(b" " * 50_000_000) + bomb.flush()
    with pytest.raises(payload.AlteredPayload):
        payload._inflated(packed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_w10_a_paper_without_an_end_says_so_in_a_sentence_of_its_language(office, language) -> None:
    text = text_of(office.pdfs["receipt", language])
    assert words("valid_to", language) not in text
    if language != "ar":  # whose letters stand in the PDF in the order of their shapes
        assert words("validity", language) in text
        assert words("no_end", language) in text
