"""The report page: masked until opened, and complete enough to answer by."""

import pytest

from pemilu.petugas.kinds import Peran
from tests.integration.admin.case import HIDDEN, SIXTEEN, file_secrets
from tests.integration.admin.room import Room


def page(room: Room, receipt, peran: Peran = Peran.PPS) -> str:
    answer = room.sign_in(room.hire(peran)).get(f"/laporan/{receipt.nomor}")
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("peran", [Peran.PPS, Peran.PPK, Peran.KPU_KABKO, Peran.KPU_PROV, Peran.PENGAWAS])
def test_nothing_personal_stands_on_the_page_unopened(room: Room, peran: Peran) -> None:
    text = page(room, file_secrets(room), peran)
    assert [secret for secret in HIDDEN if secret in text] == []
    assert "B*** S******" in text
    assert "•••• 0001" in text
    assert "••• 890" in text
    assert not SIXTEEN.search(text)
