BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBBBB BBBBBB
BBBBB BBBBB gettext(u'Open data') BBBBBBBB
BBBBB BBBBBBBXXXX gettext(u'Open data') XXXXX
XXX gettext(u'Figures of firearms that were recovered and of licences that were applied for, computed from the records of the State and published by an act of two people.') XXXX
BBB BBBB BB BBBBBXXXXXXXX XXXXXXXXXXXXXXXXXXFFFFFFFFFFFFFFFFXXXXX
BBB BBBBBBB BB BBBBBBBBBBBBBBB BBB BBBBBBBBBBBBBXXXXXXXX XXXXXXXXXXXXXXXXXXXXXX gettext(u'Version %(number)s') SSSSSSS SSSSSSSSSSX BBBB BBBBBBBBBBBBBB BBBB BBBBBXXXXXXXXXXBBBBXX XXXXXXXXXXXXXX gettext(u'Version %(number)s') SSSSSSS SSSSSSSSSSX BBBB BBBBBBBBBBBBBB BBBB BBBBBXXXXBBBBB
BB BBBBBBBBBBBBBBBBXX XXXXXXXXXXXXXXXBBBBB
XXXXBBB BBB BB BBBBBBBBBBBBBBXXXXXX XXXXXXXXXXXXBB BBBBBBBB XXXXX XXXXXXXXXXXXXX ngettext(u'%(kept)s of %(all)s figure kept back', u'%(kept)s of %(all)s figures kept back', count) SSSSSSSS SS SSSSSSS SSSSSS SSSS SSSSPPPPPPPP PP PPPPPPP PPPPPPP PPPP PPPPXXXXXXXBBBBBXXXXXBBBBBBBBB BBBBB BB BBBBBBBBBBBBBBXXXX XXXXX XXXXXXXXXXXXXX gettext(u'not published: nothing of it was on record for the year') XXXXXXXXXXXXBBBBBBXXXXX
XXXX XXXXXXXXXXXXXXX XXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXX gettext(u'Files') XXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXX XXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXX gettext(u'File') XXXXXXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXBBB BBBB BB BBBBBBBBBBBBBXXXXXXX XXXXXXXXXXXXXX XXXXXXX XXXXXXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXBBBBBBXXXXXXXXXXXXXXXXXXXXXXBB BBB BBBBBBBBBBBBBXXXXXXXXXXBBBBBBBBBBBXXXXXXXXXX
BBBBBXX XXXXXXXXXXX XXXXXXXXXXXBBBB BBBBBBBBBBBBBXXXXXX gettext(u'Nothing has been published yet.') XXXXXXXXXXXBBBBBB
XXXXXXXX XXXXXXXXXXXX XXXXXXXXXXX gettext(u'Which tables there are') XXXXXXXXXBBB BBBBB BB BBBBBBXXXXXXXXXBBBBBBXXXXX
XXXX gettext(u'What is kept back, and how') XXXXX
XXX gettext(u'A number that is smaller than the threshold of its version, and is not zero, is kept back: behind it stand so few cases that somebody could recognise one.') XXXX
XXX gettext(u'So that nobody works it out from the sums, further numbers are kept back, until every number that is kept back could be anything within a range at least as wide as the threshold. This holds for all tables of a year together, because they share their sums. Both kinds are marked alike.') XXXX
XXX gettext(u'What was kept back in one version stays so in later ones. A year is published only when it is over.') XXXX
XXX gettext(u'No figure names or describes a person, a firearm, an office, a day or a place finer than an area. What nobody answered is called not reported; it is not zero.') XXXX
XXXX gettext(u'What the files are') XXXXX
XXX gettext(u"One row for each figure, with the labels of UNODC's Illicit Arms Flows Questionnaire as they are published, and areas by their code of ISO 3166-2. Total is the sum over a whole dimension. The checksum of each file stands in the ledger of the register, with the two people who published it.") XXXXXXXXXXXXXXBBBBBBBB
