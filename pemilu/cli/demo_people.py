"""Who and where in the demo: nine kelurahan, 27 TPS and one lokasi khusus, five voters to try."""

from collections.abc import Iterator
from dataclasses import dataclass

from pemilu.cli.synthetic import Cells, Place
from pemilu.petugas.kinds import TingkatPanitia

# Kelurahan with its polling places; names of places are invented, regions are real.
KELURAHAN = (
    ("1371031004", (-0.9366, 100.3530)),
    ("1371031005", (-0.9395, 100.3560)),
    ("1371031006", (-0.9470, 100.3575)),
    ("1375021001", (-0.3010, 100.3660)),
    ("1375021002", (-0.3035, 100.3620)),
    ("1375021003", (-0.2990, 100.3600)),
    ("1306022001", (-0.3170, 100.0330)),
    ("1306022002", (-0.3330, 100.0560)),
    ("1306022005", (-0.3420, 99.9990)),
)
TPS_EACH = 3
# The published DPT of 4,103,084 voters and 10,846 TPS at 1:400.
VOTERS = 10_258
LISTED_SEED = 2024
PLACES = tuple(Place(kelurahan, nomor) for kelurahan, _ in KELURAHAN for nomor in range(1, TPS_EACH + 1))
KHUSUS = ("1371031006", 901)
SPECIAL: dict[str, object] = {
    "kelurahan": KHUSUS[0],
    "nomor": KHUSUS[1],
    "khusus": True,
    "nama": "Pesantren Contoh",
    "tempat": "Aula Pesantren Contoh",
    "alamat": "Jalan Contoh No. 99",
    "lintang": -0.9481,
    "bujur": 100.3589,
    "kursi_roda": True,
}
HALLS = ("Halaman kantor lurah", "SD Negeri Contoh", "Gedung serbaguna", "Posyandu Contoh", "Balai adat")


@dataclass(frozen=True, slots=True)
class Sample:
    """A voter to try. `tps` is where the list has them (twice for a duplicate, nowhere for the unlisted)."""

    nik: str
    nama: str
    keadaan: str
    tps: tuple[tuple[str, int], ...] = ()
    pindah_ke: tuple[str, int] | None = None


SAMPLES = (
    Sample("1399991708850001", "BUDI SANTOSO", "terdaftar", (("1371031004", 2),)),
    Sample("1399991708900009", "", "belum terdaftar"),
    Sample("1399995203920002", "SITI AMINAH", "tercatat dua kali", (("1371031004", 1), ("1306022002", 3))),
    Sample("1399990511780003", "M. YUSUF", "TPS berubah", (("1375021002", 1),), ("1375021002", 3)),
    Sample("1399996107990004", "NUR'AINI", "TPS lokasi khusus", (KHUSUS,)),
)


def tps_rows() -> Iterator[dict[str, object]]:
    """The polling places as rows of `tps`. Every fourth has not been checked for access yet."""
    for index, (kelurahan, nomor) in enumerate(PLACES):
        lintang, bujur = dict(KELURAHAN)[kelurahan]
        checked = index % 4 != 3  # noqa: PLR2004 - as said above
        yield {
            "kelurahan": kelurahan,
            "nomor": nomor,
            "khusus": False,
            "tempat": f"{HALLS[index % len(HALLS)]} {nomor}",
            "alamat": f"Jalan Contoh No. {index + 1}",
            "lintang": round(lintang + nomor / 900, 6),
            "bujur": round(bujur + nomor / 700, 6),
            "kursi_roda": index % 3 != 0 if checked else None,
            "tanpa_tangga": index % 3 == 1 if checked else None,
            "pintu_lebar": True if checked else None,
        }
    yield SPECIAL


def panitia_rows() -> Iterator[dict[str, object]]:
    """The committees: PPS for every kelurahan but the last, whose reports go to its PPK; KPU everywhere."""
    for kelurahan, _ in KELURAHAN[:-1]:
        yield _post(TingkatPanitia.PPS, kelurahan, "Posko PPS, kantor kelurahan atau nagari")
    for kecamatan in sorted({kelurahan[:6] for kelurahan, _ in KELURAHAN}):
        yield _post(TingkatPanitia.PPK, kecamatan, "Sekretariat PPK, kantor camat")
    for kabupaten in sorted({kelurahan[:4] for kelurahan, _ in KELURAHAN}):
        yield _post(TingkatPanitia.KPU_KABKO, kabupaten, "Kantor KPU Kabupaten/Kota")


def _post(tingkat: TingkatPanitia, wilayah: str, alamat: str) -> dict[str, object]:
    return {"tingkat": tingkat, "wilayah": wilayah, "alamat": alamat, "jam": "Setiap hari 08.00-16.00"}


def sample_rows() -> Iterator[Cells]:
    """The sample voters as lines of Model A-Daftar Pemilih, by the keys of `HEADINGS`."""
    for sample in SAMPLES:
        day = int(sample.nik[6:8])
        for kelurahan, nomor in sample.tps:
            yield {
                "nkk": f"1399990101{sample.nik[12:]}01",
                "nik": sample.nik,
                "nama": sample.nama,
                "tempat_lahir": "PADANG",
                "tanggal_lahir": f"{day % 40:02d}-{sample.nik[8:10]}-19{sample.nik[10:12]}",
                "status_kawin": "S",
                "jenis_kelamin": "P" if day > 40 else "L",  # noqa: PLR2004 - the women's forty
                "alamat": "JALAN CONTOH",
                "rt": "1",
                "rw": "2",
                "disabilitas": "0",
                "ktp": "S",
                "keterangan": "",
                "kelurahan": kelurahan,
                "tps": str(nomor),
            }
