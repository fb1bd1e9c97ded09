"""Taking uploads in: hashed and counted while they stream, stopped as soon as they pass the limit.

A request that announces more than the limit is not read at all. In both cases the form arrives without its file and
`arrived` tells the view why, so that the person gets words instead of a broken connection.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from ifar.errors import Invalid
from ifar.files import store
from ifar.files.kinds import HEAD
from ifar.files.labels import words_of
from ifar.files.store import Arrived

_TOO_LARGE = "ifar.files.too_large"
_FORM_BYTES = 1024 * 1024
"""What the fields beside a file may take of an announced length."""


class Upload(TemporaryUploadedFile):
    """An uploaded file that lies in the store's `incoming` folder and knows its hash."""

    sha256: str
    head: bytes


class LimitedUpload(FileUploadHandler):
    """Streams each file to `incoming`; the only handler, so that nothing large ever lies in memory."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        """Note what the request announces; nothing is read yet."""
        self.announced = content_length
        self.received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, or stop where too much was announced."""
        super().new_file(*args, **kwargs)
        self._stop_if(self.announced > settings.IFAR_UPLOAD_LIMIT + _FORM_BYTES)
        store.incoming()
        self.seen, self.head = hashlib.sha256(), b""
        self.file = Upload(self.file_name or "", self.content_type, 0, self.charset, self.content_type_extra)

    def _stop_if(self, too_large: bool) -> None:
        if too_large:
            assert self.request is not None
            self.request.META[_TOO_LARGE] = True
            raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Count, hash and write one piece."""
        self.received += len(raw_data)
        self._stop_if(self.received > settings.IFAR_UPLOAD_LIMIT)
        self.head += raw_data[: HEAD - len(self.head)]
        self.seen.update(raw_data)
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        """Give the form its file."""
        self.file.seek(0)
        self.file.size, self.file.sha256, self.file.head = file_size, self.seen.hexdigest(), self.head
        return self.file

    def upload_interrupted(self) -> None:
        """Remove what arrived of a broken upload."""
        if hasattr(self, "file"):
            self.file.close()


def arrived(request: HttpRequest, name: str) -> tuple[str, Arrived]:
    """The file in the form's field `name`: its own name, and the content as it arrived.

    Raises:
        TooLarge: it passed the limit; nothing was kept.
        Invalid: there is no file, or it is empty.
    """
    rows = all_arrived(request, name)
    if not rows:
        raise Invalid("files.empty", words_of("files.empty"), field=name)
    return rows[-1]


def all_arrived(request: HttpRequest, name: str) -> list[tuple[str, Arrived]]:
    """The files in the form's field `name` that are not empty, each as `arrived` gives it.

    Raises:
        TooLarge: they passed the limit together; nothing was kept.
    """
    uploads = request.FILES.getlist(name)  # reads the request, which tells whether it was too large
    if request.META.get(_TOO_LARGE):
        raise store.too_large(settings.IFAR_UPLOAD_LIMIT)
    return [
        (
            str(upload.name or ""),
            Arrived(Path(upload.temporary_file_path()), upload.sha256, upload.size, upload.head),
        )
        for upload in uploads
        if isinstance(upload, Upload) and upload.size
    ]
