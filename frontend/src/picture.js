// The connection picture: one explorable drawing of who is tied to whom. The list beneath it says the same.
//
// <div class="explore" data-src="…"> names a JSON file of columns, all of one length per group:
//   label[], href[], x[], y[], kind[] (0 person, 1 group, 2 organisation), sector[] (0 none, 1 social,
//   2 public, 3 commercial); and from[], to[]: positions in those columns. The places x, y come from the server.
import Graph from "graphology";
import Sigma from "sigma";
import { SectorProgram } from "./marks.js";

const SECTORS = ["person", "social", "public", "commercial"];
const SIZES = [3, 5, 7]; // person, group, organisation
const PAN = 0.12; // of the picture, for one press of an arrow key

const box = document.querySelector(".explore[data-src]");
if (box) start().catch(() => say(box.dataset.failed));

function say(words) {
  document.querySelector("[data-explore=said]").textContent = words;
}

async function start() {
  const answer = await fetch(box.dataset.src, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  const columns = await answer.json();
  const graph = read(columns);
  const shown = { over: null, chosen: null, sectors: new Set([0, 1, 2, 3]) };
  const sigma = draw(graph, shown);
  listen(sigma, graph, shown);
  document.querySelector("[data-explore=tools]").hidden = false;
  say(box.dataset.ready.replace("%n", graph.order.toLocaleString(document.documentElement.lang)));
  box.dataset.drawn = String(graph.order);
}

function read(columns) {
  const graph = new Graph({ type: "undirected", multi: false, allowSelfLoops: false });
  columns.label.forEach((label, at) => {
    const [kind, sector] = [columns.kind[at], columns.sector[at]];
    graph.addNode(at, { label, kind, sector, href: columns.href[at], x: columns.x[at], y: columns.y[at], size: SIZES[kind] });
  });
  columns.from.forEach((from, at) => {
    if (from !== columns.to[at]) graph.mergeEdge(from, columns.to[at]);
  });
  const thin = graph.order > 2000 ? 0.6 : 1;
  graph.updateEachNodeAttributes((node, seen) => ({ ...seen, size: thin * (seen.size + Math.sqrt(graph.degree(node)) / 2) }));
  return graph;
}

/** The page's own colours, light or dark, as the style sheet has them now. */
function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  return { marks: SECTORS.map(of), ink: of("ink"), card: of("card"), edge: of("edge"), act: of("act") };
}

