"""nbgrader's exchange for every user of a hub: to /etc/jupyter; docs/jupyterhub.md says how."""

from pathlib import Path

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "mnist-course"
c.Exchange.root = "/srv/nbgrader/exchange"

# Lessons are fetched to, and submitted from, the folder that `mnist-course start` makes.
lessons = Path.home() / "mnist-lessons"
if lessons.is_dir():
    c.Exchange.assignment_dir = str(lessons)

# Trained models are submitted too: a few hundred kB each, in kB here.
c.CourseDirectory.max_file_size = 100_000
