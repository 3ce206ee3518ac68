"""Parts of the page on who deals with whom."""
