"""The 13 elements of Model A-Daftar Pemilih (KPU 2023) with kelurahan and TPS, by the names files use."""

import re
import unicodedata
from enum import StrEnum


class Column(StrEnum):
    """In the order of the form; a row is a tuple of cells in this order."""

    NKK = "nkk"
    NIK = "nik"
    NAMA = "nama"
    TEMPAT_LAHIR = "tempat_lahir"
    TANGGAL_LAHIR = "tanggal_lahir"
    STATUS_KAWIN = "status_kawin"
    JENIS_KELAMIN = "jenis_kelamin"
    ALAMAT = "alamat"
    RT = "rt"
    RW = "rw"
    DISABILITAS = "disabilitas"
    KTP = "ktp"
    KETERANGAN = "keterangan"
    KELURAHAN = "kelurahan"
    TPS = "tps"


COLUMNS = tuple(Column)
AT = {column: index for index, column in enumerate(COLUMNS)}

REQUIRED = (
    Column.NIK,
    Column.NAMA,
    Column.TANGGAL_LAHIR,
    Column.JENIS_KELAMIN,
    Column.KELURAHAN,
    Column.TPS,
)
"""Without these a row is no voter; a file that lacks another column is loaded with that fact unknown."""

MAX_HEADING = 100

_HEADINGS = {
    Column.NKK: "NKK, NO KK, NOMOR KK, NOMOR KARTU KELUARGA, NO KARTU KELUARGA, KK, KARTU KELUARGA",
    Column.NIK: "NIK, NO NIK, NOMOR NIK, NO KTP, NOMOR KTP, NO KTP EL, NOMOR INDUK KEPENDUDUKAN, NO INDUK "
    "KEPENDUDUKAN, NIK KTP EL, NOMOR INDUK KEPENDUDUKAN NIK",
    Column.NAMA: "NAMA, NAMA LENGKAP, NAMA PEMILIH, NAMA LENGKAP PEMILIH, NAMA SESUAI KTP, "
    "NAMA SESUAI KTP EL",
    Column.TEMPAT_LAHIR: "TEMPAT LAHIR, TMP LAHIR, TMPT LAHIR, TMPLAHIR, TPT LAHIR, TEMPAT, KOTA LAHIR",
    Column.TANGGAL_LAHIR: "TANGGAL LAHIR, TGL LAHIR, TGLLHR, TGL LHR, TANGGAL, TGL, TANGGAL KELAHIRAN",
    Column.STATUS_KAWIN: "STATUS KAWIN, STATUS PERKAWINAN, STS KAWIN, KAWIN, PERKAWINAN, STATUS NIKAH, "
    "STATUS PERNIKAHAN, STAT KAWIN, B S P, STATUS PERKAWINAN B S P",
    Column.JENIS_KELAMIN: "JENIS KELAMIN, JK, L P, KELAMIN, SEX, JNS KELAMIN, JENKEL, "
    "JENIS KELAMIN L P, GENDER",
    Column.ALAMAT: "ALAMAT, JALAN, DUKUH, JALAN DUKUH, ALAMAT JALAN DUKUH, ALAMAT JALAN, JLN DUKUH, "
    "ALAMAT LENGKAP, ALAMAT TEMPAT TINGGAL, JALAN DUSUN, ALAMAT JALAN DUSUN",
    Column.RT: "RT, NO RT, ALAMAT RT",
    Column.RW: "RW, NO RW, ALAMAT RW",
    Column.DISABILITAS: "DISABILITAS, JENIS DISABILITAS, RAGAM DISABILITAS, DIFABEL, PENYANDANG DISABILITAS, "
    "DISABILITAS KODE",
    Column.KTP: "KTP, KTP EL, EKTP, STATUS KTP, STATUS KTP EL, STATUS EKTP, STATUS KEPEMILIKAN KTP EL, "
    "KEPEMILIKAN KTP EL, STATUS PEREKAMAN KTP EL, STATUS KEPEMILIKAN KTP ELEKTRONIK",
    Column.KETERANGAN: "KETERANGAN, KET, KET TMS, KETERANGAN TMS, KODE KETERANGAN, SARINGAN, KODE SARING",
    Column.KELURAHAN: "KELURAHAN, DESA, KEL, KELURAHAN DESA, DESA KELURAHAN, DESA KEL, KEL DESA, NAGARI, "
    "KODE KELURAHAN, KODE DESA, KODE WILAYAH, KODE KEL, KODE KELURAHAN DESA, KODE DESA KELURAHAN, "
    "NAGARI KELURAHAN, GAMPONG, KALURAHAN, KAMPUNG, NAMA KELURAHAN, NAMA DESA, NAGARI DESA KELURAHAN, "
    "DESA NAGARI KELURAHAN, KELURAHAN NAGARI",
    Column.TPS: "TPS, NO TPS, NOMOR TPS, TPS NO, NAMA TPS, TPS NOMOR",
}

_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_NOT_LETTERS = re.compile(r"[^A-Z0-9]")


def _squeezed(heading: str) -> str:
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", heading).upper())


_BY_HEADING = {
    _squeezed(heading): column for column, headings in _HEADINGS.items() for heading in headings.split(",")
}


def column_of(heading: str) -> Column | None:
    """The column that a heading names; case, blanks, signs and what stands in brackets do not matter."""
    if len(heading) > MAX_HEADING:
        return None
    return _BY_HEADING.get(_squeezed(_BRACKETS.sub("", heading))) or _BY_HEADING.get(_squeezed(heading))
