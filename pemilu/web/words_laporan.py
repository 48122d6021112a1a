"""Words of the report page of the staff; those that citizens read as well are in `pemilu.web.words`."""

from pemilu.laporan.claim import Kolom
from pemilu.laporan.compare import Kesamaan, Pencarian
from pemilu.laporan.kinds import HasilKunjungan, JenisLaporan, Pelapor, Putusan
from pemilu.laporan.lampu import Lampu
from pemilu.laporan.opened import AlasanBuka, ReasonFault
from pemilu.laporan.related import Hubungan
from pemilu.laporan.status import Act, Status
from pemilu.pemilih.kinds import KelasPerubahan, Keterangan, StatusPerubahan
from pemilu.petugas.kinds import Peran
from pemilu.web import words
from pemilu.web.i18n import lazy_gettext as _

JENIS = {
    JenisLaporan.BELUM_TERDAFTAR: _("Belum terdaftar"),
    JenisLaporan.PERBAIKAN_DATA: _("Perbaikan data"),
    JenisLaporan.SALAH_TPS: _("Salah TPS atau keluarga terpisah"),
    JenisLaporan.GANDA: _("Tercatat lebih dari satu kali"),
    JenisLaporan.TIDAK_BERDOMISILI: _("Tidak tinggal di alamat KTP-el"),
    JenisLaporan.TIDAK_MEMENUHI_SYARAT: _("Tidak memenuhi syarat"),
}
STATUS = words.STATUS | {
    Status.BUTUH_DOKUMEN: _("Menunggu dokumen dari pelapor"),
    Status.DIREKOMENDASIKAN: _("Menunggu pengesahan KPU Kabupaten/Kota"),
    Status.DIALIHKAN: _("Dialihkan, menunggu diambil"),
    Status.KEBERATAN: _("Keberatan, perlu diperiksa lagi"),
}
PELAPOR = words.PELAPOR | {Pelapor.PEMILIH: _("Pemilih sendiri")}
PERISTIWA = words.PERISTIWA | {
    Act.TAKE: _("Diambil untuk diperiksa"),
    Act.ASK_DOCUMENT: _("Dokumen diminta dari pelapor"),
    Act.ADD_DOCUMENT: _("Pelapor menambah dokumen"),
    Act.RECOMMEND: _("Direkomendasikan"),
    Act.TRANSFER: _("Dialihkan"),
    Act.APPROVE: _("Disetujui"),
    Act.REJECT: _("Ditolak"),
    Act.OBJECT: _("Pelapor mengajukan keberatan"),
    Act.CONTEST: _("Pemilih yang dilaporkan menyanggah"),
    Act.WITHDRAW: _("Pelapor membatalkan laporan"),
    Act.ASSIGN: _("Ditugaskan kepada petugas"),
    Act.VISIT: _("Dikunjungi"),
    Act.RETURN: _("Dikembalikan untuk diperiksa lagi"),
    Act.WARN: _("Pemegang diingatkan akan tenggat"),
    Act.ESCALATE: _("Dinaikkan karena lewat tenggat"),
    Act.UNDO: _("Diurungkan oleh petugas yang melakukannya"),
}
OLEH = {peran.value: kata for peran, kata in words.PERAN.items()} | {
    "warga": _("Pelapor"),
    "pemilih": _("Pemilih yang dilaporkan"),
    "sistem": _("Sistem"),
}
LAMPU = {
    Lampu.HIJAU: _("Hijau: waktu masih lapang"),
    Lampu.KUNING: _("Kuning: separuh waktu sudah lewat"),
    Lampu.MERAH: _("Merah: waktu hampir habis"),
    Lampu.LEWAT: _("Lewat tenggat"),
    Lampu.SELESAI: _("Selesai"),
}
PUTUSAN = {Putusan.SETUJU: _("setujui"), Putusan.TOLAK: _("tolak")}
KOLOM = {
    Kolom.NIK: _("NIK"),
    Kolom.NKK: _("Nomor KK"),
    Kolom.NAMA: _("Nama"),
    Kolom.TEMPAT_LAHIR: _("Tempat lahir"),
    Kolom.TANGGAL_LAHIR: _("Tanggal lahir"),
    Kolom.JENIS_KELAMIN: _("Jenis kelamin"),
    Kolom.STATUS_KAWIN: _("Status perkawinan"),
    Kolom.STATUS_KTP: _("KTP-el"),
    Kolom.ALAMAT: _("Alamat"),
    Kolom.RT: _("RT"),
    Kolom.RW: _("RW"),
    Kolom.KELURAHAN: _("Kelurahan"),
}
NILAI = {
    Kolom.JENIS_KELAMIN: {"L": _("Laki-laki"), "P": _("Perempuan")},
    Kolom.STATUS_KAWIN: {"belum": _("Belum kawin"), "sudah": _("Sudah kawin"), "pernah": _("Pernah kawin")},
    Kolom.STATUS_KTP: {"sudah": _("Sudah punya KTP-el"), "belum": _("Belum punya KTP-el")},
}
KESAMAAN = {
    Kesamaan.SAMA: _("Sama"),
    Kesamaan.EJAAN: _("Ejaan berbeda"),
    Kesamaan.BERBEDA: _("BERBEDA"),
    Kesamaan.HANYA_LAPORAN: _("Hanya di laporan"),
    Kesamaan.HANYA_DAFTAR: _("Hanya di daftar"),
}
PENCARIAN = {
    Pencarian.NIK: _("NIK ini tidak ada di daftar pemilih wilayah Anda."),
    Pencarian.NAMA: _("Pelapor tidak menyebut NIK, dan nama ini tidak ada di daftar kelurahan ini."),
    Pencarian.TIDAK_DAPAT: _("Laporan ini tidak menyebut NIK atau nama yang dapat dicari di daftar."),
}
KETERANGAN = {
    Keterangan.SESUAI: _("Sesuai"),
    Keterangan.UBAH: _("Ubah data"),
    Keterangan.BARU: _("Pemilih baru"),
    Keterangan.MENINGGAL: _("TMS: meninggal"),
    Keterangan.GANDA: _("TMS: ganda"),
    Keterangan.DI_BAWAH_UMUR: _("TMS: di bawah umur"),
    Keterangan.PINDAH_DOMISILI: _("TMS: pindah domisili"),
    Keterangan.TIDAK_DIKENAL: _("TMS: tidak dikenal"),
    Keterangan.WNA: _("TMS: WNA"),
    Keterangan.TNI: _("TMS: TNI"),
    Keterangan.POLRI: _("TMS: Polri"),
    Keterangan.SALAH_TPS: _("Salah penempatan TPS"),
}
PERUBAHAN = {
    KelasPerubahan.BARU: _("Pemilih baru masuk daftar"),
    KelasPerubahan.UBAH: _("Data pemilih diubah"),
    KelasPerubahan.TMS: _("Pemilih dicoret dari daftar"),
    KelasPerubahan.PINDAH_TPS: _("Pemilih pindah TPS"),
}
STATUS_PERUBAHAN = {
    StatusPerubahan.DIUSULKAN: _("Baru diusulkan"),
    StatusPerubahan.DISETUJUI: _("Disetujui, belum diterapkan ke daftar"),
    StatusPerubahan.DITERAPKAN: _("Sudah diterapkan ke daftar"),
    StatusPerubahan.DIBATALKAN: _("Dibatalkan, daftar tidak berubah"),
}
HUBUNGAN = {
    Hubungan.INDUK: _("Laporan ini digabung ke sana"),
    Hubungan.ANAK: _("Digabung ke laporan ini"),
    Hubungan.KEMBAR: _("Pemilih dan jenis yang sama"),
    Hubungan.PEMILIH_SAMA: _("Pemilih yang sama, jenis lain"),
    Hubungan.PELAPOR_SAMA: _("Pelapor yang sama"),
}
HASIL_KUNJUNGAN = {
    HasilKunjungan.SESUAI_LAPORAN: _("Sesuai laporan"),
    HasilKunjungan.TIDAK_SESUAI_LAPORAN: _("Tidak sesuai laporan"),
    HasilKunjungan.TIDAK_DITEMUKAN: _("Orangnya tidak ditemukan"),
    HasilKunjungan.RUMAH_KOSONG: _("Rumah kosong"),
    HasilKunjungan.PERLU_DATANG_LAGI: _("Perlu datang lagi"),
}
ALASAN_BUKA = {
    AlasanBuka.MENCOCOKKAN: _("Mencocokkan laporan dengan dokumen"),
    AlasanBuka.MENGHUBUNGI: _("Menghubungi pelapor atau pemilih"),
    AlasanBuka.KUNJUNGAN: _("Menyiapkan atau mencatat kunjungan"),
    AlasanBuka.MEMUTUS: _("Menyiapkan rekomendasi atau putusan"),
    AlasanBuka.KEBERATAN: _("Memeriksa keberatan"),
    AlasanBuka.LAINNYA: _("Lainnya (tulis di bawah)"),
}
SALAH_ALASAN = {
    ReasonFault.KOSONG: _("Pilih alasan membuka data ini. Belum ada yang dibuka."),
    ReasonFault.TANPA_PENJELASAN: _("Tulis penjelasan alasan lain itu. Belum ada yang dibuka."),
    ReasonFault.PANJANG: _("Penjelasan paling banyak 200 huruf. Belum ada yang dibuka."),
    ReasonFault.NOMOR: _("Hapus nomor NIK, KK, atau telepon dari penjelasan. Belum ada yang dibuka."),
}
MINTA_KEPADA = {
    Peran.PPS: _("Mintalah PPK kecamatan Anda mengambil alih laporan yang mendesak."),
    Peran.PPK: _("Mintalah KPU Kabupaten/Kota mengambil alih laporan yang mendesak."),
    Peran.KPU_KABKO: _("Hubungi KPU Provinsi bila keadaannya mendesak."),
}
# What `?selesai=` may say after an act; nothing else is ever repeated from the address.
SELESAI = {act.value: kata for act, kata in PERISTIWA.items() if act is not None}
