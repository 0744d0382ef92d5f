"""A report: results folders as one page that stands alone, for people who will never open a table file."""
