"""The pages that stand in the menu, and the permission without which one is not shown."""

from pemilu.petugas.permissions import Permission
from pemilu.web.i18n import lazy_gettext as _

# (endpoint, name, permission), in the order of the menu.
MENU = (
    ("antrean.show", _("Antrean"), Permission.READ_REPORTS),
    ("kabar.show", _("Pemberitahuan"), Permission.READ_REPORTS),
    ("meja.choose", _("Laporan di meja"), Permission.ENTER_AT_DESK),
    ("kunjungan.show", _("Kunjungan"), Permission.WORK_ON_REPORTS),
    ("templat.show", _("Teks jawaban"), Permission.EDIT_TEMPLATES),
    ("rekap.show", _("Rekap"), Permission.SEE_DASHBOARD),
    ("ekspor.show", _("Ekspor"), Permission.EXPORT),
    ("audit.show", _("Catatan perbuatan"), Permission.READ_AUDIT),
    ("kios.offer", _("Kios"), Permission.OPEN_KIOSK),
    ("petugas.show", _("Petugas"), Permission.MANAGE_STAFF),
    ("akun.show", _("Akun saya"), Permission.OWN_ACCOUNT),
)
