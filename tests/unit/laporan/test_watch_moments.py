"""The moments at which the clock speaks are the shares that pages and the law count, in every zone."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from pemilu.laporan.models import Laporan
from pemilu.laporan.watch import LATE, WARNINGS, moment
from pemilu.tahapan.deadline import RuleTanggapan, Urgency, due_at, share_elapsed, urgency
from pemilu.tahapan.holidays import HariLibur
from pemilu.tahapan.kinds import AturanTanggapan
from pemilu.wilayah.zona import Zona

LIBUR = HariLibur(date(2024, 1, 1), date(2025, 12, 31), {date(2024, 9, 16): "Maulid Nabi"})
START = datetime(2024, 1, 2, tzinfo=UTC)
RULES = [
    RuleTanggapan(aturan=AturanTanggapan.HARI_SEJAK_LAPORAN, versi=1, hari=5),
    RuleTanggapan(aturan=AturanTanggapan.HARI_SEJAK_LAPORAN, versi=1, hari=1),
    RuleTanggapan(aturan=AturanTanggapan.HARI_SEJAK_LAPORAN, versi=1, hari=5, hari_kerja=True),
]
# Half of the draws sit within two seconds of a midnight somewhere in Indonesia.
midnights = st.builds(
    lambda hour, around: hour * 3_600 + around, st.sampled_from([15, 16, 17]), st.integers(-2, 2)
)
seconds = st.one_of(st.integers(0, 86_399), midnights)
instants = st.builds(
    lambda day, second, micro: START + timedelta(days=day, seconds=second, microseconds=micro),
    st.integers(0, 500),
    seconds,
    st.integers(0, 999_999),
)
TICK = timedelta(microseconds=1)


@settings(max_examples=1_000, deadline=None)
@given(st.sampled_from(RULES), instants, st.sampled_from(list(Zona)))
def test_a_holder_is_told_just_when_the_share_is_reached(
    rule: RuleTanggapan, filed: datetime, zona: Zona
) -> None:
    deadline = due_at(rule, filed, zona=zona, tahap_selesai=None, libur=LIBUR)
    laporan = Laporan(diajukan=filed, tenggat=deadline.due)
    for percent in (*WARNINGS, LATE):
        when = moment(laporan, percent)
        assert share_elapsed(deadline, filed, when + TICK) >= percent / 100
        assert share_elapsed(deadline, filed, when - TICK) < percent / 100
    assert moment(laporan, LATE) == deadline.due
    assert urgency(share_elapsed(deadline, filed, moment(laporan, LATE))) is Urgency.LEWAT
    assert filed < moment(laporan, 50) < moment(laporan, 80) < deadline.due
