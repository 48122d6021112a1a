"""Words for enum values that several pages show."""

from pemilu.laporan.answers import AlasanAlih, AlasanPutusan
from pemilu.laporan.kinds import AlasanTms, JenisBukti, JenisLaporan, JenisPemberitahuan, Pelapor
from pemilu.laporan.pages import EvidenceProblem
from pemilu.laporan.status import Act, Status
from pemilu.petugas.below import KeadaanAkun
from pemilu.petugas.kinds import JenisSesi, Peran, TingkatPanitia
from pemilu.petugas.manage import NewProblem
from pemilu.petugas.password import SandiProblem
from pemilu.tahapan.kinds import KodeTahapan
from pemilu.web.i18n import lazy_gettext as _

NAMA_TAHAPAN = {
    KodeTahapan.DP4: _("Penyerahan data penduduk potensial pemilih (DP4)"),
    KodeTahapan.COKLIT: _("Pencocokan dan penelitian dari rumah ke rumah (coklit)"),
    KodeTahapan.DPS: _("Penetapan Daftar Pemilih Sementara (DPS)"),
    KodeTahapan.DPS_DIUMUMKAN: _("Pengumuman DPS"),
    KodeTahapan.TANGGAPAN: _("Masukan dan tanggapan masyarakat"),
    KodeTahapan.DPSHP: _("Perbaikan DPS (DPSHP)"),
    KodeTahapan.DPT: _("Penetapan Daftar Pemilih Tetap (DPT)"),
    KodeTahapan.PINDAH_MEMILIH: _("Pengurusan pindah memilih"),
    KodeTahapan.PINDAH_MEMILIH_KHUSUS: _("Pindah memilih untuk keadaan tertentu"),
}

