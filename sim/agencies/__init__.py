"""Lists of agencies with a 287(g) agreement, as they really come, turned into a jails file.

The tables beside this page are data that the importer uses:

``counties.csv``
    3,112 counties, parishes and independent cities by FIPS code (text, with its leading zero): residents, and per cent
    of them born abroad, from the American Community Survey 2012-16 by way of the MIT Election Data and Science Lab
    (MEDSL, licence MIT). Alaska and the territories are not in it. Three rows of the source are changed: Kansas City
    (no county) and Bedford, Virginia (no city since 2013) are out, and Oglala Lakota County has its code of 2015,
    46102, without a population. Counties bear their legal kind (County, Parish, city), which the source leaves out.
``areas_of_responsibility.csv``
    Which ICE field office serves which state or county, from deportationdata/ice-offices (CC0).
``county_name_fixes.csv``
    County names misprinted in such lists, and what was meant, from deportationdata/ice-287g.
``agency_counties.csv``
    Agencies whose name does not begin with their county's: Jacksonville and Las Vegas as ICE's sheet of 11 July 2025
    prints their counties; Miami-Dade, whose name lacks the word; and Moore County, Tennessee, whose name has one more.
"""
