 #
 #
BBBB BBBB BBBBBBBBB BBB BB BBBBBBBBXXXXXXXX XXXXXXXXXXX XXXXXXXXXXXXXX gettext(u'Your firearms must leave you by %(day)s') SSSS SSSSSSSS SSSS SSSSS SSS SS SSSSSSSXXXXXXXXXXXXX XXXXXXXXXXXX XXXXXXXXXXXBBBBBBBBB BBBBBBBBXXXXXXXXXXXBB BBBBBBBBBBXXX gettext(u'Why:')  XXXXBBBBBXXX gettext(u'You may deposit them, hand them to the State, or sell them to somebody who may hold them. Do not carry them anywhere before you have asked: the office says how they are brought.') XXXXXXX gettext(u'Ask:')  XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXBBBBBB
