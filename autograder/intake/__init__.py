"""From a folder of submissions to bytes that nobody vouches for."""
