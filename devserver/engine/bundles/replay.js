"use strict";
// Replays a run from the JSON of its page. Whatever a person or a model wrote becomes text, never markup or code.
(() => {
  const run = JSON.parse(document.getElementById("record").textContent);
  const german = document.documentElement.lang === "de";
  const LONGEST_PAUSE = 4; // seconds that a replay waits where nothing happened for longer
  const LONG = 260; // characters from which on a text is set smaller

  const say = (en, de) => (german ? de : en);
  const STAGES = {
    input: say("Text", "Text"),
    input_check: say("Input check", "Eingangsprüfung"),
    translation: say("Translation", "Übersetzung"),
    interception: say("Interception", "Umschreiben"),
    optimization: say("Optimization", "Zuschneiden"),
    output_translation: say("Translation for the model", "Übersetzung für das Modell"),
    output_check: say("Output check", "Ausgangsprüfung"),
    media: say("Output", "Ergebnis"),
  };
  const NUMBERS = { input_check: "1", translation: "1", interception: "2a", optimization: "2b", output_translation: "3", output_check: "3", media: "4" };
  const ORDER = Object.keys(STAGES);
  const MEDIA = {
    image: say("Image", "Bild"), audio: say("Sound", "Klang"), music: say("Music", "Musik"), video: say("Film", "Film"),
    midi: say("Tune", "Melodie"), sonicpi: "Sonic Pi", p5: "p5.js", tonejs: "Tone.js", "3d": "3D", text: say("Text", "Text"), card: say("Card", "Karte"),
  };
  const SOURCES = { reported: say("reported", "gemeldet"), listed: say("listed", "laut Liste"), estimated: say("estimated", "geschätzt"), unknown: say("unknown", "unbekannt") };
  const STATES = {
    completed: say("completed", "fertig"), failed: say("failed", "gescheitert"), refused: say("stopped by a check", "von einer Prüfung gestoppt"),
    cancelled: say("cancelled", "abgebrochen"), interrupted: say("interrupted", "unterbrochen"), open: say("open", "offen"),
    running: say("started", "begonnen"), pending: say("waiting to start", "wartet auf den Start"), waiting: say("waiting for a decision", "wartet auf eine Entscheidung"),
  };

  // Elements are made of names, plain properties and texts; nothing here reads HTML.
  function el(name, given, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(given || {})) {
      if (value === null || value === undefined) continue;
      if (key in made && key !== "width" && key !== "height") made[key] = value;
      else made.setAttribute(key, value);
    }
    for (const child of children.flat(Infinity)) if (child !== null && child !== undefined && child !== "") made.append(child);
    return made;
  }
  function drawing(paths, box = "0 0 24 24") {
    const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    made.setAttribute("viewBox", box);
    made.setAttribute("aria-hidden", "true");
    for (const [name, values] of paths) {
      const shape = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(values)) shape.setAttribute(key, value);
      made.append(shape);
    }
    return made;
  }
  const PLAY = () => drawing([["path", { d: "M7 4.5v15l12-7.5z" }]]);
  const PAUSE = () => drawing([["path", { d: "M8 5v14M16 5v14" }]]);
  const LIGHT = () => drawing([["circle", { cx: 12, cy: 12, r: 8 }], ["path", { d: "M12 4a8 8 0 0 1 0 16z", fill: "currentColor" }]]);

  const number = (value, digits) => value.toLocaleString(german ? "de" : "en", { maximumFractionDigits: digits });
  const seconds = (value) => (value === null || value === undefined ? "–" : `${number(value, value < 10 ? 1 : 0)} s`);
  const clock = (value) => `${Math.floor(value / 60)}:${String(Math.floor(value % 60)).padStart(2, "0")}`;
  function cost(usd, source, unknown = 0) {
    const known = usd !== null && usd !== undefined;
    const figure = known ? `$ ${usd === 0 ? "0" : number(usd, usd < 0.01 ? 5 : 4)}` : "$ ?";
    const lacking = known && unknown ? say(`, ${unknown} unknown`, `, ${unknown} unbekannt`) : "";
    return el("span", { className: "cost" }, figure, el("i", {}, (SOURCES[known ? source : "unknown"] || source) + lacking));
  }

  // The time line: real seconds from the first event, and places in the replay, in which long pauses are short.
  const start = Date.parse(run.run.created_at);
  const since = (moment) => Math.max(0, (Date.parse(moment) - start) / 1000);
  const events = run.events.map((event) => ({ ...event, t: since(event.at) }));
  const knots = [...new Set([0, ...events.map((e) => e.t), ...run.entities.map((e) => since(e.created_at))])].sort((a, b) => a - b);
  const places = [0];
  for (let i = 1; i < knots.length; i++) places.push(places[i - 1] + Math.min(LONGEST_PAUSE, knots[i] - knots[i - 1]));
  const total = Math.max(places[places.length - 1], 0.1);
  function between(value, from, to) {
    let low = 0, high = from.length - 1;
    if (value >= from[high]) return to[high];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (from[middle] <= value) low = middle; else high = middle;
    }
    const span = from[high] - from[low];
    return span ? to[low] + ((value - from[low]) / span) * (to[high] - to[low]) : to[low];
  }
  const placeOf = (t) => between(t, knots, places);
  const timeOf = (place) => between(place, places, knots);

  // Stages, each attempt of one for itself, from events and from what has no event of its own.
  const stages = new Map();
  function stage(attempt, name, t) {
    const key = `${attempt}:${name}`;
    if (!stages.has(key)) stages.set(key, { attempt, name, from: t, to: t, entities: [], calls: [], progress: [], state: "done" });
    return stages.get(key);
  }
  let last = 0;
  for (const event of events) {
    const data = event.data;
    if (event.type === "pipeline_stage_update") {
      const found = stage(data.attempt, data.stage, data.status === "started" ? event.t : last);
      found.to = event.t;
      found.config = data.config || found.config;
      if (data.status !== "started") Object.assign(found, { status: data.status, reason: data.reason, seconds: data.seconds });
    } else if (event.type === "generation_start") {
      Object.assign(stage(data.attempt, "media", event.t), { to: event.t, config: data.config, medium: data.media_type });
    } else if (event.type === "generation_complete") {
      Object.assign(stage(data.attempt, "media", event.t), { to: event.t, seconds: data.seconds, medium: data.media_type });
    } else if (event.type === "progress_update" && stages.has(`${data.attempt}:${data.stage}`)) {
      stages.get(`${data.attempt}:${data.stage}`).progress.push([event.t, data.fraction]);
    } else if (event.type === "blocked" || (event.type === "error" && data.stage)) {
      const found = stage(data.attempt, data.stage, last);
      Object.assign(found, { to: event.t, state: "stopped", why: data });
    }
    if (event.type !== "progress_update") last = event.t;
  }
  for (const entity of run.entities) {
    const t = since(entity.created_at);
    const found = stage(entity.attempt, entity.stage, entity.stage === "input" ? 0 : t);
    found.entities.push(entity);
    if (entity.stage !== "input") found.to = Math.max(found.to, t);
  }
  // A call of the run that this one was made from belongs to the stage that took its answer over.
  for (const call of run.calls) {
    const own = stages.get(`${call.attempt}:${call.stage}`);
    const taken = [...stages.values()].find((one) => one.name === call.stage);
    const found = (call.reused ? taken : own || taken) || stage(call.attempt, call.stage, since(call.sent_at));
    found.calls.push(call);
    if (call.reused || found !== own) continue;
    found.to = Math.max(found.to, since(call.answered_at || call.sent_at));
  }
  const sections = [...stages.values()].sort(
    (a, b) => a.from - b.from || a.attempt - b.attempt || ORDER.indexOf(a.name) - ORDER.indexOf(b.name),
  );

  // What a stage holds.
  function words(entity) {
    const person = entity.producer === "person";
    const by = person ? say("Written by a person", "Von einem Menschen geschrieben") : say(`Written by ${entity.producer}`, `Geschrieben von ${entity.producer}`);
    const long = entity.text.length > LONG ? " long" : "";
    return [
      el("p", { className: "by" }, entity.meta.passed_through ? say("Went on unchanged", "Ging unverändert weiter") : by),
      el("p", { className: `words${long}${person || entity.meta.passed_through ? "" : " made"}`, dir: "auto" }, entity.text),
      entity.cut ? el("p", { className: "said" }, link(entity, say("The whole text", "Der ganze Text"))) : null,
    ];
  }
  const link = (entity, text) => el("a", { href: entity.file, download: "" }, text);
  function verdict(entity) {
    const meta = entity.meta, source = meta.source === "word_list" ? say("word list", "Wortliste") : meta.model || entity.producer;
    const result = meta.passed ? say("Passed", "Bestanden") : say("Stopped", "Gestoppt");
    const why = meta.reason || (meta.categories || []).join(", ");
    return el("p", { className: "said" }, `${result} · ${say("level", "Stufe")} ${meta.level || "–"} · ${source}${why ? ` · ${why}` : ""}`);
  }
  function size(bytes) {
    return bytes < 1e6 ? `${number(bytes / 1e3, 1)} kB` : `${number(bytes / 1e6, 1)} MB`;
  }
  function caption(entity, others = []) {
    const parts = [`${MEDIA[entity.media_type] || entity.type}, ${entity.format || entity.mime}, ${size(entity.bytes)}`];
    if (entity.seed !== null) parts.push(`Seed ${entity.seed}`);
    if (entity.producer) parts.push(entity.producer);
    if (entity.meta.ai_model === false) parts.push(say("no AI model", "kein KI-Modell"));
    return el("figcaption", {}, parts.map((part) => el("span", {}, part)), link(entity, say("Save the file", "Datei sichern")),
      others.map((other) => link(other, say(`as ${other.format}`, `als ${other.format}`))));
  }
  function roll(notes) {
    const end = Math.max(...notes.map((n) => n[0] + n[1]), 1), low = Math.min(...notes.map((n) => n[2])) - 1, high = Math.max(...notes.map((n) => n[2])) + 1;
    const rows = notes.map((n) => ["rect", { x: (n[0] / end) * 1000, y: ((high - n[2]) / (high - low)) * 180, width: Math.max(1.5, (n[1] / end) * 1000 - 1), height: Math.max(2, 180 / (high - low) - 1) }]);
    const made = drawing(rows, "0 0 1000 180");
    made.setAttribute("preserveAspectRatio", "none");
    return made;
  }
  const NAMES = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", german ? "H" : "B"];
  function tune(notes) {
    const head = [say("Start", "Beginn"), say("Length", "Länge"), say("Note", "Ton"), say("Channel", "Kanal")];
    const rows = notes.map((n) => el("tr", {}, el("td", {}, number(n[0], 2)), el("td", {}, number(n[1], 2)), el("td", {}, `${NAMES[n[2] % 12]} ${Math.floor(n[2] / 12) - 1}`), el("td", {}, String(n[3] + 1))));
    const list = el("table", {}, el("thead", {}, el("tr", {}, head.map((text) => el("th", { scope: "col" }, text)))), el("tbody", {}, rows));
    return [
      el("div", { className: "plate roll" }, roll(notes)),
      fold(say(`Notes, ${notes.length}`, `Töne, ${notes.length}`), el("div", { className: "notes", tabIndex: 0 }, list)),
    ];
  }
  // Encodings of one output are shown once.
  const encodings = (entity, all) => all.filter((other) => other !== entity && other.media_type && !other.blocked && other.media_type === entity.media_type && other.index === entity.index);
  function medium(entity, all) {
    const others = encodings(entity, all);
    if (others.some((other) => other.n < entity.n)) return null;
    if (entity.blocked) return el("p", { className: "said" }, say("A check held this back. It is not in this file.", "Eine Prüfung hat dies zurückgehalten. Es ist nicht in dieser Datei."));
    const name = MEDIA[entity.media_type] || entity.type, kind = entity.mime.split("/")[0];
    const shown = [];
    if (kind === "image") shown.push(el("div", { className: "plate" }, el("img", { src: entity.file, alt: name, loading: "lazy" })));
    else if (kind === "video") shown.push(el("div", { className: "plate" }, el("video", { src: entity.file, controls: true, preload: "metadata" })));
    else if (entity.notes) shown.push(...tune(entity.notes));
    else if (kind === "audio") shown.push(el("audio", { src: entity.file, controls: true, preload: "metadata" }));
    else if (entity.media_type === "text") return el("figure", {}, words(entity), caption(entity, others));
    else if (entity.text !== undefined) shown.push(el("pre", { className: "code", tabIndex: 0 }, entity.text));
    return el("figure", {}, shown, caption(entity, others));
  }
  function shown(entity, _at, all) {
    if (entity.type.endsWith("_check") && "passed" in entity.meta) return verdict(entity);
    if (entity.media_type || entity.type === "input_media" || entity.blocked) return medium(entity, all);
    if (entity.text === undefined) return el("p", { className: "said" }, link(entity, entity.file));
    return entity.mime.startsWith("text/plain") ? words(entity) : el("pre", { className: "code", tabIndex: 0 }, entity.text);
  }
  function fold(title, ...content) {
    return el("details", {}, el("summary", {}, title), el("div", {}, content));
  }
  const part = (title, text) => (text ? [el("h3", {}, title), el("pre", { dir: "auto" }, text)] : []);
  const json = (value) => (value && Object.keys(value).length ? JSON.stringify(value, null, 2) : "");
  function told(call) {
    const request = call.request, prompt = request.prompt || "", model = call.model ? `${call.provider}/${call.model}` : call.provider;
    const text = typeof prompt === "string" ? prompt : prompt.text;
    return fold(
      say(`What the machine was told: ${model}`, `Was der Maschine gesagt wurde: ${model}`),
      part(say("System", "System"), prompt.system),
      part(say("Prompt, as it was sent", "Prompt, wie er gesendet wurde"), text),
      part(say("Parameters", "Parameter"), json({ ...request.parameters, ...(request.seed === undefined ? {} : { seed: request.seed }) })),
      part(say("Workflow", "Workflow"), json(request.workflow)),
      part(say("Request", "Anfrage"), json(request.request)),
      part(say("Inputs", "Eingaben"), (request.images || []).map((one) => `${one.parameter}: ${one.mime}, SHA-256 ${one.sha256}`).join("\n")),
    );
  }
  function ledger(calls) {
    const heads = [[say("Model", "Modell"), ""], [say("Outcome", "Ausgang"), "opt"], [say("Tokens in, out", "Tokens ein, aus"), "r opt"], [say("Time", "Zeit"), "r"], [say("Cost", "Kosten"), "r"]];
    const rows = calls.map((call) => el("tr", {},
      el("td", {}, call.model ? `${call.provider}/${call.model}` : call.provider),
      el("td", { className: "opt" }, call.outcome || say("no answer", "keine Antwort")),
      el("td", { className: "r opt" }, `${call.prompt_tokens ?? "–"}, ${call.completion_tokens ?? "–"}`),
      el("td", { className: "r" }, seconds(call.seconds)),
      el("td", { className: "r" }, call.reused ? say("not paid again", "nicht neu bezahlt") : cost(call.cost_usd, call.cost_source))));
    return el("table", {}, el("thead", {}, el("tr", {}, heads.map(([text, name]) => el("th", { className: name, scope: "col" }, text)))), el("tbody", {}, rows));
  }
  function stopped(section) {
    if (!section.why || run.run.refusal || run.run.problem) return null;
    return el("p", { className: "said" }, section.why.reason || (section.why.categories || []).join(", "));
  }
  function nameOf(section) {
    const name = section.name === "media" && section.medium ? MEDIA[section.medium] : STAGES[section.name] || section.name;
    const edited = section.entities.length && section.entities.every((entity) => entity.type.endsWith("_edit"));
    return edited ? say(`${name}, edited`, `${name}, von Hand geändert`) : name;
  }
  function build(section, at) {
    const name = nameOf(section);
    const notes = [section.config, section.attempt > 1 ? say(`attempt ${section.attempt}`, `Versuch ${section.attempt}`) : "", section.status === "reused" ? say("taken over, not made again", "übernommen, nicht neu gemacht") : ""];
    const paid = section.calls.filter((call) => !call.reused);
    const usd = paid.some((call) => call.cost_usd === null) ? null : paid.reduce((sum, call) => sum + call.cost_usd, 0);
    section.work = el("p", { className: "at-work", hidden: true });
    section.content = el("div", { className: "content" },
      section.entities.map(shown), stopped(section),
      section.status === "passed_through" && !section.entities.length ? el("p", { className: "said" }, say("Went on unchanged", "Ging unverändert weiter")) : null,
      section.calls.map(told), section.calls.length ? ledger(section.calls) : null);
    section.element = el("section", { className: `stage${section.state === "stopped" ? " stopped" : ""}${section.name.endsWith("_check") ? " check" : ""}`, "aria-labelledby": `stage-${at}` },
      el("div", { className: "rail" }, el("span", { className: "clock" }, clock(section.from)),
        section.name === "input" ? null : el("span", {}, seconds(section.seconds ?? section.to - section.from)),
        paid.length ? el("span", {}, usd === null ? "$ ?" : `$ ${usd === 0 ? "0" : number(usd, 5)}`) : null),
      el("div", { className: "body" },
        el("h2", { id: `stage-${at}` }, NUMBERS[section.name] ? el("small", {}, `${NUMBERS[section.name]} `) : null, name, notes.filter(Boolean).map((text) => [" ", el("small", {}, text)])),
        section.work, section.content));
    section.element.prepend(el("i", { className: "mark" }));
    return section.element;
  }

  // What happened, as short lines; progress is shown where it happens.
  function line(event) {
    const data = event.data, name = STAGES[data.stage] || data.stage || "";
    switch (event.type) {
      case "run_state_change": return say("Run: ", "Lauf: ") + (STATES[data.state] || data.state);
      case "pipeline_stage_update": return `${name}: ${{ started: say("begins", "beginnt"), completed: say("done", "fertig"), passed_through: say("unchanged", "unverändert"), reused: say("taken over", "übernommen") }[data.status] || data.status}`;
      case "generation_start": return `${MEDIA[data.media_type] || data.media_type}: ${say("begins", "beginnt")}`;
      case "generation_complete": return `${MEDIA[data.media_type] || data.media_type}: ${say("saved", "gesichert")}`;
      case "cost_update": return `${say("Cost", "Kosten")}: ${data.cost_usd === undefined ? "$ ?" : `$ ${number(data.cost_usd, 5)}`} ${SOURCES[data.cost_source] || ""}`;
      case "queued": return say(`Waits for ${data.backend}, place ${data.position + 1}`, `Wartet auf ${data.backend}, Platz ${data.position + 1}`);
      case "blocked": return `${name}: ${say("stopped", "gestoppt")}`;
      case "error": return `${name ? `${name}: ` : ""}${say("something failed", "etwas ist gescheitert")}`;
      default: return event.type.replaceAll("_", " ");
    }
  }

  const head = run.run, first = run.attempts[0], newest = run.attempts[run.attempts.length - 1];
  const title = head.title || first.request.input_text || first.request.prompt || head.id;
  const theme = el("button", { type: "button" }, LIGHT(), say("Paper or night", "Papier oder Nacht"));
  const night = () => { const set = document.documentElement.dataset.theme; return set ? set === "night" : matchMedia("(prefers-color-scheme: dark)").matches; };
  theme.onclick = () => { document.documentElement.dataset.theme = night() ? "paper" : "night"; };
  const wait = knots[knots.length - 1];
  const facts = [
    new Date(start).toLocaleString(german ? "de" : "en", { dateStyle: "long", timeStyle: "short" }),
    [head.config, head.output_config].filter(Boolean).join(" → "),
    STATES[head.state] || head.state,
    wait > total + 1 ? say(`${clock(wait)} min, the replay shortens pauses`, `${clock(wait)} min, das Abspielen kürzt Pausen`) : seconds(wait),
    say(`${head.cost.calls} calls`, `${head.cost.calls} Aufrufe`),
    cost(head.cost.usd, head.cost.source, head.cost.unknown),
    `Seed ${newest.seed}`,
  ];
  const notices = [];
  if (head.refusal) notices.push(el("div", { className: "notice" }, el("p", {}, `${say("Stopped at", "Gestoppt bei")} ${STAGES[head.refusal.stage] || head.refusal.stage}${head.refusal.reason ? `: ${head.refusal.reason}` : ""}`), (head.refusal.categories || []).map((one) => el("p", {}, one.hint || one.name || ""))));
  if (head.problem && !head.refusal) notices.push(el("div", { className: "notice fail" }, el("p", {}, head.problem)));
  if (head.parent_run_id) facts.push(say(`made from ${head.parent_run_id}`, `gemacht aus ${head.parent_run_id}`));

  const range = el("input", { type: "range", min: 0, max: 1000, step: 1, value: 1000, id: "place" });
  const button = el("button", { type: "button" });
  const shownTime = el("output", { htmlFor: "place" });
  const speed = el("button", { type: "button", className: "speed" });
  function segment(text, from, to) {
    const name = el("span", {}, text), bar = el("i");
    name.style.flex = bar.style.flex = `${Math.max((to - from) / total, 0.005) * 100} 0 0`;
    return { name, bar, from, to: Math.max(to, from + 1e-6) };
  }
  const segments = sections.flatMap((section, at) => {
    section.at = placeOf(section.from);
    section.until = placeOf(section.to);
    const next = at + 1 < sections.length ? placeOf(sections[at + 1].from) : total;
    const idle = section.name === "input" ? 0 : next - section.until;
    if (idle < 0.5) return [segment(nameOf(section), section.at, next)];
    return [segment(nameOf(section), section.at, section.until), segment(say("Pause", "Pause"), section.until, next)];
  });
  const lines = events.filter((event) => event.type !== "progress_update").map((event) => {
    const jump = el("button", { type: "button" }, el("time", {}, `${clock(event.t)}.${Math.floor((event.t * 10) % 10)}`), el("span", {}, line(event)));
    jump.onclick = () => { pause(); show(placeOf(event.t)); };
    return { at: placeOf(event.t), element: el("li", {}, jump) };
  });
  document.getElementById("page").append(
    el("header", { className: "top" }, el("b", {}, "DevServer"), el("span", {}, say("A recorded run", "Ein aufgezeichneter Lauf")), theme),
    el("main", {},
      el("h1", { dir: "auto" }, title.length > 90 ? `${title.slice(0, 90).replace(/\s\S*$/, "")} …` : title),
      el("ul", { className: "facts" }, facts.filter(Boolean).map((fact) => el("li", {}, fact))),
      notices,
      el("div", { className: "scrub", role: "group", "aria-label": say("Replay", "Abspielen") }, button,
        el("div", { className: "track" }, el("div", { className: "names", "aria-hidden": "true" }, segments.map((one) => one.name)), el("div", { className: "segs", "aria-hidden": "true" }, segments.map((one) => one.bar)),
          el("label", { className: "sr", htmlFor: "place" }, say("Position in the run", "Stelle im Lauf")), range),
        shownTime, speed),
      el("div", { className: "two" },
        el("div", {}, sections.map(build)),
        el("aside", { className: "log" }, el("h2", {}, say("Events", "Ereignisse")), el("ol", { tabIndex: 0 }, lines.map((one) => one.element)))),
      el("footer", {}, el("p", {}, say("Made by DevServer ", "Gemacht von DevServer "), run.version, ". ", say("This page works without a network.", "Diese Seite braucht kein Netz."), " ", el("code", {}, head.id)))),
  );

  let place = total, playing = null, factor = 1;
  function show(value) {
    place = Math.min(total, Math.max(0, value));
    const t = timeOf(place), ended = place >= total;
    range.value = String(Math.round((place / total) * 1000));
    shownTime.textContent = `${clock(t)} / ${clock(wait)}`;
    range.setAttribute("aria-valuetext", `${clock(t)} ${say("of", "von")} ${clock(wait)}`);
    for (const section of sections) {
      const state = ended || place >= section.until ? "done" : place >= section.at ? "active" : "waiting";
      section.element.dataset.state = state;
      section.content.hidden = state !== "done";
      section.work.hidden = state !== "active";
      if (state === "active") {
        const done = section.progress.findLast((one) => one[0] <= t);
        section.work.textContent = say("at work", "arbeitet") + (done ? `, ${Math.round(done[1] * 100)} %` : "");
      }
    }
    const now = segments.findLast((one) => one.from <= place) || segments[0];
    for (const one of segments) {
      one.bar.style.setProperty("--done", `${Math.min(1, Math.max(0, (place - one.from) / (one.to - one.from))) * 100}%`);
      one.bar.className = one.name.className = one === now && !ended ? "now" : "";
    }
    if (ended && now) now.name.className = "now";
    const current = lines.findLast((one) => one.at <= place);
    for (const one of lines) one.element.className = one === current && !ended ? "now" : one.at > place ? "later" : "";
  }
  function pause() {
    if (playing !== null) cancelAnimationFrame(playing);
    playing = null;
    button.replaceChildren(PLAY());
    button.setAttribute("aria-label", say("Play the run", "Lauf abspielen"));
  }
  function play() {
    let before = null;
    if (place >= total) show(0);
    button.replaceChildren(PAUSE());
    button.setAttribute("aria-label", say("Pause", "Anhalten"));
    const step = (moment) => {
      if (before !== null) show(place + ((moment - before) / 1000) * factor);
      before = moment;
      if (place >= total) pause(); else playing = requestAnimationFrame(step);
    };
    playing = requestAnimationFrame(step);
  }
  function pace() {
    speed.textContent = `${number(factor, 2)}×`;
    speed.setAttribute("aria-label", `${say("Speed", "Tempo")} ${number(factor, 2)}×`);
  }
  button.onclick = () => (playing === null ? play() : pause());
  speed.onclick = () => { factor = { 1: 4, 4: 16, 16: 0.25, 0.25: 1 }[factor]; pace(); };
  range.oninput = () => { pause(); show((Number(range.value) / 1000) * total); };
  // A name that has no room for its letters only disturbs.
  new ResizeObserver(() => {
    for (const one of segments) one.name.style.visibility = one.name.scrollWidth > one.name.clientWidth ? "hidden" : "";
  }).observe(range);
  pace();
  pause();
  show(total);
})();
