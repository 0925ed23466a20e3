"use strict";
// Shows the label, the probabilities and the reasons of the paragraph that is pointed at or has the
// focus; hides labels; jumps. It writes text and widths only: nothing of the page becomes markup.
// What a script after it needs is what it returns; that script may replace what `hooks` holds.
const view = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const paragraphs = [...document.querySelectorAll("main .p")];
  const boxes = [...document.querySelectorAll("main .page *:not(.p):not(td)")];
  const { body } = document;
  const tools = document.querySelector(".tools");
  const panel = document.getElementById("why");
  const place = panel.querySelector(".place");
  const verdicts = panel.querySelector(".verdicts");
  const hint = verdicts.firstElementChild;
  const classes = { sidebar: "s", chrome: "c" };
  const tints = ["one", "both", "two"];
  const every = paragraphs.map((_, number) => number);
  const LEAST = 20; // characters, as in the strip
  const hooks = {
    settled: () => {}, // another paragraph is the current one
    byDoubt: (numbers) => numbers, // the order in which doubtful paragraphs are visited
    isPinned: () => false, // whether the panel stays with the current paragraph
  };
  let current = -1;
  let reached = 0;

  // What is said of a paragraph

  const element = (tag, name, text) => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const bars = (scores) => {
    const list = element("ul", "bars");
    scores.forEach((score, label) => {
      const row = element("li", data.labels[label]);
      const bar = element("span", "bar");
      const fill = element("span", "fill");
      fill.style.width = `${score / 10}%`;
      bar.append(fill);
      row.append(
        element("span", "label", data.labels[label]), bar,
        element("span", "number", (score / 1000).toFixed(2)),
      );
      list.append(row);
    });
    return list;
  };

  const verdict = (row, name) => {
    const section = element("div", "verdict");
    if (data.names.length > 1 || body.dataset.labels !== undefined) section.append(element("p", "whose", name));
    if (row === null) {
      section.append(element("p", "note", `not labelled by ${name}`));
      return section;
    }
    const [label, scores, why] = row;
    if (label === null) { // sidebar or chrome, which these labels do not tell apart
      section.append(element("p", "key", "not body"));
      return section;
    }
    section.append(element("p", `key ${data.labels[label]}`, data.labels[label]), bars(scores));
    if (why.length) {
      const reasons = element("ul", "reasons");
      why.forEach((reason) => reasons.append(element("li", "", data.reasons[reason])));
      section.append(reasons);
    }
    return section;
  };

  const say = (number) => {
    panel.classList.toggle("open", number >= 0);
    if (number < 0) {
      place.textContent = "";
      verdicts.replaceChildren(hint);
      return;
    }
    const [kind, path] = [data.kinds[number], data.paths[number]];
    place.textContent = `${number + 1} of ${paragraphs.length} · ${kind} · ${path}`;
    verdicts.replaceChildren(...data.names.map((name, i) => verdict(data.verdicts[i][number], name)));
  };

  // Where one is

  const numbersOf = (name) =>
    paragraphs.filter((p) => p.classList.contains(name)).map((p) => Number(p.dataset.n));
  const marked = {};
  const mark = () => {
    marked.doubtful = numbersOf("doubtful");
    marked.differs = numbersOf("differs");
  };
  mark();

  const count = (name) => {
    const of = document.querySelector(`[data-of="${name}"]`);
    if (!of) return;
    of.dataset.word ??= of.textContent.replace(/^[\d,]+/, "");
    const all = (name === "doubtful" ? hooks.byDoubt(marked[name]) : marked[name]).filter(isShown);
    const at = all.indexOf(current);
    const number = all.length.toLocaleString("en");
    of.textContent = (at < 0 ? number : `${(at + 1).toLocaleString("en")} of ${number}`) + of.dataset.word;
  };

  // One paragraph can be reached with the tab key: the current one, or the last that was.
  const reach = (number) => {
    if (number === undefined) return;
    paragraphs[reached].tabIndex = -1;
    paragraphs[number].tabIndex = 0;
    reached = number;
  };

  const settle = (number) => {
    if (number === current) return;
    if (current >= 0) paragraphs[current].classList.remove("current");
    current = number;
    if (current >= 0) {
      reach(current);
      paragraphs[current].classList.add("current");
    }
    say(current);
    hooks.settled(current);
    count("doubtful");
    count("differs");
  };

  const go = (number) => {
    settle(number);
    paragraphs[number].focus({ preventScroll: true });
    paragraphs[number].scrollIntoView({ block: "center" });
  };

  // To the next of some numbers in this direction that is shown; after the last comes the first.
  const jump = (numbers, by) => {
    const next = by > 0
      ? numbers.find((n) => n > current && isShown(n)) ?? numbers.find(isShown)
      : numbers.findLast((n) => n < current && isShown(n)) ?? numbers.findLast(isShown);
    if (next !== undefined) go(next);
  };

  // In another order than that of the page: the one after the current, or the first.
  const jumpByDoubt = (by) => {
    const numbers = hooks.byDoubt(marked.doubtful).filter(isShown);
    if (!numbers.length) return;
    const at = numbers.indexOf(current);
    go(numbers[at < 0 ? (by > 0 ? 0 : numbers.length - 1) : (at + by + numbers.length) % numbers.length]);
  };
  const jumpTo = (name, by) =>
    name === "doubtful" && body.dataset.labels !== undefined ? jumpByDoubt(by) : jump(marked[name], by);

  const close = () => {
    if (current >= 0) paragraphs[current].blur();
    settle(-1);
    say(-1);
    document.querySelector(".keys").open = false;
  };

  // What is shown

  let hidden = []; // classes of the paragraphs that are not shown

  const isShown = (number) =>
    !hidden.some((name) => paragraphs[number].classList.contains(name));

  const hideEmptyBoxes = () => {
    const filled = new Set();
    for (const p of paragraphs.filter((_, number) => isShown(number))) {
      for (let box = p.parentElement; box && !filled.has(box); box = box.parentElement) filled.add(box);
    }
    for (const box of boxes) if (box.hidden === filled.has(box)) box.hidden = !filled.has(box);
  };

  const refresh = () => {
    const prefix = body.dataset.tint === "two" ? "o" : "";
    hidden = Object.keys(classes)
      .filter((label) => body.classList.contains(`hide-${label}`))
      .map((label) => prefix + classes[label]);
    if (prefix && hidden.length === 2) hidden.push("on"); // neither: not body
    hideEmptyBoxes();
    if (current >= 0 && !isShown(current)) settle(-1);
    if (paragraphs.length && !isShown(reached)) reach(every.find(isShown));
    count("doubtful");
    count("differs");
  };

  const showLabel = (box) => {
    body.classList.toggle(`hide-${box.dataset.label}`, !box.checked);
    refresh();
  };

  const flip = (label) => {
    const box = tools.querySelector(`[data-label="${label}"]`);
    box.checked = !box.checked;
    showLabel(box);
  };

  const tint = (name) => {
    body.dataset.tint = name;
    tools.querySelector(`[value="${name}"]`).checked = true;
    refresh();
  };

  // What people do

  const paragraphOf = (event) => {
    const p = event.target.closest?.("main .p");
    return p ? Number(p.dataset.n) : -1;
  };

  const main = document.querySelector("main");
  main.addEventListener("pointerover", (event) => {
    const number = paragraphOf(event);
    if (event.pointerType === "mouse" && number >= 0 && !hooks.isPinned()) say(number);
  });
  main.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse") say(current);
  });
  main.addEventListener("focusin", (event) => settle(paragraphOf(event)));
  main.addEventListener("click", (event) => {
    const number = paragraphOf(event);
    if (number >= 0) settle(number);
  });
  panel.querySelector(".close").addEventListener("click", close);
  tools.addEventListener("change", ({ target }) => {
    if (target.dataset.label) showLabel(target);
    if (target.name === "tint") tint(target.value);
  });
  tools.addEventListener("click", ({ target }) => {
    const { jump: name, by } = target.dataset;
    if (name) jumpTo(name, Number(by));
  });

  document.querySelectorAll("svg.strip").forEach((strip) => strip.addEventListener("click", (event) => {
    const { left, width } = strip.getBoundingClientRect();
    const lengths = paragraphs.map((p) => Math.max(p.textContent.length, LEAST));
    let rest = ((event.clientX - left) / width) * lengths.reduce((a, b) => a + b, 0);
    const number = lengths.findIndex((length) => (rest -= length) < 0);
    if (number >= 0 && isShown(number)) go(number);
  }));

  const pageAt = (rel) => document.querySelector(`a[rel="${rel}"]`);
  document.querySelector(".pages-keys").hidden = !pageAt("next") && !pageAt("prev");

  const keys = {
    j: () => jump(every, 1),
    k: () => jump(every, -1),
    n: () => jumpTo("doubtful", 1),
    p: () => jumpTo("doubtful", -1),
    d: () => jumpTo("differs", 1),
    D: () => jumpTo("differs", -1),
    t: () => data.names.length > 1 && tint(tints[(tints.indexOf(body.dataset.tint) + 1) % 3]),
    N: () => pageAt("next")?.click(),
    P: () => pageAt("prev")?.click(),
    2: () => flip("sidebar"),
    3: () => flip("chrome"),
    Escape: close,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  // The panel stands under the tools, and jumps end below them.
  new ResizeObserver(() => {
    document.documentElement.style.setProperty("--tools", `${tools.offsetHeight}px`);
  }).observe(tools);
  body.classList.add("ready");

  return {
    LEAST, numbersOf, data, paragraphs, panel, tools, every, hooks, keys, element, isShown, go, jump, mark, refresh,
    current: () => current,
  };
})();
