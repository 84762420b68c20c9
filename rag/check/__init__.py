"""Does the passage say so, do sources differ? Sentences with their passages in, verdicts and differing values out."""
