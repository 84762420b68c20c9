"""Follow-ups by rules: what a conversation speaks of, and what a question leaves out or points back to.

The rules know English question words, pronouns and kinds of things; they know no subject, no place and no document.
"""
