"use strict";
// Draws the trace in #data. Whatever a tool or a script said goes into text nodes and nowhere else.
const { run, calls, tools } = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const ROW = 24;
const AXIS = 24;
// From so many calls on, the time follows the rows that are in view.
const MANY = 120;

// What turns the direction of a text would let a name read as another one.
const unturned = (text) => text.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (turn) => `\\u${turn.codePointAt(0).toString(16)}`);

function el(name, className, text) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = typeof text === "string" ? unturned(text) : text;
  return node;
}
const number = (n, digits = 0) => n.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const plural = (n, one) => `${number(n)} ${one}${n === 1 ? "" : "s"}`;
function time(us) {
  if (us === 0) return "0";
  if (us < 999.5) return `${number(us, us < 10 ? 1 : 0)} µs`;
  const ms = us / 1e3;
  if (ms < 999.5) return `${number(ms, ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;
  const s = us / 1e6;
  return s < 90 ? `${number(s, s < 10 ? 2 : 1)} s` : `${number(Math.floor(s / 60))} min ${number(s % 60)} s`;
}
function bytes(n) {
  return n < 1024 ? `${n} B` : n < 1048576 ? `${number(n / 1024, 1)} KiB` : `${number(n / 1048576, 1)} MiB`;
}
const percent = (share) => `${number(share * 100, share > 0 && share < 0.1 ? 1 : 0)} %`;

// Calls as the page needs them: times in microseconds, and which state they ended in.
const byId = new Map();
for (const call of calls) {
  byId.set(call.id, call);
  call.tool = tools[call.t].tool;
  call.state = call.o === "done" ? "done" : call.o === "cancelled" || call.o === "outcome-unknown" ? "cancelled" : "failed";
  call.words = `${call.tool} ${call.o} ${call.b ?? ""}`.toLowerCase();
  call.took = call.e - call.q;
  call.f = (call.a ?? []).reduce((end, attempt) => Math.max(end, attempt[2]), 0) || call.e;
  call.depth = call.p ? byId.get(call.p).depth + 1 : 0;
}
const wall = Math.max(run.wall, 1);
let from = 0;
let to = wall;
let look;

function header() {
  document.title = `${run.script ?? "a run"} · Toolgate trace`;
  $("script").textContent = unturned(run.script ?? "a run");
  const pill = $("outcome");
  pill.textContent = run.outcome;
  pill.classList.toggle("failed", run.outcome !== "done");
  const began = new Date(run.began);
  $("about").textContent = `run ${run.id}, ${Number.isNaN(+began) ? "" : began.toLocaleString()}`;
  $("footer").textContent = `Toolgate ${run.toolgate}. Times are counted from the run's start; a call is in flight from its first attempt to its end.`;
  if (run.message) {
    $("failure").hidden = false;
    $("failure").textContent = unturned(run.message);
  }
}

function tiles() {
  const failed = calls.filter((call) => call.state === "failed").length;
  const own = calls.filter((call) => !call.p).length;
  const all = [
    [time(run.wall), "wall time"],
    [time(run.sequential), "one call at a time"],
    [`${number(run.sequential / wall, 1)}×`, "faster than that", "hot"],
    [number(own), own === calls.length ? "calls" : `calls, ${number(calls.length - own)} nested`],
    [number(failed), "failed", failed ? "bad" : ""],
    [`${number(run.width, 1)} / ${number(run.peak)}`, "in flight, mean / peak"],
    [percent(run.parallel / wall), "of the time in parallel"],
    [number(run.queue), "waiting at once, peak"],
  ];
  for (const [value, label, mark] of all) {
    const tile = el("div", `tile ${mark ?? ""}`);
    tile.append(el("b", "", value), el("span", "", label));
    $("tiles").append(tile);
  }
  const onPath = run.path.reduce((sum, [, , took]) => sum + took, 0);
  $("sentence").textContent = run.path.length
    ? `${plural(run.path.length, "call")} determined ${percent(onPath / wall)} of the wall time; the rest was the script's own`
    : "no call determined the wall time";
}

function svg(name, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const key in attributes) node.setAttribute(key, attributes[key]);
  return node;
}

// How many calls are in flight, as steps; more steps than pixels are summed up by their highest.
function widths() {
  const edges = [];
  for (const call of calls) if (!call.p && call.s !== undefined && call.f > call.s) edges.push([call.s, 1], [call.f, -1]);
  edges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const columns = new Float64Array(1200);
  let width = 0;
  let at = 0;
  const fill = (until) => {
    const last = Math.min(columns.length - 1, Math.floor((until / wall) * columns.length));
    for (let n = Math.floor((at / wall) * columns.length); n <= last; n++) columns[n] = Math.max(columns[n], width);
  };
  for (const [when, step] of edges) {
    fill(when);
    width += step;
    at = when;
  }
  return columns;
}

