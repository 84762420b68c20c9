"""Every error that Aftermine raises on purpose, classed by what the caller does next.

AftermineError
├── UsageError         the caller's words are wrong: say them again (exit 2)
├── SettingsError      a setting is wrong: change it (exit 2)
├── FileProblem        one file can't be read: skip it, report it, go on with the rest
├── NotFound           no such document, passage or section (exit 4)
├── HistoryProblem     the stored conversations can't be used: go on without them, mend the file (exit 6)
├── IndexProblem       the index can't be used as it is (exit 6)
│   ├── IndexMissing   nothing was ingested yet, or the build was cut short: run `aftermine ingest`
│   ├── IndexDamaged   a file of it is not what was written: rebuild
│   ├── IndexMismatch  built with other settings: change the setting back, or rebuild
│   ├── IndexBusy      another process has it: stop that one, or use another folder
│   └── IndexReadOnly  its folder can't be written: ask what is there, or mend the permissions
└── ModelProblem       a model file is missing or damaged, or a chat model failed (exit 6)

The text of each is one line: what was wrong, the value, what to do.
"""


class AftermineError(Exception):
    """The base of all errors raised on purpose; `exit_code` is what the command line returns for it."""

    exit_code = 2


class UsageError(AftermineError):
    """The caller asked for something that makes no sense."""


class SettingsError(AftermineError):
    """A setting has an unknown name or a value that can't be used."""


class FileProblem(AftermineError):
    """One file can't be taken into the corpus; the others can."""

    exit_code = 1


class NotFound(AftermineError):
    """There is no document, passage or section of that name."""

    exit_code = 4


class HistoryProblem(AftermineError):
    """The file of conversations is locked, damaged or from a later version."""

    exit_code = 6


class IndexProblem(AftermineError):
    """The index can't be used as it is."""

    exit_code = 6


class IndexMissing(IndexProblem):
    """There is no complete index in the folder."""


class IndexDamaged(IndexProblem):
    """A stored file is missing, or not what was written."""


class IndexMismatch(IndexProblem):
    """The index was built with other settings than today's."""


class IndexBusy(IndexProblem):
    """Another process holds the index."""


class IndexReadOnly(IndexProblem):
    """The index's folder can't be written, so that nothing can be changed in it."""


class ModelProblem(AftermineError):
    """A model's files are missing or damaged, or a chat model failed."""

    exit_code = 6
