BBBBBBB BBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBB
BBBBB BBBBB gettext(u'Offer it to a buyer') BBBBBBBB
BBBBB BBBBBBBXXXX gettext(u'Offer it to a buyer') XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXBB BBBBBB X BBBB BBBBBBBBBBBBBBBBXXXX
XX XXXXXXXXXXXXX gettext(u"The buyer sees your name and this firearm, and confirms or declines. Then the office checks the buyer's licence and records it. Hand nothing over before that: until it is recorded, you answer for it.") XXXX
XXXXX XXXXXXXXXXXX XXXXXXXXXXXXXXBBBBBBBBBBBBBBBBBBBBB BBBBXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXX gettext(u'Offer it') XXXXXXXXXXXXXXXX
BBBBBBBB
