"""Sentences with citations, or a refusal with its reason: candidates in, an answer out; wording stands at the edge."""
