"""The connection picture as a file that other programs read: GraphML, GEXF 1.3 and Kumu's JSON.

Every file has the same in it: who (public reference, name, kind, sector) and each tie with its direction and kind.
Ties between the same two are all kept. Files are written line by line, so memory stays flat, in UTF-8, and the same
place gives the same bytes. Names may hold anything: it is escaped, and characters that XML cannot hold are left out.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from goldenthread.domain.place import PARTY_KINDS, SECTORS, Place

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, production 2
_START = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class Name:
    """What a party is called in the file: `ref` tells it from all others, `label` is for people."""

    ref: str
    label: str


@dataclass(frozen=True, slots=True)
class _Node:
    ref: str
    label: str
    kind: str
    sector: str  # "" for people, and where none is given


@dataclass(frozen=True, slots=True)
class _Edge:
    source: str
    target: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Network:
    nodes: tuple[_Node, ...]
    edges: tuple[_Edge, ...]
    note: str


def write(
    place: Place,
    names: Mapping[int, Name],
    form: str,
    stream: BinaryIO,
    *,
    words: Mapping[str, str] | None = None,
    note: str = "",
) -> None:
    """Write the place to `stream` in one of FORMATS.

    `names`: of every party of the place, by its id. `words`: what a kind of tie is called in the file, by its code
    (the code itself where there are none). `note` is carried in the file. Raises KeyError for another form, or for a
    party without a name.
    """
    lines = FORMATS[form]
    network = _network(place, names, words or {}, note)
    for line in lines(network):
        stream.write(line.encode("utf-8", "replace"))


def _network(place: Place, names: Mapping[int, Name], words: Mapping[str, str], note: str) -> _Network:
    columns = zip(place.party.tolist(), place.kind.tolist(), place.sector.tolist(), strict=True)
    nodes = tuple(
        _Node(names[party].ref, names[party].label, str(PARTY_KINDS[kind]), str(SECTORS[sector] or ""))
        for party, kind, sector in columns
    )
    called = [words.get(code, code) for code in place.tie_kinds]
    ties = zip(place.source.tolist(), place.target.tolist(), place.tie_kind.tolist(), strict=True)
    edges = tuple(_Edge(nodes[source].ref, nodes[target].ref, called[kind]) for source, target, kind in ties)
    return _Network(nodes, edges, note)


def _text(words: str) -> str:
    return escape(_NOT_XML.sub("", words))


def _attribute(words: str) -> str:
    """The words as an attribute's value, in quotation marks."""
    return quoteattr(_NOT_XML.sub("", words))


def _graphml(network: _Network) -> Iterator[str]:
    yield _START + '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    keys = (("note", "graph"), ("label", "node"), ("kind", "node"), ("sector", "node"), ("tie", "edge"))
    for key, of in keys:
        name = "kind" if key == "tie" else key  # a key's id is unique in the file, its name is not
        yield f'<key id="{key}" for="{of}" attr.name="{name}" attr.type="string"/>\n'
    yield f'<graph id="network" edgedefault="directed">\n<data key="note">{_text(network.note)}</data>\n'
    for node in network.nodes:
        data = "".join(f'<data key="{key}">{_text(getattr(node, key))}</data>' for key in ("label", "kind", "sector"))
        yield f"<node id={_attribute(node.ref)}>{data}</node>\n"
    for number, edge in enumerate(network.edges):
        ends = f"source={_attribute(edge.source)} target={_attribute(edge.target)}"
        yield f'<edge id="e{number}" {ends}><data key="tie">{_text(edge.kind)}</data></edge>\n'
    yield "</graph>\n</graphml>\n"


def _gexf(network: _Network) -> Iterator[str]:
    yield _START + '<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    yield f"<meta><creator>Golden Thread</creator><description>{_text(network.note)}</description></meta>\n"
    yield '<graph defaultedgetype="directed" mode="static" idtype="string">\n'
    yield '<attributes class="node"><attribute id="kind" title="kind" type="string"/>'
    yield '<attribute id="sector" title="sector" type="string"/></attributes>\n'
    yield '<attributes class="edge"><attribute id="tie" title="kind" type="string"/></attributes>\n<nodes>\n'
    for node in network.nodes:
        known = (("kind", node.kind), ("sector", node.sector))
        values = "".join(f'<attvalue for="{key}" value={_attribute(value)}/>' for key, value in known)
        yield f"<node id={_attribute(node.ref)} label={_attribute(node.label)}><attvalues>{values}</attvalues></node>\n"
    yield "</nodes>\n<edges>\n"
    for number, edge in enumerate(network.edges):
        kind = _attribute(edge.kind)
        # Since 1.3 `kind` tells ties between the same two apart; `label` is what Gephi writes beside the line.
        yield f'<edge id="e{number}" source={_attribute(edge.source)} target={_attribute(edge.target)}'
        yield f' kind={kind} label={kind}><attvalues><attvalue for="tie" value={kind}/></attvalues></edge>\n'
    yield "</edges>\n</graph>\n</gexf>\n"


def _kumu(network: _Network) -> Iterator[str]:
    """Kumu's "blueprint": ids tell elements with the same label apart; it shows `description` beside each of them."""
    described = {"description": network.note} if network.note else {}
    yield json.dumps(described, ensure_ascii=False)[:-1] + (", " if described else "") + '"elements": [\n'
    for number, node in enumerate(network.nodes):
        sector = {"sector": node.sector} if node.sector else {}
        element = {"id": node.ref, "label": node.label, "type": node.kind, **sector, **described}
        yield (",\n" if number else "") + json.dumps(element, ensure_ascii=False)
    yield '\n], "connections": [\n'
    for number, edge in enumerate(network.edges):
        connection = {"from": edge.source, "to": edge.target, "type": edge.kind, "direction": "directed"}
        yield (",\n" if number else "") + json.dumps(connection, ensure_ascii=False)
    yield "\n]}\n"


FORMATS: Mapping[str, Callable[[_Network], Iterator[str]]] = {"graphml": _graphml, "gexf": _gexf, "kumu": _kumu}
