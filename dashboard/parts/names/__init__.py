"""Parts of the page on names that the catalogue lacks."""