JENIS_LAPORAN = {
    JenisLaporan.BELUM_TERDAFTAR: _("Belum terdaftar"),
    JenisLaporan.PERBAIKAN_DATA: _("Data saya salah"),
    JenisLaporan.SALAH_TPS: _("TPS saya salah atau keluarga terpisah"),
    JenisLaporan.GANDA: _("Tercatat lebih dari satu kali"),
    JenisLaporan.TIDAK_BERDOMISILI: _("Tidak tinggal di alamat KTP-el"),
    JenisLaporan.TIDAK_MEMENUHI_SYARAT: _("Ada yang tidak memenuhi syarat"),
}
PENJELASAN_LAPORAN = {
    JenisLaporan.BELUM_TERDAFTAR: _("Anda atau keluarga memenuhi syarat, tetapi tidak ada di daftar."),
    JenisLaporan.PERBAIKAN_DATA: _("Nama, tanggal lahir, alamat, atau data lain keliru."),
    JenisLaporan.SALAH_TPS: _("Satu keluarga beda TPS, atau TPS terlalu jauh dari rumah."),
    JenisLaporan.GANDA: _("Satu orang tercatat di dua tempat."),
    JenisLaporan.TIDAK_BERDOMISILI: _("Pemilih tidak lagi tinggal di alamat yang tercatat."),
    JenisLaporan.TIDAK_MEMENUHI_SYARAT: _(
        "Meninggal, pindah, menjadi TNI atau Polri, di bawah umur, atau bukan WNI."
    ),
}
PELAPOR = {
    Pelapor.PEMILIH: _("Saya sendiri, pemilihnya"),
    Pelapor.KELUARGA: _("Keluarga pemilih"),
    Pelapor.WARGA: _("Warga lain"),
    Pelapor.PENGAWAS: _("Pengawas pemilu"),
    Pelapor.PESERTA_PEMILIHAN: _("Peserta pemilihan"),
}
ALASAN_TMS = {
    AlasanTms.MENINGGAL: _("Meninggal dunia"),
    AlasanTms.PINDAH_DOMISILI: _("Pindah domisili"),
    AlasanTms.TNI: _("Menjadi anggota TNI"),
    AlasanTms.POLRI: _("Menjadi anggota Polri"),
    AlasanTms.DI_BAWAH_UMUR: _("Di bawah umur dan belum pernah kawin"),
    AlasanTms.WNA: _("Bukan warga negara Indonesia"),
}
JENIS_BUKTI = {
    JenisBukti.KTP_EL: _("KTP-el"),
    JenisBukti.KK: _("Kartu Keluarga (KK)"),
    JenisBukti.BIODATA: _("Biodata penduduk"),
    JenisBukti.IKD: _("Identitas Kependudukan Digital (IKD)"),
    JenisBukti.PASPOR: _("Paspor"),
    JenisBukti.SPLP: _("Surat Perjalanan Laksana Paspor (SPLP)"),
    JenisBukti.SURAT_KEMATIAN: _("Surat keterangan kematian"),
    JenisBukti.KARTU_ANGGOTA_TNI_POLRI: _("Kartu tanda anggota TNI/Polri"),
    JenisBukti.SK_PEMBERHENTIAN: _("SK pemberhentian dari TNI/Polri"),
    JenisBukti.SURAT_PINDAH: _("Surat keterangan pindah"),
    JenisBukti.BUKU_NIKAH: _("Buku nikah"),
    JenisBukti.FOTO_MEMEGANG_KTP: _("Foto memegang KTP-el"),
    JenisBukti.IDENTITAS_PELAPOR: _("KTP-el pelapor"),
    JenisBukti.LAINNYA: _("Dokumen lain"),
}
MASALAH_BUKTI = {
    EvidenceProblem.KOSONG: _("berkas ini kosong. Pilih foto atau PDF yang lain."),
    EvidenceProblem.TERLALU_BESAR: _("berkas ini lebih dari 10 MB. Foto ulang dengan mutu lebih rendah."),
    EvidenceProblem.TIPE_HEIC: _(
        "foto HEIC belum dapat dibaca. Di pengaturan kamera pilih “Paling Kompatibel”, lalu foto ulang."
    ),
    EvidenceProblem.TIPE_TIDAK_DIDUKUNG: _(
        "jenis berkas ini tidak dapat dipakai. Pilih foto JPEG, PNG, WebP, atau PDF."
    ),
    EvidenceProblem.RUSAK: _("berkas ini rusak dan tidak dapat dibuka. Foto ulang dokumennya."),
    EvidenceProblem.TERLALU_BANYAK_PIKSEL: _(
        "gambar ini terlalu besar. Foto ulang dengan mutu lebih rendah."
    ),
    EvidenceProblem.PDF_AKTIF: _("PDF ini memuat program atau lampiran. Kirim foto dokumennya saja."),
    EvidenceProblem.PDF_TERSANDI: _("PDF ini bersandi. Simpan tanpa sandi, atau kirim foto dokumennya."),
    EvidenceProblem.PDF_TERLALU_PANJANG: _("PDF ini lebih dari 10 halaman. Kirim halaman yang perlu saja."),
    EvidenceProblem.TERLALU_LAMA: _("berkas ini terlalu rumit untuk dibuka. Kirim foto dokumennya."),
}
STATUS = {
    Status.DITERIMA: _("Diterima, menunggu diperiksa"),
    Status.DIVERIFIKASI: _("Sedang diverifikasi"),
    Status.BUTUH_DOKUMEN: _("Butuh dokumen dari Anda"),
    Status.DIREKOMENDASIKAN: _("Sudah diverifikasi, menunggu pengesahan KPU"),
    Status.DIALIHKAN: _("Dialihkan ke petugas lain"),
    Status.DIGABUNG: _("Digabung dengan laporan yang sama"),
    Status.DISETUJUI: _("Disetujui"),
    Status.DITOLAK: _("Ditolak"),
    Status.KEBERATAN: _("Keberatan sedang diperiksa"),
    Status.DIBATALKAN: _("Dibatalkan"),
}
PERISTIWA = {
    None: _("Laporan diterima"),
    Act.TAKE: _("Petugas mulai memeriksa"),
    Act.ASK_DOCUMENT: _("Petugas meminta dokumen dari Anda"),
    Act.ADD_DOCUMENT: _("Anda menambah dokumen"),
    Act.RECOMMEND: _("Selesai diverifikasi, menunggu pengesahan KPU"),
    Act.TRANSFER: _("Dialihkan ke petugas lain"),
    Act.MERGE: _("Digabung dengan laporan yang sama"),
    Act.UNMERGE: _("Dipisah lagi dari laporan lain"),
    Act.APPROVE: _("Laporan disetujui"),
    Act.REJECT: _("Laporan ditolak"),
    Act.OBJECT: _("Anda mengajukan keberatan"),
    Act.CONTEST: _("Disanggah pemilih"),
    Act.WITHDRAW: _("Anda membatalkan laporan"),
    Act.VISIT: _("Petugas memeriksa ke lapangan"),
    Act.RETURN: _("Petugas memeriksa sekali lagi"),
    Act.ESCALATE: _("Diteruskan ke petugas tingkat di atasnya karena batas waktunya lewat"),
}
ALASAN_JAWABAN = {
    AlasanPutusan.DOKUMEN_SESUAI: _("Dokumen membuktikan laporan ini"),
    AlasanPutusan.KUNJUNGAN_SESUAI: _("Pemeriksaan lapangan membuktikan laporan ini"),
    AlasanPutusan.SATU_ORANG: _("Satu orang tercatat lebih dari satu kali"),
    AlasanPutusan.TPS_DIPINDAH: _("Penempatan TPS diperbaiki"),
    AlasanPutusan.DOKUMEN_KURANG: _("Dokumen yang diminta tidak diterima"),
    AlasanPutusan.TIDAK_TERBUKTI: _("Laporan belum terbukti"),
    AlasanPutusan.SUDAH_TERDAFTAR: _("Pemilih sudah terdaftar"),
    AlasanPutusan.BELUM_MEMENUHI_SYARAT: _("Pemilih belum memenuhi syarat pada hari pemungutan"),
    AlasanPutusan.ALAMAT_WILAYAH_LAIN: _("Alamat KTP-el di wilayah lain"),
    AlasanPutusan.DATA_SUDAH_BENAR: _("Data di daftar sudah benar"),
    AlasanPutusan.TPS_SUDAH_TEPAT: _("TPS sudah sesuai alamat"),
}
ALASAN_ALIH = {
    AlasanAlih.ALAMAT_DI_SANA: _("Alamat pemilih di wilayah petugas itu"),
    AlasanAlih.PERLU_TINGKAT_LAIN: _("Perlu diperiksa petugas tingkat lain"),
    AlasanAlih.MENJAGA_KENETRALAN: _("Agar diperiksa petugas yang tidak berkepentingan"),
    AlasanAlih.PEMBAGIAN_TUGAS: _("Pembagian tugas antarpetugas"),
}
# The public reason of a step: which document is asked for, why it was decided so, why it went elsewhere.
ALASAN_PUTUSAN = {
    code.value: text
    for words in (JENIS_BUKTI, ALASAN_TMS, ALASAN_JAWABAN, ALASAN_ALIH)
    for code, text in words.items()
}
TINGKAT_PANITIA = {
    TingkatPanitia.PPS: _("PPS (panitia di desa atau kelurahan)"),
    TingkatPanitia.PPK: _("PPK (panitia di kecamatan)"),
    TingkatPanitia.KPU_KABKO: _("KPU Kabupaten/Kota"),
}
SELANJUTNYA = (
    _("Petugas memeriksa dokumen dan, bila perlu, datang ke alamat."),
    _("KPU Kabupaten/Kota menetapkan hasilnya."),
    _("Anda dapat mengikuti jalannya di halaman Lacak dengan nomor dan kode di atas."),
)

