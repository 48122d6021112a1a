"""Which documents a report needs. Rows are data: what is enough, what may help, and who says so."""

from collections.abc import Collection
from dataclasses import dataclass

from pemilu.infra.errors import DomainError
from pemilu.laporan.kinds import AlasanTms, JenisBukti, JenisLaporan, Pelapor

_B = JenisBukti

PKPU_66 = "PKPU 7/2022 art. 66: copy of the KTP-el or KK of the voter"
LIMA_JENIS = "KPU Kota Bandar Lampung, the five kinds of tanggapan, 2024 (daswati.id)"
PEMILIH_BARU = "KPU Kapuas Hulu, coklit, 2024 (mattanews.co)"
DOKUMEN_AUTENTIK = "KPU RI, tanggapan on the DPS, 2023 (nusabali.com, kompas.com)"
COKLIT_2023 = "KPU RI, tata cara coklit, 2023 (kabarbanten, tribunnews Pontianak)"
COKLIT_KEMATIAN = "KPU, cara kerja pantarlih (postingnews.id)"
GANDA_SUMBAR = "KPU Sumatera Barat, 2024: one row is kept for the document that is newest or the photo"
PELAPOR_DIKENAL = "reporters show who they are (form A.1-KPU, 2012); design: an identified reporter"
PERTIMBANGAN = "no published rule found; what an office can check"


class ReasonDoesNotFit(DomainError):
    """A TMS report came without its reason, or another kind came with one."""


@dataclass(frozen=True, slots=True)
class SyaratBukti:
    """One requirement: any document of `salah_satu` fulfils it, the best one first."""

    salah_satu: tuple[JenisBukti, ...]
    sumber: tuple[str, ...]

    def met_by(self, given: Collection[JenisBukti]) -> bool:
        return any(bukti in given for bukti in self.salah_satu)


SYARAT: dict[JenisLaporan, SyaratBukti] = {
    JenisLaporan.BELUM_TERDAFTAR: SyaratBukti(
        (_B.KTP_EL, _B.KK, _B.BIODATA, _B.IKD, _B.PASPOR, _B.SPLP), (PEMILIH_BARU, DOKUMEN_AUTENTIK)
    ),
    JenisLaporan.PERBAIKAN_DATA: SyaratBukti((_B.KTP_EL, _B.KK, _B.BIODATA, _B.IKD), (PKPU_66, LIMA_JENIS)),
    JenisLaporan.TIDAK_BERDOMISILI: SyaratBukti(
        (_B.KTP_EL, _B.KK, _B.BIODATA, _B.IKD, _B.SURAT_PINDAH), (LIMA_JENIS, COKLIT_2023)
    ),
    JenisLaporan.GANDA: SyaratBukti(
        (_B.KTP_EL, _B.KK, _B.IKD, _B.BIODATA, _B.FOTO_MEMEGANG_KTP), (PKPU_66, GANDA_SUMBAR)
    ),
    JenisLaporan.SALAH_TPS: SyaratBukti((_B.KTP_EL, _B.KK, _B.BIODATA, _B.IKD), (PKPU_66,)),
}

SYARAT_TMS: dict[AlasanTms, SyaratBukti] = {
    AlasanTms.MENINGGAL: SyaratBukti((_B.SURAT_KEMATIAN, _B.LAINNYA), (COKLIT_KEMATIAN, DOKUMEN_AUTENTIK)),
    AlasanTms.PINDAH_DOMISILI: SyaratBukti((_B.KTP_EL, _B.KK, _B.SURAT_PINDAH), (COKLIT_2023,)),
    AlasanTms.TNI: SyaratBukti((_B.KARTU_ANGGOTA_TNI_POLRI,), (COKLIT_2023,)),
    AlasanTms.POLRI: SyaratBukti((_B.KARTU_ANGGOTA_TNI_POLRI,), (COKLIT_2023,)),
    AlasanTms.DI_BAWAH_UMUR: SyaratBukti((_B.KTP_EL, _B.KK, _B.BIODATA, _B.BUKU_NIKAH), (PERTIMBANGAN,)),
    AlasanTms.WNA: SyaratBukti((_B.PASPOR, _B.KTP_EL, _B.LAINNYA), (PERTIMBANGAN,)),
}

IDENTITAS_PELAPOR = SyaratBukti((_B.IDENTITAS_PELAPOR,), (PELAPOR_DIKENAL,))

# Asked for in special cases, never required: married before 17, left TNI/Polri, moved, no photo on file.
PELENGKAP: dict[JenisLaporan, tuple[JenisBukti, ...]] = {
    JenisLaporan.BELUM_TERDAFTAR: (_B.SK_PEMBERHENTIAN, _B.BUKU_NIKAH, _B.FOTO_MEMEGANG_KTP, _B.LAINNYA),
    JenisLaporan.PERBAIKAN_DATA: (_B.BUKU_NIKAH, _B.LAINNYA),
    JenisLaporan.TIDAK_BERDOMISILI: (_B.LAINNYA,),
    JenisLaporan.GANDA: (_B.FOTO_MEMEGANG_KTP, _B.LAINNYA),
    JenisLaporan.TIDAK_MEMENUHI_SYARAT: (_B.LAINNYA,),
    JenisLaporan.SALAH_TPS: (_B.LAINNYA,),
}


def required(
    jenis: JenisLaporan, pelapor: Pelapor, *, alasan: AlasanTms | None = None
) -> tuple[SyaratBukti, ...]:
    """Every requirement of such a report; each must be met.

    Raises:
        ReasonDoesNotFit: `alasan` is missing for TIDAK_MEMENUHI_SYARAT, or given for another kind.
    """
    if (jenis is JenisLaporan.TIDAK_MEMENUHI_SYARAT) is (alasan is None):
        raise ReasonDoesNotFit(jenis, alasan)
    about_voter = SYARAT_TMS[alasan] if alasan else SYARAT[jenis]
    alone = pelapor.reports_about_self and jenis is not JenisLaporan.TIDAK_MEMENUHI_SYARAT
    return (about_voter,) if alone else (about_voter, IDENTITAS_PELAPOR)


def missing(
    given: Collection[JenisBukti],
    jenis: JenisLaporan,
    *,
    pelapor: Pelapor,
    alasan: AlasanTms | None = None,
) -> tuple[SyaratBukti, ...]:
    """The requirements that the `given` documents leave open; empty when the report may be filed.

    Raises:
        ReasonDoesNotFit: as in `required`.
    """
    return tuple(syarat for syarat in required(jenis, pelapor, alasan=alasan) if not syarat.met_by(given))
