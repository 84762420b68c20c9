"""What an earlier version wrote is opened without loss; `files` was made by version 0.1.0 as of November 2026."""