function draw(graph, shown) {
  let look = colours();
  const lit = (node) => {
    const middle = shown.over ?? shown.chosen;
    return middle === null || node === middle || graph.areNeighbors(node, middle);
  };
  const sigma = new Sigma(graph, box, {
    defaultNodeType: "sector",
    nodeProgramClasses: { sector: SectorProgram },
    labelFont: getComputedStyle(document.body).fontFamily,
    labelSize: 14,
    labelColor: { attribute: "ink" },
    labelRenderedSizeThreshold: graph.order > 500 ? 9 : 6,
    labelDensity: 0.7,
    labelGridCellSize: 130, // pixels: further apart than Sigma's own 100, so that names seldom meet
    enableCameraRotation: false,
    hideEdgesOnMove: graph.order > 3000,
    minCameraRatio: 0.02,
    maxCameraRatio: 3,
    zIndex: true,
    defaultDrawNodeLabel: (context, data, settings) => edgedLabel(context, data, settings, look),
    defaultDrawNodeHover: (context, data, settings) => boxedLabel(context, data, settings, look),
    nodeReducer: (node, data) => {
      const bright = lit(node);
      const color = bright ? look.marks[data.sector] : look.edge;
      const label = bright ? data.label : "";
      const out = { ...data, color, label, ink: look.ink, paper: look.card, zIndex: bright ? 1 : 0 };
      const named = bright && (shown.over ?? shown.chosen) !== null; // whoever is chosen, and those beside them
      return { ...out, hidden: !shown.sectors.has(data.sector), forceLabel: named };
    },
    edgeReducer: (edge, data) => {
      const middle = shown.over ?? shown.chosen;
      if (middle === null) return { ...data, color: look.edge, size: graph.order > 2000 ? 0.4 : 0.9 };
      return graph.hasExtremity(edge, middle) ? { ...data, color: look.edge, size: 2, zIndex: 1 } : { ...data, hidden: true };
    },
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => ((look = colours()), sigma.refresh()));
  return sigma;
}

/** A name with an edge of the paper's colour, so that it can be read across lines and marks. */
function edgedLabel(context, data, settings, look) {
  if (!data.label) return;
  const [x, y] = [data.x + data.size + 4, data.y + settings.labelSize / 3];
  context.font = `${settings.labelSize}px ${settings.labelFont}`;
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = look.card;
  context.strokeText(data.label, x, y);
  context.fillStyle = look.ink;
  context.fillText(data.label, x, y);
}

/** The name of what is pointed at, on a small card of the page's own colour. */
function boxedLabel(context, data, settings, look) {
  if (!data.label) return;
  context.font = `700 ${settings.labelSize}px ${settings.labelFont}`;
  const width = context.measureText(data.label).width + 16;
  context.fillStyle = look.card;
  context.strokeStyle = look.act;
  context.lineWidth = 2;
  context.beginPath();
  context.roundRect(data.x + data.size + 4, data.y - 14, width, 28, 8);
  context.fill();
  context.stroke();
  context.fillStyle = look.ink;
  context.fillText(data.label, data.x + data.size + 12, data.y + settings.labelSize / 3);
}

function listen(sigma, graph, shown) {
  const camera = sigma.getCamera();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const time = { duration: still ? 0 : 300 };
  const over = (node) => ((shown.over = node), sigma.refresh({ skipIndexation: true }));
  sigma.on("enterNode", ({ node }) => (over(node), (box.style.cursor = "pointer")));
  sigma.on("leaveNode", () => (over(null), (box.style.cursor = "")));
  sigma.on("clickNode", ({ node }) => {
    const { href } = graph.getNodeAttributes(node);
    if (href) location.href = href;
    else choose(node); // a neighbour who is not named has no page
  });
  sigma.on("clickStage", () => choose(null));

  function choose(node) {
    shown.chosen = node;
    sigma.refresh({ skipIndexation: true });
    const way = document.querySelector("[data-explore=way]");
    const { label, href } = node === null ? {} : graph.getNodeAttributes(node);
    way.hidden = !href;
    if (node === null) return say("");
    way.href = href;
    way.textContent = box.dataset.open.replace("%s", label);
    say(box.dataset.found.replace("%s", label).replace("%n", graph.degree(node)));
    const { x, y } = sigma.getNodeDisplayData(node);
    camera.animate({ x, y, ratio: Math.min(camera.ratio, 0.35) }, time);
  }

  const pan = (x, y) => camera.animate({ x: camera.x + x * PAN * camera.ratio, y: camera.y + y * PAN * camera.ratio }, time);
  const doing = {
    in: () => camera.animatedZoom(time),
    out: () => camera.animatedUnzoom(time),
    all: () => (choose(null), camera.animatedReset(time)),
  };
  const keys = {
    "+": doing.in, "=": doing.in, "-": doing.out, 0: doing.all, Escape: () => choose(null),
    ArrowLeft: () => pan(-1, 0), ArrowRight: () => pan(1, 0), ArrowUp: () => pan(0, 1), ArrowDown: () => pan(0, -1),
  };
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  for (const [name, act] of Object.entries(doing)) {
    document.querySelector(`[data-explore=${name}]`)?.addEventListener("click", act);
  }
  for (const tick of document.querySelectorAll("[data-explore=sector]")) {
    tick.addEventListener("change", () => {
      shown.sectors[tick.checked ? "add" : "delete"](Number(tick.value));
      sigma.refresh();
    });
  }
  search(graph, choose);
}

/** Choosing a name from the list moves the picture to it; nothing found is said aloud. */
function search(graph, choose) {
  const form = document.querySelector("[data-explore=search]");
  const names = new Map();
  graph.forEachNode((node, { label, href }) => href && names.set(label.toLocaleLowerCase(), node));
  const options = [...names.values()].map((node) => graph.getNodeAttribute(node, "label")).sort((a, b) => a.localeCompare(b));
  const list = document.getElementById(form.elements.who.getAttribute("list"));
  list.append(...options.slice(0, 2000).map((label) => Object.assign(document.createElement("option"), { value: label })));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = form.elements.who.value.trim().toLocaleLowerCase();
    const near = words && [...names.keys()].find((name) => name.includes(words));
    const node = names.get(words) ?? names.get(near);
    if (node === undefined) say(box.dataset.nobody);
    else choose(node);
  });
}
