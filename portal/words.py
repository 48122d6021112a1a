"""Words for enum values that several pages show."""

from flask_babel import lazy_gettext as _

from pemilu.tahapan.kinds import KodeTahapan

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
