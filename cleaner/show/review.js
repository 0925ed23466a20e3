// Corrects labels. The server holds them: whatever is changed is sent to it, and shown once it says
// that it is saved. One change is sent after the other, so that none overtakes another.
(() => {
  const { data, paragraphs, panel, tools, every, hooks, keys, element, isShown, go, jump } = view;
  const { body } = document;
  const choose = panel.querySelector(".choose");
  const selected = panel.querySelector(".selected");
  const alike = panel.querySelector(".alike");
  const given = tools.querySelector(".given");
  const failed = document.querySelector(".failed-to-save");
  const done = document.querySelector(".done");
  const about = document.querySelector(".about");
  const names = data.labels; // body, sidebar, chrome
  const letters = names.map((name) => name[0].toUpperCase());
  const ours = data.verdicts[0].map(([label]) => letters[label]); // what the model says
  const theirs = data.verdicts[1];
  const doubt = data.verdicts[0].map(([label, scores]) => scores[label]);
  const UNKNOWN = "?";
  const EXAMPLES = 5;
  const undone = `undo ${location.pathname.split("/")[1]}`; // changes of this tab, the latest last
  let labels = ours.map(() => UNKNOWN); // what a person says of each paragraph
  let others = ours.map(() => 0); // how many paragraphs of the site are like each, and not labelled
  let anchor = -1; // where the selection began
  let extending = false;
  let offer = null; // paragraphs that are like the one that was labelled last
  let queue = Promise.resolve();
  let waiting = 0; // changes that are not saved yet

  const labelOf = (number) => (labels[number] === UNKNOWN ? ours[number] : labels[number]);

  // What is shown

  const isDoubtful = (number) => paragraphs[number].dataset.doubtful === "1";
  for (const p of paragraphs) p.dataset.doubtful = p.classList.contains("doubtful") ? "1" : "0";

  const tint = (number) => {
    const { classList } = paragraphs[number];
    const label = labelOf(number);
    for (const letter of letters) classList.toggle(letter.toLowerCase(), letter === label);
    const isGiven = labels[number] !== UNKNOWN;
    classList.toggle("given-label", isGiven);
    classList.toggle("doubtful", isDoubtful(number) && !isGiven);
    if (theirs) classList.toggle("differs", theirs[number] !== null && letters[theirs[number][0]] !== label);
  };

  // The strip, as `strip.py` draws it: a paragraph counts as long as its text, and a slice has the
  // label of the one in its middle.
  const drawing = document.querySelector("svg.strip");
  const SLICES = drawing.viewBox.baseVal.width;
  const [HEIGHT, DOUBTS] = [14, 3];
  const ends = [];
  for (const p of paragraphs) ends.push((ends.at(-1) ?? 0) + Math.max([...p.textContent].length, view.LEAST));
  const share = (ends.at(-1) ?? 0) / SLICES;
  const slices = [];
  for (let n = 0, slice = 0; slice < SLICES && ends.length; slice += 1) {
    while (ends[n] <= share * (slice + 0.5)) n += 1;
    slices.push(n);
  }
  const middle = (number) => Math.min(Math.trunc(((ends[number - 1] ?? 0) + ends[number]) / 2 / share), SLICES - 1);

  const drawStrip = () => {
    const path = (name, marked, top, height) => {
      const made = document.createElementNS(drawing.namespaceURI, "path");
      made.setAttribute("class", name);
      made.setAttribute("d", marked.map((slice) => `M${slice} ${top}h1v${height}h-1z`).join(""));
      return made;
    };
    const shown = slices.map(labelOf);
    const all = [...slices.keys()];
    const doubts = new Set(view.numbersOf("doubtful").map(middle));
    drawing.replaceChildren(
      ...names.map((name, label) => path(name, all.filter((slice) => shown[slice] === letters[label]), 0, HEIGHT)),
      path("doubt", [...doubts], HEIGHT + 1, DOUBTS),
    );
  };

  const show = (state) => {
    const before = labels;
    labels = [...state.labels];
    others = state.others;
    about.textContent = state.about;
    about.hidden = !state.about;
    const changed = every.filter((number) => labels[number] !== before[number]);
    changed.forEach(tint);
    if (changed.length) {
      view.mark();
      view.refresh();
      drawStrip();
    }
    names.forEach((name, label) => {
      const number = every.filter((n) => labelOf(n) === letters[label]).length;
      tools.querySelector(`[data-count="${name}"]`).textContent = number.toLocaleString("en");
    });
    const number = labels.filter((letter) => letter !== UNKNOWN).length;
    given.textContent = `${number.toLocaleString("en")} of ${labels.length.toLocaleString("en")} labelled`;
    describe();
  };

  const selection = () => {
    const current = view.current();
    if (current < 0) return [];
    const from = anchor < 0 ? current : anchor;
    return every.slice(Math.min(from, current), Math.max(from, current) + 1).filter(isShown);
  };

  const describe = () => {
    const numbers = selection();
    choose.hidden = !numbers.length;
    const common = new Set(numbers.map(labelOf));
    for (const button of choose.children) {
      const { letter } = button.dataset;
      button.setAttribute("aria-pressed", String(common.size === 1 && common.has(letter)));
      if (letter === UNKNOWN) button.hidden = numbers.every((n) => labels[n] === UNKNOWN);
    }
    for (const p of document.querySelectorAll(".picked")) p.classList.remove("picked");
    selected.textContent = `${numbers.length.toLocaleString("en")} selected`;
    selected.hidden = numbers.length < 2;
    if (numbers.length > 1) for (const n of numbers) paragraphs[n].classList.add("picked");
    describeAlike(numbers);
  };

  const describeAlike = (numbers) => {
    const number = numbers.length === 1 ? others[numbers[0]] : 0;
    const letter = number ? labels[numbers[0]] : UNKNOWN;
    alike.hidden = !number;
    if (!number) return;
    const [button, list] = alike.children;
    const what = `${number.toLocaleString("en")} other${number === 1 ? "" : "s"} like this`;
    button.disabled = letter === UNKNOWN;
    button.textContent = letter === UNKNOWN ? what : `label ${what} ${names[letters.indexOf(letter)]}, too`;
    const examples = offer && offer.number === numbers[0] ? offer.examples : [];
    list.replaceChildren(...examples.slice(0, EXAMPLES).map((text) => element("li", "", text)));
  };

  // What was not saved stands in red, as an alarm; what was done is a quiet note, and the two never
  // stand over each other.
  const alarm = (message) => {
    failed.textContent = message;
    failed.hidden = !message;
    if (message) note("");
  };

  const note = (message, page) => {
    done.replaceChildren(message);
    if (page) {
      const link = element("a", "", "go there");
      link.href = page;
      done.append(" ", link);
    }
    done.hidden = !message;
    if (message) alarm("");
  };

  // What is sent

  const ask = async (address, change) => {
    const answer = await fetch(address, change && {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(change),
    });
    const state = await answer.json();
    if (!answer.ok) throw new Error(state.error);
    return state;
  };

  // `changeOf` is called when it is its turn: what came before may have made it needless. Until the
  // answer comes, which a busy disk may delay, the paragraphs that it is about are marked as sent.
  const send = (address, changeOf, then = () => {}, numbers = []) => {
    if (changeOf) waiting += 1;
    for (const n of numbers) paragraphs[n].classList.add("sent");
    queue = queue.then(async () => {
      try {
        const change = changeOf ? changeOf() : null;
        if (change === undefined) return;
        const state = await ask(address, change);
        alarm("");
        if (change) note(state.note || "", state.elsewhere);
        then(state);
        show(state);
      } catch (error) {
        const gone = error instanceof TypeError; // what fetch raises if nobody answers
        alarm(`Not saved: ${gone ? "the review has ended; start it again and open its new address" : error.message}`);
      } finally {
        if (changeOf) waiting -= 1;
        for (const n of numbers) paragraphs[n].classList.remove("sent");
      }
    });
  };

  const past = () => JSON.parse(sessionStorage.getItem(undone) || "[]");
  const remember = (state) => {
    if (state.change) sessionStorage.setItem(undone, JSON.stringify([...past(), state.change]));
    offer = state.alike || null;
  };
  const change = (changeOf, numbers) => send(body.dataset.labels, changeOf, remember, numbers);

  const label = (letter) => {
    const numbers = selection();
    if (numbers.length) {
      change(() => ({ labels: Object.fromEntries(numbers.map((n) => [n, letter])) }), numbers);
    }
  };

  const labelAlike = () => {
    const [number, ...more] = selection();
    if (number === undefined || more.length) return;
    change(() => labels[number] === UNKNOWN || !others[number]
      ? undefined
      : { alike: number, letter: labels[number] });
  };

  // Which paragraphs have no label yet is known by the server: another tab may have taken one away.
  const confirmRest = () => change(() => ({ rest: true }));

  const undo = () => send(body.dataset.undo, () => {
    const last = past().pop();
    if (last === undefined) note("There is nothing to undo.");
    return last && { change: last, page: Number(body.dataset.labels.split("/")[0]) };
  }, () => {
    sessionStorage.setItem(undone, JSON.stringify(past().slice(0, -1)));
    offer = null;
  });

  // What people do

  hooks.byDoubt = (numbers) => [...numbers].sort((a, b) => doubt[a] - doubt[b] || a - b);
  hooks.isPinned = () => view.current() >= 0;
  hooks.settled = (number) => {
    if (!extending || number < 0) anchor = number;
    describe();
  };

  const extend = (move) => {
    extending = true;
    move();
    extending = false;
    describe();
  };

  const main = document.querySelector("main");
  main.addEventListener("mousedown", (event) => {
    if (!event.shiftKey || view.current() < 0) return;
    event.preventDefault(); // or the text between would be selected
    extending = true;
  });
  document.addEventListener("click", () => {
    if (!extending) return;
    extending = false;
    paragraphs[view.current()].focus({ preventScroll: true });
    describe();
  });
  choose.addEventListener("click", ({ target }) => target.dataset.letter && label(target.dataset.letter));
  document.addEventListener("click", ({ target }) => {
    const work = { undo, confirm: confirmRest, alike: labelAlike }[target.dataset?.do];
    if (work) work();
  });

  const { Escape: close } = keys;
  Object.assign(keys, {
    Escape: () => {
      note("");
      close();
    },
    b: () => label("B"),
    s: () => label("S"),
    c: () => label("C"),
    Delete: () => label(UNKNOWN),
    Backspace: () => label(UNKNOWN),
    J: () => extend(() => jump(every, 1)),
    K: () => extend(() => jump(every, -1)),
    a: labelAlike,
    u: undo,
    r: confirmRest,
  });

  window.addEventListener("beforeunload", (event) => waiting && event.preventDefault());

  // Another tab may have changed something meanwhile.
  const load = (then) => send(body.dataset.labels, undefined, then);
  document.addEventListener("visibilitychange", () => document.hidden || load());
  window.addEventListener("focus", () => load());
  load(() => queueMicrotask(() => {
    const [first] = hooks.byDoubt(every.filter(isDoubtful).filter((n) => labels[n] === UNKNOWN));
    if (first !== undefined) go(first);
  }));
})();
