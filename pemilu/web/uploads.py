"""Forms that carry files: few at once, none for ever, and nothing of them in clear on the disk."""

import socket
from collections.abc import Callable
from functools import wraps
from io import BytesIO
from threading import BoundedSemaphore, Timer
from typing import Any, cast

from flask import Request, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ClientDisconnected

from pemilu.web.errors import BUSY_SECONDS, Words
from pemilu.web.guards import refuse_cross_site
from pemilu.web.i18n import lazy_gettext as _
from pemilu.web.lapor_files import BYTES_EACH, FORM_BYTES, TEXT_BYTES

# A form without photos (a step of the region, say) is smaller, and waits for nobody.
SMALL_BYTES = 64 * 1024
BODY_SECONDS = 120.0

FULL = Words(
    _("Terlalu banyak foto sedang dikirim"),
    _(
        "Kiriman ini belum tersimpan. Tunggu setengah menit, lalu kirim lagi dengan memuat ulang halaman "
        "ini; laporan tidak akan menjadi dua."
    ),
)
TOO_SLOW = Words(
    _("Kiriman terlalu lama"),
    _("Kiriman ini belum tersimpan. Foto ulang dengan mutu lebih rendah, atau kirim lagi di jaringan lain."),
)
CALENDAR_ENDED = Words(
    _("Tanggal jawaban belum dapat dihitung"),
    _(
        "Laporan ini belum tersimpan: kantor ini harus memperbarui kalender hari liburnya dahulu. Coba lagi "
        "besok, atau bawalah dokumen Anda ke PPS di kantor desa atau kelurahan."
    ),
)


class CappedFile(BytesIO):
    """Keeps one byte more than a file may have: that tells it is too large, and the form survives."""

    def write(self, data: bytes, /) -> int:  # type: ignore[override]  # Werkzeug writes bytes only
        super().write(data[: max(0, BYTES_EACH + 1 - self.tell())])
        return len(data)


class InMemoryRequest(Request):
    """Werkzeug's own spools whatever is larger than 500 KB into a temporary file: a KTP-el, in clear."""

    def __init__(self, environ: dict[str, Any], *more: bool, **rest: bool) -> None:
        super().__init__(environ, *more, **rest)
        self.connection: socket.socket | None = environ.get("gunicorn.socket")

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - Werkzeug passes it
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> CappedFile:
        return CappedFile()


def takes_files(
    view: Callable[..., ResponseReturnValue], turns: Callable[[], BoundedSemaphore]
) -> Callable[..., ResponseReturnValue]:
    """A view whose form may be as large as one with evidence, read only when it is its turn.

    `turns` gives those of the app that handles the request.
    """

    @wraps(view)
    def in_turn(**values: object) -> ResponseReturnValue:
        refuse_cross_site()
        request.max_content_length, request.max_form_memory_size = FORM_BYTES, TEXT_BYTES
        if request.content_length is not None and request.content_length <= SMALL_BYTES:
            refuse_unreadable()
            return view(**values)
        turn = turns()
        if not turn.acquire(blocking=False):
            return refusal(503, FULL, retry_after=BUSY_SECONDS)
        try:
            if not _read_in_time():
                return refusal(408, TOO_SLOW)
            refuse_unreadable()
            return view(**values)
        finally:
            turn.release()

    return in_turn


def refuse_unreadable() -> None:
    """Abort with 400 a form whose parts cannot be told apart: Werkzeug takes it for an empty one."""
    if request.mimetype == "multipart/form-data" and not (request.form or request.files):
        abort(400)


def refusal(status: int, words: Words, *, retry_after: int | None = None) -> Response:
    """A page that says what happened and what to do next."""
    page = render_template("web/galat.html", judul=words.judul, saran=words.saran, nomor=None)
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    return Response(page, status, headers)


def _read_in_time() -> bool:
    """Read the form; False when it took longer than it may. Needs gunicorn's socket, which it hangs up."""
    late: list[bool] = []
    timer = Timer(BODY_SECONDS, _hang_up, (cast(InMemoryRequest, request).connection, late))
    timer.start()
    try:
        _whole = request.form
    except ClientDisconnected:
        if not late:
            raise
    finally:
        timer.cancel()
    return not late


def _hang_up(connection: socket.socket | None, late: list[bool]) -> None:
    """Nothing more is read from that client; it can still be answered."""
    if connection is not None:
        late.append(True)
        connection.shutdown(socket.SHUT_RD)
