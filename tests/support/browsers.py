"""Where Chromium is."""

import os
import shutil

CHROMIUM = os.environ.get("MNIST_COURSE_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
"""The program; '' where there is none."""
