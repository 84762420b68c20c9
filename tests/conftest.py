"""What holds for every test: no network, no user's settings, no user's folders, no model hub."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

LOOPBACK = ["127.0.0.1", "localhost", "::1"]
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "LANGSMITH_TRACING": "false",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    "TOKENIZERS_PARALLELISM": "false",
}
STAGES = ("quality", "browser")
"""Folders of tests that bear a marker of the same name."""

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
    os.environ |= OFFLINE | {"HOME": _home.name} | {name: str(home / folder) for name, folder in folders.items()}


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


@pytest.fixture
def free_port() -> int:
    """A port of this machine that nobody listens on now; for tests that may use loopback."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
