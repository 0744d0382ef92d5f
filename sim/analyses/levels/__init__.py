"""How many leads a year a county's jail gives with deputies, and how sure that is: partial pooling of published counts.

The tables beside this page are the facts that the model is fitted to; ``docs/sources.md`` has what is in brackets.

``counts.csv``
    People identified or flagged a year by county. ``fitted``: fiscal years 2010 to 2012 of the 28 counties whose
    agreement was in force in January 2017. ``later``: observations of 2016 to 2020. ``held out``: fiscal year 2013 of
    the 28, or ``break`` where fewer were identified than removed. ``elsewhere``: fiscal years 2010 to 2012 of counties
    whose agreements had ended before 2017. The last three are forecast only. Counts of a county's police are left out.
``national.csv``
    Detainers of ICE in the whole country by fiscal year.
``counties.csv``
    Adults who are not citizens by county: adults less citizens of voting age, American Community Survey 2012-16, by way
    of the MIT Election Data and Science Lab (MEDSL, licence MIT) [33]. The survey's errors make some of them negative.
"""
