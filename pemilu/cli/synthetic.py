"""Invented voters in the shape of Model A-Daftar Pemilih: seeded, streamed, in families, of published mix.

Sex, generations, marital status and disability follow the DPT of Sumatera Barat 2024 (KPU Provinsi Sumatera
Barat). Every NIK and NKK begins with 139999, a kecamatan that does not exist, so none can be a person's.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count

COLUMNS = (
    "NKK",
    "NIK",
    "NAMA",
    "TEMPAT LAHIR",
    "TANGGAL LAHIR",
    "STATUS KAWIN",
    "JENIS KELAMIN",
    "ALAMAT",
    "RT",
    "RW",
    "DISABILITAS",
    "KTP EL",
    "KETERANGAN",
    "KELURAHAN",
    "TPS",
)
PREFIX = "139999"
# Ages of the generations with their counts in the DPT.
GENERATIONS = (
    ((17, 25), 920_779),
    ((26, 40), 1_234_582),
    ((41, 55), 1_071_769),
    ((56, 74), 761_414),
    ((75, 95), 114_540),
)
FEMALE = 2_070_408 / 4_103_084
DISABLED = 26_546 / 4_103_084
FAMILY_SIZES, FAMILY_WEIGHTS = (1, 2, 3, 4, 5), (12, 30, 28, 20, 10)
MALE_NAMES = (
    "AHMAD ANDI AGUS ARIF BAYU BUDI DEDI DENI DODI EDI EKO FAJAR FIRMAN HENDRA HERMAN IRWAN IVAN JONI KURNIA "
    "MUHAMMAD NOVRI OKTA RAHMAT RIDWAN RIKI RINALDI RIZKI ROBI RUDI SYAFRI TAUFIK WAHYU YOGI YUSUF ZAINAL ZUL"
).split()
FEMALE_NAMES = (
    "AISYAH AMINAH ANI DESI DEWI DIAN ELVI ERNI FATIMAH FITRI GUSTI HASNAH INDAH IRA KARTINI LENI LINA MARNI "
    "MAYA MEGA NELI NOVI NUR NURUL PUTRI RATNA RINA ROSMA SARI SITI SRI SUSI WATI WINDA YANTI YULIA ZAHRA"
).split()
LAST_NAMES = (
    "SAPUTRA PRATAMA HIDAYAT SETIAWAN KURNIAWAN MAULANA RAMADHAN FIRDAUS HAKIM NUGRAHA SUSANTI LESTARI "
    "MULYANI HANDAYANI RAHAYU WAHYUNI PERMATA ANGGRAINI OKTAVIA SAFITRI MARDIAH YUSUF ANWAR SYAH EFENDI "
    "CHANIAGO TANJUNG PILIANG KOTO SIKUMBANG JAMBAK MELAYU GUCI"
).split()
STREETS = (
    "SUDIRMAN,MERDEKA,PASAR BARU,MELATI,KENANGA,GAJAH MADA,VETERAN,AHMAD YANI,PAHLAWAN,SURAU GADANG".split(
        ","
    )
)
TOWNS = ("PADANG", "BUKITTINGGI", "AGAM", "PARIAMAN", "SOLOK", "PAYAKUMBUH")
FIRST_SERIAL = 11
MARRIED_FROM = 24
WIDOWED_FROM = 60

Row = dict[str, str]
Place = tuple[str, int]


def voters(n: int, *, seed: int, places: Sequence[Place], polling_day: date) -> Iterator[Row]:
    """`n` voters spread evenly over `places` (kelurahan code, TPS number); families stay in one TPS."""
    chance = random.Random(seed)  # noqa: S311 - invented people need no secrets
    serials = _Serials()
    made = 0
    for family in count(1):
        place = places[(family * len(places) // max(1, n // 3)) % len(places)]
        size = min(chance.choices(FAMILY_SIZES, FAMILY_WEIGHTS)[0], n - made)
        yield from _family(chance, serials, family, size, place, polling_day)
        made += size
        if made >= n:
            return


class _Serials:
    """The next serial of each birth date and sex, as SIAK gives them; the first ten are left for samples."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def nik(self, lahir: date, *, female: bool) -> str:
        head = f"{PREFIX}{lahir.day + 40 * female:02d}{lahir:%m%y}"
        serial = self._next[head] = self._next.get(head, FIRST_SERIAL - 1) + 1
        return f"{head}{serial:04d}"


def _family(
    chance: random.Random, serials: _Serials, number: int, size: int, place: Place, polling_day: date
) -> Iterator[Row]:
    kelurahan, tps = place
    recorded = f"{1 + number % 28:02d}{1 + number % 12:02d}{10 + number % 14}"
    shared = {
        "NKK": f"{PREFIX}{recorded}{1 + number // 336 % 9999:04d}",
        "ALAMAT": f"JALAN {chance.choice(STREETS)} NO {chance.randint(1, 180)}",
        "RT": str(chance.randint(1, 9)),
        "RW": str(chance.randint(1, 6)),
        "KELURAHAN": kelurahan,
        "TPS": str(tps),
        "KETERANGAN": "",
    }
    family_name = chance.choice(LAST_NAMES)
    for _ in range(size):
        yield shared | _person(chance, serials, family_name, polling_day)


def _person(chance: random.Random, serials: _Serials, family_name: str, polling_day: date) -> Row:
    ((youngest, oldest),) = chance.choices(
        [ages for ages, _ in GENERATIONS], [weight for _, weight in GENERATIONS]
    )
    age = chance.randint(youngest, oldest)
    lahir = polling_day - timedelta(days=round(age * 365.25) + chance.randint(0, 364))
    female = chance.random() < FEMALE
    given = chance.choice(FEMALE_NAMES if female else MALE_NAMES)
    return {
        "NIK": serials.nik(lahir, female=female),
        "NAMA": f"{given} {chance.choice((family_name, chance.choice(LAST_NAMES)))}",
        "TEMPAT LAHIR": chance.choice(TOWNS),
        "TANGGAL LAHIR": f"{lahir:%d-%m-%Y}",
        "STATUS KAWIN": _marital(chance, age),
        "JENIS KELAMIN": "P" if female else "L",
        "DISABILITAS": str(chance.randint(1, 6)) if chance.random() < DISABLED else "0",
        "KTP EL": "B" if age == youngest and chance.random() < 0.3 else "S",  # noqa: PLR2004 - first-time voters
    }


def _marital(chance: random.Random, age: int) -> str:
    """B, S, P so that about 30, 61 and 9 in a hundred come out, as published."""
    if age < MARRIED_FROM:
        return "B" if chance.random() < 0.94 else "S"  # noqa: PLR2004 - a share
    if age >= WIDOWED_FROM and chance.random() < 0.35:  # noqa: PLR2004 - a share
        return "P"
    return chance.choices("BSP", (15, 80, 5))[0]
