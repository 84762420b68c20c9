"""Measuring answers with question sets: deterministic, offline, without a judge model, every figure with its interval.

The data flows questions → run (asks, grades, keeps a journal) → metrics → report, compare, gate. Start reading at
`run`. What a metric means, and why it can't be won by answering everything, stands beside its name in `metrics`.
"""
