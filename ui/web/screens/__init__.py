"""The pages of the Streamlit app, one file each.

The folder must not be called `pages`: Streamlit runs the files of a folder of that name beside the app as scripts of
their own, past `app.py`, when the first visitor asks for one of their addresses.
"""
