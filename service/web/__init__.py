"""The web page: templates, static files and its texts."""
