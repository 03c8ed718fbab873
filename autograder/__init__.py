"""mnist-autograder: grades a class of mnist-course submissions, on top of nbgrader."""
