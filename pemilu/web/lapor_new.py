"""From a form that was filled in to a report: what it lacks, and what is filed."""

from collections.abc import Collection, Sequence

from pemilu.laporan.kinds import JenisBukti, Pelapor
from pemilu.laporan.submit import NewLaporan
from pemilu.pemilih.lookup import Lookup, Temuan
from pemilu.web.form_key import FormKey
from pemilu.web.lapor_files import tell_missing
from pemilu.web.lapor_form import LaporForm
from pemilu.wilayah.kode import KodeWilayah

KNOWN = {Temuan.TERDAFTAR, Temuan.TERDAFTAR_KHUSUS, Temuan.TERDAFTAR_GANDA}


def still_missing(given: Collection[JenisBukti], form: LaporForm) -> Sequence[str]:
    """Which documents are asked for still; of a TMS report only once its reason is known."""
    if "alasan" in form and not form.reason:
        return ()
    pelapor = Pelapor(form.pelapor.data) if form.pelapor.data in set(Pelapor) else Pelapor.PEMILIH
    return tell_missing(given, form.jenis, pelapor, form.reason)


def new_laporan(form: LaporForm, kelurahan: KodeWilayah, key: FormKey, lookup: Lookup) -> NewLaporan:
    """The report that a valid form is. The published list tells whether the reporter is who they say."""
    reporter = form.nik.nik if form.about_self else form.pelapor_nik.nik
    named = form.nama.nama if form.about_self else form.pelapor_nama.nama
    known = lookup.find(reporter, named).temuan if reporter and named else Temuan.BELUM_TERDAFTAR
    target = lookup.find(form.nik.nik, None).placements if form.nik.nik else ()
    return NewLaporan(
        jenis=form.jenis,
        pelapor=Pelapor(form.pelapor.data),
        kelurahan=kelurahan,
        target=form.nik.nik,
        pelapor_nik=reporter,
        pelapor_cocok=known in KNOWN,
        tps_kelurahan=target[0].tps.place.kode if target else None,
        tps_nomor=target[0].tps.nomor if target else None,
        kontak=form.kontak(),
        isi=form.content(),
        kunci=key.kunci,
        sidik=key.sidik,
    )
