# nbgrader looks for its configuration where it is started; it is kept in autograder/.
load_subconfig("autograder/nbgrader_config.py")  # noqa: F821
