"""What a request of the staff app may use: one typed container on the app. Opened when first used, because
the operators' commands run in the same app and many need no key."""

from functools import cached_property
from threading import BoundedSemaphore
from typing import cast

from flask import current_app

from pemilu.infra import keyring
from pemilu.infra.clock import Clock
from pemilu.infra.config import Settings
from pemilu.infra.crypto import Box
from pemilu.infra.db import Database, SessionScope, open_database
from pemilu.infra.keyring import Keyring, Purpose
from pemilu.infra.reader import KeptReader, open_reader
from pemilu.laporan.evidence import Cleaner
from pemilu.laporan.intake import Intake
from pemilu.laporan.office import Office, open_office
from pemilu.laporan.submit import Desk
from pemilu.pemilih.lookup import Lookup
from pemilu.petugas.login import Gate
from pemilu.petugas.officer import Officer
from pemilu.petugas.passkey import party_of
from pemilu.petugas.vault import Vault
from pemilu.web.services import UPLOADS_AT_ONCE, Situations
from pemilu.web.titipan import Titipan
from pemilu.wilayah.choose import RegionChooser
from pemilu.wilayah.tree import Places

EXTENSION = "cek-pemilih-petugas"
# What authenticators show where no authority is set.
SITE = "Cek Pemilih"


class Staff:
    """The staff app's tools. Unlike the portal's they hold the keys that open reports and identities."""

    def __init__(self, settings: Settings, clock: Clock, keys: Keyring | None = None) -> None:
        """Without `keys` they are read from the keyring file at first use."""
        self.settings = settings
        self.clock = clock
        self._given = keys
        self.upload_turns = BoundedSemaphore(UPLOADS_AT_ONCE)

    @cached_property
    def keyring(self) -> Keyring:
        return self._given or keyring.read(self.settings.keyring_file)

    @cached_property
    def database(self) -> Database:
        return Database(open_database(self.settings.database_url))

    @cached_property
    def reader(self) -> KeptReader:
        s = self.settings
        return open_reader(s.lookup_database_url, published_file=s.lookup_is_file)

    @cached_property
    def places(self) -> Places:
        return Places(self.reader)

    @cached_property
    def chooser(self) -> RegionChooser:
        return RegionChooser(self.reader, self.places)

    @cached_property
    def lookup(self) -> Lookup:
        return Lookup(self.reader, self.places, self.keyring.nik_index(), self.keyring.name_hash())

    @cached_property
    def office(self) -> Office:
        return open_office(self.keyring, self.settings.files_dir)

    @cached_property
    def intake(self) -> Intake:
        """For reports that are taken in at the desk."""
        office = self.office
        desk = Desk(
            sealer=office.sealer,
            index=office.index,
            code_key=self.keyring.active(Purpose.RESI),
            libur=office.libur,
        )
        return Intake(database=self.database, files=office.files, cleaner=Cleaner(), desk=desk)

    @cached_property
    def titipan(self) -> Titipan:
        return Titipan(self.keyring.box(Purpose.TITIPAN))

    @cached_property
    def accounts(self) -> Box:
        """Seals the second factors of accounts."""
        return self.keyring.box(Purpose.PETUGAS)

    @cached_property
    def gate(self) -> Gate:
        """What signing in and the accounts work with."""
        vault = Vault(self.accounts, self.keyring.active(Purpose.AUDIT))
        name = self.settings.otoritas or SITE
        return Gate(self.database, vault, party_of(self.settings.admin_base_url, name))

    @cached_property
    def identities(self) -> Box:
        """Opens what the roll has sealed about a voter."""
        return self.keyring.box(Purpose.IDENTITAS)

    @property
    def is_demo(self) -> bool:
        """Whether the election in force is made of invented data; asked every few seconds at most."""
        pemilihan = self._situations.now().pemilihan
        return pemilihan is not None and pemilihan.contoh

    @cached_property
    def _situations(self) -> Situations:
        return Situations(self.reader, self.keyring.nik_check())

    def reading(self, by: Officer) -> SessionScope:
        """A read-only session in which the database itself shows that officer's wilayah only."""
        return self.database.reading(within=by.scope.limit, who=by.id)

    def writing(self, by: Officer) -> SessionScope:
        """A transaction in which the database itself shows and takes rows of that officer's wilayah only."""
        return self.database.transaction(within=by.scope.limit, who=by.id)

    def close(self) -> None:
        """Close what was opened."""
        if "database" in self.__dict__:
            self.database.engine.dispose()
        if "reader" in self.__dict__:
            self.reader.close()


def staff() -> Staff:
    """The container of the app that handles this request."""
    return cast(Staff, current_app.extensions[EXTENSION])
