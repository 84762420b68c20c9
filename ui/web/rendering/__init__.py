"""HTML and charts of what is shown: `templates/` are the shapes, `assets/` the looks; nothing here can be clicked."""
