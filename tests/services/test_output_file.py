"""Files for operators: whole or not there, and never over others."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from aduanas_tui.services.output_file import OutputError, OutputExistsError, output_file


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _write(path: Path, data: bytes = b"nuevo", *, replace: bool = False) -> None:
    with output_file(path, replace=replace) as file:
        file.write(data)


def test_the_file_appears_whole_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    with output_file(path) as file:
        file.write(b"uno")
        assert not path.exists()
    assert path.read_bytes() == b"uno"
    assert _names(tmp_path) == ["lista.csv"]


def test_others_may_read_it_as_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        _write(tmp_path / "lista.csv")
    finally:
        os.umask(before)
    assert (tmp_path / "lista.csv").stat().st_mode & 0o777 == 0o640


def test_nothing_is_left_of_a_failure(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), output_file(tmp_path / "lista.csv") as file:
        file.write(b"uno")
        raise ZeroDivisionError
    assert _names(tmp_path) == []


def test_an_existing_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_bytes(b"viejo")
    with pytest.raises(OutputExistsError, match="Ya existe"):
        _write(path)
    assert path.read_bytes() == b"viejo"
    assert _names(tmp_path) == ["lista.csv"]


def test_an_existing_file_is_replaced_when_asked_and_only_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_bytes(b"viejo")
    with pytest.raises(ZeroDivisionError), output_file(path, replace=True):
        raise ZeroDivisionError
    assert path.read_bytes() == b"viejo"
    _write(path, replace=True)
    assert path.read_bytes() == b"nuevo"


def test_a_file_that_somebody_put_there_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    with pytest.raises(OutputExistsError), output_file(path) as file:
        file.write(b"nuevo")
        path.write_bytes(b"de otra persona")
    assert path.read_bytes() == b"de otra persona"
    assert _names(tmp_path) == ["lista.csv"]


def test_a_link_that_leads_nowhere_is_followed_only_when_asked(tmp_path: Path) -> None:
    link = tmp_path / "enlace.csv"
    link.symlink_to(tmp_path / "destino.csv")
    (tmp_path / "destino.csv").write_bytes(b"viejo")
    with pytest.raises(OutputExistsError):
        _write(link)
    _write(link, replace=True)
    assert link.is_symlink()
    assert (tmp_path / "destino.csv").read_bytes() == b"nuevo"


@pytest.mark.parametrize("replace", [False, True])
def test_what_is_no_file_is_refused(tmp_path: Path, replace: bool) -> None:
    with pytest.raises(OutputError, match="es una carpeta"):
        _write(tmp_path, replace=replace)
    pipe = tmp_path / "tubo.csv"
    os.mkfifo(pipe)
    with pytest.raises(OutputError, match=r"Ya existe|no es un archivo corriente"):
        _write(pipe, replace=replace)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "No hay espacio en el disco"),
        (errno.EDQUOT, "No hay espacio en el disco"),
        (errno.EACCES, "No tiene permiso para escribir"),
        (errno.EROFS, "no se puede escribir: elija otra carpeta"),
        (errno.EIO, "No se pudo escribir"),
    ],
)
def test_why_it_cannot_be_written_is_one_spanish_sentence(
    tmp_path: Path, number: int, said: str
) -> None:
    with pytest.raises(OutputError, match=said) as caught, output_file(tmp_path / "a.csv") as file:
        file.write(b"uno")
        raise OSError(number, "No English here")
    assert "English" not in str(caught.value)
    assert _names(tmp_path) == []


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("no/hay/a.csv", "No existe la carpeta"),
        ("archivo/a.csv", "no es una carpeta"),
        ("n" * 300 + ".csv", "demasiado largo"),
    ],
)
def test_places_where_nothing_can_be(tmp_path: Path, place: str, said: str) -> None:
    (tmp_path / "archivo").write_text("")
    with pytest.raises(OutputError, match=said):
        _write(tmp_path / place)
    assert _names(tmp_path) == ["archivo"]


def test_a_limit_of_the_system_leaves_nothing(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from aduanas_tui.services.output_file import output_file\n"
        "with output_file(Path(sys.argv[1])) as file:\n    file.write(bytes(1_000_000))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.csv")],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "OutputError: «" in done.stderr
    assert "pasa del tamaño" in done.stderr
    assert _names(tmp_path) == []
