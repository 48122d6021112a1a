"""By which clock an officer reads."""

from pemilu.petugas.officer import Officer
from pemilu.wilayah.zona import Zona, zona_of


def zone_of(by: Officer) -> Zona:
    """The zone of the officer's region; of the whole nation WIB."""
    return zona_of(by.wilayah) if by.wilayah else Zona.WIB
