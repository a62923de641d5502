"""The settings file: what it says holds, and what is wrong in it is told with its line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from aduanas_tui import cli
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.record_form import RecordForm
from aduanas_tui.settings_file import adjust, read_settings, settings_path, use_keys
from aduanas_tui.widgets.keymap import change_keys
from tests.readme import block


@pytest.fixture(autouse=True)
def keys_as_they_are() -> Iterator[None]:
    yield
    change_keys({})


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"XDG_CONFIG_HOME": str(tmp_path)}


def write(env: dict[str, str], text: str) -> None:
    path = settings_path(env)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def faults(env: dict[str, str], text: str) -> list[str]:
    """Return what is wrong with a file: ``line: sentence``."""
    write(env, text)
    settings = read_settings(env)
    use_keys(settings)
    return [f"{fault.line}: {fault.text}" for fault in settings.faults]


def keys(place: type, command_id: str) -> tuple[str, ...]:
    return place.command(command_id).keys  # type: ignore[attr-defined, no-any-return]


def test_no_file_changes_nothing(env: dict[str, str]) -> None:
    before = dict(env)
    assert adjust(env) == "" and env == before


def test_where_the_file_is(tmp_path: Path) -> None:
    assert settings_path({"ADUANAS_AJUSTES": "/x/y.toml", "XDG_CONFIG_HOME": "/z"}) == Path(
        "/x/y.toml"
    )
    assert settings_path({"XDG_CONFIG_HOME": "/z"}) == Path("/z/aduanas/ajustes.toml")
    home = Path("~/.config/aduanas/ajustes.toml").expanduser()
    assert settings_path({}) == settings_path({"XDG_CONFIG_HOME": "relativa"}) == home


def test_keys_everywhere_and_in_one_place(env: dict[str, str]) -> None:
    write(env, '[teclas]\nguardar = ["Ctrl+G", "F5"]\n[teclas.lista]\nnuevo = "ñ"\nordenar = "°"\n')
    assert adjust(env) == ""
    assert keys(RecordForm, "save") == ("ctrl+g", "f5")
    assert keys(ClientListScreen, "new") == ("ñ",)
    assert ClientListScreen.key_of("order") == "°"


def test_two_commands_may_change_their_keys_for_each_other(env: dict[str, str]) -> None:
    assert faults(env, '[teclas.lista]\nfiltros = "i"\nimportar = "f"\n') == []
    assert keys(ClientListScreen, "filters") == ("i",)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ('[teclas]\n\nnuebo = "z"', "3: «nuebo» no es un comando: ¿«nuevo»?"),
        ('[teclas.listas]\nnuevo = "z"', "2: «listas» no es un lugar: ¿«lista»?"),
        ('[teclas.ficha]\nnuevo = "z"', "2: «nuevo» no es un comando en «ficha»"),
        ('[teclas]\nguardar = "Hiper+G"', "2: «Hiper+G» no es una tecla: escriba una letra, F2"),
        ('[teclas]\nguardar = "F13"', "2: «F13» no es una tecla"),
        ('[teclas]\nguardar = "Ctrl+I"', "2: «Ctrl+I» es Tab en una terminal"),
        ('[teclas]\nguardar = "Alt+G"', "2: «Alt+G» llega como Esc y la letra"),
        ('[teclas]\nguardar = ["F2", "g"]', "2: «g» se escribe en los campos de «formulario»"),
        ('[teclas]\nguardar = "Ctrl+K"', "2: «Ctrl+K» edita el texto de los campos"),
        ('[teclas]\nguardar = "Ctrl+Ñ"', "2: «Ctrl+Ñ» no es una tecla"),
        ('[teclas.lista]\nnuevo = "5"', "2: «5» empieza una búsqueda en la lista: elija otra"),
        ('[teclas.programa]\nayuda = ["F1", "0"]', "2: «0» empieza una búsqueda en la lista"),
        ('[teclas.lista]\nnuevo = "Tab"', "2: «Tab» sirve para moverse en todas partes"),
        ('[teclas.lista]\nnuevo = "x"', "2: «x» ya es Exportar en «lista»: elija otra"),
        ('[teclas.lista]\nnuevo = "F1"', "2: «F1» ya es Ayuda en «programa»: elija otra"),
        ('[teclas.programa]\nayuda = "s"', "2: «s» contesta las preguntas del programa: elija"),
        ('[teclas]\nsalir = ["F10", "n"]', "2: «n» contesta las preguntas del programa: elija"),
        ('[teclas.programa]\nayuda = "e"', "2: «e» ya es Editar en «ficha»: elija otra"),
        ('[teclas.contactos]\nquitar = "e"', "2: «e» ya es Editar en «ficha»: elija otra"),
        ('[teclas]\nguardar = "Ctrl+S"', "2: «Ctrl+S» puede no llegar, lo retiene el control de"),
        ("[teclas]\nguardar = 2", "2: escriba la tecla entre comillas: guardar ="),
        ("[teclas]\nguardar = []", "2: escriba la tecla entre comillas"),
        ("[teclas]\nguardar = F2", "2: no se entiende: escriba nombre ="),
        ('[teclas]\nguardar = "F2"\nguardar = "F3"', "3: ese nombre ya está más arriba"),
        ('[teclas\nguardar = "F2"', "1: no se entiende"),
        ('teclas = "x"', "1: «teclas» no es una sección: las hay [teclas] y [terminal]"),
        ("\n[colores]\n", "2: «colores» no es una sección"),
        ("[terminal]\ncolor = 8", "2: «color» no es un ajuste: los hay ascii, lineal, pintado"),
        ("[terminal]\n\ncolores = 7", "3: colores dice «7»: escriba 0, 8, 16 o 256"),
        ('[terminal]\nlineal = "sí"', "2: lineal dice «sí»: escriba 1 o 0"),
        ('[terminal]\npintado = ""', "2: pintado dice «?»: escriba delgado o textual"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_left_out(
    env: dict[str, str], said: str, fault: str
) -> None:
    found = faults(env, said)
    assert len(found) == 1 and found[0].startswith(fault), found
    if "puede no llegar" not in fault:
        assert keys(RecordForm, "save")[0] == "f2" and keys(ClientListScreen, "new")[0] == "n"
    else:
        assert keys(RecordForm, "save") == ("ctrl+s",), "a doubtful key holds"


def test_of_two_that_want_one_key_the_first_has_it(env: dict[str, str]) -> None:
    found = faults(env, '[teclas.lista]\nnuevo = "z"\nfiltros = "z"\nexportar = "w"\n')
    assert found == ["3: «z» ya es + Nuevo Cliente en «lista»: elija otra"]
    assert keys(ClientListScreen, "new") == ("z",)
    assert keys(ClientListScreen, "filters") == ("f",)
    assert keys(ClientListScreen, "export") == ("w",)


def test_the_example_of_the_readme_holds(env: dict[str, str]) -> None:
    write(env, block("ajustes"))
    assert adjust(env) == ""
    assert env["ADUANAS_COLORES"] == "8" and env["ADUANAS_ASCII"] == "1"
    assert keys(RecordForm, "save") == ("f2", "ctrl+g", "f5")
    assert keys(ClientListScreen, "new") == ("plus", "f3")


def test_the_first_of_several_faults_is_told_at_the_start(env: dict[str, str]) -> None:
    write(env, '[teclas]\nguardar = "uf"\nnada = "F3"\n[terminal]\ncolores = 3\n')
    told = adjust(env)
    assert told.startswith("Ajustes, línea 2: «uf» no es una tecla")
    assert told.endswith("Hay 2 más: vea aduanas teclas.")


def test_what_the_file_says_of_the_terminal_is_as_if_variables_said_it(
    env: dict[str, str],
) -> None:
    write(
        env,
        "[terminal]\nascii = true\nlineal = false\ncolores = 16\nsincronizado = false\n"
        'pintado = "textual"\n',
    )
    env |= {"ADUANAS_COLORES": "8", "ADUANAS_PINTADO": ""}
    assert adjust(env) == ""
    assert {name: value for name, value in env.items() if name.startswith("ADUANAS")} == {
        "ADUANAS_ASCII": "1",
        "ADUANAS_LINEAL": "0",
        "ADUANAS_COLORES": "8",
        "ADUANAS_SINCRONIZADO": "no",
        "ADUANAS_PINTADO": "textual",
    }


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe\x00", b"\x00\x01", b"a" * 300_000, b"[" * 5_000],
    ids=["bytes", "nul", "long", "deep"],
)
def test_a_file_that_is_none_of_ours_is_told(env: dict[str, str], data: bytes) -> None:
    path = settings_path(env)
    path.parent.mkdir()
    path.write_bytes(data)
    told = adjust(env)
    assert (
        told.startswith(("Ajustes «", "Ajustes, línea 1: no se entiende"))
        and told.endswith(".")
        and "Error" not in told
    )


def test_a_file_that_is_not_there_or_no_file(env: dict[str, str], tmp_path: Path) -> None:
    missing = {"ADUANAS_AJUSTES": str(tmp_path / "nada.toml")}
    assert "no existe: corrija ADUANAS_AJUSTES" in adjust(missing)
    assert "no es un archivo" in adjust({"ADUANAS_AJUSTES": str(tmp_path)})


def test_the_job_lists_what_holds_and_says_what_is_wrong(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", env["XDG_CONFIG_HOME"])
    monkeypatch.delenv("ADUANAS_AJUSTES", raising=False)
    write(env, '[teclas.lista]\nnuevo = ["z", "F3"]\nnada = "k"\n')
    assert cli.main(["teclas"]) == 1
    said = capsys.readouterr()
    assert re.search(r'^nuevo = \["z", "F3"\] +# Registra', said.out, re.MULTILINE)
    assert said.err.count("\n") == 1 and "línea 3: «nada» no es un comando en «lista»" in said.err
    assert cli.main(["teclas", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert [one["linea"] for one in document["problemas"]] == [3]
    assert next(one["teclas"] for place in document["lugares"] for one in place["comandos"])


def test_the_file_to_begin_with_holds_and_says_what_is(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", env["XDG_CONFIG_HOME"])
    monkeypatch.delenv("ADUANAS_AJUSTES", raising=False)
    assert cli.main(["teclas", "--crear"]) == 0
    assert adjust(env) == ""
    assert cli.main(["teclas"]) == 0
    before = capsys.readouterr().out
    text = settings_path(env).read_text(encoding="utf-8")
    write(env, re.sub(r"^# ([a-z0-9-]+ = )", r"\1", text, flags=re.MULTILINE))
    assert cli.main(["teclas"]) == 0, capsys.readouterr().err
    assert capsys.readouterr().out in before
    assert cli.main(["teclas", "--crear"]) == 1
    assert "Ya existe" in capsys.readouterr().err
