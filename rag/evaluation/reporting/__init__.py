"""Figures of a run for people and programs: report, comparison of two runs, floors, HTML and tables."""
