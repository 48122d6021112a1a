"""The record of what staff did: whether it still is as it was written."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

import click

from pemilu.audit.anchor import Anchor, anchors, read_anchors
from pemilu.audit.verify import compare, hold_still, verify
from pemilu.audit.walk import Finding, Kerusakan
from pemilu.cli.operator import Commands, bar, existing_file, operator
from pemilu.infra.keyring import Purpose

group = Commands("audit", help="Catatan perbuatan petugas: periksa keutuhannya.")

MOST_TOLD = 200
# What was done to which lines.
WORDS = {
    Kerusakan.DIUBAH: "diubah setelah ditulis",
    Kerusakan.HILANG: "hilang",
    Kerusakan.DISISIPKAN: "disisipkan, bukan dari program ini",
    Kerusakan.DITUKAR: "ditukar urutannya",
    Kerusakan.TIDAK_BERSAMBUNG: "tidak bersambung: diubah, disisipkan, atau ditukar",
    Kerusakan.TERPOTONG: "terpotong dari ujung rantai",
    Kerusakan.UJUNG_HILANG: "ada, tetapi catatan ujung rantai hilang",
    Kerusakan.UJUNG_TIDAK_SAH: "disebut ujung rantai, tetapi ujung itu tidak sah",
    Kerusakan.JANGKAR_HILANG: "hilang, padahal ada pada jangkar",
    Kerusakan.JANGKAR_BERBEDA: "berbeda dengan jangkar",
}


@group.command("verify")
@click.option(
    "--jangkar", type=existing_file, help="Berkas jangkar (dari audit anchor) atau log yang memuatnya."
)
def check(jangkar: Path | None) -> None:
    """Periksa setiap rantai dari awal sampai ujung. Keluar dengan kode 1 bila ada yang tidak cocok."""
    o = operator()
    keys = list(o.keyring.keys.get(Purpose.AUDIT, {}).values()) or [o.keyring.active(Purpose.AUDIT)]
    read = 0

    def count(done: int, total: int) -> None:
        nonlocal read
        read = done
        show(done, total)

    with o.database.reading() as session, bar("Memeriksa audit", "baris") as show:
        hold_still(session)
        found = _tell(verify(session, keys, progress=count))
        if jangkar is not None:
            with jangkar.open(encoding="utf-8", errors="replace") as text:
                found += _tell(compare(session, _kept(text, jangkar.name)))
    if found:
        click.echo(f"{found} temuan dalam {read} baris. Simpan basis data ini apa adanya dan lapor atasan.")
        raise SystemExit(1)
    click.echo(f"Utuh: {read} baris, 0 temuan.")


@group.command("anchor")
def drop_anchor() -> None:
    """Tulis ujung setiap rantai, sebaris satu, untuk disimpan di host lain atau dicetak."""
    o = operator()
    with o.database.reading() as session:
        for anchor in anchors(session, now=o.clock.now()):
            click.echo(anchor.line)


def _kept(text: Iterable[str], name: str) -> Iterator[Anchor]:
    """The anchors in that file, which may be longer than memory; one without any proves nothing."""
    kept = read_anchors(text)
    first = next(kept, None)
    if first is None:
        raise click.ClickException(f"{name} tidak memuat jangkar. Buat dengan: audit anchor > {name}")
    yield first
    yield from kept


def _tell(findings: Iterable[Finding]) -> int:
    """Print them, the first ones in full; how many there are."""
    remaining = iter(findings)
    told = [_sentence(finding) for finding in islice(remaining, MOST_TOLD)]
    for sentence in told:
        click.echo(sentence)
    more = sum(1 for _ in remaining)
    if more:
        click.echo(f"... dan {more} temuan lain.")
    return len(told) + more


def _sentence(finding: Finding) -> str:
    numbers = f"baris {finding.dari}"
    if finding.sampai != finding.dari:
        numbers += f" sampai {finding.sampai}"
    since = f" {_day(finding.sejak)}" if finding.sejak else ""
    return f"Rantai {finding.rantai}: {numbers} {WORDS[finding.jenis]}{since}."


def _day(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