function overview() {
  const columns = widths();
  const peak = columns.reduce((a, b) => Math.max(a, b), 1);
  const y = (width) => 97 - (width / peak) * 90;
  let path = "M0 97";
  columns.forEach((width, n) => (path += `L${n} ${y(width).toFixed(2)}L${n + 1} ${y(width).toFixed(2)}`));
  const chart = svg("svg", { viewBox: `0 0 ${columns.length} 100`, preserveAspectRatio: "none" });
  chart.append(svg("line", { class: "base", x1: 0, x2: columns.length, y1: 97, y2: 97 }));
  chart.append(svg("path", { class: "area", d: `${path}L${columns.length} 97Z` }));
  const shown = el("div", "window");
  shown.hidden = true;
  $("overview").append(chart, el("div", "peak", `peak ${number(run.peak)}`), shown);
  let at = 0;
  for (const [id, script, took] of run.path) {
    at += script;
    const step = el("i");
    step.dataset.call = id;
    step.style.left = `${(at / wall) * 100}%`;
    step.style.width = `${(took / wall) * 100}%`;
    $("strip").append(step);
    at += took;
  }
  zooming(shown);
}

function zooming(shown) {
  const box = $("overview");
  const timeAt = (event) => {
    const { left, width } = box.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / width)) * wall;
  };
  let start;
  const show = (a, b) => {
    shown.hidden = a <= 0 && b >= wall;
    shown.style.left = `${(a / wall) * 100}%`;
    shown.style.width = `${((b - a) / wall) * 100}%`;
  };
  const zoom = (a, b) => {
    $("follow").checked = false;
    look(a, b);
    draw();
  };
  look = (a, b) => {
    if (a === from && b === to) return;
    [from, to] = [a, b];
    show(a, b);
    $("all").hidden = a <= 0 && b >= wall;
    axis();
  };
  box.addEventListener("pointerdown", (event) => {
    start = timeAt(event);
    box.setPointerCapture(event.pointerId);
  });
  box.addEventListener("pointermove", (event) => {
    if (start !== undefined) show(Math.min(start, timeAt(event)), Math.max(start, timeAt(event)));
  });
  box.addEventListener("pointerup", (event) => {
    const end = timeAt(event);
    const [a, b] = [Math.min(start, end), Math.max(start, end)];
    start = undefined;
    if ((b - a) / wall > 0.004) zoom(a, b);
    else show(from, to);
  });
  box.addEventListener("dblclick", () => zoom(0, wall));
  $("all").addEventListener("click", () => zoom(0, wall));
}

function axis() {
  const span = to - from;
  const rough = span / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough);
  const ticks = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at);
  const scale = el("div");
  scale.append(
    ...ticks.map((at) => {
      const tick = el("span", "", at === 0 ? "0" : tickTime(at, step));
      tick.style.left = `${((at - from) / span) * 100}%`;
      return tick;
    }),
  );
  $("axis").replaceChildren(scale);
  const x = (at) => `calc(var(--names) + (100% - var(--names)) * ${(at - from) / span})`;
  const grid = $("rows").style;
  grid.backgroundImage = ticks.map(() => "linear-gradient(var(--faint), var(--faint))").join();
  grid.backgroundPosition = ticks.map((at) => `${x(at)} 0`).join();
}
// As many digits as tell a tick from the next.
function tickTime(at, step) {
  const [unit, name] = at >= 1e6 ? [1e6, "s"] : at >= 1e3 ? [1e3, "ms"] : [1, "µs"];
  return `${number(at / unit, Math.max(0, Math.ceil(-Math.log10(step / unit) - 1e-9)))} ${name}`;
}

// Only the rows in view are in the document, so thousands of calls cost nothing.
let shown = calls;
function select() {
  const words = $("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  shown = calls.filter(
    (call) =>
      words.every((word) => call.words.includes(word)) &&
      (!$("critical-only").checked || call.c) &&
      (!$("failed-only").checked || call.state === "failed"),
  );
  if ($("order").value === "duration") shown.sort((a, b) => b.took - a.took || a.id - b.id);
  else shown.sort((a, b) => a.q - b.q || a.id - b.id);
  const all = calls.length;
  $("count").textContent = shown.length === all ? plural(all, "call") : `${number(shown.length)} of ${plural(all, "call")}`;
  for (const row of $("table").tBodies[0].rows) row.classList.toggle("on", row.dataset.tool === $("filter").value);
  $("rows").style.height = `${Math.max(shown.length * ROW, 60)}px`;
  $("gantt").scrollTop = 0;
  drawn.clear();
  $("rows").replaceChildren();
  draw();
}

