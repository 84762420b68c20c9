"""Spreadsheets, slides, OpenDocument texts, books and e-mails: one module a family, each with loaders like the others.

In come the bytes of a file and its name, out go the same parts as from any page or Word document. Archives are checked
before anything in them is read. Left out: pictures, charts, macros, formulas themselves, attachments.
"""
