"""What a receipt tells, once for the page and for the paper, in the language of the request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pemilu.laporan.submit import Receipt
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.tahapan.deadline import ATURAN_PILKADA
from pemilu.tahapan.kinds import AturanTanggapan
from pemilu.web.i18n import gettext as _
from pemilu.web.i18n import language, local_time, long_date
from pemilu.web.words import JENIS_LAPORAN, TINGKAT_PANITIA
from pemilu.wilayah.choose import RegionChooser
from pemilu.wilayah.tree import Places
from pemilu.wilayah.zona import Zona


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and the lines under it. `besar`: to be copied by hand, so in large letters."""

    label: str
    lines: tuple[str, ...]
    besar: bool = False


def facts(receipt: Receipt, *, places: Places, chooser: RegionChooser) -> tuple[Fact, ...]:
    """All that the citizen keeps, in reading order."""
    holder, place = receipt.holder, places.of(str(receipt.kelurahan))
    address = ", ".join(name for name in (place.kelurahan, place.kecamatan, place.kabupaten) if name)
    office = ", ".join((str(TINGKAT_PANITIA[holder.tingkat]), *chooser.names(holder.wilayah)[-1:]))
    reach = (holder.alamat or _ask_at(holder.tingkat), holder.telepon, holder.jam)
    return (
        Fact(_("Nomor laporan"), (receipt.nomor,), besar=True),
        Fact(_("Kode rahasia"), (receipt.kode,), besar=True),
        Fact(_("Jenis laporan"), (str(JENIS_LAPORAN[receipt.jenis]),)),
        Fact(_("Alamat pemilih"), (address,)),
        Fact(_("Diterima"), (local_time(receipt.diajukan, receipt.zona),)),
        Fact(
            _("Dijawab paling lambat"),
            (closing(receipt.tenggat_tanggal, receipt.zona), mengapa(receipt.alasan)),
        ),
        Fact(_("Yang menjawab"), (office, *(line for line in reach if line))),
        *_documents(receipt),
        *_earlier(receipt),
    )


def _ask_at(tingkat: TingkatPanitia) -> str:
    """Where to ask for a committee whose address nobody has entered."""
    offices = {
        TingkatPanitia.PPS: _("Tanyakan di kantor desa atau kelurahan"),
        TingkatPanitia.PPK: _("Tanyakan di kantor kecamatan"),
        TingkatPanitia.KPU_KABKO: _("Datanglah ke kantor KPU Kabupaten/Kota itu"),
    }
    return offices[tingkat]


def _documents(receipt: Receipt) -> tuple[Fact, ...]:
    """How many came, so that one that was left out is noticed; nothing where papers were only looked at."""
    if not receipt.dokumen:
        return ()
    more = _("Ada yang kurang? Tambahkan di halaman Lacak.")
    return (Fact(_("Dokumen yang kami terima"), (str(receipt.dokumen), more)),)


def _earlier(receipt: Receipt) -> tuple[Fact, ...]:
    """An open report of the same kind that was filed before, for whom may know of it; else nothing."""
    if receipt.mirip is None:
        return ()
    one_answer = _("Keduanya dijawab bersama; tidak perlu melapor lagi.")
    return (Fact(_("Sudah pernah dilaporkan"), (receipt.mirip, one_answer)),)


def closing(day: date, zona: Zona) -> str:
    """The end of that day as people of the zone read it."""
    return f"{long_date(day)}, {'23.59' if language() == 'id' else '23:59'} {zona.value}"


def mengapa(alasan: Mapping[str, Any]) -> str:
    """Why the date is what it is, from the facts that were kept with the report."""
    if alasan["aturan"] != AturanTanggapan.HARI_SEJAK_LAPORAN:
        return _("Hari terakhir tahapan tanggapan.")
    if not alasan["hari_kerja"]:
        if alasan["hari"] == ATURAN_PILKADA.hari:
            return _("5 hari sejak laporan disampaikan (UU 10/2016 Pasal 58 ayat 6).")
        return _("%(hari)s hari sejak laporan disampaikan.", hari=alasan["hari"])
    days = _(
        "%(hari)s hari kerja sejak laporan disampaikan, tidak menghitung hari libur.", hari=alasan["hari"]
    )
    skipped = "; ".join(
        f"{long_date(date.fromisoformat(libur['tanggal']))} ({libur['nama']})" for libur in alasan["dilewati"]
    )
    return f"{days} " + _("Hari libur yang dilewati: %(libur)s.", libur=skipped) if skipped else days
