"""What the report says to the person who must mend the file: the reason and what to do, in Indonesian."""

from typing import NamedTuple

from pemilu.pemilih.importers.problems import Masalah, Problem
from pemilu.pemilih.importers.records import shown_line
from pemilu.pemilih.importers.refusal import FileRefused, Refusal


class Words(NamedTuple):
    """Why, and what to do about it."""

    alasan: str
    perbaikan: str


def words_for(problem: Problem) -> Words:
    """The words for one finding; what it refers to stands in the reason."""
    alasan, perbaikan = _ROWS[problem.masalah]
    return Words(alasan.format(problem.rujukan), perbaikan)


def words_for_refusal(refused: FileRefused) -> Words:
    """The words for a refused file, with the rows, columns or limits that explain it."""
    alasan, perbaikan = _FILES[refused.kind]
    facts = {name: _listed(name, value) for name, value in refused.facts.items()}
    return Words(alasan.format_map(_Known(facts)), perbaikan)


class _Known(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "?"


def _listed(name: str, value: object) -> str:
    if not isinstance(value, list | tuple):
        return str(value)
    return ", ".join(map(shown_line if name == "baris" else str, value))


_RETYPE = "Lihat KTP-el atau KK, lalu ketik ulang."
_COPY_NIK = "Salin 16 angka NIK dari KTP-el atau KK."
_AS_TEXT = "Ambil ulang dari sumber aslinya; format kolomnya sebagai Teks sebelum diisi."

_ROWS: dict[Masalah, tuple[str, str]] = {
    Masalah.BARIS_KUTIP: (
        "Tanda kutip dibuka tetapi tidak ditutup, sehingga kolom tidak dapat dibedakan.",
        'Hapus tanda kutip (") yang tidak berpasangan di baris ini.',
    ),
    Masalah.BARIS_LEBIH: (
        "Jumlah kolom lebih banyak daripada judulnya; isi baris mungkin bergeser.",
        "Apit isi yang memuat tanda pemisah dengan tanda kutip.",
    ),
    Masalah.BARIS_PANJANG: ("Ada isi yang terlalu panjang.", "Hapus isi yang bukan data pemilih."),
    Masalah.KARAKTER: (
        "Ada karakter rusak atau tidak terlihat.",
        "Ketik ulang isinya, lalu simpan berkas sebagai “CSV UTF-8” atau .xlsx.",
    ),
    Masalah.NIK_KURANG: ("NIK kurang dari 16 angka.", _COPY_NIK),
    Masalah.NIK_LEBIH: ("NIK lebih dari 16 angka.", _COPY_NIK),
    Masalah.NIK_DUA: ("Ada dua NIK dalam satu sel.", "Pisahkan menjadi dua baris, satu untuk setiap orang."),
    Masalah.NIK_HURUF: ("NIK memuat huruf yang mirip angka (O, I, S, B).", _COPY_NIK),
    Masalah.NIK_BUKAN_ANGKA: ("NIK memuat tanda selain angka.", _COPY_NIK),
    Masalah.NIK_EXCEL: ("NIK rusak oleh Excel: angka ke-16 sudah hilang.", _AS_TEXT),
    Masalah.NIK_PASPOR: ("Kolom NIK berisi nomor paspor.", "Kosongkan NIK bila orang ini belum memilikinya."),
    Masalah.NIK_TELEPON: ("Kolom NIK berisi nomor telepon.", _COPY_NIK),
    Masalah.NIK_POLA: ("NIK hanya deretan angka berpola, bukan NIK seseorang.", _COPY_NIK),
    Masalah.NIK_PROVINSI: ("Dua angka pertama NIK bukan kode provinsi.", _COPY_NIK),
    Masalah.NIK_TANGGAL: ("Tanggal di dalam NIK (angka ke-7 dan 8) bukan 01–31 atau 41–71.", _COPY_NIK),
    Masalah.NIK_BULAN: ("Bulan di dalam NIK (angka ke-9 dan 10) bukan 01–12.", _COPY_NIK),
    Masalah.NIK_SERI: ("Empat angka terakhir NIK 0000; biasanya karena dibulatkan Excel.", _AS_TEXT),
    Masalah.NAMA_KOSONG: ("Nama kosong.", "Isi nama sesuai KTP-el."),
    Masalah.NAMA_PANJANG: ("Nama lebih dari 100 karakter.", "Tulis nama saja, sesuai KTP-el."),
    Masalah.NAMA_RUMUS: ("Nama diawali tanda rumus (=, +, @).", "Tulis nama saja, sesuai KTP-el."),
    Masalah.LAHIR_TAK_TERBACA: ("Tanggal lahir tidak terbaca.", "Tulis sebagai 17-08-1945."),
    Masalah.LAHIR_MUSTAHIL: ("Tanggal lahir tidak ada dalam kalender.", _RETYPE),
    Masalah.LAHIR_TAHUN_SAJA: (
        "Tanggal lahir hanya berisi tahun.",
        "Lengkapi, atau kosongkan bila tidak diketahui.",
    ),
    Masalah.LAHIR_MASA_DEPAN: ("Tanggal lahir sesudah hari pemungutan suara.", _RETYPE),
    Masalah.KELAMIN_KOSONG: ("Jenis kelamin kosong.", "Isi L atau P."),
    Masalah.KELAMIN_TAK_DIKENAL: ("Jenis kelamin tidak dikenal.", "Isi L atau P."),
    Masalah.KELURAHAN_KOSONG: ("Kelurahan/desa kosong.", "Isi kode kelurahan 10 angka."),
    Masalah.KELURAHAN_TAK_DIKENAL: (
        "Kelurahan/desa tidak dikenal.",
        "Isi kode kelurahan 10 angka (Kemendagri).",
    ),
    Masalah.KELURAHAN_LUAR: (
        "Kelurahan/desa di luar wilayah pemilihan ini.",
        "Pindahkan baris ini ke berkas wilayahnya.",
    ),
    Masalah.KELURAHAN_RAGU: (
        "Ada beberapa kelurahan/desa dengan nama ini.",
        "Ganti nama dengan kode kelurahan 10 angka.",
    ),
    Masalah.TPS_KOSONG: ("Nomor TPS kosong.", "Isi nomor TPS 1–999."),
    Masalah.TPS_TAK_SAH: ("Nomor TPS bukan angka 1–999.", "Isi nomor TPS saja, misalnya 005."),
    Masalah.NIK_KOSONG: (
        "NIK kosong: pemilih dimuat, tetapi tidak dapat dicari dengan NIK.",
        "Lengkapi bila sudah ada.",
    ),
    Masalah.NIK_HARI_MUSTAHIL: ("Tanggal di dalam NIK tidak ada dalam kalender.", "Cocokkan dengan KTP-el."),
    Masalah.NIK_BEDA_LAHIR: (
        "Tanggal lahir berbeda dari tanggal di dalam NIK.",
        "Cocokkan dengan KTP-el; NIK memang tidak berubah bila data lahir dibetulkan.",
    ),
    Masalah.NIK_BEDA_KELAMIN: (
        "Jenis kelamin berbeda dari yang tersirat dalam NIK.",
        "Cocokkan dengan KTP-el.",
    ),
    Masalah.NKK_KOSONG: ("Nomor KK kosong.", "Lengkapi bila ada; keluarga tidak dapat dicocokkan."),
    Masalah.NKK_TAK_SAH: ("Nomor KK bukan 16 angka yang sah; dimuat tanpa nomor KK.", "Salin dari KK."),
    Masalah.NKK_SAMA_NIK: ("Nomor KK sama dengan NIK; dimuat tanpa nomor KK.", "Salin nomor KK dari KK."),
    Masalah.LAHIR_KOSONG: ("Tanggal lahir kosong.", "Lengkapi bila diketahui."),
    Masalah.LAHIR_DIBALIK: (
        "Tanggal lahir dibaca menurut NIK, bukan hari-bulan-tahun.",
        "Tulis sebagai hari-bulan-tahun, misalnya 17-08-1945.",
    ),
    Masalah.UMUR_MUDA: (
        "Belum 17 tahun pada hari pemungutan suara dan belum kawin.",
        "Periksa tanggal lahir dan status perkawinan.",
    ),
    Masalah.UMUR_TUA: ("Lebih dari 110 tahun pada hari pemungutan suara.", "Periksa tanggal lahir."),
    Masalah.TERPOTONG: ("Isi terlalu panjang dan dipotong.", "Ringkas isinya."),
    Masalah.KODE_TAK_DIKENAL: ("Kode tidak dikenal; dimuat tanpa kode ini.", "Pakai kode pada formulir."),
    Masalah.NOMOR_TAK_SAH: ("RT/RW bukan angka 1–999; dimuat tanpa nomor ini.", "Isi angkanya saja."),
    Masalah.KOLOM_TIDAK_ADA: ("Kolom ini tidak ada dalam berkas.", "Tambahkan bila datanya ada."),
    Masalah.LEMBAR_LAIN: (
        "Lembar ke-{} tidak dibaca karena tidak berjudul kolom NIK dan NAMA.",
        "Bila memuat pemilih, beri judul kolom seperti pada formulir.",
    ),
    Masalah.GANDA_BERKAS: (
        "NIK sama dengan baris {}, tetapi nama atau TPS berbeda. Keduanya dimuat.",
        "Periksa mana yang benar; ajukan yang lain sebagai ganda.",
    ),
    Masalah.MIRIP_DAFTAR: (
        "Tanpa NIK, dan dalam daftar ({}) ada yang bernama sama dengan data lain. Keduanya dimuat.",
        "Bila orang yang sama, ajukan salah satunya sebagai ganda.",
    ),
    Masalah.GANDA_DAFTAR: (
        "NIK sudah ada dalam daftar ({}) dengan nama atau TPS lain. Keduanya dimuat.",
        "Periksa mana yang benar; ajukan yang lain sebagai ganda.",
    ),
    Masalah.KELUARGA_TERPISAH: (
        "Keluarga ini terbagi di lebih dari satu TPS ({}).",
        "Satu keluarga memilih di satu TPS; pindahkan bila keliru.",
    ),
    Masalah.TPS_BARU: ("TPS belum ada dan akan dibuat tanpa alamat.", "Lengkapi tempat dan alamat TPS."),
    Masalah.TPS_PENUH: ("TPS melebihi batas: {}.", "Bagi pemilihnya ke TPS lain di kelurahan yang sama."),
    Masalah.TIDAK_DIRINCI: ("Masih ada {} temuan sejenis yang tidak dirinci.", "Mulai dari yang tercantum."),
    Masalah.SAMA_BERKAS: ("Sama dengan baris {}; dimuat satu kali.", "Tidak perlu apa-apa."),
    Masalah.SAMA_DAFTAR: ("Sudah ada dalam daftar ({}).", "Tidak perlu apa-apa."),
}

_XLSX = "Buka dengan Excel atau LibreOffice, lalu simpan sebagai .xlsx atau “CSV UTF-8”."

_FILES: dict[Refusal, tuple[str, str]] = {
    Refusal.KOSONG: ("Berkas tidak berisi data pemilih.", "Periksa apakah berkas yang dipilih sudah benar."),
    Refusal.BUKAN_TABEL: ("Berkas ini bukan teks CSV dan bukan .xlsx.", _XLSX),
    Refusal.PDF: ("Berkas ini PDF.", "Minta daftar dalam bentuk .xlsx atau CSV."),
    Refusal.HTML: ("Berkas ini halaman web atau XML dengan nama lain.", _XLSX),
    Refusal.TERKOMPRESI: (
        "Berkas ini arsip, bukan daftar.",
        "Keluarkan daftarnya dari arsip, lalu pakai itu.",
    ),
    Refusal.EXCEL_LAMA: ("Berkas ini Excel lama (.xls).", _XLSX),
    Refusal.ODS: ("Berkas ini LibreOffice (.ods).", _XLSX),
    Refusal.XLSB: ("Berkas ini Excel biner (.xlsb).", _XLSX),
    Refusal.MAKRO: ("Berkas ini memuat makro (.xlsm).", "Simpan sebagai .xlsx tanpa makro."),
    Refusal.TERSANDI: ("Berkas ini dikunci dengan kata sandi.", "Simpan salinan tanpa kata sandi."),
    Refusal.RUSAK: ("Berkas rusak atau terpotong.", "Salin atau unduh ulang berkasnya."),
    Refusal.BERBAHAYA: (
        "Berkas memuat bagian yang tidak boleh dibaca ({bagian}).",
        "Salin datanya ke buku kerja baru tanpa tautan luar, lalu simpan sebagai .xlsx.",
    ),
    Refusal.TERLALU_BESAR: (
        "Berkas melebihi batas ({batas}).",
        "Simpan sebagai “CSV UTF-8”, atau bagi per kecamatan.",
    ),
    Refusal.TANPA_JUDUL: (
        "Baris judul kolom tidak ditemukan dalam {batas} baris pertama.",
        "Tulis judul kolom seperti pada formulir: NKK, NIK, NAMA, TANGGAL LAHIR, …",
    ),
    Refusal.KOLOM_KURANG: (
        "Kolom ini tidak ada: {kolom} (judul di baris {baris}).",
        "Tambahkan kolom itu dengan judulnya.",
    ),
    Refusal.KOLOM_TERTUKAR: (
        "Pada {jumlah} baris, tanggal di dalam NIK berbeda dari tanggal lahir; kolom mungkin tertukar.",
        "Periksa apakah kolom NIK, nomor KK dan tanggal lahir berada di bawah judul yang benar.",
    ),
    Refusal.NIK_RUSAK_EXCEL: (
        "NIK rusak oleh Excel pada {jumlah} baris (mulai baris {baris}): angka ke-16 sudah hilang.",
        "Ambil ulang dari sumbernya; format kolom NIK dan nomor KK sebagai Teks sebelum data diisi.",
    ),
    Refusal.WILAYAH_LAIN: (
        "Sebagian besar baris ({jumlah}) berada di luar wilayah pemilihan ini.",
        "Pilih berkas wilayah ini, atau pilih pemilihan yang benar.",
    ),
    Refusal.LAPORAN_SAMA: (
        "Laporan akan menimpa berkas yang dibaca.",
        "Pilih nama lain untuk --laporan.",
    ),
    Refusal.LAPORAN_TAK_TERTULIS: (
        "Laporan tidak dapat ditulis: {bagian}.",
        "Pilih tempat lain untuk --laporan.",
    ),
    Refusal.BERUBAH: ("Berkas berubah selagi dibaca.", "Tunggu sampai penyalinan selesai, lalu ulangi."),
}
