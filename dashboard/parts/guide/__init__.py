"""Parts of the guide."""
