"""Why a network answers as it does, and when not to believe it: numbers in, numbers out."""
