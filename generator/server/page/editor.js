// The template editor: text with colours, what it renders to as you type, and the functions.

import { $, ask, colouredJson, make, pretty, toast } from "/page.js";

const keywords = new Set("if else end range with define template block break continue nil true false".split(" "));
const locales = ["us", "gb", "it", "fr", "de", "es", "pt-br", "nl", "ja"];
const first = `{
  "id": "{{uuid}}",
  "name": "{{name}} {{surname}}",
  "email": "{{email}}",
  "city": "{{city}}",
  "age": {{integer 18 80}}
}`;

let functions = [];
let known = new Map();
let error = null; // {line, column, message, hint}

// ---- colours

// Pieces of a template: [class or "", text].
function* pieces(text) {
  let end = 0;
  for (const action of text.matchAll(/\{\{[\s\S]*?(?:\}\}|$)/g)) {
    if (action.index > end) yield ["", text.slice(end, action.index)];
    end = action.index + action[0].length;
    const comment = /^\{\{-?\s*\/\*/.test(action[0]);
    if (comment) { yield ["t-note", action[0]]; continue; }
    const token = /\{\{-?|-?\}\}|"(?:\\.|[^"\\\n])*"?|`[^`]*`?|'(?:\\.|[^'\\\n])*'?|[$.][\w.]*|-?\b\d[\w.]*|[A-Za-z_]\w*|\s+|./g;
    for (const [word] of action[0].matchAll(token)) {
      if (/^(\{\{-?|-?\}\})$/.test(word)) yield ["t-mark", word];
      else if (/^["`']/.test(word)) yield ["t-text", word];
      else if (/^-?\d/.test(word)) yield ["t-number", word];
      else if (/^[$.]/.test(word)) yield ["t-var", word];
      else if (keywords.has(word)) yield ["t-word", word];
      else if (/^[A-Za-z_]/.test(word)) yield [known.has(word) ? "t-name" : "t-unknown", word];
      else yield ["", word];
    }
  }
  if (end < text.length) yield ["", text.slice(end)];
}

// Columns count bytes of UTF-8, from 1.
function offsetOf(text, line, column) {
  let start = 0;
  for (let each = 1; each < line; ++each) {
    const next = text.indexOf("\n", start);
    if (next < 0) break;
    start = next + 1;
  }
  let at = start;
  for (let bytes = 1; bytes < column && at < text.length && text[at] !== "\n"; ++at) {
    const code = text.codePointAt(at);
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (code >= 0x10000) ++at;
  }
  return at;
}

function paint() {
  const text = $("text").value;
  const wrongAt = error?.line ? offsetOf(text, error.line, error.column || 1) : -1;
  const fragment = document.createDocumentFragment();
  let at = 0;
  for (const [kind, word] of pieces(text)) {
    const holds = wrongAt >= at && wrongAt < at + word.length;
    if (holds && !kind) {
      const inside = wrongAt - at;
      const length = Math.max(1, word.slice(inside).search(/\s|$/));
      fragment.append(word.slice(0, inside), make("span", { className: "wrong" }, word.slice(inside, inside + length)), word.slice(inside + length));
    } else {
      fragment.append(kind || holds ? make("span", { className: kind + (holds ? " wrong" : "") }, word) : word);
    }
    at += word.length;
  }
  fragment.append("\n");
  $("backdrop").replaceChildren(fragment);
  const lines = text.split("\n").length;
  const gutter = document.createDocumentFragment();
  for (let line = 1; line <= lines; ++line) {
    const number = line === error?.line ? make("span", { className: "bad" }, String(line)) : String(line);
    gutter.append(number, "\n");
  }
  $("gutter").replaceChildren(gutter);
  follow();
}

function follow() {
  const { scrollTop, scrollLeft } = $("text");
  $("backdrop").scrollTop = scrollTop;
  $("backdrop").scrollLeft = scrollLeft;
  $("gutter").scrollTop = scrollTop;
}

function goTo(line, column) {
  const at = offsetOf($("text").value, line, column || 1);
  $("text").focus();
  $("text").setSelectionRange(at, at);
  $("text").scrollTop = Math.max(0, (line - 6) * 20);
}

function replaceSelection(text) {
  $("text").focus();
  // Keeps the undo history, which assigning the value would not.
  if (!document.execCommand("insertText", false, text)) $("text").setRangeText(text, $("text").selectionStart, $("text").selectionEnd, "end");
  changed();
}

// ---- preview

let timer;
let asked; // AbortController of the preview that is under way

function changed() {
  localStorage.setItem("template", $("text").value);
  paint();
  clearTimeout(timer);
  timer = setTimeout(preview, 120);
}

async function preview() {
  asked?.abort();
  asked = new AbortController();
  const request = {
    template: $("text").value, key: $("key").value || "null", locale: $("locale").value,
    count: Number($("count").value) || 1, seed: Math.trunc(Number($("seed").value)) || 0,
  };
  try {
    shown(await ask("POST", "/preview", request, asked.signal));
  } catch (failure) {
    if (failure.name === "AbortError") return;
    shown({ records: [], error: { message: failure.message, line: 0 } });
  }
}

function recordElement(record, number, made) {
  const isJson = /^\s*[{[]/.test(record.value);
  const wrong = made.jsonError?.record === number;
  const text = $("pretty").checked && isJson && !wrong ? pretty(record.value) : record.value;
  const body = make("pre");
  if (wrong) {
    const at = offsetOf(text, made.jsonError.line, made.jsonError.column);
    body.append(text.slice(0, at), make("span", { className: "wrong" }, text.slice(at, at + 1) || " "), text.slice(at + 1));
  } else {
    body.append(isJson ? colouredJson(text) : text);
  }
  const element = make("div", { className: "record" + (wrong ? " wrong-json" : isJson ? "" : " text") });
  if (record.key !== undefined) element.append(make("div", { className: "key" }, "key ", make("b", {}, record.key)));
  element.append(body);
  return element;
}

function shown(made) {
  error = made.error ?? null;
  // What was shown before an error stays, pale, until it is mended.
  const keeps = error && !made.records.length && $("preview").querySelector(".record");
  $("preview").classList.toggle("stale", Boolean(keeps));
  if (!keeps) $("preview").replaceChildren(...made.records.map((record, number) => recordElement(record, number, made)));
  const bytes = made.records.reduce((sum, record) => sum + new TextEncoder().encode(record.value).length, 0);
  const size = made.records.length ? Math.round(bytes / made.records.length) : 0;
  $("preview-facts").textContent = made.records.length ? `${size} bytes on average` : "";
  const verdict = $("verdict");
  verdict.className = "verdict " + (made.error || made.jsonError ? "bad" : "good");
  const isJson = made.records.length > 0 && /^\s*[{[]/.test(made.records[0].value);
  if (made.error) {
    const { line, column, message, hint } = made.error;
    verdict.replaceChildren();
    if (line > 0) {
      const where = make("button", { type: "button", className: "where" }, `Line ${line}, column ${column}`);
      where.onclick = () => goTo(line, column);
      verdict.append(where, ": ");
    }
    verdict.append(message.replace(/^template: [^:]*:\d+(:\d+)?: /, ""));
    if (hint) verdict.append(make("span", { className: "suggestion" }, hint));
    if (!made.records.length && !keeps) $("preview").append(make("p", { className: "empty" }, "Nothing to show yet."));
  } else if (made.jsonError) {
    const { record, line, column } = made.jsonError;
    verdict.textContent = `Record ${record + 1} is not JSON: line ${line}, column ${column} of what is shown on the right.`;
  } else if (!made.records.length) {
    verdict.textContent = "The template renders to nothing: such a record is left out.";
  } else {
    verdict.textContent = isJson ? "Valid JSON." : "Rendered.";
  }
  paint();
}

// ---- completion in the text

let choices = [];
let chosen = 0;

function wordBefore() {
  const before = $("text").value.slice(0, $("text").selectionStart);
  const open = before.lastIndexOf("{{");
  if (open < 0 || before.indexOf("}}", open) >= 0) return null;
  return /[A-Za-z_]\w*$/.exec(before)?.[0] ?? "";
}

function complete(forced) {
  const word = wordBefore();
  choices = word === null || (!forced && word.length < 2) ? [] : functions.filter((each) => each.name.startsWith(word) && (forced || each.name !== word)).slice(0, 40);
  if (!choices.length) { closeCompletions(); return; }
  chosen = 0;
  const list = $("completions");
  list.replaceChildren(...choices.map((each, index) => {
    const item = make("li", { role: "option" }, make("b", {}, each.name), make("span", {}, each.description));
    item.onmousedown = (event) => { event.preventDefault(); chosen = index; accept(); };
    return item;
  }));
  const before = $("text").value.slice(0, $("text").selectionStart - word.length);
  const line = before.split("\n").length;
  const column = before.length - before.lastIndexOf("\n") - 1;
  list.hidden = false;
  const width = measured();
  const top = 12 + line * 20 - $("text").scrollTop;
  const sheet = list.parentElement;
  list.style.top = `${top + 190 > sheet.clientHeight && top > 220 ? top - 24 - Math.min(190, list.offsetHeight) : top + 2}px`;
  list.style.left = `${Math.max(4, Math.min(14 + column * width - $("text").scrollLeft, sheet.clientWidth - 340))}px`;
  select(0);
}

function measured() {
  const probe = make("span", {}, "0".repeat(50));
  $("backdrop").append(probe);
  const width = probe.getBoundingClientRect().width / 50;
  probe.remove();
  return width;
}

function select(index) {
  chosen = (index + choices.length) % choices.length;
  [...$("completions").children].forEach((item, each) => item.setAttribute("aria-selected", each === chosen));
  $("completions").children[chosen].scrollIntoView({ block: "nearest" });
}

function closeCompletions() {
  choices = [];
  $("completions").hidden = true;
}

function accept() {
  const word = wordBefore();
  const { name } = choices[chosen];
  closeCompletions();
  const at = $("text").selectionStart;
  $("text").setSelectionRange(at - word.length, at);
  replaceSelection(name);
}

let escaped = false; // Esc, then Tab leaves the editor
function keyInText(event) {
  if ((event.ctrlKey || event.metaKey) && event.key === " ") {
    event.preventDefault();
    return complete(true);
  }
  if (choices.length) {
    const done = { ArrowDown: () => select(chosen + 1), ArrowUp: () => select(chosen - 1), Enter: accept, Tab: accept, Escape: closeCompletions }[event.key];
    if (done) { event.preventDefault(); return done(); }
  }
  if (event.key === "Escape") { escaped = true; return; }
  if (event.key === "Tab" && !escaped && !event.shiftKey) {
    event.preventDefault();
    replaceSelection("  ");
  }
  if (event.key !== "Shift") escaped = false;
}

// ---- function finder

function signature(each) {
  const parameters = each.parameters.map((parameter) => parameter.name).join(" ");
  return parameters + (each.variadic ? "…" : "");
}

function showFunctions() {
  const words = $("find").value.toLowerCase().split(/\s+/).filter(Boolean);
  const score = (each) => words.every((word) => each.name.includes(word)) ? 0 : 1;
  const found = functions.filter((each) => {
    const text = `${each.name} ${each.category} ${each.description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  $("function-count").textContent = words.length ? `${found.length} of ${functions.length}` : String(functions.length);
  const byCategory = words.length === 0;
  found.sort((a, b) => byCategory ? a.category.localeCompare(b.category) || a.name.localeCompare(b.name) : score(a) - score(b) || a.name.localeCompare(b.name));
  const list = document.createDocumentFragment();
  let category = "";
  for (const each of found) {
    if (byCategory && each.category !== category) list.append(make("h3", {}, category = each.category));
    const element = make("div", { className: "function", role: "option", "aria-selected": "false" },
      make("code", {}, each.name, " ", make("i", {}, signature(each))), make("p", {}, each.description),
      make("div", { className: "more" }, each.example, each.output ? make("span", {}, ` → ${each.output}`) : ""));
    element.onclick = () => selectFunction(element);
    element.ondblclick = () => insert(each);
    element.fn = each;
    list.append(element);
  }
  if (!found.length) list.append(make("p", { className: "empty" }, "No function has these words."));
  $("functions").replaceChildren(list);
}

function selectFunction(element) {
  $("functions").querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
  element?.setAttribute("aria-selected", "true");
  element?.scrollIntoView({ block: "nearest" });
}

function insert(each) {
  const call = (each.example || `{{${each.name}}}`).trim();
  const inAction = wordBefore() !== null;
  replaceSelection(inAction ? call.replace(/^\{\{\s*|\s*\}\}$/g, "") : call);
}

function keyInFinder(event) {
  const all = [...$("functions").querySelectorAll(".function")];
  const at = all.findIndex((each) => each.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") selectFunction(all[Math.min(at + 1, all.length - 1)]);
  else if (event.key === "ArrowUp") selectFunction(all[Math.max(at - 1, 0)]);
  else if (event.key === "Enter" && all.length) insert(all[Math.max(at, 0)].fn);
  else if (event.key === "Escape") $("text").focus();
  else return;
  event.preventDefault();
}

// ---- start

async function load(name) {
  try {
    const { text } = await ask("GET", `/templates/${encodeURIComponent(name)}`);
    $("text").value = text;
    changed();
  } catch (failure) {
    toast(failure.message);
  }
}

export async function startEditor(emitters) {
  $("text").value = localStorage.getItem("template") ?? first;
  $("locale").append(...locales.map((each) => make("option", {}, each)));
  $("text").oninput = () => { changed(); complete(false); };
  $("text").onscroll = follow;
  $("text").onkeydown = keyInText;
  $("text").onblur = closeCompletions;
  $("text").onclick = closeCompletions;
  for (const id of ["key", "count", "seed"]) $(id).oninput = changed;
  for (const id of ["locale", "pretty"]) $(id).onchange = changed;
  $("dice").onclick = () => { $("seed").value = Math.floor(Math.random() * 1e6); changed(); };
  $("find").oninput = showFunctions;
  $("find").onkeydown = $("functions").onkeydown = keyInFinder;
  $("template-name").onchange = () => { if ($("template-name").value) load($("template-name").value); };
  $("make-emitter").onclick = () => emitters.dialog({ embeddedTemplate: $("text").value, keyTemplate: $("key").value || "null", locale: $("locale").value });
  paint();
  try {
    const [names, all] = await Promise.all([ask("GET", "/templates"), ask("GET", "/functions")]);
    functions = all;
    known = new Map(all.map((each) => [each.name, each]));
    $("template-name").append(make("option", { value: "" }, "your own text"), ...names.map((name) => make("option", { value: name }, name)));
    emitters.templates(names, locales);
    showFunctions();
  } catch (failure) {
    toast(failure.message);
  }
  changed();
}
