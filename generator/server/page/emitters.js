// The emitters: their groups, what they do, and the handles to steer them. Fed by /events.

import { $, ask, colouredJson, make, pretty, show, toast } from "/page.js";

const emitters = new Map(); // name -> {data, row, detail, speeds, ...}
const groups = new Map(); // name -> {card, body, ...}
const active = new Set(["waiting", "running", "paused", "stopping"]);
const points = 42;

const count = new Intl.NumberFormat("en");
function speedText(speed) {
  if (speed >= 1e6) return `${(speed / 1e6).toFixed(1)} M/s`;
  if (speed >= 1e4) return `${(speed / 1e3).toFixed(0)} k/s`;
  return `${speed >= 10 || speed === 0 ? Math.round(speed) : speed.toFixed(1)}/s`;
}

async function act(method, path, body) {
  try { await ask(method, path, body); } catch (failure) { toast(failure.message); }
}
const pathOf = (name, verb = "") => `/emitters/${encodeURIComponent(name)}${verb && "/" + verb}`;

function startBody() {
  return $("dry-run").checked ? { dryRun: true } : {};
}

function groupOf(name) {
  if (groups.has(name)) return groups.get(name);
  const facts = make("small");
  const body = make("tbody");
  const start = make("button", { type: "button" }, "Start all");
  const stop = make("button", { type: "button", className: "quiet" }, "Stop all");
  start.onclick = () => act("POST", `/groups/${encodeURIComponent(name)}/start`, startBody());
  stop.onclick = () => act("POST", `/groups/${encodeURIComponent(name)}/stop`);
  const head = (text, kind) => make("th", { className: kind, scope: "col" }, text);
  const card = make("section", { className: "group", "aria-label": `Group ${name}` },
    make("header", {}, make("h2", {}, name, facts), start, stop),
    make("table", { className: "rows" },
      make("thead", {}, make("tr", {}, head("Emitter", "c-name"), head("Sends to", "c-to"), head("State", "c-state"), head("Records", "c-records number"), head("Speed", "c-speed number"), head("Rate", "c-rate"), head("", "c-acts"))),
      body));
  const group = { card, body, facts, stop, start, name };
  groups.set(name, group);
  // What was added comes first.
  if (name === "added") $("groups").prepend(card); else $("groups").append(card);
  return group;
}

