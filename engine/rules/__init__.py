"""Rules that are files: which a site has signed, which may fire here, and why one does not."""
