"""Sets what is printed (papers, letters, labels, files that are handed over) in a confined process: data and a template in, a PDF out."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from ifar.documents.labels import of as words_of
from ifar.errors import Unavailable
from ifar.files.confinement import Limits, Unreadable, run

MANY_PAGES: Final = Limits(seconds=60, memory=2 * 1024**3, output=64 * 1024**2)
"""What setting a print of many pages may take."""


def pdf_of(
    template: str,
    values: Mapping[str, Any],
    limits: Limits = MANY_PAGES,
    pictures: Mapping[str, Path] | None = None,
) -> bytes:
    """The PDF of a template (`typesetting.TEMPLATES`), not sealed.

    Args:
        values: what the template is told.
        pictures: place of the template -> file of the picture.

    Raises:
        Unavailable: it could not be set within its limits.
    """
    with tempfile.TemporaryDirectory(dir=settings.IFAR_HOME) as name:
        folder = Path(name)
        (folder / "paper.json").write_text(json.dumps(values, ensure_ascii=False))
        for place, picture in (pictures or {}).items():
            shutil.copyfile(picture, folder / f"{place}.jpg")
        try:
            run("ifar.documents.typesetting", [str(folder), template], limits)
        except Unreadable as error:
            raise Unavailable("documents.setting", words_of("documents.setting")) from error
        return (folder / "paper.pdf").read_bytes()
