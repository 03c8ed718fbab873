"""The instructors' vocabulary: names of students that no page or path can misread, and text."""
