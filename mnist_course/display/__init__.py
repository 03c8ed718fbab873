"""A verdict as panel, text and picture; curves: once for all pages."""
