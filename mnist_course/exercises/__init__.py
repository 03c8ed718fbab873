"""What each exercise asks, a file an exercise: id, points, hints, and which probe looks at it."""
