"""pytest in a workspace: every exercise of a lesson notebook is one test item."""
