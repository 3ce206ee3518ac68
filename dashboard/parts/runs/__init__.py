"""Parts of the page on the inbox and the runs."""
