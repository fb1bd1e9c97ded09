BBBBBBB BBBBBBBBBBBBBBB BBBB BBBBBB
BBBBB BBBBB gettext(u'Help') BBBBBBBB
BBBBB BBBBBBB gettext(u'Help') BBBBBBBB
BBBBB BBBBBBBBBBXXXXXXXXXXXBBBBBBBB
BBBBB BBBBBBB
XXXX XXXXXXXXXXXXXX
XXXX gettext(u'Find a firearm') XXXXX
XXX gettext(u'Type what you can read into the search box; the key / takes you there from anywhere.') XXXX
XXXXXX
XXX XXXXXXXXXXXX XXXXXXXXX
XXXXBBBB BBBBBBBBBXXXXXXXXX gettext(u'A question mark stands for one character that nobody can read.') XXXXX
XXXXBBBB BBBBBBBXXXXXXXXX gettext(u'A star stands for several characters, or none.') XXXXX
XXXXBBBB BBBBBBBBXXXXXXXXX gettext(u'One or two wrong, missing or swapped characters are found too, and so are characters that look alike, such as 0 and O, 1 and I, 8 and B, Latin and Cyrillic letters.') XXXXX
XXXXBBBB BBBBBBBBBBXXXXXXXXX gettext(u'The identifier of the register opens the firearm at once; spaces and hyphens do not count.') XXXXX
XXXXX
XXXXXXXX XXXXXXXXXXXXXXXXXXXX gettext(u'What the proof badges mean') XXXXX
XXX XXXXXXXXXXXX XXXXXXXXXBBB BBBBBB BBBBB BB BBBBBBXXXXXXXXX XXXXXXXXXXXX XXXXXXXXBBBB BBBBBBBBBBXXXXXXXXXXXXXXXXXXXXXBBBBBBXXXXXXXXXXXXXXX
XXXXXXXX XXXXXXXXXXXXXXXXXXXX gettext(u'Unknown, none, not asked') XXXXX
XXX XXXXXXXXXXXX XXXXXXXXXBBB BBBBBBB BBBBBB BBBBBBB BB BBBBBBBXXXXXXXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXBBBBBBXXXXXXXXXXXXXXX
XXXXXXXX XXXXXXXXXXXXXXXXXXXX gettext(u'Keys') XXXXX
XXX XXXXXXXXXXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX gettext(u'to the search box') XXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXXXX gettext(u'down and up in a list') XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX gettext(u'open the row') XXXXXXXXXXXXXXXXXXXXXXXXXXXXXX gettext(u'narrow a search: to the make') XXXXXXXXXXXXXXXXXXXXXXXXXXXXXX gettext(u'keep a search open') XXXXXXXXXXXXXXXXXXXXXXXXXXXXXX gettext(u'help to identify, with what was asked') XXXXXXXXXXXXXXXXXXXXXXXXXXXXXX gettext(u'pick the row') XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX gettext(u'close what lies over the page') XXXXXXXXXXXXXXXXXXXX
BBBBBBBB
