"""What tests share: students, classes, corpora of right, wrong and hostile answers."""
