"""Marks as the learning platforms take them."""
