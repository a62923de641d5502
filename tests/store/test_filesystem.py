"""Where a database lies: disks of the network, permissions, room."""

from __future__ import annotations

from pathlib import Path

import pytest

from aduanas_tui.store import filesystem
from aduanas_tui.store.filesystem import is_full, is_network, kind_of, obstacle
from aduanas_tui.store.opening import OpeningError, open_database
from tests.bad_disks import full, read_only, small_disk


@pytest.fixture
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A computer with these disks."""
    lines = (
        "23 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw",
        "24 23 0:21 / /srv/red rw,relatime shared:2 - nfs4 servidor:/export rw,vers=4.2",
        "25 23 0:22 / /srv/red/local rw - xfs /dev/vdb rw",
        r"26 23 0:23 / /mnt/Unidad\040compartida rw - cifs //pc/datos rw",
        "27 23 0:24 / /home/ana/remoto rw shared:9 master:2 - fuse.sshfs ana@otro:/ rw",
        "28 23 0:25 / /mnt/doble rw - ext4 /dev/vdc rw",
        "29 23 0:26 / /mnt/doble rw - nfs servidor:/x rw",
        "30 23 0:27 / /mnt/usb rw - fuseblk /dev/sdb1 rw",
    )
    path = tmp_path / "mountinfo"
    path.write_text("\n".join(lines) + "\n")
    monkeypatch.setattr(filesystem, "_MOUNTS", path)
    return path


@pytest.mark.parametrize(
    ("place", "kind", "network"),
    [
        ("/aduanas.db", "ext4", False),
        ("/srv/aduanas/aduanas.db", "ext4", False),
        ("/srv/red/aduanas.db", "nfs4", True),
        ("/srv/redonda/aduanas.db", "ext4", False),
        ("/srv/red/local/aduanas.db", "xfs", False),
        ("/mnt/Unidad compartida/aduanas.db", "cifs", True),
        ("/home/ana/remoto/aduanas.db", "fuse.sshfs", True),
        ("/mnt/doble/aduanas.db", "nfs", True),
        ("/mnt/usb/aduanas.db", "fuseblk", False),
    ],
)
def test_kind_of_disk(mounts: Path, place: str, kind: str, network: bool) -> None:
    assert kind_of(Path(place)) == kind
    assert is_network(Path(place)) is network


def test_kind_of_disk_that_nobody_tells(mounts: Path) -> None:
    mounts.unlink()
    assert kind_of(Path("/srv/red/aduanas.db")) == ""
    assert not is_network(Path("/srv/red/aduanas.db"))


def test_this_computer_tells(tmp_path: Path) -> None:
    assert kind_of(tmp_path)


@pytest.mark.parametrize("create", [False, True])
def test_database_on_the_network_is_refused(mounts: Path, tmp_path: Path, create: bool) -> None:
    mounts.write_text(f"24 23 0:21 / {tmp_path} rw - nfs4 servidor:/export rw\n")
    folder = tmp_path / "oficina"
    with pytest.raises(OpeningError, match=r"en un disco de la red.*póngala en un disco del serv"):
        open_database(folder / "aduanas.db", create=create)
    assert not folder.exists()


def test_link_to_the_network_is_one(mounts: Path, tmp_path: Path) -> None:
    mounts.write_text(
        f"24 23 0:21 / {tmp_path} rw - ext4 /dev/vda rw\n"
        f"25 23 0:22 / {tmp_path / 'red'} rw - cifs //pc/datos rw\n"
    )
    (tmp_path / "red").mkdir()
    (tmp_path / "enlace").symlink_to(tmp_path / "red")
    assert is_network(tmp_path / "enlace" / "aduanas.db")


def test_nothing_in_the_way(tmp_path: Path) -> None:
    assert obstacle(tmp_path / "aduanas.db") is None
    assert not is_full(tmp_path)
    assert obstacle(tmp_path / "no" / "aduanas.db") is None
    assert not is_full(tmp_path / "no")


def test_disk_is_full_or_read_only(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disco") as folder:
        with full(folder, 100_000):
            assert is_full(folder)
        assert not is_full(folder)
        with read_only(folder):
            assert "solo lectura" in str(obstacle(folder / "aduanas.db"))
        assert obstacle(folder / "aduanas.db") is None
