// The front page: its filters, and what is shown when they change.
(() => {
  "use strict";
  const J = window.Jixiao;
  const { element, pair, format, data, rows, by, COLUMNS } = J;
  const FIELDS = ["unit", "scheme", "grade", "state", "rate_from", "rate_to", "score_from", "score_to", "search"];
  const years = [...new Set([...rows.year, ...data.filings.map((one) => one[2])])].sort((one, other) => one - other);

  const option = (value, [zh, en]) => {
    const made = element("option", { value });
    made.dataset.zh = zh;
    made.dataset.en = en;
    return made;
  };
  function fillFilters() {
    const units = data.units.map(([code, name, department, region]) => ({ code, name, department, region })).filter((unit) => unit.name !== null);
    const collator = new Intl.Collator("zh-CN");
    units.sort((one, other) => collator.compare(one.name, other.name));
    const namesOf = (level) => [...new Set(units.map((unit) => unit[level]).filter(Boolean))].sort(collator.compare);
    by("unit").append(option("", ["全部单位", "All units"]));
    for (const [label, options] of [[["地区", "Regions"], namesOf("region").map((name) => option(`r:${name}`, [name, name]))],
      [["主管部门", "Supervising departments"], namesOf("department").map((name) => option(`d:${name}`, [name, name]))],
      [["单位", "Units"], units.map((unit) => option(`u:${unit.code}`, [unit.name, unit.name]))]]) {
      if (!options.length) continue;
      const made = element("optgroup", {}, ...options);
      [made.dataset.zh, made.dataset.en] = label;
      by("unit").append(made);
    }
    by("scheme").append(option("", ["全部表样", "All schemes"]), ...data.schemes.map(([code, zh, en]) => option(code, [zh, en])));
    const grades = new Map(rows.grade.filter((grade) => grade >= 0).map((grade) => data.grades[grade]).sort((one, other) => (one[2] ?? 99) - (other[2] ?? 99)).map(([zh, en]) => [zh, en]));
    by("grade").append(option("", ["全部等级", "All grades"]), ...[...grades].map(([zh, en]) => option(zh, [zh, en])));
    const present = new Set(rows.state);
    by("state").append(option("", ["全部状态", "All states"]), ...Object.entries(data.states).filter(([state]) => present.has(state)).map(([state, names]) => option(state, names)));
    let waiting;
    for (const name of FIELDS) {
      const field = by(name);
      field.addEventListener("change", () => { clearTimeout(waiting); J.change({ [name]: field.value.trim() }, field.tagName === "INPUT"); });
      if (field.tagName === "INPUT") {
        field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => J.change({ [name]: field.value.trim() }, true), 150); });
      }
    }
    by("filters").addEventListener("submit", (event) => event.preventDefault());
    by("reset").addEventListener("click", () => J.change(Object.fromEntries(FIELDS.map((name) => [name, ""]))));
    by("copy").addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(window.location.href); by("copied").replaceChildren(pair(["已复制", "Copied"])); } catch {
        by("copied").replaceChildren(pair(["请复制地址栏中的地址", "Copy the address from the address bar"]));
      }
    });
  }
  // Each year with how many evaluations pass the filters: what is not in the chosen year may be in another.
  function showFilters(filters, byYear) {
    by("years").replaceChildren(...years.map((year) => {
      const count = format.whole(byYear.get(year)?.length ?? 0);
      const link = element("a", { href: J.link({ year: String(year) }) }, pair(format.year(year)), element("small", {}, pair([`${count} 份`, `${count} forms`])));
      if (String(year) === filters.year) link.setAttribute("aria-current", "true");
      return link;
    }));
    for (const name of FIELDS) if (document.activeElement !== by(name) || by(name).tagName === "SELECT") by(name).value = filters[name];
  }

  // What the sections show: the rows of the year and of the year before by state, whatever their year, and of the city.
  function look(filters) {
    const year = Number(filters.year);
    const chosen = J.select(filters);
    const byYear = J.groupBy(chosen, (row) => rows.year[row]);
    const city = J.select(filters, ["unit", "search"]).filter((row) => rows.year[row] === year && rows.state[row] === "admitted");
    const of = (when, state) => (byYear.get(when) ?? []).filter((row) => rows.state[row] === state);
    const now = of(year, "admitted");
    const before = of(year - 1, "admitted");
    const schemesOf = (list) => [...new Set(list.map((row) => rows.scheme[row]))].sort((one, other) => one - other);
    const words = filters.search.toLowerCase().split(/\s+/).filter(Boolean);
    const filingsOf = (when) => data.filings.filter(([unit, name, found]) => found === when && (!filters.unit || J.isOfUnit(unit, filters.unit))
      && words.every((word) => `${name}\n${data.units[unit][1] ?? ""}`.toLowerCase().includes(word)));
    return { filters, year, now, before, city, byYear, all: chosen, shown: byYear.get(year) ?? [], quarantined: of(year, "quarantined"), quarantinedBefore: of(year - 1, "quarantined"),
      schemes: schemesOf([...now, ...before]), citySchemes: schemesOf(city), schemesOfYears: schemesOf(chosen.filter((row) => rows.state[row] === "admitted")), filings: filingsOf(year), filingsBefore: filingsOf(year - 1) };
  }
  let last = null;
  function show() {
    const filters = J.readState();
    const isProject = filters.project !== "";
    by("year-view").hidden = isProject;
    by("project-view").hidden = !isProject;
    document.body.classList.toggle("of-project", isProject);
    const view = look(filters);
    showFilters(filters, view.byYear);
    if (isProject) {
      by("back").href = J.link({ project: "" });
      J.showProject(filters.project);
      if (last !== filters.project) window.scrollTo(0, 0);
    } else {
      const unit = filters.unit.startsWith("u:") ? data.units.find(([code]) => code === filters.unit.slice(2))?.[1] : filters.unit.slice(2);
      by("scope").replaceChildren(pair(unit ? [unit, unit] : ["全市", "All units"]), " · ", pair(format.year(view.year)));
      for (const part of [J.showFigures, J.showTrend, J.showChange, J.showGrades, J.showUnits, J.showScores, J.showScatter, J.showCaps, J.showWorklist, J.showLost,
        J.showReviewers, J.showTexts, J.showFilings, J.showQuarantine, J.showChanges, showList]) part(view);
    }
    last = filters.project;
    J.showLanguage();
  }
  function showList(view) {
    const columns = COLUMNS();
    J.showTable("evaluations-table-place", { caption: ["自评一览（金额单位：万元）", "Evaluations (money in 10,000 yuan)"], list: view.shown, pageRows: 25,
      columns: [columns.form, columns.unit, columns.year, columns.budget, columns.executed, columns.rate, columns.score, columns.grade, columns.state] });
  }

  // A link to a section scrolls and keeps the address, which is the state.
  document.addEventListener("click", (event) => {
    const anchor = event.target.closest("nav a[href^='#']");
    if (!anchor) return;
    event.preventDefault();
    const section = document.querySelector(anchor.getAttribute("href"));
    section.scrollIntoView();
    section.setAttribute("tabindex", "-1");
    section.focus({ preventScroll: true });
  });
  fillFilters();
  window.addEventListener("hashchange", show);
  let width = document.documentElement.clientWidth;
  window.addEventListener("resize", () => {
    if (document.documentElement.clientWidth === width) return;
    width = document.documentElement.clientWidth;
    show();
  });
  document.body.classList.add("ready");
  show();
})();
