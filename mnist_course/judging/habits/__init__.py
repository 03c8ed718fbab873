"""What a wrong answer's code tells of the reason: habits of beginners, one function each.

Each takes a `Look` at an answer that is wrong already, and gives a `Diagnosis` or None. Text of the
answer is matched, cut short and quoted, never believed, and decides nothing.
"""
