BBBBBBB BBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBB
BBBBB BBBBB gettext(u'Something is wrong') BBBBBBBB
BBBBB BBBBBBBXXXX gettext(u'Something is wrong') XXXXXXX XXXXXXXXXXXXX gettext(u'An officer looks at it and answers within a month. What you write is kept apart from the log and can be erased.') XXXX
XXXXX XXXXXXXXXXXX XXXXXXXXXXXXXXBBBBBBBBBBBBBBBBBBBBB BBBBXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXX gettext(u'Send it') XXXXXXXXXXXXXXXX
BBBBBBBB
