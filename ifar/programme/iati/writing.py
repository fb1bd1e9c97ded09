"""Writing a tree of values as a file of the standard."""

from __future__ import annotations

from lxml import etree

from ifar.programme.iati.model import LANG, Node, ordered

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def element_of(node: Node) -> etree._Element:
    """A tree of values as a tree of elements."""
    made = etree.Element(node.name, {_LANG if key == LANG else key: value for key, value in node.attributes.items()})  # fmt: skip
    made.text = node.text or None
    made.extend(element_of(one) for one in node.children)
    return made


def write(root: Node) -> bytes:
    """The file, its elements in the standard's order, one to a line."""
    element = element_of(ordered(root))
    written: bytes = etree.tostring(element, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written
