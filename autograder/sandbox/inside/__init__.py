"""What runs inside the sandbox. Nothing in this folder may import the rest of `autograder`.

The folder is bound into the sandbox by itself, so it holds no secret: no seed, no judge.
"""
