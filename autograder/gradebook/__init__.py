"""nbgrader's database and folders: what is entered there, and read back."""
