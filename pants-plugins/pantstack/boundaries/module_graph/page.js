"use strict";

(() => {
  const { width, height, box, bands, nodes, edges } = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const [graph, stage, panel, search, only] = ["graph", "stage", "panel", "search", "only"].map(byId);
  const rows = [...document.querySelectorAll("#table tbody tr")];
  const { start, all, zoom, reveal, dragged } = camera(graph, stage, { width, height });
  const PREFIX = "#module:";
  let selected = null;
  let pointed = null;

  // An element with text and children; text never becomes markup.
  function make(tag, className, ...content) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...content.filter((part) => part !== null));
    return element;
  }

  // A name that may break after its dots and slashes.
  function code(text) {
    const parts = text.split(/(?<=[./])/);
    return make("code", "", ...parts.flatMap((part) => [part, document.createElement("wbr")]));
  }

  const plural = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const split = (path) => [path.slice(0, path.lastIndexOf("/") + 1), path.slice(path.lastIndexOf("/") + 1)];
  const place = (element, x, y, w, h) =>
    Object.assign(element.style, { left: `${x}px`, top: `${y}px`, width: `${w}px`, height: `${h}px` });

  // ---- drawing

  function drawBand(band) {
    const element = make("div", `band ${band.hue}`, make("h2", "", band.title));
    place(element, 16, band.y, width - 32, band.height);
    byId("bands").append(element);
  }

  function drawEdge(edge) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", "path");
    element.setAttribute("d", edge.curve);
    element.setAttribute("class", `edge ${edge.marks.join(" ")}`);
    byId("edges").append(element);
    return Object.assign(edge, { element });
  }

  function drawBox(node, index) {
    const [folder, name] = split(node.path);
    const found = node.findings.length;
    const second = node.place ? folder || plural(node.files, "file") : plural(node.files, "file");
    const element = make(
      "button",
      `box ${node.hue}${found ? " bad" : ""}`,
      make("span", "text", make("span", "name", name), make("span", "folder", second)),
      found ? make("span", "count", String(found)) : null,
    );
    element.type = "button";
    element.title = node.path;
    element.setAttribute("aria-label", `${node.path}${found ? `, ${plural(found, "finding")}` : ""}`);
    place(element, node.x, node.y, box.width, box.height);
    element.addEventListener("pointerenter", () => point(index));
    element.addEventListener("pointerleave", () => point(null));
    element.addEventListener("focus", () => {
      point(index);
      // Under a mouse nothing may move between its button going down and up.
      if (element.matches(":focus-visible")) show(index);
    });
    element.addEventListener("blur", () => point(null));
    // A click by the keyboard has no detail: the focus follows into the panel.
    element.addEventListener("click", (event) => select(index, event.detail === 0));
    byId("boxes").append(element);
    node.element = element;
  }

  // ---- what is shown, and how strongly

  const words = (node) =>
    [node.path, node.description, node.layer, node.facade, ...node.owners, ...node.offers, ...node.remarks].join("\n").toLowerCase();
  const texts = nodes.map(words);

  function point(index) {
    pointed = index;
    refresh();
  }

  function refresh() {
    const query = search.value.trim().toLowerCase();
    const hit = texts.map((text) => query !== "" && text.includes(query));
    const bad = (edge) => edge.violations > 0;
    const shown = edges.filter((edge) => !only.checked || bad(edge));
    const involved = new Set(shown.flatMap((edge) => [edge.source, edge.target]));
    const focus = pointed ?? selected;
    const near = new Set([focus]);
    for (const edge of shown) {
      if (edge.source === focus) near.add(edge.target);
      if (edge.target === focus) near.add(edge.source);
    }
    nodes.forEach((node, index) => {
      const unwanted = (query !== "" && !hit[index]) || (only.checked && !involved.has(index));
      node.element.classList.toggle("selected", index === selected);
      node.element.classList.toggle("hit", hit[index]);
      node.element.classList.toggle("faint", focus === null ? unwanted : !near.has(index));
      rows[node.row].hidden = unwanted;
    });
    for (const edge of edges.filter((each) => each.element)) {
      const leaves = edge.source === focus;
      const arrives = edge.target === focus;
      const unwanted = query !== "" && !hit[edge.source] && !hit[edge.target];
      const { classList } = edge.element;
      classList.toggle("off", only.checked && !bad(edge));
      classList.toggle("out", leaves);
      classList.toggle("in", arrives);
      classList.toggle("faint", focus === null ? unwanted : !leaves && !arrives);
    }
    byId("matches").textContent = query ? `${hit.filter(Boolean).length} of ${nodes.length}` : "";
  }

  function showTable(wanted) {
    graph.hidden = wanted;
    byId("table").hidden = !wanted;
    byId("show-graph").setAttribute("aria-pressed", String(!wanted));
    byId("show-table").setAttribute("aria-pressed", String(wanted));
  }

  // Bring a box into the part of the graph that the panel leaves free.
  function show(index) {
    const beside = !panel.hidden && panel.clientWidth < graph.clientWidth / 2;
    const below = !panel.hidden && !beside;
    const [right, bottom] = [beside ? panel.clientWidth + 24 : 0, below ? panel.clientHeight : 0];
    reveal({ ...nodes[index], ...box }, graph.clientWidth - right, graph.clientHeight - bottom);
  }

  // ---- the panel

  function ends(edge, other) {
    const remarks = [];
    if (edge.imports) remarks.push(make("span", "tag", plural(edge.imports, "import")));
    for (const remark of edge.remarks) remarks.push(make("span", remark === "no import" ? "tag" : "tag bad", remark));
    const button = make("button", "go", make("span", "path", nodes[other].path), make("span", "tags", ...remarks));
    button.type = "button";
    button.addEventListener("click", () => select(other, true));
    return make("li", "", button);
  }

  function listed(title, className, items, none) {
    const list = items.length ? make("ul", className, ...items) : make("p", "none", none);
    return make("section", className, make("h3", "", `${title} (${items.length})`), list);
  }

  function finding(line) {
    // A path may hold spaces, a code never does.
    const cut = line.lastIndexOf(" ");
    return make("li", "", make("b", "", line.slice(cut + 1)), code(line.slice(0, cut)));
  }

  function facts(node) {
    const list = make("dl", "");
    const add = (title, value) => value && list.append(make("dt", "", title), make("dd", "", value));
    add("Layer", node.layer);
    add("Owners", node.owners.join(", "));
    add("Facade", node.facade && code(node.facade));
    add("Declared", node.place && code(node.place));
    add("Rules", node.remarks.join(", "));
    add("Size", plural(node.files, "Python file"));
    return list;
  }

  function fill(index) {
    const node = nodes[index];
    const [folder, name] = split(node.path);
    const close = make("button", "close", "\u00d7");
    close.type = "button";
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => select(null));
    const others = edges.filter((edge) => edge.source !== edge.target);
    const uses = others.filter((edge) => edge.source === index).map((edge) => ends(edge, edge.target));
    const usedBy = others.filter((edge) => edge.target === index).map((edge) => ends(edge, edge.source));
    panel.setAttribute("aria-label", node.path);
    panel.replaceChildren(
      make("div", "top", make("div", "", make("span", "folder", folder), make("h2", "", name)), close),
      make("p", "about", node.description),
      facts(node),
      node.findings.length ? listed("Findings", "bad findings", node.findings.map(finding)) : "",
      node.offers.length
        ? listed("Public names", "names", node.offers.map((offer) => make("li", "", code(offer))))
        : "",
      listed("Uses", "out", uses, "It uses no other module."),
      listed("Used by", "in", usedBy, "No other module uses it."),
    );
    panel.scrollTop = 0;
  }

  function select(index, enter = false) {
    const before = selected;
    selected = index;
    panel.hidden = index === null;
    if (index === null) {
      history.replaceState(null, "", location.pathname + location.search);
      if (before !== null && !graph.hidden) nodes[before].element.focus({ preventScroll: true });
      pointed = null;
    } else {
      fill(index);
      history.replaceState(null, "", PREFIX + encodeURIComponent(nodes[index].path));
      show(index);
      if (enter) panel.focus({ preventScroll: true });
    }
    refresh();
  }

  function follow() {
    if (!location.hash.startsWith(PREFIX)) return;
    let path = location.hash.slice(PREFIX.length);
    try {
      path = decodeURIComponent(path);
    } catch {
      // A link that somebody cut short names no module.
    }
    const index = nodes.findIndex((node) => node.path === path);
    if (index >= 0) select(index);
  }

  // ---- keys

  // The nearest box in the direction of an arrow key.
  function towards(index, key) {
    const from = nodes[index];
    const across = key === "ArrowLeft" || key === "ArrowRight";
    const sign = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
    let best = null;
    nodes.forEach((node, other) => {
      const along = sign * (across ? node.x - from.x : node.y - from.y);
      const aside = Math.abs(across ? node.y - from.y : node.x - from.x);
      const distance = along + (across ? 8 : 2) * aside;
      if (along > 0 && (best === null || distance < best.distance)) best = { other, distance };
    });
    return best?.other ?? index;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const writing = event.target === search;
    const index = nodes.findIndex((node) => node.element === event.target);
    if (event.key === "Escape") {
      if (writing && search.value) search.value = "";
      else if (selected !== null) return select(null);
      refresh();
    } else if (writing) {
      const first = texts.findIndex((text) => text.includes(search.value.trim().toLowerCase()));
      if (event.key === "Enter" && search.value.trim() && first >= 0) select(first, true);
    } else if (event.key === "/") {
      event.preventDefault();
      search.focus();
    } else if (index >= 0 && event.key.startsWith("Arrow")) {
      event.preventDefault();
      nodes[towards(index, event.key)].element.focus({ preventScroll: true });
    } else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") all();
  });

  graph.addEventListener("click", (event) => {
    if (!dragged() && !event.target.closest("button, .corner") && selected !== null) select(null);
  });

  // ---- start

  document.documentElement.classList.remove("plain");
  Object.assign(stage.style, { width: `${width}px`, height: `${height}px` });
  stage.classList.toggle("crowded", edges.length > 120);
  bands.forEach(drawBand);
  // What matters most is drawn last, on top.
  edges
    .filter((edge) => edge.curve)
    .sort((one, other) => one.violations - other.violations)
    .forEach(drawEdge);
  nodes.forEach(drawBox);
  if (!nodes.length) graph.append(make("p", "empty", "No modules are declared."));
  search.addEventListener("input", refresh);
  only.addEventListener("change", refresh);
  byId("show-graph").addEventListener("click", () => showTable(false));
  byId("show-table").addEventListener("click", () => showTable(true));
  byId("closer").addEventListener("click", () => zoom(1.3));
  byId("farther").addEventListener("click", () => zoom(1 / 1.3));
  byId("fit").addEventListener("click", () => all());
  window.addEventListener("hashchange", follow);
  showTable(false);
  start();
  refresh();
  follow();
})();
