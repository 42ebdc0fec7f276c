"""Questions in and out: files, imports, exports."""
