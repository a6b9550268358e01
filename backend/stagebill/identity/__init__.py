"""Who is there: organizations, their members, the devices they carry, the sessions they sign in with.

Members and devices are records like any other and change through the write path. Sessions and sign-in links
are not: nobody is acting yet when they are made, so they are written here, with a few statements of their
own.
"""