function newRow(data) {
  const name = make("button", { type: "button", className: "name", "aria-expanded": "false" }, data.name);
  const template = make("small");
  const to = make("td", { className: "c-to" });
  const pill = make("span", { className: "pill" });
  const records = make("td", { className: "number c-records" });
  const speed = make("span", {}, "");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${points - 1} 20`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const area = svg.appendChild(document.createElementNS(svg.namespaceURI, "polygon"));
  const curve = svg.appendChild(document.createElementNS(svg.namespaceURI, "polyline"));
  const rate = make("input", { type: "number", min: 0, step: "any", "aria-label": `Records a second of ${data.name}`, placeholder: "max", title: "Records a second; empty is as fast as it goes" });
  const start = make("button", { type: "button" }, "Start");
  const pause = make("button", { type: "button" }, "Pause");
  const stop = make("button", { type: "button" }, "Stop");
  const remove = make("button", { type: "button", className: "quiet", title: "Delete", "aria-label": `Delete ${data.name}` }, "✕");
  const row = make("tr", {}, make("td", { className: "c-name" }, name, template), to,
    make("td", { className: "c-state" }, pill), records,
    make("td", { className: "c-speed" }, make("div", { className: "speed" }, svg, speed)),
    make("td", { className: "c-rate" }, make("div", { className: "rate" }, rate, make("span", {}, "/s"))),
    make("td", { className: "c-acts" }, make("div", { className: "acts" }, start, pause, stop, remove)));
  const detail = make("tr", { className: "detail", hidden: true }, make("td", { colSpan: 7 }));
  const emitter = { row, detail, name, template, to, pill, records, speed, area, curve, rate, start, pause, stop, remove, speeds: [], seen: [] };
  name.onclick = () => {
    detail.hidden = !detail.hidden;
    name.setAttribute("aria-expanded", !detail.hidden);
    drawDetail(emitter);
  };
  start.onclick = () => act("POST", pathOf(data.name, "start"), startBody());
  stop.onclick = () => act("POST", pathOf(data.name, "stop"));
  pause.onclick = () => act("POST", pathOf(data.name, emitter.data.status.state === "paused" ? "resume" : "pause"));
  remove.onclick = () => act("DELETE", pathOf(data.name));
  rate.onchange = () => act("POST", pathOf(data.name, "rate"), { rate: Number(rate.value) || 0 });
  return emitter;
}

function drawDetail(emitter) {
  if (emitter.detail.hidden) return;
  const { data } = emitter;
  const { status } = data;
  const fact = (name, value) => value === "" || value === undefined ? "" : make("div", {}, make("dt", {}, name), make("dd", {}, String(value)));
  const facts = make("dl", {}, fact("locale", data.locale), fact("key", data.keyTemplate), fact("preload", data.preload || ""), fact("records a pass", data.num), fact("every", data.frequency === "0s" ? "" : data.frequency), fact("for", data.duration), fact("delivered", status.delivered), fact("not delivered", status.failed), fact("ran for", status.elapsedMs ? `${(status.elapsedMs / 1000).toFixed(1)} s` : ""));
  const children = [facts];
  if (status.error) children.push(make("p", { className: "error-text" }, status.error));
  if (status.value !== undefined) {
    const text = pretty(status.value);
    children.push(make("pre", {}, status.key === undefined ? "" : `${status.key}  `, /^\s*[{[]/.test(text) ? colouredJson(text) : text));
  } else {
    children.push(make("p", { className: "hint" }, "Its latest record is shown here while it runs."));
  }
  emitter.detail.firstChild.replaceChildren(...children);
}

function draw(emitter) {
  const { data } = emitter;
  const { status } = data;
  const runs = active.has(status.state);
  emitter.template.textContent = data.valueTemplate ?? "own text";
  emitter.to.textContent = data.output === "kafka" ? `topic ${data.topic}` : data.output;
  emitter.to.title = emitter.to.textContent;
  emitter.pill.textContent = status.state;
  emitter.pill.className = `pill ${status.state}`;
  emitter.pill.title = status.error ?? "";
  emitter.records.textContent = status.records || runs ? count.format(status.records) : "";
  if (document.activeElement !== emitter.rate) emitter.rate.value = status.rate ? Math.round(status.rate * 1000) / 1000 : "";
  emitter.start.hidden = runs;
  emitter.pause.hidden = emitter.stop.hidden = !runs;
  emitter.pause.textContent = status.state === "paused" ? "Resume" : "Pause";
  emitter.pause.disabled = emitter.stop.disabled = status.state === "stopping";
  emitter.remove.hidden = runs || data.group !== "added";
  drawDetail(emitter);
}

// Every second: how fast each one is.
function measure() {
  const now = performance.now();
  let total = 0;
  for (const emitter of emitters.values()) {
    const { records, state } = emitter.data.status;
    // Over some seconds: what comes in bursts would jump about.
    if (emitter.seen.length && records < emitter.seen[0].records) emitter.seen = [];
    emitter.seen = [...emitter.seen, { records, at: now }].slice(-4);
    const since = now - emitter.seen[0].at;
    const speed = since > 0 ? (records - emitter.seen[0].records) * 1000 / since : 0;
    total += speed;
    if (!emitter.speeds.length && speed === 0) continue;
    emitter.speeds = [...emitter.speeds, speed].slice(-points);
    if (!active.has(state) && emitter.speeds.every((each) => each === 0)) emitter.speeds = [];
    const most = Math.max(...emitter.speeds, 1e-9);
    const x0 = points - emitter.speeds.length;
    const line = emitter.speeds.map((each, index) => `${x0 + index},${(19 - 17 * each / most).toFixed(1)}`).join(" ");
    emitter.curve.setAttribute("points", line);
    emitter.area.setAttribute("points", line ? `${x0},20 ${line} ${points - 1},20` : "");
    emitter.speed.textContent = active.has(state) ? speedText(speed) : "";
  }
  if ($("connection").classList.contains("live")) $("connection").querySelector(".text").textContent = total > 0 ? `${count.format(Math.round(total))} records/s` : "idle";
}

function filter() {
  const words = $("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  let any = false;
  let running = 0;
  for (const group of groups.values()) group.shown = group.runs = group.all = 0;
  for (const emitter of emitters.values()) {
    const { data } = emitter;
    const group = groups.get(data.group);
    const runs = active.has(data.status.state);
    running += runs;
    group.runs += runs;
    group.all += 1;
    const text = `${data.name} ${data.group} ${data.valueTemplate ?? ""} ${data.topic}`.toLowerCase();
    const visible = words.every((word) => text.includes(word)) && (runs || !$("only-running").checked);
    emitter.row.hidden = !visible;
    emitter.detail.hidden = !visible || emitter.name.getAttribute("aria-expanded") !== "true";
    group.shown += visible;
    any ||= visible;
  }
  for (const group of groups.values()) {
    group.card.hidden = group.shown === 0;
    group.facts.textContent = group.runs ? `${group.runs} of ${group.all} run` : `${group.all} emitter${group.all === 1 ? "" : "s"}`;
    group.stop.disabled = group.runs === 0;
    group.start.disabled = group.runs === group.all;
  }
  $("no-emitters").hidden = any;
  $("stop-all").disabled = running === 0;
  $("running-count").hidden = running === 0;
  $("running-count").textContent = running;
}

function received(data) {
  let emitter = emitters.get(data.name);
  if (!emitter) {
    emitter = newRow(data);
    emitters.set(data.name, emitter);
    groupOf(data.group).body.append(emitter.row, emitter.detail);
  }
  emitter.data = data;
  draw(emitter);
  filter();
}

function deleted(name) {
  const emitter = emitters.get(name);
  if (!emitter) return;
  emitter.row.remove();
  emitter.detail.remove();
  emitters.delete(name);
  filter();
}

function listen() {
  const stream = new EventSource("/events");
  const state = (kind, text) => {
    $("connection").className = `connection ${kind}`;
    $("connection").querySelector(".text").textContent = text;
  };
  stream.onopen = () => state("live", "idle");
  stream.onerror = () => {
    state("lost", "the server does not answer");
    // A refusal ends the stream for good; then it is begun anew.
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
  stream.addEventListener("emitter", (event) => received(JSON.parse(event.data)));
  stream.addEventListener("deleted", (event) => deleted(JSON.parse(event.data)));
}

// ---- the dialog that adds one

function freeName(wish) {
  let name = wish;
  for (let number = 2; emitters.has(name); ++number) name = `${wish}_${number}`;
  return name;
}

function dialog(given = {}) {
  const form = $("emitter-form");
  form.reset();
  const embedded = given.embeddedTemplate !== undefined;
  $("embedded-field").hidden = !embedded;
  form.valueTemplate.parentElement.hidden = embedded;
  form.embeddedTemplate.value = given.embeddedTemplate ?? "";
  form.keyTemplate.value = given.keyTemplate ?? "null";
  form.locale.value = given.locale ?? "us";
  form.elements.name.value = freeName(embedded ? "mine" : form.valueTemplate.value || "emitter");
  $("dialog-error").textContent = "";
  $("emitter-dialog").showModal();
  form.elements.name.select();
}

async function submitted(event) {
  event.preventDefault();
  const form = $("emitter-form");
  const request = { name: form.elements.name.value, keyTemplate: form.keyTemplate.value || "null", locale: form.locale.value, output: form.output.value, topic: form.topic.value, preload: Number(form.preload.value) || 0, rate: Number(form.rate.value) || 0, oneline: true };
  if ($("embedded-field").hidden) request.valueTemplate = form.valueTemplate.value;
  else request.embeddedTemplate = form.embeddedTemplate.value;
  try {
    await ask("POST", "/emitters", request);
    if (event.submitter?.value === "start") await ask("POST", pathOf(request.name, "start"), {});
    $("emitter-dialog").close();
    show("emitters");
  } catch (failure) {
    $("dialog-error").textContent = failure.message;
  }
}

export function startEmitters() {
  $("filter").oninput = filter;
  $("only-running").onchange = filter;
  $("add-emitter").onclick = () => dialog();
  $("dialog-cancel").onclick = () => $("emitter-dialog").close();
  $("emitter-form").onsubmit = submitted;
  $("emitter-form").valueTemplate.onchange = () => { $("emitter-form").elements.name.value = freeName($("emitter-form").valueTemplate.value); };
  $("stop-all").onclick = () => {
    for (const [name, { data }] of emitters) if (active.has(data.status.state)) act("POST", pathOf(name, "stop"));
  };
  setInterval(measure, 1000);
  listen();
  return {
    dialog,
    templates(names, locales) {
      $("emitter-form").valueTemplate.append(...names.map((each) => make("option", {}, each)));
      $("emitter-form").locale.append(...locales.map((each) => make("option", {}, each)));
    },
  };
}
