"""What every package speaks in: types, errors, settings, printable text, the sections of a document."""
