"""Log lines: sixteen digits never pass, nor what an exception says, nor a field that is not on the list."""

import json
import logging
import sys
from io import StringIO

import pytest

from pemilu.infra.log import EXTRA_FIELDS, JsonLines, configure, redact

NIK = "1399991708900001"
SPELLED = [
    NIK,
    "1399 9917 0890 0001",
    "1399.9917.0890.0001",
    "13-99-99-170890-0001",
    "1399  9917  0890  0001",
    "1399, 9917, 0890, 0001",
    "1399\u00a09917\u00a00890\u00a00001",
    "1399\u20099917\u20090890\u20090001",
    "1399–9917–0890–0001",
    "1399/9917/0890/0001",
    "1399_9917_0890_0001",
    "1399\n9917\t0890 0001",
    " ".join(NIK),
    "１３９９９９１７０８９００００１",
    NIK + "2",
    NIK + NIK,
    f"{NIK},{NIK}",
    f"nik={NIK}&nama=x",
    f"x{NIK}y",
]


def line(message: object, *arguments: object, error: BaseException | None = None, **extra: object) -> str:
    record = logging.LogRecord("uji", logging.ERROR, __file__, 1, message, arguments, None)
    if error:
        record.exc_info = (type(error), error, error.__traceback__)
    record.__dict__.update(extra)
    return JsonLines().format(record)


@pytest.mark.parametrize("text", SPELLED)
def test_sixteen_digits_never_pass_however_they_are_spelled(text: str) -> None:
    said = redact(f"sebelum {text} sesudah")
    assert sum(character.isdigit() for character in said.replace("16 angka", "")) == 0
    assert said.startswith("sebelum ")
    assert said.endswith(" sesudah")


@pytest.mark.parametrize("text", ["139999170890000", "2024-11-27 07:00:00", "TPS 004, 600 pemilih", "8000"])
def test_shorter_numbers_stay_readable(text: str) -> None:
    assert redact(text) == text


def test_a_hundred_thousand_digits_are_one_mark() -> None:
    assert redact("1" * 100_000) == "[16 angka]"
    assert redact("1 a" * 100_000) == "1 a" * 100_000


def test_arguments_of_a_message_are_redacted() -> None:
    assert NIK not in line("dicari %s", NIK)


@pytest.mark.parametrize("name", ["rute", "galat", "nomor", "peristiwa"])
def test_listed_extra_fields_are_redacted(name: str) -> None:
    assert json.loads(line("ya", **{name: f"x {NIK}"}))[name] == "x [16 angka]"


@pytest.mark.parametrize("name", ["nik", "nama", "password", "form", "args_"])
def test_a_field_that_is_not_listed_is_left_out(name: str) -> None:
    assert name not in EXTRA_FIELDS
    assert "BUDI" not in line("ya", **{name: "BUDI"})


def test_an_exception_is_told_by_kind_and_place_never_by_its_text() -> None:
    with pytest.raises(ValueError) as raised:
        int(f"BUDI SANTOSO {NIK}")
    said = json.loads(line("gagal", error=raised.value))
    assert said["galat"] == "ValueError"
    assert said["jejak"][-1].startswith("test_log.py:")
    assert "BUDI" not in json.dumps(said)


def test_a_deep_trace_is_cut() -> None:
    def fall(depth: int) -> None:
        if not depth:
            raise ValueError
        fall(depth - 1)

    with pytest.raises(ValueError) as fallen:
        fall(50)
    assert len(json.loads(line("gagal", error=fallen.value))["jejak"]) == 8


def test_a_message_that_does_not_fit_its_arguments_prints_neither(capsys: pytest.CaptureFixture[str]) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    handler.handle(logging.LogRecord("uji", logging.ERROR, __file__, 1, "dua %s %s", ("BUDI",), None))
    said = capsys.readouterr().err
    assert json.loads(said)["pesan"] == "dua %s %s"
    assert "BUDI" not in said


def test_a_line_that_cannot_be_written_is_not_printed_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = StringIO()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", closed)
        configure()
    closed.close()
    with pytest.raises(ValueError) as raised:
        int(f"BUDI SANTOSO {NIK}")
    logging.getLogger("uji").error("gagal", exc_info=raised.value)
    assert capsys.readouterr().err == ""


def test_every_logger_speaks_json_on_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    written = StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    configure()
    logging.getLogger("uji.pustaka").info("dicari %s", NIK)
    logging.getLogger("uji.pustaka").debug("tidak")
    (only,) = written.getvalue().splitlines()
    assert (json.loads(only)["asal"], json.loads(only)["pesan"]) == ("uji.pustaka", "dicari [16 angka]")


@pytest.mark.parametrize("text", ['a\n{"tingkat": "INFO"}', "a\r\nb", "a\u2028b", "\x1b[31mmerah", "\ud800"])
def test_one_event_stays_one_line_of_plain_ascii(text: str) -> None:
    said = line(text)
    assert said.isascii()
    assert said.isprintable()
    assert json.loads(said)["pesan"] == text
