"""Parts of the page on one theme."""
