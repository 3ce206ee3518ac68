"""Parts of the page that puts companies or periods side by side."""
