"""The table of public holidays has an end; operators are told before it comes."""

import click

from pemilu.cli.operator import Operator
from pemilu.tahapan.day import local_date
from pemilu.tahapan.holidays import load_holidays
from pemilu.wilayah.zona import Zona


def warn_of_holidays(o: Operator) -> None:
    """One line on stderr when the table ends within 60 days or has ended."""
    libur = load_holidays()
    left = libur.coverage_warning(local_date(o.clock.now(), Zona.WIB))
    if left is None:
        return
    when = f"{left} hari lagi" if left >= 0 else f"sudah lewat {-left} hari"
    click.echo(
        f"Hari libur tercatat sampai {libur.berlaku_sampai:%d-%m-%Y}; {when}. "
        "Setelah itu hari kerja tidak dihitung: pasang versi baru dengan SKB tahun berikutnya.",
        err=True,
    )
