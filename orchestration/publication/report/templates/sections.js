// The year against the one before: figures, where the change comes from, units, scores, execution against score.
(() => {
  "use strict";
  const J = window.Jixiao;
  const { element, pair, format, data, rows, showTable, COLUMNS } = J;
  const by = (id) => document.getElementById(id);
  const unknownText = (count) => [`另有 ${format.whole(count)} 份金额不明`, `${format.whole(count)} more with unknown amount`];
  const small = (both) => element("small", {}, pair(both));
  const minus = (one, other) => (one === null || other === null ? null : one - other);

  function figure(id, name, ...notes) {
    const [value, ...rest] = notes.filter(Boolean);
    return element("div", {}, element("dt", {}, pair(name)), element("dd", { id }, Array.isArray(value) ? pair(value) : value),
      ...rest.map((note) => element("dd", { className: "note" }, note instanceof Node ? note : pair(note))));
  }
  // The change on the year before, in words.
  const against = ({ before }, chinese, english) => (before.length ? [`较上年 ${chinese}`, `${english} on the year before`] : ["上年没有审核的表", "no forms of the year before"]);

  function showFigures(view) {
    const { now, before } = view;
    const money = (id, column, name) => {
      const [current, earlier] = [J.sumMoney(now, column), J.sumMoney(before, column)];
      const changed = minus(current.sum, earlier.sum);
      const share = changed === null || !earlier.sum ? null : J.divide(changed * 10000n, earlier.sum);
      const [chinese, english] = format.money(changed, true);
      const value = element("data", { value: current.sum === null ? "" : J.write(current.sum, 2, { separators: false }) }, pair(format.money(current.sum)));
      return figure(id, name, value, against(view, `${chinese}（${format.percent(share, true)}）`, `${english} (${format.percent(share, true)})`),
        current.unknown ? small(unknownText(current.unknown)) : null);
    };
    const [rateNow, rateBefore] = [J.executionOf(now), J.executionOf(before)];
    const pp = minus(rateNow, rateBefore);
    const points = (value) => format.hundredths(value, true);
    const scores = view.schemes.map((scheme) => {
      const [current, earlier] = [now, before].map((chosen) => J.averageOf(chosen.filter((row) => rows.scheme[row] === scheme)));
      const [zh, en] = J.schemeName(scheme);
      const changed = minus(current.average, earlier.average);
      return element("span", { className: "of-scheme" }, element("b", {}, format.hundredths(current.average)), pair([" 分", " points"]),
        small([`${zh}，${current.known} 份${changed === null ? "" : `，较上年 ${points(changed)}`}`, `${en}, ${current.known} forms${changed === null ? "" : `, ${points(changed)} on the year before`}`]));
    });
    const filed = filingOf(view.filings);
    const earlierFiled = filingOf(view.filingsBefore);
    const held = J.sumMoney(view.quarantined, "budget");
    const heldBefore = view.quarantinedBefore.length;
    const signed = (value) => (value > 0 ? `+${value}` : String(value));
    by("figures").replaceChildren(
      money("executed", "executed", ["全年执行数", "Executed"]),
      money("budget", "budget", ["预算", "Budget"]),
      figure("execution-rate", ["预算执行率", "Execution rate"], format.percent(rateNow), against(view, `${points(pp)} 个百分点`, `${points(pp)} pp`)),
      figure("admitted", ["审核通过的自评", "Evaluations admitted"], [`${format.whole(now.length)} 份`, `${format.whole(now.length)} forms`], against(view, `${signed(now.length - before.length)} 份`, `${signed(now.length - before.length)}`)),
      figure("average-score", ["平均自评得分", "Average score"], element("span", {}, ...(scores.length ? scores : ["—"]))),
      figure("filed", ["已报 / 应报", "Filed / expected"],
        filed.expected ? element("span", {}, `${format.whole(filed.received)} / ${format.whole(filed.expected)}`) : "—",
        filed.expected ? [`其中待核实 ${filed.held}；逾期 ${filed.late}，未报 ${filed.missing}${earlierFiled.expected ? `；上年 ${earlierFiled.received} / ${earlierFiled.expected}，逾期 ${earlierFiled.late}` : ""}`,
          `of them ${filed.held} in quarantine; ${filed.late} late, ${filed.missing} missing${earlierFiled.expected ? `; the year before ${earlierFiled.received} / ${earlierFiled.expected}, ${earlierFiled.late} late` : ""}`]
          : ["尚无应报清单", "no list of expected evaluations"]),
      figure("quarantined-count", ["待核实（暂不计入汇总）", "In quarantine (not counted)"], [`${format.whole(view.quarantined.length)} 份`, `${format.whole(view.quarantined.length)} forms`],
        [`上年 ${heldBefore} 份`, `${heldBefore} the year before`]),
      figure("quarantined-budget", ["待核实金额", "Money in quarantine"], element("data", { value: held.sum === null ? "" : J.write(held.sum, 2, { separators: false }) }, pair(format.money(held.sum))),
        held.unknown ? element("small", { id: "quarantined-unknown" }, pair(unknownText(held.unknown))) : null),
    );
  }
  function filingOf(filings) {
    const of = (status) => filings.filter((one) => one[3] === status).length;
    // What is in quarantine was filed, too.
    return { expected: filings.length, received: filings.length - of("missing"), filed: of("filed"), missing: of("missing"), held: of("quarantined"), late: filings.filter((one) => one[5]).length };
  }

  // The change of the year: continuing, new and left projects.
  function showChange(view) {
    const { now, before } = view;
    const kept = now.filter((row) => rows.before[row]);
    const keptBefore = before.filter((row) => rows.after[row]);
    const added = now.filter((row) => !rows.before[row]);
    const left = before.filter((row) => !rows.after[row]);
    const count = (chosen) => ({ value: BigInt(chosen.length), unknown: 0 });
    const money = (column) => (chosen) => { const { sum, unknown } = J.sumMoney(chosen, column); return { value: sum, unknown }; };
    const lines = [["份数", "Forms", count, format.whole], ["预算（万元）", "Budget (10,000 yuan)", money("budget"), format.wan, format.wanExact], ["全年执行数（万元）", "Executed (10,000 yuan)", money("executed"), format.wan, format.wanExact]]
      .map(([zh, en, sum, show, exact]) => {
        const [a, b, c, d, e, f] = [before, now, kept, keptBefore, added, left].map(sum);
        return { zh, en, show, exact: exact ?? ((value) => (value === null ? null : String(value))),
          cells: [a, b, { value: minus(b.value, a.value) }, { value: minus(c.value, d.value), unknown: c.unknown + d.unknown }, e, { ...f, value: f.value === null ? null : -f.value }] };
      });
    for (const scheme of view.schemes) {
      const [zh, en] = J.schemeName(scheme);
      const cells = [before, now, null, null, added, left].map((chosen) => (chosen ? { value: J.averageOf(chosen.filter((row) => rows.scheme[row] === scheme)).average } : null));
      const stayed = [kept, keptBefore].map((chosen) => J.averageOf(chosen.filter((row) => rows.scheme[row] === scheme)).average);
      cells[2] = { value: minus(cells[1].value, cells[0].value) };
      cells[3] = { value: minus(stayed[0], stayed[1]) };
      lines.push({ zh: `平均得分（分）· ${zh}`, en: `Average score · ${en}`, show: format.hundredths, exact: format.hundredthsExact, cells, isMean: true });
    }
    const cell = (place, signed) => ({ number: true, value: (line) => line.exact(line.cells[place].value),
      show: (line) => {
        const { value, unknown } = line.cells[place];
        const shown = element("span", {}, value === null ? "—" : (signed && !(line.isMean && place > 3) && value > 0n ? "+" : "") + line.show(value));
        if (unknown) shown.append(element("br"), small(unknownText(unknown)));
        if (place === 3 && line.kept !== undefined) shown.append(" ", small([`延续 ${line.kept} 份`, `${line.kept} continue`]));
        return shown;
      } });
    lines[0].kept = kept.length;
    const { year } = view;
    showTable("change-table-place", {
      caption: [`${year - 1}年到${year}年的变化：延续、新增、退出的项目`, `Change from ${year - 1} to ${year}: projects that continue, are new, have left`],
      columns: [{ zh: "内容", en: "What", value: (line) => line.zh, show: (line) => [line.zh, line.en] },
        { zh: `${year - 1}年`, en: String(year - 1), ...cell(0) }, { zh: `${year}年`, en: String(year), ...cell(1) }, { zh: "变化", en: "Change", ...cell(2, true) },
        { zh: "延续项目", en: "Continuing", ...cell(3, true) }, { zh: "新增项目", en: "New", ...cell(4, true) }, { zh: "退出项目", en: "Left", ...cell(5, true) }],
      list: lines, pageRows: 20, stacked: true,
    });
  }
  function showTrend(view) {
    const years = [...view.byYear.keys()].filter((year) => year > 0).sort((one, other) => one - other);
    const lines = years.map((year) => ({ year, now: view.byYear.get(year).filter((row) => rows.state[row] === "admitted") }));
    const number = (sum) => (sum === null ? 0 : Number(sum));
    J.drawYears(by("trend"), lines.map(({ year, now }) => ({ name: format.year(year), chosen: year === view.year, rate: format.percent(J.executionOf(now)),
      budget: number(J.sumMoney(now, "budget").sum), executed: number(J.sumMoney(now, "executed").sum) })), "trend-caption", "years-table");
    const money = (column, zh, en) => ({ zh, en, unit: J.wan, number: true, value: (line) => format.wanExact(J.sumMoney(line.now, column).sum),
      show: (line) => {
        const { sum, unknown } = J.sumMoney(line.now, column);
        return unknown ? element("span", {}, format.wan(sum), element("br"), small(unknownText(unknown))) : format.wan(sum);
      } });
    showTable("years-table-place", { caption: ["各年度（金额单位：万元）", "Years (money in 10,000 yuan)"], list: lines, pageRows: 30,
      columns: [{ zh: "年度", en: "Year", value: (line) => String(line.year), show: (line) => element("a", { href: J.link({ year: String(line.year) }) }, pair(format.year(line.year))) },
        { zh: "份数", en: "Forms", number: true, value: (line) => String(line.now.length) }, money("budget", "预算", "Budget"), money("executed", "全年执行数", "Executed"),
        { zh: "执行率", en: "Execution rate", unit: J.percent, number: true, value: (line) => format.hundredthsExact(J.executionOf(line.now)), show: (line) => format.percent(J.executionOf(line.now)) },
        ...view.schemesOfYears.map((scheme) => ({ zh: `平均得分 · ${J.schemeName(scheme)[0]}`, en: `Average score · ${J.schemeName(scheme)[1]}`, number: true, wide: true,
          value: (line) => format.hundredthsExact(J.averageOf(line.now.filter((row) => rows.scheme[row] === scheme)).average) }))] });
  }

  // Grades of the year and the year before, for each scheme.
  const CLASSES = ["grade one", "grade two", "grade three", "grade four"];
  const gradeClass = (grade) => CLASSES[(data.grades[grade]?.[2] ?? 0) - 1] ?? "grade none";
  function showGrades(view) {
    const lines = [];
    const drawn = view.schemes.flatMap((scheme) => [[view.year - 1, view.before], [view.year, view.now]].map(([year, all]) => {
      const chosen = all.filter((row) => rows.scheme[row] === scheme);
      const groups = J.groupBy(chosen, (row) => rows.grade[row]);
      const found = [...groups.keys()].sort((one, other) => (data.grades[one]?.[2] ?? 99) - (data.grades[other]?.[2] ?? 99));
      for (const grade of found) lines.push({ scheme, year, grade, count: groups.get(grade).length, share: J.rate(groups.get(grade).length, chosen.length) });
      const [zh, en] = J.schemeName(scheme);
      const top = found.length && data.grades[found[0]] ? `${data.grades[found[0]][0]} ${format.percent(J.rate(groups.get(found[0]).length, chosen.length))}` : "—";
      const topEnglish = found.length && data.grades[found[0]] ? `${data.grades[found[0]][1]} ${format.percent(J.rate(groups.get(found[0]).length, chosen.length))}` : "—";
      return { name: [`${year}年 · ${zh}`, `${year} · ${en}`], text: [top, topEnglish],
        parts: found.map((grade) => ({ class: gradeClass(grade), share: groups.get(grade).length / chosen.length })) };
    }));
    J.drawShares(by("grades-chart"), drawn.filter((line) => line.parts.length), { caption: "grades-caption", table: "grades-table" });
    showTable("grades-table-place", { caption: ["等级分布，各自评表样分别列出", "Grades, by scheme"], list: lines, pageRows: 24,
      columns: [{ zh: "等级", en: "Grade", value: (line) => data.grades[line.grade]?.[0] ?? null, show: (line) => data.grades[line.grade]?.slice(0, 2) ?? null },
        { zh: "年度", en: "Year", value: (line) => String(line.year), show: (line) => format.year(line.year) },
        { zh: "份数", en: "Forms", number: true, value: (line) => String(line.count) },
        { zh: "占比", en: "Share", unit: J.percent, number: true, value: (line) => format.hundredthsExact(line.share), show: (line) => format.percent(line.share) },
        { zh: "自评表样", en: "Scheme", value: (line) => J.schemeName(line.scheme)[0], show: (line) => J.schemeName(line.scheme) }] });
  }
  Object.assign(window.Jixiao, { by, small, unknownText, minus, filingOf, showFigures, showChange, showTrend, showGrades, gradeClass });
})();
