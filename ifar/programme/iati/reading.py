"""Reading a file of the standard that somebody else wrote: nothing outside it is read, nothing in it is carried out, sizes are bounded."""

from __future__ import annotations

from typing import Final

from lxml import etree

from ifar.programme.iati.model import LANG, ROOTS, Fault, Node, forms

MOST_BYTES: Final = 40_000_000
MOST_NODES: Final = 400_000
DEEPEST: Final = 12
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


class Unreadable(Exception):
    """No file of the standard at all; `fault` says why and where."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))


def tree_of(content: bytes) -> etree._Element:
    """The file as a tree, its comments and instructions left out.

    No document type is taken, so that there are no entities; nothing is fetched; nesting and size are bounded.

    Raises:
        Unreadable: it is no XML, or what no file of the standard is.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable(Fault("size", "file", 0, f"it is larger than {MOST_BYTES} bytes"))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line = error.position[0] if error.position else 0
        raise Unreadable(Fault("syntax", _last_element(content, line), line, f"it is no XML: {error.msg}")) from None  # fmt: skip
    except ValueError as error:
        raise Unreadable(Fault("syntax", "file", 0, f"it is no XML: {error}")) from None
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise Unreadable(Fault("doctype", str(root.tag), 1, "a document type is not taken, nor any entity"))
    if root.tag not in ROOTS:
        raise Unreadable(Fault("root", str(root.tag), root.sourceline or 0, "the root is neither iati-activities nor iati-organisations"))  # fmt: skip
    return root


def _last_element(content: bytes, line: int) -> str:
    """The last element that begins at or before a line, to say where the XML breaks."""
    text = b"\n".join(content.split(b"\n")[:line]).decode("utf-8", "replace")
    for part in reversed(text.split("<")[1:]):
        name = part.lstrip("/").split(">")[0].split()[0:1]
        if name and name[0][:1].isalpha():
            return name[0][:80].rstrip("/")
    return "file"


def read(content: bytes) -> tuple[Node, list[Fault]]:
    """The values of a file, and what of it the standard does not know: elements and attributes of other namespaces, which are left out.

    Raises:
        Unreadable: as `tree_of`, or it has too many elements or nests too deep.
    """
    root = tree_of(content)
    left_out: list[Fault] = []
    count = 0

    def node_of(element: etree._Element, path: str, depth: int) -> Node:
        nonlocal count
        count += 1
        line = int(element.sourceline or 0)
        if count > MOST_NODES or depth > DEEPEST:
            raise Unreadable(Fault("size", path, line, "there are too many elements, or they nest too deep"))
        attributes = {}
        for key, value in element.attrib.items():
            name = LANG if key == _LANG else str(key)
            if name.startswith("{"):
                left_out.append(Fault("foreign", f"{path}/@{name}", line, "an attribute of another namespace is left out", "note"))  # fmt: skip
            else:
                attributes[name] = str(value)
        children = []
        for child in element:
            name = str(child.tag)
            if name.startswith("{"):
                left_out.append(Fault("foreign", f"{path}/{name}", int(child.sourceline or 0), "an element of another namespace is left out", "note"))  # fmt: skip
            else:
                children.append(node_of(child, f"{path}/{name}", depth + 1))
        form = forms().get(path)
        leaf = form is None or form.text or not form.children
        text = (element.text or "") + "".join(child.tail or "" for child in element) if leaf or not children else ""  # fmt: skip
        if form is not None and not form.text and not text.strip():
            text = ""
        return Node(path.rsplit("/", 1)[-1], attributes, text, children, line)

    return node_of(root, str(root.tag), 0), left_out
