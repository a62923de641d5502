"""The program as an office installs it: a wheel, in an environment of its own."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]


def build(kind: str, folder: Path) -> Path:
    """Build the ``wheel`` or the ``sdist`` of the checkout, without the network; its path."""
    script = f"import flit_core.buildapi as build, sys; print(build.build_{kind}(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    return folder / done.stdout.split()[-1]


def lend_dependencies(environment: Path, packages: Path | None = None) -> None:
    """Let an environment find other packages, those of this one by default, behind its own."""
    lent = packages or sysconfig.get_path("purelib")
    (own,) = environment.glob("lib/python*/site-packages")
    (own / "lent.pth").write_text(f"{lent}\n", encoding="utf-8")


def install(wheel: Path, environment: Path) -> None:
    """Make an environment and install the wheel, without the network."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    lend_dependencies(environment)
    pip = [sys.executable, "-m", "pip", "--python", environment / "bin/python", "install"]
    subprocess.run([*pip, "--quiet", "--no-index", "--no-deps", wheel], check=True)
