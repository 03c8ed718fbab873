"""From the masters to notebooks and the students' bundle."""
