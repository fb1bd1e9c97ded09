 #
 #
BBBB BBBB BBBBBBBBBB BBBBBBBB gettext(u'Rows %(rows)s … and %(more)s more') SSSS SSSSSSSS S SSS SSSSSSSS SSSSBBBB BBBBBBBB ngettext(u'Row %(rows)s', u'Rows %(rows)s', count) SSS SSSSSSSSPPPP PPPPPPPPBBBBB
