"""What a notebook shows: begin, check, guidance, hints."""
