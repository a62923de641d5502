"""Why the system does not let a file be used, in the words of an operator."""

from __future__ import annotations

import errno

_NO_FOLDER = "parte de la ruta no es una carpeta"

_REASONS = {
    errno.EACCES: "no tiene permiso",
    errno.EPERM: "no tiene permiso",
    errno.EISDIR: "es una carpeta",
    errno.ENOTDIR: _NO_FOLDER,
    errno.EEXIST: _NO_FOLDER,
    errno.ENOENT: "no existe",
    errno.ENOSPC: "el disco está lleno",
    errno.EDQUOT: "llegó al límite de su espacio en disco",
    errno.EROFS: "el disco es de solo lectura",
    errno.ENAMETOOLONG: "el nombre es demasiado largo",
    errno.EIO: "el disco falla",
}


def reason(error: OSError) -> str:
    """Return why an operation of the system failed, to stand between brackets."""
    number = error.errno or 0
    return _REASONS.get(number, f"error {number} del sistema")
