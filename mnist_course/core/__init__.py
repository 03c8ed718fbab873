"""The vocabulary of all rooms: exercises, plain data, errors, files, short text."""
