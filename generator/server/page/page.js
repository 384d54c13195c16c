// The frame of the page: talking to the server, views, theme. The views are in modules of their own.

import { startEditor } from "/editor.js";
import { startEmitters } from "/emitters.js";

export const $ = (id) => document.getElementById(id);

// An element with properties and children: make("p", {className: "x"}, "text", child).
export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("aria-") || key === "role") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children);
  return element;
}

// Asks the server; a refusal becomes an Error with the server's words.
export async function ask(method, path, body, signal) {
  const request = { method, signal };
  if (body !== undefined) {
    request.headers = { "Content-Type": "application/json" };
    request.body = JSON.stringify(body);
  }
  const response = await fetch(path, request);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `the server answers ${response.status}`);
  return answer;
}

let toastTimer;
export function toast(message) {
  $("toast").textContent = message;
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, 6000);
}

// JSON, indented and coloured. Texts come from records: they are set as text, never as HTML.
export function colouredJson(text) {
  const fragment = document.createDocumentFragment();
  const token = /("(?:\\.|[^"\\])*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;
  let end = 0;
  for (const match of text.matchAll(token)) {
    fragment.append(text.slice(end, match.index));
    const kind = match[1] ? (match[2] ? "t-name" : "t-text") : match[3] ? "t-number" : "t-word";
    fragment.append(make("span", { className: kind }, match[1] ?? match[3] ?? match[4]), match[2] ?? "");
    end = match.index + match[0].length;
  }
  fragment.append(text.slice(end));
  return fragment;
}

export function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

const views = ["templates", "emitters"];
export function show(view) {
  for (const each of views) {
    const chosen = each === view;
    $(`view-${each}`).hidden = !chosen;
    $(`tab-${each}`).setAttribute("aria-selected", chosen);
    $(`tab-${each}`).tabIndex = chosen ? 0 : -1;
  }
  if (location.hash !== `#${view}`) history.replaceState(null, "", `#${view}`);
}

function startViews() {
  for (const [index, view] of views.entries()) {
    const tab = $(`tab-${view}`);
    tab.onclick = () => show(view);
    tab.onkeydown = (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const other = views[(index + 1) % views.length];
      show(other);
      $(`tab-${other}`).focus();
    };
  }
  window.onhashchange = () => show(views.includes(location.hash.slice(1)) ? location.hash.slice(1) : views[0]);
  window.onhashchange();
  // "/" goes to the search field of the view.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.matches("input, textarea, select")) return;
    event.preventDefault();
    $($("view-templates").hidden ? "filter" : "find").focus();
  });
}

function startTheme() {
  const themes = ["system", "light", "dark"];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const stored = localStorage.getItem("theme");
  let theme = themes.includes(stored) ? stored : "system";
  const apply = () => {
    document.documentElement.dataset.theme = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
    $("theme").querySelector("span").textContent = theme;
  };
  dark.onchange = apply;
  $("theme").onclick = () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    localStorage.setItem("theme", theme);
    apply();
  };
  apply();
}

startTheme();
startViews();
const emitters = startEmitters();
startEditor(emitters);
