"""One polling place: a page to share or print, and an entry for a calendar. Nothing personal is in it."""

from datetime import datetime, time, timedelta

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from pemilu.tahapan.calendar import ActivePemilihan
from pemilu.tahapan.stage import Jadwal
from pemilu.web.i18n import gettext as _
from pemilu.web.services import services
from pemilu.wilayah.kode import InvalidKode, KodeWilayah, Tingkat
from pemilu.wilayah.polling_place import PollingPlace, find_polling_place
from pemilu.wilayah.zona import zona_of
from portal.calendar_file import Event, calendar_file

bp = Blueprint("tps", __name__)
LARGEST_NOMOR = 999


@bp.get("/tps/<kode>")
def card(kode: str) -> ResponseReturnValue:
    s = services()
    situasi = s.situations.now()
    masa = situasi.keadaan(s.clock.now()).masa
    return render_template("portal/tps.html", tps=_find(kode), situasi=situasi, masa=masa)


@bp.get("/tps/<kode>.ics")
def calendar(kode: str) -> ResponseReturnValue:
    tps = _find(kode)
    body = calendar_file(_polling_day(tps, _pemilihan().jadwal), now=services().clock.now())
    disposition = f'attachment; filename="tps-{tps.kode}.ics"'
    return Response(body, mimetype="text/calendar", headers={"Content-Disposition": disposition})


def _pemilihan() -> ActivePemilihan:
    """The election that is on, or 404: between elections no place has been set."""
    return services().situations.now().pemilihan or abort(404)


def _find(kode: str) -> PollingPlace:
    """The TPS named in the address, as it is in the election that is on, or 404."""
    head, _dash, tail = kode.partition("-")
    nomor = int(tail) if tail.isascii() and tail.isdigit() and len(tail) <= len(str(LARGEST_NOMOR)) else 0
    try:
        kelurahan = KodeWilayah(head)
    except InvalidKode:
        abort(404)
    if kelurahan.tingkat is not Tingkat.KELURAHAN or not nomor:
        abort(404)
    s = services()
    tps = find_polling_place(
        s.reader, s.places, pemilihan_id=_pemilihan().id, kelurahan=str(kelurahan), nomor=nomor
    )
    return tps or abort(404)


def _polling_day(tps: PollingPlace, jadwal: Jadwal) -> Event:
    zona = zona_of(tps.place.kode)

    def at(clock: str) -> datetime:
        return datetime.combine(jadwal.tanggal_pemungutan, time.fromisoformat(clock), zona.tzinfo)

    place = ", ".join(
        part for part in (tps.tempat, tps.alamat, tps.place.kelurahan, tps.place.kecamatan) if part
    )
    return Event(
        uid=f"{tps.kode}@cek-pemilih",
        starts=at(tps.buka),
        ends=at(tps.tutup),
        summary=_("Memilih di TPS %(nomor)s", nomor=f"{tps.nomor:03d}"),
        location=place,
        description=_("%(nama)s. Bawa KTP-el dan surat pemberitahuan C.", nama=jadwal.nama),
        alarm=timedelta(hours=12),
    )
