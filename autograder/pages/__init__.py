"""What is looked at: feedback and the overview of a class."""
