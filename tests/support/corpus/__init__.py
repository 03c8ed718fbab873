"""Right and wrong models, compilations, trainings and saved files, as data.

Each entry is a pair: for a right one its name and a function that makes it, for a wrong one the
name of the cause that the judge must find as well. To add a case, add a line.
"""