PERAN = {
    Peran.PPS: _("PPS"),
    Peran.PPK: _("PPK"),
    Peran.KPU_KABKO: _("KPU Kabupaten/Kota"),
    Peran.KPU_PROV: _("KPU Provinsi"),
    Peran.KPU_RI: _("KPU RI"),
    Peran.PENGAWAS: _("Pengawas (Bawaslu)"),
    Peran.OPERATOR: _("Operator"),
}
MASALAH_SANDI = {
    SandiProblem.TERLALU_PENDEK: _(
        "Terlalu pendek. Pakai 15 huruf atau lebih; kalimat pendek lebih mudah diingat."
    ),
    SandiProblem.TERLALU_PANJANG: _("Terlalu panjang. Pakai paling banyak 128 huruf."),
    SandiProblem.TERLALU_UMUM: _(
        "Terlalu mudah ditebak: hampir seluruhnya kata, angka, atau urutan yang pertama kali dicoba orang. "
        "Pakai beberapa kata yang tidak berhubungan."
    ),
    SandiProblem.TENTANG_ANDA: _(
        "Terlalu mudah ditebak: hampir seluruhnya nama akun, nama Anda, atau nama wilayah Anda. "
        "Pakai beberapa kata yang tidak berhubungan."
    ),
    SandiProblem.LAMA_SALAH: _("Kata sandi sekarang tidak cocok."),
}
MASALAH_AKUN = {
    NewProblem.AKUN_SALAH: _(
        "Nama akun: 3 sampai 40 huruf kecil dan angka, diawali huruf, boleh dipisah titik atau tanda hubung."
    ),
    NewProblem.AKUN_TERPAKAI: _("Nama akun ini sudah dipakai. Pilih yang lain."),
    NewProblem.NAMA_SALAH: _("Isi nama lengkap, paling banyak 100 huruf."),
    NewProblem.WILAYAH_SALAH: _("Wilayah ini tidak cocok dengan perannya. Pilih lagi wilayahnya."),
}
KEADAAN_AKUN = {
    KeadaanAkun.AKTIF: _("Aktif"),
    KeadaanAkun.MENUNGGU: _("Menunggu: tautan belum dipakai"),
    KeadaanAkun.KEDALUWARSA: _("Belum siap: tautan habis, buat yang baru"),
    KeadaanAkun.MATI: _("Dimatikan"),
}
JENIS_SESI = {
    JenisSesi.PETUGAS: _("Petugas"),
    JenisSesi.KIOS: _("Kios (hanya mencari)"),
}
PEMBERITAHUAN = {
    JenisPemberitahuan.SEPARUH_WAKTU: _("separuh waktunya sudah terpakai"),
    JenisPemberitahuan.HAMPIR_HABIS: _("sisa waktunya kurang dari seperlima"),
    JenisPemberitahuan.LEWAT_DAN_NAIK: _("lewat tenggat dan naik satu tingkat"),
    JenisPemberitahuan.DITUGASKAN: _("ditugaskan kepada Anda"),
    JenisPemberitahuan.DIALIHKAN_KE_SINI: _("dialihkan ke panitia Anda"),
    JenisPemberitahuan.KEBERATAN: _("pelapor mengajukan keberatan"),
    JenisPemberitahuan.DIKEMBALIKAN: _("dikembalikan untuk dilengkapi"),
}
