"""What the system says of the place where a database lies: network, permissions, room."""

from __future__ import annotations

import os
import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "coda", "ceph", "lustre"),
        *("glusterfs", "beegfs", "gpfs", "orangefs", "davfs", "fuse.sshfs", "fuse.davfs"),
        *("fuse.ceph", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.gcsfuse"),
        *("fuse.curlftpfs", "fuse.gvfsd-fuse", "fuse.smbnetfs", "fuse.mfs", "fuse.juicefs"),
    )
)
"""Types of file systems whose files other computers may have open too."""

_LITTLE_ROOM = 512 * 1024
"""Bytes below which a disk counts as full: SQLite needs some for each of its files."""


def kind_of(path: Path) -> str:
    """Return the type of the file system that holds ``path``, as ``ext4``; blank when unknown."""
    place = os.path.realpath(path)
    best, kind = "", ""
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    for line in lines:
        # As in "36 35 98:0 /root /mount rw,noatime master:1 - ext3 /dev/root rw,errors=continue".
        facts, _, rest = line.partition(" - ")
        mount = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), facts.split()[4])
        inside = place == mount or place.startswith(mount.rstrip("/") + "/")
        # Of two mounted over each other the later counts.
        if inside and len(mount) >= len(best):
            best, kind = mount, rest.split()[0]
    return kind


def is_network(path: Path) -> bool:
    """Tell whether ``path`` lies on a disk of the network, where WAL journals do not work.

    They need memory that all who have the database open share, that is, one computer:
    https://sqlite.org/wal.html
    """
    return kind_of(path) in _NETWORK


def obstacle(path: Path) -> str | None:
    """Return why the database at ``path`` cannot be written, and what to do; ``None`` if it can."""
    folder = path.parent
    try:
        if os.statvfs(folder).f_flag & os.ST_RDONLY:
            return f"El disco de «{folder}» es de solo lectura: avise a quien administra el equipo."
        for suffix in ("", "-wal", "-shm", ".lock"):
            one = path.with_name(path.name + suffix)
            if one.exists() and not os.access(one, os.R_OK | os.W_OK, effective_ids=True):
                return (
                    f"No tiene permiso para escribir en «{one}»: "
                    "pida a quien administra el equipo que se lo dé."
                )
        if not os.access(folder, os.W_OK | os.X_OK, effective_ids=True):
            return (
                f"No tiene permiso para escribir en la carpeta «{folder}», y la base lo necesita: "
                "pida a quien administra el equipo que se lo dé."
            )
    except OSError:
        return None
    return None


def is_full(folder: Path) -> bool:
    """Tell whether nothing more can be written into ``folder``."""
    try:
        facts = os.statvfs(folder)
    except OSError:
        return False
    return facts.f_bavail * facts.f_frsize < _LITTLE_ROOM or (
        facts.f_files > 0 and facts.f_favail == 0
    )
