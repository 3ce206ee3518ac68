"""Parts of the page on one company."""
