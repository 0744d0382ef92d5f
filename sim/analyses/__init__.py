"""The questions that can be asked, a folder each."""
