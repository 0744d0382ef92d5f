"""Tables as other programs write them: any encoding and separator, titles above the header, packed, workbooks.

What they hold is not known here but for ``columns.csv``, the table of how headers are spelt: who reads a file, the role
of a column, what that means, and its spellings, the surest first. Nothing here tells what stands in a cell; `whole`
gives the rows of public lists to those who may.
"""
