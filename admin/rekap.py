"""Rekap: the numbers of a region, from the officer's own down to a kelurahan."""

from datetime import datetime, timedelta

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from admin.door import officer, requires
from admin.staff import staff
from admin.zona import zone_of
from pemilu.laporan.kinds import MasaRekap
from pemilu.laporan.recap import WEEK, Kurun, recap
from pemilu.laporan.recap_kept import EVERY, kept_recap
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission
from pemilu.tahapan.calendar import active_pemilihan
from pemilu.tahapan.stage import closes_at, masa_at, opens_at
from pemilu.web.i18n import lazy_gettext as _
from pemilu.web.words_laporan import JENIS
from pemilu.wilayah.kode import InvalidKode, KodeWilayah, Tingkat

MINUTE = timedelta(minutes=1)
# Bars of a chart; the table beside it holds all.
BARS = 12


KATA_MASA = {
    MasaRekap.TAHAP: _("Masa tanggapan ini"),
    MasaRekap.MINGGU: _("7 hari terakhir"),
    MasaRekap.SEMUA: _("Semua"),
}


def build(_limiter: Limiter) -> Blueprint:
    bp = Blueprint("rekap", __name__)
    bp.get("/rekap")(show)
    bp.get("/rekap/<kode>")(of_region)
    return bp


@requires(Permission.SEE_DASHBOARD)
def show() -> ResponseReturnValue:
    return _page(officer(), officer().wilayah)


@requires(Permission.SEE_DASHBOARD)
def of_region(kode: str) -> ResponseReturnValue:
    try:
        wilayah = KodeWilayah(kode)
    except InvalidKode:
        abort(404)
    if not officer().scope.covers(wilayah):
        abort(404)
    return _page(officer(), wilayah)


def _page(by: Officer, wilayah: KodeWilayah | None) -> str:
    s, now = staff(), staff().clock.now()
    names = s.chooser.names(wilayah)
    if wilayah is not None and not names:
        abort(404)
    masa = _asked()
    with s.reading(by) as session:
        kept = kept_recap(session, by, wilayah, masa=masa)
        found = kept.rekap if kept else recap(session, by, wilayah, kurun=_period(masa, by, now), now=now)
    return render_template(
        "admin/rekap/halaman.html",
        rekap=found,
        tersimpan=kept is not None,
        basi=kept is not None and kept.is_stale(now),
        setiap=EVERY // MINUTE,
        jalan=_way(by, wilayah, names),
        terdalam=wilayah is not None and wilayah.tingkat is Tingkat.KELURAHAN,
        kurun=masa,
        kata_kurun=KATA_MASA,
        jenis=JENIS,
        batang=sorted(found.wilayah, key=lambda one: -one.hitungan.diterima)[:BARS],
        zona=zone_of(by),
        kini=kept.dihitung if kept else now,
    )


def _way(
    by: Officer, wilayah: KodeWilayah | None, names: tuple[str, ...]
) -> list[tuple[KodeWilayah | None, str]]:
    """From the officer's own region down to this one: (code, name)."""
    above = wilayah.ancestors() if wilayah else ()
    way = [(kode, nama) for kode, nama in zip(above, names, strict=True) if by.scope.covers(kode)]
    nation: list[tuple[KodeWilayah | None, str]] = [] if by.wilayah else [(None, str(_("Indonesia")))]
    return [*nation, *way]


def _asked() -> MasaRekap:
    asked = request.args.get("kurun")
    return MasaRekap(asked) if asked in set(MasaRekap) else MasaRekap.SEMUA


def _period(masa: MasaRekap, by: Officer, now: datetime) -> Kurun:
    """The instants of that time; without a response period, all of it."""
    if masa is MasaRekap.SEMUA:
        return Kurun()
    if masa is MasaRekap.MINGGU:
        return Kurun(now - WEEK)
    pemilihan = active_pemilihan(staff().reader)
    stage = masa_at(pemilihan.jadwal, now, zona=zone_of(by)).tanggapan if pemilihan else None
    if stage is None:
        return Kurun()
    return Kurun(opens_at(stage, zone_of(by)), closes_at(stage, zone_of(by)) + timedelta(seconds=1))
