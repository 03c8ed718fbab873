"""nbgrader's database and folders."""
