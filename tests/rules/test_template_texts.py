"""No text for people stands outside gettext, and what stands in the English catalogue is English.

`test_catalogues.py` sees to it that every text inside gettext is translated; here are the ways around it.
"""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from tests.rules.indonesian import is_indonesian
from tests.rules.sources import ROOT, python_files, repository_files

# The same in every language.
PROPER_NAMES = {"TPS", "KPU"}
GETTEXT = {"_", "gettext", "ngettext", "lazy_gettext", "lazy_ngettext"}
ENGLISH = ROOT / "pemilu" / "web" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
TEMPLATES = [path for path in repository_files() if path.suffix == ".html" and "templates" in path.parts]
# Parts of an expression that decide or steer, but do not appear: conditions, arguments of filters, keys.
NOT_SHOWN = ("test", "arg", "args", "kwargs", "dyn_args", "dyn_kwargs")
SPOKEN_ATTRIBUTES = {"aria-label", "aria-description", "alt", "label", "placeholder", "title"}


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_every_visible_text_of_a_template_goes_through_gettext(template: Path) -> None:
    assert untranslatable_texts((ROOT / template).read_text()) == []


def test_every_sentence_in_a_view_goes_through_gettext() -> None:
    sources = [
        source
        for source in python_files("portal", "admin", "pemilu")
        if source.path.parts[0] != "pemilu" or source.path.parts[1] == "web"
    ]
    bare = {str(source.path): found for source in sources if (found := bare_sentences(source.tree))}
    assert bare == {}


# The names of what is filled in are ours, in both languages.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def test_no_english_text_is_indonesian() -> None:
    with ENGLISH.open("rb") as file:
        texts = [text.string for text in read_po(file) if text.id]
    forms = [form for text in texts for form in ([text] if isinstance(text, str) else text)]
    assert [form for form in forms if is_indonesian(PLACEHOLDER.sub("", form))] == []


def test_the_english_catalogue_keeps_no_obsolete_text() -> None:
    with ENGLISH.open("rb") as file:
        assert list(read_po(file).obsolete) == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Selamat datang</p>", ["Selamat datang"]),
        ("<p>{{ 'Selamat' if x else _('Pagi') }}</p>", ["Selamat"]),
        ("<p>{{ nama or 'Tanpa nama' }}</p>", ["Tanpa nama"]),
        ("{% if x %}<b>Salah</b>{% endif %}", ["Salah"]),
        ("<img alt='Peta'>", ["Peta"]),
        ("<meta name='description' content='Situs'>", ["Situs"]),
        ("<input type='submit' value='Kirim'>", ["Kirim"]),
        ("<p>{{ _('Selamat datang') }} · TPS {{ nomor }}</p>", []),
        ("<p class=\"{{ 'lewat' if x else 'kini' }}\">{{ nama | upper }} – 4</p>", []),
        ("<script>const salam = 1</script>", []),
    ],
)
def test_text_outside_gettext_is_seen(template: str, found: list[str]) -> None:
    assert untranslatable_texts(template) == found


def test_a_sentence_outside_gettext_is_seen() -> None:
    tree = ast.parse('"""Teks ini untuk kita."""\na = _("Isi ini")\nb = "Isian ini salah"\nc = "basis-data"')
    assert bare_sentences(tree) == ["Isian ini salah"]


def untranslatable_texts(template: str) -> list[str]:
    """Visible texts and spoken attributes with a word in them that gettext never sees."""
    reader = _Reader()
    for output in Environment(extensions=["jinja2.ext.i18n"]).parse(template).find_all(nodes.Output):
        for part in output.nodes:
            reader.feed("".join(_literal(part)))
    reader.close()
    return [text for text in reader.texts if set(re.findall(r"[^\W\d_]{2,}", text)) - PROPER_NAMES]


def _literal(part: nodes.Node) -> Iterator[str]:
    """The literal text that an expression may put on the page. What is handed to a call is not shown."""
    if isinstance(part, nodes.TemplateData):
        yield part.data
    elif isinstance(part, nodes.Const):
        yield part.value if isinstance(part.value, str) else ""
    elif not isinstance(part, nodes.Call):
        for child in part.iter_child_nodes(exclude=NOT_SHOWN):
            yield from _literal(child)


class _Reader(HTMLParser):
    """Collects what a person sees or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag in {"script", "style"}
        has = dict(attrs)
        spoken = SPOKEN_ATTRIBUTES & has.keys()
        if has.get("name") == "description":
            spoken.add("content")
        if has.get("type") in {"submit", "button", "reset"}:
            spoken.add("value")
        self.texts += [value for name in sorted(spoken) if (value := has.get(name))]

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._silent:
            self.texts.append(data.strip())


def bare_sentences(tree: ast.Module) -> list[str]:
    """Indonesian string literals that are neither docstrings nor arguments of gettext."""
    translated = {
        id(inner)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in GETTEXT
        for inner in ast.walk(call)
    }
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in translated | alone
        and is_indonesian(node.value)
    ]
