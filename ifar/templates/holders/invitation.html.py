BBBBBBB BBBBBBBBBBBBBBBBBBB BBBB BBBBBB
BBBBB BBBBB gettext(u'Your account') BBBBBBBB
BBBBB BBBBBBBXXXX gettext(u'Your account') XXXXXXXX gettext(u'You sign in as %(username)s: write this name down. The code stands on the paper that you were given at the counter; without it this link opens nothing.') SSS SSSS SS SS SSSSSSSSSSSSS SSSSS SSSS SSSS SSSSS SSS SSSS SSSSSS SS SSS SSSSS SSSS SSS SSSS SSSSS SS SSS SSSSSSSS SSSSSSS SS SSSS SSSS SSSSS SSSSSSSSXXXX
XXXXX XXXXXXXXXXXX XXXXXXXXXXXXXXBBBBBBBBBBBBBBBBBBBBB BBBBXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXX gettext(u'Open my account') XXXXXXXXXXXXXXXXBBBBBBBB
BBBBB BBBBBBBBBBBBB gettext(u'You did not ask for this, or somebody else wants to see it? Close it and tell the office.') BBBBBBBB
