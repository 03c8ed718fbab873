"""The course as web pages: sources for Sphinx, made of the lessons, the guides and the code."""
