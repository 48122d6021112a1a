"""Words of the queue and of what is done to many reports."""

from datetime import timedelta

from pemilu.laporan.bulk import Dilewati
from pemilu.laporan.saringan import Keadaan
from pemilu.laporan.status import Act
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.tahapan.deadline import Urgency
from pemilu.web.i18n import gettext, ngettext
from pemilu.web.i18n import lazy_gettext as _

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)

# Each light has a shape and a word of its own, so that nobody needs to tell the colours apart.
LAMPU = {
    Urgency.LAPANG: ("●", _("Lapang")),
    Urgency.PERHATIAN: ("▲", _("Perlu perhatian")),
    Urgency.MENDESAK: ("◆", _("Mendesak")),
    Urgency.LEWAT: ("■", _("Terlambat")),
}
KEADAAN = {Keadaan.TERLAMBAT: _("Terlambat"), Keadaan.MENDESAK: _("Mendesak")}
AKSI = {"ambil": _("Ambil"), "tugaskan": _("Tugaskan"), "alihkan": _("Alihkan")}
JUDUL = {
    "ambil": _("Ambil banyak laporan"),
    "tugaskan": _("Tugaskan banyak laporan"),
    "alihkan": _("Alihkan banyak laporan"),
}
SELESAI = {
    Act.TAKE: _("Diambil untuk Anda kerjakan"),
    Act.ASSIGN: _("Ditugaskan kepada rekan"),
    Act.TRANSFER: _("Dialihkan ke panitia lain"),
}
PANITIA = {
    TingkatPanitia.PPS: _("PPS"),
    TingkatPanitia.PPK: _("PPK"),
    TingkatPanitia.KPU_KABKO: _("KPU Kabupaten/Kota"),
}
TUJUAN = {
    TingkatPanitia.PPS: _("PPS kelurahan masing-masing laporan"),
    TingkatPanitia.PPK: _("PPK kecamatan masing-masing laporan"),
    TingkatPanitia.KPU_KABKO: _("KPU Kabupaten/Kota"),
}
DILEWATI = {
    Dilewati.BERUBAH: _("baru saja diubah petugas lain; lihat dahulu"),
    Dilewati.TIDAK_ADA: _("tidak ada lagi di wilayah Anda"),
    Dilewati.SELESAI: _("sudah selesai"),
    Dilewati.PANITIA_LAIN: _("dipegang panitia lain"),
    Dilewati.SUDAH: _("sudah begitu"),
    Dilewati.TIDAK_DAPAT: _("tidak dapat dilakukan dari keadaannya sekarang"),
    Dilewati.TUJUAN: _("panitia tujuan tidak dapat menerimanya"),
}


def time_left(left: timedelta) -> str:
    """How much time is left, or by how much it is over, in the largest whole unit; at least a minute."""
    over = left <= timedelta(0)
    amount = abs(left)
    if amount >= DAY:
        return _days(amount // DAY, over=over)
    if amount >= HOUR:
        return _hours(amount // HOUR, over=over)
    return _minutes(max(1, amount // MINUTE), over=over)


def _days(num: int, *, over: bool) -> str:
    if over:
        return ngettext("lewat %(num)d hari", "lewat %(num)d hari", num)
    return ngettext("sisa %(num)d hari", "sisa %(num)d hari", num)


def _hours(num: int, *, over: bool) -> str:
    if over:
        return ngettext("lewat %(num)d jam", "lewat %(num)d jam", num)
    return ngettext("sisa %(num)d jam", "sisa %(num)d jam", num)


def _minutes(num: int, *, over: bool) -> str:
    if over:
        return ngettext("lewat %(num)d menit", "lewat %(num)d menit", num)
    return ngettext("sisa %(num)d menit", "sisa %(num)d menit", num)


def capped(count: int, most: int, shown: str) -> str:
    """The count, or that there are more than anybody counted; `shown` is `most` as people write it."""
    return gettext("lebih dari %(most)s", most=shown) if count > most else str(count)
