"""An office's server, installed as the README says, without touching the machine it runs on.

A real ``sshd`` on a loopback port, in a mount and process namespace of its own: ``/etc``,
``/home``, ``/opt``, ``/srv`` and the like are private there, and everything ends with it. Needs
root.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

from tests import installed
from tests.readme import block

SSHD: Final = Path("/usr/sbin/sshd")
WRAPPER: Final = "/usr/local/sbin/aduanas-ssh"
DROP_IN: Final = "/etc/ssh/sshd_config.d/aduanas.conf"
SFTP_SERVER: Final = "/usr/lib/openssh/sftp-server"

_PYTHON: Final = Path(sys.base_prefix)
_EMPTY: Final = ("/home", "/opt", "/srv", "/run", "/usr/local/sbin", "/var/log", "/var/mail")
_PORTS: Final = range(20_000, 32_000)
"""Below those that a kernel gives to whoever calls: a free one stays free until sshd has it."""

_CONFIG: Final = """
ListenAddress 127.0.0.1
HostKey /etc/ssh/host_key
PidFile none
UsePAM yes
PasswordAuthentication no
PrintMotd no
AcceptEnv LANG LC_*
Subsystem sftp {subsystem}
Include /etc/ssh/sshd_config.d/*.conf
"""

Done = subprocess.CompletedProcess[str]


_OWN: Final = ("unshare", "--mount", "--propagation", "private", "--pid", "--mount-proc", "--fork")


def may_have_namespaces() -> bool:
    """Tell whether this root may do what the server needs."""
    return subprocess.run([*_OWN, "true"], check=False, capture_output=True).returncode == 0


class Server:
    """The server; use it as a context manager. Its files are reached through :meth:`run`.

    ``impatient``: a client that does not answer is given up after 2 seconds, not 2 minutes.
    """

    def __init__(
        self, operators: Sequence[str], subsystem: str, *, impatient: bool = False
    ) -> None:
        self.subsystem = subsystem
        self._impatient = impatient
        self.operators = tuple(operators)
        self._sshd: subprocess.Popen[bytes] | None = None
        self._inside = 0
        self.port = 0

    def __enter__(self) -> Server:
        self.folder = Path(tempfile.mkdtemp(prefix="aduanas-ssh-"))
        self.folder.chmod(0o755)
        # A shell, because the first process of a namespace has to bury the dead.
        holder = ("sh", "-c", "echo ready; sleep infinity & wait")
        self._spaces = subprocess.Popen(
            [*_OWN, "--kill-child", *holder], stdout=subprocess.PIPE, text=True
        )
        try:
            assert self._spaces.stdout is not None
            assert self._spaces.stdout.readline() == "ready\n", "no namespace of its own"
            parent = self._spaces.pid
            children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
            self._inside = int(children)
            self._make_room()
            self._install()
            self._follow_the_readme()
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._end()

    def run(self, *command: str | Path) -> str:
        """Run a command as root on the server; return its output."""
        return subprocess.run(
            [*self._enter, *command],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            stdin=subprocess.DEVNULL,
        ).stdout

    def ssh(self, operator: str, *words: str) -> list[str]:
        """Return the command of an operator's computer that enters, with what else is said."""
        return ["ssh", "-p", str(self.port), *self.options, f"{operator}@127.0.0.1", *words]

    @property
    def options(self) -> list[str]:
        """Options of ssh, scp and sftp."""
        chosen = {
            "IdentityFile": self.folder / "key",
            "IdentitiesOnly": "yes",
            "BatchMode": "yes",
            "StrictHostKeyChecking": "no",
            "UserKnownHostsFile": "/dev/null",
            "LogLevel": "ERROR",
        }
        return ["-F", "none", *(f"-o{name}={value}" for name, value in chosen.items())]

    @property
    def log(self) -> str:
        """What sshd said."""
        return (self.folder / "sshd.log").read_text(encoding="utf-8")

    @staticmethod
    def _is_alive(process: int) -> bool:
        try:
            status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
        except OSError:
            return False
        return status.rpartition(")")[2].split()[0] not in "ZX"

    @property
    def _enter(self) -> list[str]:
        return ["nsenter", "--mount", "--pid", "--target", str(self._inside), "--wd=/"]

    def _make_room(self) -> None:
        """Give the server folders of its own."""
        for lent, source in (("packages", sysconfig.get_path("purelib")), ("python", _PYTHON)):
            (self.folder / lent).mkdir()
            self.run("mount", "--bind", source, self.folder / lent)
        shutil.copytree("/etc", self.folder / "etc", symlinks=True)
        self.run("mount", "--bind", self.folder / "etc", "/etc")
        for place in _EMPTY:
            own = self.folder / place.strip("/").replace("/", "-")
            own.mkdir(mode=0o755)
            self.run("mount", "--bind", own, place)

    def _install(self) -> None:
        """Install the program in /opt/aduanas, as the README does, but without the network."""
        wheel = installed.build("wheel", self.folder)
        self.run(_PYTHON / "bin/python3", "-m", "venv", "--without-pip", "/opt/aduanas")
        environment = self.folder / "opt/aduanas"
        installed.lend_dependencies(environment, self.folder / "packages")
        pip = [sys.executable, "-m", "pip", "--python", "/opt/aduanas/bin/python", "install"]
        self.run(*pip, "--quiet", "--no-index", "--no-deps", wheel)
        self._open_the_way_to_python()

    def _open_the_way_to_python(self) -> None:
        """Let every account run the interpreter, also when it lies in a folder of root's."""
        for folder in reversed(_PYTHON.parents):
            if not folder.stat().st_mode & 0o001:
                self.run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", folder)
                self.run("mkdir", "-p", _PYTHON)
                self.run("mount", "--bind", self.folder / "python", _PYTHON)
                return

    def _follow_the_readme(self) -> None:
        """Do the steps of the README, but for those that need systemd, apt or a keyboard."""
        self._write("/etc/ssh/sshd_config", _CONFIG.format(**vars(self)))
        self._do("ssh: base")
        for path in (WRAPPER, DROP_IN):
            text = block(f"ssh: {path}")
            if self._impatient:
                text = re.sub(r"ClientAliveInterval \d+", "ClientAliveInterval 1", text)
                text = re.sub(r"ClientAliveCountMax \d+", "ClientAliveCountMax 2", text)
            self._write(path, text)
        self.run("mkdir", "-p", "/run/sshd")
        self.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "/etc/ssh/host_key")
        self._do("ssh: activar")
        self.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / "key")
        key = (self.folder / "key.pub").read_text(encoding="ascii")
        for operator in self.operators:
            self._do("ssh: operador", operator)
            own = ("-o", operator, "-g", operator)
            self.run("install", "-d", *own, "-m", "700", f"/home/{operator}/.ssh")
            self._write(f"/home/{operator}/.ssh/authorized_keys", key)

    def _do(self, mark: str, operator: str = "maria") -> None:
        script = re.sub(r"^sudo (systemctl|passwd) .*$", "", block(mark), flags=re.MULTILINE)
        script = re.sub(r"^sudo ", "", script, flags=re.MULTILINE)
        self.run("sh", "-euc", script.replace("maria", operator))

    def _write(self, path: str, text: str) -> None:
        subprocess.run(
            [*self._enter, "tee", path],
            input=text,
            text=True,
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def _start(self) -> None:
        """Start sshd on a port that nobody else has."""
        for _ in range(20):
            self.port = random.SystemRandom().choice(_PORTS)
            with (self.folder / "sshd.log").open("wb") as log:
                self._sshd = subprocess.Popen(
                    [*self._enter, SSHD, "-D", "-e", "-p", str(self.port)],
                    stderr=log,
                    stdin=subprocess.DEVNULL,
                )
            deadline = time.monotonic() + 60
            while self._sshd.poll() is None:
                if f"Server listening on 127.0.0.1 port {self.port}." in self.log:
                    return
                assert time.monotonic() < deadline, self.log
                time.sleep(0.05)
        raise AssertionError(f"sshd does not start: {self.log}")

    def _end(self) -> None:
        self._spaces.kill()
        for process in filter(None, (self._spaces, self._sshd)):
            process.wait()
        while self._inside and self._is_alive(self._inside):
            time.sleep(0.01)  # it ends after all the others in there
        if self._spaces.stdout is not None:
            self._spaces.stdout.close()
        shutil.rmtree(self.folder)
