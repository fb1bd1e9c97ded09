 #
 #
 #
BBBB BBBBXXXXX XXXXXXXXXXXXXXXXBB BBBBB BBB BBB gettext(u'%(start)s to %(end)s') SSSSSSSSS SS SSSSSSSBBBB BBBBB gettext(u'since %(start)s') SSSSS SSSSSSSSSBBBB BBB gettext(u'until %(end)s') SSSSS SSSSSSSBBBB gettext(u'no dates') BBBBBXXXXXXX
