"""Tables as other programs write them: any encoding and separator, titles above the header, packed, workbooks.

What they hold is not known here; nothing here tells what stands in a cell.
"""
