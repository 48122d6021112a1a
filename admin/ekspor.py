"""Taking reports out as a file: masked, counted, signed by who took it, and recorded before it goes."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO, cast

from flask import Blueprint, Response, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from admin import kata_antrean
from admin.door import officer, requires
from admin.kata_saringan import told
from admin.saringan_form import as_query, as_values, read_filter, regions
from admin.staff import staff
from admin.zona import zone_of
from pemilu.audit.record import without_numbers
from pemilu.infra import limits
from pemilu.infra.sheets import Cell, Writer, write_csv, write_xlsx
from pemilu.laporan.export import ExportRow, Selection, TooManyRows, count_rows, export_rows, most_rows
from pemilu.laporan.opened import LONGEST_TEXT
from pemilu.laporan.release import ALONE, NeedsSecond, left_alone, record
from pemilu.laporan.saringan import Saringan
from pemilu.laporan.wishes import has_second, to_answer
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission
from pemilu.tahapan.day import local_date
from pemilu.web.guards import refuse_odd_forms
from pemilu.web.i18n import gettext, local_time
from pemilu.web.i18n import lazy_gettext as _
from pemilu.web.ratelimit import limit_account
from pemilu.web.words import TINGKAT_PANITIA
from pemilu.web.words_laporan import JENIS, PELAPOR, STATUS

WRONG = 422
# Filters that come along from the queue and have no field on this page.
HIDDEN = frozenset({"milik", "dipegang", "kasus", "nomor"})
HEADS = (
    _("Nomor"),
    _("Jenis"),
    _("Pelapor"),
    _("Status"),
    _("Kode kelurahan"),
    _("Kelurahan"),
    _("Kecamatan"),
    _("TPS"),
    _("Pemegang"),
    _("Diajukan"),
    _("Batas jawaban"),
    _("Ditutup"),
    _("Terlambat"),
    _("Berisiko"),
    _("Kasus"),
    _("Nama (disamarkan)"),
    _("NIK (4 angka terakhir)"),
)


@dataclass(frozen=True, slots=True)
class Bentuk:
    """A kind of file."""

    write: Writer
    mimetype: str


BENTUK = {
    "csv": Bentuk(write_csv, "text/csv"),
    "xlsx": Bentuk(write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def build(limiter: Limiter) -> Blueprint:
    bp = Blueprint("ekspor", __name__)
    bp.get("/ekspor")(show)
    each = limit_account(limiter, limits.EXPORT, scope="ekspor", key=lambda: str(officer().id))
    bp.post("/ekspor")(each(take_out))
    return bp


@requires(Permission.EXPORT, strong=True)
def show() -> ResponseReturnValue:
    return page(chosen())


@requires(Permission.EXPORT, strong=True, keeps=True)
def take_out() -> ResponseReturnValue:
    """The whole file is written first and recorded with its rows; only then does a byte of it leave."""
    refuse_odd_forms()
    selection, bentuk = chosen(), request.form.get("bentuk", "")
    if bentuk not in BENTUK:
        return page(selection), WRONG
    try:
        return hand_out(selection, bentuk)
    except (TooManyRows, NeedsSecond):
        return page(selection), WRONG


def hand_out(selection: Selection, bentuk: str, permintaan: int | None = None) -> Response:
    """The file; `permintaan` is the approved wish by which it goes. Raises as `export_rows` and `record`."""
    with ExitStack() as kept:
        file = cast(BinaryIO, kept.enter_context(tempfile.TemporaryFile()))
        rows = _write(file, selection, bentuk)
        _record(selection, bentuk, rows, permintaan)
        response = _sent(file, bentuk)
        response.call_on_close(kept.pop_all().close)
        return response


def _write(file: BinaryIO, selection: Selection, bentuk: str) -> int:
    s, by, now = staff(), officer(), staff().clock.now()
    note = gettext(
        "Diekspor oleh %(akun)s pada %(waktu)s. Data pribadi disamarkan. Jangan disebarkan.",
        akun=by.akun,
        waktu=local_time(now, zone_of(by)),
    )
    with s.reading(by) as session:
        rows = export_rows(session, by, selection, office=s.office, now=now)
        return BENTUK[bentuk].write(file, note, [str(head) for head in HEADS], map(_cells, rows))


def _record(selection: Selection, bentuk: str, rows: int, permintaan: int | None) -> None:
    s, by = staff(), officer()
    with s.writing(by) as session:
        record(
            session,
            by,
            f"laporan.{bentuk}",
            jumlah=rows,
            permintaan=permintaan,
            office=s.office,
            now=s.clock.now(),
            semua=selection.semua,
            saringan=as_query(selection.saringan),
        )


def _sent(file: BinaryIO, bentuk: str) -> Response:
    file.seek(0)
    day = local_date(staff().clock.now(), zone_of(officer()))
    name = f"laporan-{officer().wilayah or 'nasional'}-{day}.{bentuk}"
    response = send_file(file, mimetype=BENTUK[bentuk].mimetype, as_attachment=True, download_name=name)
    # `send_file` lets browsers keep what it sends; a list of reports is nobody's to keep.
    response.headers["Cache-Control"] = "no-store"
    return response


def page(selection: Selection, *, salah: object = None, masalah: object = None) -> str:
    """What would leave, and how: at once or after a second officer's yes.

    `salah`: why a reason is none; `masalah`: why an approved file did not leave.
    """
    s, by, now = staff(), officer(), staff().clock.now()
    with s.reading(by) as session:
        rows = count_rows(session, by, selection, now=now)
        left, wishes = left_alone(session, by, now=now), to_answer(session, by, now=now)
    needs = rows > left
    with s.database.reading() as session:
        second = needs and has_second(session, by)
    return render_template(
        "admin/ekspor/pilih.html",
        **_words(by, selection),
        jumlah=rows,
        perlu_kedua=needs,
        ada_kedua=second,
        menunggu=sum(not wish.satu_tangan for wish in wishes),
        masalah=masalah,
        salah=salah,
    )


def _words(by: Officer, selection: Selection) -> dict[str, object]:
    """What the page is made of, whatever the database holds."""
    nilai = as_values(selection.saringan)
    return {
        "pilihan": selection,
        "terpilih": told(selection.saringan, semua=selection.semua),
        "tersembunyi": {name: value for name, value in nilai.items() if name in HIDDEN},
        "nilai": nilai,
        "wilayah": regions(by, selection.saringan),
        "jenis": JENIS,
        "status": STATUS,
        "keadaan": kata_antrean.KEADAAN,
        "bentuk": tuple(BENTUK),
        "sendiri": ALONE,
        "paling_banyak": most_rows(by),
        "panjang_alasan": LONGEST_TEXT,
        # A number that was typed into the reason does not stand on the page again.
        "alasan": without_numbers(request.form.get("alasan", ""))[:LONGEST_TEXT],
    }


def chosen() -> Selection:
    """What the address or form asks for. With everything asked for, only kind and place narrow it: so that
    what is counted, told to whoever approves, recorded and taken are the same.
    """
    saringan = read_filter(request.values)
    if request.values.get("cakupan") != "semua":
        return Selection(saringan=saringan, semua=False)
    narrowed = Saringan(jenis=saringan.jenis, wilayah=saringan.wilayah, tps=saringan.tps)
    return Selection(saringan=narrowed, semua=True)


def _cells(row: ExportRow) -> Sequence[Cell]:
    return tuple(_each(row))


def _each(row: ExportRow) -> Iterator[Cell]:
    yield row.nomor
    yield from map(str, (JENIS[row.jenis], PELAPOR[row.pelapor], STATUS[row.status]))
    yield from (row.kelurahan_kode, row.kelurahan, row.kecamatan, row.tps)
    yield str(TINGKAT_PANITIA[row.pemegang])
    for moment in (row.diajukan, row.tenggat, row.ditutup):
        yield local_time(moment, row.zona) if moment else None
    yield from (_yes(row.terlambat), _yes(row.berisiko), row.kasus, row.nama, row.nik_akhir)


def _yes(fact: bool) -> str:
    return gettext("ya") if fact else gettext("tidak")
