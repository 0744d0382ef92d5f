"""A county's own records: from the export that a jail's system gives to a scenario, without a name kept anywhere.

What identifies people is used in memory alone, to tell rows apart; no file, message or error holds a cell.
"""
