"""What an error that no service foresaw means to an operator, and what can be done about it."""

from __future__ import annotations

import errno

from aduanas_tui.services import crash_log
from aduanas_tui.services.errors import ServiceError

_OF_THE_SYSTEM = {
    errno.EACCES: "No tiene permiso para usar «{path}»: pídalo a quien administra el equipo.",
    errno.EPERM: "No tiene permiso para usar «{path}»: pídalo a quien administra el equipo.",
    errno.EROFS: "El disco de «{path}» es de solo lectura: avise a quien administra el equipo.",
    errno.ENOENT: "Ya no existe «{path}»: revise la ruta e intente de nuevo.",
    errno.ENOTDIR: "Parte de la ruta «{path}» no es una carpeta: revísela e intente de nuevo.",
    errno.EIO: "El disco falla al leer o escribir: avise a quien administra el equipo.",
    errno.EMFILE: "El programa tiene demasiados archivos abiertos: salga y ábralo de nuevo.",
    errno.ENFILE: "El equipo tiene demasiados archivos abiertos: intente de nuevo en un momento.",
    errno.EFBIG: "El sistema no deja crecer más el archivo: avise a quien administra el equipo.",
    errno.ESTALE: "Se perdió la conexión con el disco de «{path}»: intente de nuevo.",
}


def explained(error: BaseException) -> str | None:
    """Return what an error of the database, the disk or the system means to an operator.

    ``None`` for every other: a mistake in the program, whose details are for the log.
    """
    from aduanas_tui.store import failures

    found = failures.sentence(error)
    if found is not None:
        return found
    for one in failures.causes(error):
        if isinstance(one, MemoryError):
            return failures.NO_MEMORY
        if isinstance(one, OSError) and one.errno is not None:
            if one.errno in (errno.ENOSPC, errno.EDQUOT):
                return failures.DISK_FULL
            sentence = _OF_THE_SYSTEM.get(one.errno)
            if sentence is not None and (one.filename or "{path}" not in sentence):
                return sentence.format(path=one.filename)
    return None


def told(error: BaseException, otherwise: str) -> str:
    """Return a sentence for any error; the details of what nobody foresaw are kept in the log.

    ``otherwise`` says what one should know when the reason is not known.
    """
    if isinstance(error, ServiceError):
        return str(error)
    known = explained(error)
    if known is not None:
        return known
    log = crash_log.keep(error)
    where = f" Los detalles quedaron en «{log}»." if log else ""
    return f"{otherwise}{where}"
