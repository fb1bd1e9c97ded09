BBBBBBB BBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBB
BBBBB BBBBB gettext(u'Ask for a licence') BBBBBBBB
BBBBB BBBBBBBXXXX gettext(u'Ask for a licence') XXXXXXX XXXXXXXXXXXXX gettext(u'It is kept as a draft. You send what is asked for, then you hand it in, and the clock of the law begins.') XXXX
XXXXX XXXXXXXXXXXX XXXXXXXXXXXXXXBBBBBBBBBBBBBBBBBBBBB BBBBXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXX gettext(u'Keep as a draft') XXXXXXXXXXXXXXXX
BBBBBBBB