const drawn = new Map();
function draw() {
  const view = $("gantt");
  const top = Math.floor(view.scrollTop / ROW);
  const bottom = Math.ceil((view.scrollTop + view.clientHeight - AXIS) / ROW);
  follow(shown.slice(top, bottom));
  const first = Math.max(0, top - 8);
  const last = Math.min(shown.length, bottom + 8);
  for (const [n, node] of drawn) {
    if (n < first || n >= last || node.dataset.range !== `${from}-${to}`) {
      const focused = node === document.activeElement;
      if (focused && n >= first && n < last) node.replaceChildren(...row(n).childNodes);
      else if (focused) continue;
      else {
        node.remove();
        drawn.delete(n);
        continue;
      }
      node.dataset.range = `${from}-${to}`;
    }
  }
  for (let n = first; n < last; n++) {
    if (drawn.has(n)) continue;
    const node = row(n);
    drawn.set(n, node);
    $("rows").append(node);
  }
  if (!shown.length && !$("rows").firstChild) {
    $("rows").append(el("div", "empty", calls.length ? "no call is like that" : "the run made no calls"));
  }
}

// Of many calls, those in view took a small part of the time: look at that part.
function follow(view) {
  if (!$("follow").checked || !view.length) return;
  const begin = view.reduce((at, call) => Math.min(at, call.q), wall);
  const end = view.reduce((at, call) => Math.max(at, call.e), 0);
  const room = Math.max((end - begin) * 0.03, 1);
  look(Math.max(0, begin - room), Math.min(wall, end + room * 4));
}

function row(n) {
  const call = shown[n];
  const node = el("div", `row ${call.state}${call.c ? " critical" : ""}`);
  node.tabIndex = 0;
  node.setAttribute("role", "listitem");
  node.setAttribute("aria-label", `call ${call.id}, ${call.tool}, ${call.o}, ${time(call.took)}${call.c ? ", on the critical path" : ""}`);
  node.dataset.n = n;
  node.dataset.id = call.id;
  node.dataset.range = `${from}-${to}`;
  node.style.top = `${n * ROW}px`;
  const name = el("div", "name");
  name.append(el("span", "mark"), el("span", "id", `#${call.id}`));
  const tool = el("span", "tool", call.tool);
  tool.style.paddingLeft = `${Math.min(call.depth, 6) * 12}px`;
  name.append(tool);
  if (call.a?.length > 1) name.append(el("span", "badge", `${call.a.length} attempts`));
  if (call.b && call.b !== "provider") name.append(el("span", "badge", call.b));
  const lane = el("div", "lane");
  const x = (at) => ((at - from) / (to - from)) * 100;
  const part = (className, begin, end) => {
    const bar = el("i", className);
    bar.style.left = `${x(begin)}%`;
    bar.style.width = `${x(end) - x(begin)}%`;
    lane.append(bar);
  };
  const started = call.s ?? call.e;
  if (x(started) - x(call.q) > 0.15) part("wait", call.q, started);
  part(`bar ${call.state}`, call.s ?? call.q, call.e);
  for (const [, begin, end] of call.v ?? []) if (begin >= started && x(end) - x(begin) > 0.15) part("pause", begin, end);
  for (const attempt of (call.a ?? []).slice(1)) part("split", attempt[1], attempt[1]);
  const took = el("span", "took", time(call.took));
  const end = x(call.e);
  if (end < 88) took.style.left = `calc(${end}% + 7px)`;
  else took.style.right = `calc(${100 - Math.max(x(call.q), 12)}% + 7px)`;
  lane.append(took);
  node.append(name, lane);
  return node;
}

// How long it waited for what, in all.
function waits(call) {
  const spent = new Map();
  for (const [reason, begin, end] of call.v ?? []) spent.set(reason, (spent.get(reason) ?? 0) + end - begin);
  return [...spent].filter(([, time]) => time >= 1);
}

