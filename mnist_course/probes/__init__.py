"""What runs beside student code, and knows no answer."""
