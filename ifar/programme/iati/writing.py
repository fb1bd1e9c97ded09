"""Writing a tree of values as a file of the standard."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from ifar.programme.iati.model import LANG, Node, ordered

_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no file of XML 1.0 can hold (section 2.2, production 2)."""
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def element_of(node: Node) -> etree._Element:
    """A tree of values as a tree of elements."""
    attributes = {
        _LANG if key == LANG else key: _UNWRITABLE.sub(" ", value) for key, value in node.attributes.items()
    }
    made = etree.Element(node.name, attributes)
    made.text = _UNWRITABLE.sub(" ", node.text) if node.text else None
    made.extend(element_of(child) for child in node.children)
    return made


def write(root: Node) -> bytes:
    """The file, its elements in the standard's order, one to a line."""
    element = element_of(ordered(root))
    written: bytes = etree.tostring(element, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written
