"""Every word that the faces say of their own accord, a module a page, so that it can be translated."""
