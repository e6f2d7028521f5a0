// A project: its years, and its peers in other units, of the same name or with the same indicators.
(() => {
  "use strict";
  const J = window.Jixiao;
  const { element, pair, format, data, rows, showTable, COLUMNS, by } = J;
  const COUNTED = new Set(["admitted", "quarantined"]);
  const PEERS = 20;
  const clean = (name) => (name ?? "").replace(/\s+/g, "").toLowerCase();

  function showProject(key) {
    const project = data.projects.indexOf(key);
    const found = rows.key.map((_, row) => row).filter((row) => project >= 0 && rows.project[row] === project);
    found.sort((one, other) => rows.year[one] - rows.year[other]);
    const newest = found.filter((row) => rows.state[row] === "admitted").at(-1) ?? found.at(-1);
    by("project-name").replaceChildren(newest === undefined ? pair(["没有这个项目", "No such project"]) : J.said(rows.name[newest] ?? "—"));
    by("project-facts").replaceChildren(...(newest === undefined ? [] : [J.unitLink(rows.unit[newest])]));
    by("project-body").hidden = newest === undefined;
    if (newest === undefined) return;
    const admitted = found.filter((row) => rows.state[row] === "admitted");
    const years = [...J.groupBy(admitted, (row) => rows.year[row])].filter(([year]) => year > 0);
    J.drawYears(by("project-trend"), years.map(([year, forms]) => ({ name: format.year(year), chosen: true, rate: format.percent(J.executionOf(forms)),
      budget: Number(J.sumMoney(forms, "budget").sum ?? 0), executed: Number(J.sumMoney(forms, "executed").sum ?? 0) })), "project-caption", "project-table");
    const columns = COLUMNS();
    const year = { ...columns.year, wide: false, show: (row) => element("a", { href: `evaluations/${rows.key[row]}.html` }, pair(format.year(rows.year[row]))) };
    showTable("project-table-place", { caption: ["历年（金额单位：万元）", "Years (money in 10,000 yuan)"], list: found.filter((row) => COUNTED.has(rows.state[row])),
      columns: [year, columns.budget, columns.executed, columns.rate, columns.score, columns.grade, columns.state, columns.scheme] });
    showTable("peers-table-place", { caption: ["其他单位的同类项目（金额单位：万元）", "Similar projects of other units (money in 10,000 yuan)"], list: findPeers(newest),
      columns: [...Object.values(peerColumns())] });
  }
  const peerColumns = () => {
    const columns = COLUMNS((peer) => peer.row);
    return { project: columns.project, unit: columns.unit, why: { zh: "相同之处", en: "In common", value: (peer) => why(peer)[0], show: why },
      year: columns.year, budget: columns.budget, rate: columns.rate, score: columns.score, grade: columns.grade };
  };
  const why = (peer) => (peer.isSameName ? ["名称相同", "same name"]
    : [`${peer.shared.length} 项指标相同，如${data.indicators[peer.shared[0]][0]}`, `${peer.shared.length} indicators, as ${data.indicators[peer.shared[0]][1] ?? data.indicators[peer.shared[0]][0]}`]);
  const indicatorsOf = (row) => new Set(rows.lines[row].filter((_, at) => at % 4 === 0));

  // The peers of a form: of the same year, in other units; of the same name first, then those that share indicators,
  // where an indicator that few forms have counts for more.
  function findPeers(row) {
    const ofYear = rows.key.map((_, other) => other).filter((other) => rows.year[other] === rows.year[row] && rows.state[other] === "admitted");
    const forms = new Map();
    for (const other of ofYear) for (const indicator of indicatorsOf(other)) forms.set(indicator, (forms.get(indicator) ?? 0) + 1);
    const own = indicatorsOf(row);
    const name = clean(rows.name[row]);
    const peers = [];
    for (const other of ofYear) {
      if (rows.unit[other] === rows.unit[row]) continue;
      const isSameName = name !== "" && clean(rows.name[other]) === name;
      const shared = [...indicatorsOf(other)].filter((indicator) => own.has(indicator)).sort((one, two) => forms.get(one) - forms.get(two));
      if (isSameName || shared.length) peers.push({ row: other, isSameName, shared, nearness: shared.reduce((sum, indicator) => sum + 1 / forms.get(indicator), 0) });
    }
    peers.sort((one, other) => other.isSameName - one.isSameName || other.nearness - one.nearness || one.row - other.row);
    return peers.slice(0, PEERS);
  }
  Object.assign(window.Jixiao, { showProject });
})();