function tip(call) {
  const box = $("tip");
  const list = el("dl");
  const line = (term, text, className) => list.append(el("dt", "", term), el("dd", className, text));
  line("ended", call.o, call.state === "failed" ? "error" : "");
  if (call.m) line("error", call.m, "error");
  if (call.c) line("critical path", "determined the wall time", "on-path");
  line("took", time(call.took));
  const waited = (call.s ?? call.e) - call.q;
  if (waited >= 1) line("of that waiting", time(waited));
  for (const [reason, spent] of waits(call)) line("waited for", `${reason}, ${time(spent)}`);
  line("from – to", `${time(call.q)} – ${time(call.e)}`);
  if (call.l) line("in the script", `line ${call.l[0]}, column ${call.l[1]}`);
  if (call.p) line("called by", `#${call.p} ${byId.get(call.p).tool}`);
  if (call.b && call.b !== "provider") line("answered by", call.b + (call.w ? ` (#${call.w})` : ""));
  if (call.a?.length > 1) {
    call.a.forEach(([reason, begin, end, outcome], n) => line(`attempt ${n + 1}`, `${reason}, ${outcome}, ${time(end - begin)}`));
  }
  line("bytes", `${bytes(call.i)} in, ${bytes(call.r)} out`);
  const parts = [el("h3", "mono", `#${call.id} ${call.tool}`), list];
  const excerpt = (text, cut) => parts.push(el("pre", "", text + (cut ? " …" : "")));
  if (call.x !== undefined) excerpt(call.x, call.y);
  if (call.z) {
    parts.push(el("p", "error", "the result that broke its schema"));
    excerpt(...call.z);
  }
  box.replaceChildren(...parts);
  box.hidden = false;
}
function place(x, y) {
  const box = $("tip");
  const { width, height } = box.getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(x + 14, innerWidth - width - 8))}px`;
  box.style.top = `${y + 18 + height > innerHeight ? Math.max(8, y - height - 12) : y + 18}px`;
}

function table() {
  const heads = ["tool", "calls", "failed", "p50", "p95", "p99", "longest", "a second", "waited p95", "on the critical path"];
  const row = el("tr");
  row.append(...heads.map((head) => el("th", "", head)));
  $("table").tHead.append(row);
  for (const tool of tools.filter((tool) => tool.calls)) {
    const row = el("tr");
    row.dataset.tool = tool.tool === "(unknown)" ? "unknown-tool" : tool.tool;
    row.tabIndex = 0;
    const cell = (text, className) => row.append(el("td", className, text));
    cell(tool.tool, "mono");
    if (tool.breaker) row.lastChild.append(" ", el("span", "badge", `breaker ${tool.breaker}`));
    cell(number(tool.calls));
    cell(Object.entries(tool.errors).map(([kind, n]) => `${number(n)} ${kind}`).join(", ") || "0", Object.keys(tool.errors).length ? "bad" : "");
    for (const value of [tool.p50, tool.p95, tool.p99, tool.max]) cell(time(value));
    cell(number(tool.rate, tool.rate < 100 ? 1 : 0));
    cell(time(tool.waited));
    const last = el("td", "", percent(tool.path / wall));
    const meter = el("span", "meter");
    meter.append(el("i"));
    meter.firstChild.style.width = `${(tool.path / wall) * 100}%`;
    last.append(meter);
    row.append(last);
    const pick = () => {
      $("filter").value = $("filter").value === row.dataset.tool ? "" : row.dataset.tool;
      select();
    };
    row.addEventListener("click", pick);
    row.addEventListener("keydown", (event) => event.key === "Enter" && pick());
    $("table").tBodies[0].append(row);
  }
}

function listen() {
  $("follow").addEventListener("input", () => {
    if (!$("follow").checked) look(0, wall);
    draw();
  });
  for (const id of ["filter", "critical-only", "failed-only", "order"]) $(id).addEventListener("input", select);
  let waiting = false;
  $("gantt").addEventListener("scroll", () => {
    $("tip").hidden = true;
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  });
  addEventListener("resize", draw);
  const rowOf = (event) => event.target instanceof Element && event.target.closest(".row");
  $("rows").addEventListener("pointermove", (event) => {
    const node = rowOf(event);
    if (!node) return;
    tip(byId.get(Number(node.dataset.id)));
    place(event.clientX, event.clientY);
  });
  $("rows").addEventListener("pointerleave", () => ($("tip").hidden = true));
  $("rows").addEventListener("focusin", (event) => {
    const node = rowOf(event);
    if (!node) return;
    tip(byId.get(Number(node.dataset.id)));
    const { left, bottom } = node.querySelector(".bar").getBoundingClientRect();
    place(Math.max(left, 0), bottom - 14);
  });
  $("rows").addEventListener("focusout", () => ($("tip").hidden = true));
  $("rows").addEventListener("keydown", (event) => {
    const node = rowOf(event);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!node || !step) return;
    event.preventDefault();
    const next = Number(node.dataset.n) + step;
    if (next < 0 || next >= shown.length) return;
    const view = $("gantt");
    if (next * ROW < view.scrollTop) view.scrollTop = next * ROW;
    if ((next + 1) * ROW > view.scrollTop + view.clientHeight - AXIS) view.scrollTop = (next + 1) * ROW - view.clientHeight + AXIS;
    draw();
    drawn.get(next)?.focus({ preventScroll: true });
  });
  addEventListener("keydown", (event) => event.key === "Escape" && ($("tip").hidden = true));
  $("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.style.colorScheme ? root.style.colorScheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.style.colorScheme = dark ? "light" : "dark";
  });
}

$("follow").checked = calls.length >= MANY;
header();
tiles();
overview();
axis();
table();
listen();
select();
