"""Files that operators ask for: whole at their place or not there at all, and never over others."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from aduanas_tui.services.errors import ServiceError


class OutputError(ServiceError):
    """The file cannot be written; nothing of it is left."""


class OutputExistsError(OutputError):
    """Something with that name is there already, and was not touched."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"Ya existe «{path}»: elija otro nombre.")
        self.path = path


_NO_SPACE = "No hay espacio en el disco para «{path}»: libere espacio e intente de nuevo."
_SENTENCES = {
    errno.ENOSPC: _NO_SPACE,
    errno.EDQUOT: _NO_SPACE,
    errno.EFBIG: "«{path}» pasa del tamaño que el sistema le permite: exporte menos clientes.",
    errno.EACCES: "No tiene permiso para escribir en «{folder}»: elija otra carpeta.",
    errno.EPERM: "No tiene permiso para escribir en «{folder}»: elija otra carpeta.",
    errno.EROFS: "En «{folder}» no se puede escribir: elija otra carpeta.",
    errno.ENOENT: "No existe la carpeta «{folder}»: elija otra.",
    errno.ENOTDIR: "«{folder}» no es una carpeta: elija otra.",
    errno.EISDIR: "«{path}» es una carpeta: agregue el nombre del archivo.",
    errno.ENAMETOOLONG: "El nombre «{path}» es demasiado largo: elija uno más corto.",
}
_OTHERWISE = "No se pudo escribir «{path}»: elija otro lugar e intente de nuevo."


def refuse_existing(path: Path, *, replace: bool) -> None:
    """Raise when there is something at ``path`` that may not be replaced.

    Raises:
        OutputExistsError: a file is there and ``replace`` is false.
        OutputError: a folder is there, or something that is no ordinary file.

    """
    if os.path.isdir(path):  # noqa: PTH112 - a path that cannot be is no folder, without an error
        raise refusal(path, errno.EISDIR)
    if os.path.lexists(path):
        if not replace:
            raise OutputExistsError(path)
        if path.exists() and not path.is_file():
            raise OutputError(f"«{path}» no es un archivo corriente: elija otro nombre.")


@contextmanager
def output_file(path: Path, *, replace: bool = False) -> Iterator[IO[bytes]]:
    """Give a file to write; when the block ends it is at ``path``, and after an error nowhere.

    It is written under another name beside its place and moved there when it is whole and on the
    disk. A link is followed: what it points to is replaced.

    Raises:
        OutputExistsError: a file is there and ``replace`` is false; also when somebody put it
            there meanwhile.
        OutputError: it cannot be written (disk, permission, folder); the sentence says why.

    """
    path = Path(os.path.realpath(path))
    refuse_existing(path, replace=replace)
    unfinished = path.with_name(f".aduanas-{secrets.token_hex(6)}.tmp")
    try:
        try:
            handle = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
            with open(handle, "w+b") as file:  # noqa: PTH123 - a descriptor
                yield file
                file.flush()
                os.fsync(file.fileno())
            _move(unfinished, path, replace)
        finally:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise refusal(path, error.errno or 0) from error


def _move(unfinished: Path, path: Path, replace: bool) -> None:
    if not replace:
        # Taking the name first is the one way not to overwrite that every file system knows.
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666))
        except FileExistsError:
            raise OutputExistsError(path) from None
    unfinished.replace(path)


def refusal(path: Path, number: int) -> OutputError:
    """Return the refusal to write a file that the system gave, as a number of ``errno``."""
    sentence = _SENTENCES.get(number, _OTHERWISE)
    return OutputError(sentence.format(path=path, folder=path.parent))
