"""What holds for every test: no network, no user's settings, no user's folders, no model hub."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from zipfile import ZipFile

import pytest
from filelock import FileLock
from hypothesis import settings

from tests.offline.guarded import Guard

ROOT = Path(__file__).parents[1]
PROGRAM = "import sys; from ui.cli import main; main()"
LOOPBACK = ["127.0.0.1", "localhost", "::1"]
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "LANGSMITH_TRACING": "false",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    "TOKENIZERS_PARALLELISM": "false",
}
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""For products of matrices in all processes that a run starts: they share the cores, and threads that wait spin."""
Once = Callable[[str, Callable[[Path], None]], Path]
STAGES = ("quality", "browser")
"""Folders of tests that bear a marker of the same name, and that are all where tests bear it."""

settings.register_profile("tests", deadline=None, max_examples=50)
settings.load_profile("tests")
MEMORY = Path("/dev/shm")
ROOM = 4 << 30
"""Bytes; more than the tests of a run have lying about at once."""


def use_memory() -> None:
    """Has temporary files lie in memory where there is room: on a disk, the index's tests wait for every write."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    about = os.statvfs(MEMORY)
    if about.f_bavail * about.f_frsize >= ROOM and not about.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # it is looked for again


use_memory()
_home = tempfile.TemporaryDirectory(prefix="aftermine-tests-")


def pytest_configure() -> None:
    """Moves home and settings into a folder of this run before any library reads them at its import."""
    for name in [name for name in os.environ if name.startswith(("AFTERMINE_", "STREAMLIT_"))]:
        del os.environ[name]
    home = Path(_home.name)
    folders = {
        "XDG_DATA_HOME": "data",
        "XDG_CONFIG_HOME": "config",
        "XDG_CACHE_HOME": "cache",
        "XDG_STATE_HOME": "state",
    }
    os.environ |= OFFLINE | ONE_THREAD
    os.environ |= {"HOME": _home.name} | {name: str(home / folder) for name, folder in folders.items()}


def pytest_unconfigure() -> None:
    """Removes that folder."""
    _home.cleanup()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Tests that a run leaves out by their marker are not even imported: PyTorch alone would take seconds."""
    left_out = f"not {collection_path.name}" in config.getoption("markexpr")
    return True if left_out and collection_path.name in STAGES else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sockets are off everywhere (`--disable-socket`); a browser test may talk to this machine and to no other."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders for all tests; made without pytest's search for a free name, which thousands of tests would feel."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_folders(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Gives every test a library, an index and a settings file of its own, none of which exists yet."""
    home = next(homes)
    home.mkdir()
    monkeypatch.setenv("AFTERMINE_LIBRARY", str(home / "library"))
    monkeypatch.setenv("AFTERMINE_INDEX", str(home / "index"))
    monkeypatch.setenv("AFTERMINE_CONFIG", str(home / "config.toml"))
    return home


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Once:
    """Gives the folder that a function fills once a run, however many processes share the tests."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def folder(name: str, fill: Callable[[Path], None]) -> Path:
        with FileLock(shared / f"{name}.lock"):
            if not (shared / f"{name}.done").exists():
                (shared / name).mkdir()
                fill(shared / name)
                (shared / f"{name}.done").touch()
        return shared / name

    return folder


@pytest.fixture(scope="session")
def installed(once: Once) -> Path:
    """What is in a wheel, unpacked, without the checkout."""

    def build(folder: Path) -> None:
        code = f"import hatchling.build; print(hatchling.build.build_wheel({str(folder)!r}))"
        built = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
        ZipFile(folder / built.stdout.split()[-1]).extractall(folder / "installed")

    return once("wheel", build) / "installed"


@pytest.fixture(scope="session")
def ingested(installed: Path, once: Once) -> Path:
    """A folder with the index that a new installation makes, from a wheel's content alone, without connections.

    To be copied, since only one process may open an index.
    """

    def ingest(folder: Path) -> None:
        guard = Guard(folder, installed)
        places = ("--library", str(folder / "library"), "--index", str(folder / "index"))
        done = guard.run("-c", PROGRAM, *places, "ingest")
        assert done.returncode == 0, done.stderr
        assert guard.tried == []

    return once("ingested", ingest)


@pytest.fixture
def free_port() -> int:
    """A port of this machine that nobody listens on now; for tests that may use loopback."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
