// What to look at: the review worklist, points lost, reviewers, repeated texts, filing, quarantine, changes of the release.
(() => {
  "use strict";
  const J = window.Jixiao;
  const { element, pair, format, data, rows, showTable, COLUMNS, by, hundredths } = J;
  const evaluationLink = (row, text) => element("a", { href: `evaluations/${rows.key[row]}.html` }, text);
  const named = (row) => (rows.name[row] === null ? pair(["（未填写）", "(blank)"]) : J.said(rows.name[row]));

  function showWorklist(view) {
    const list = view.now.filter((row) => rows.signals[row] > 0);
    const budget = (row) => rows.budget[row] ?? -1n;
    list.sort((one, other) => rows.signals[other] - rows.signals[one] || (budget(other) > budget(one) ? 1 : budget(other) < budget(one) ? -1 : 0) || one - other);
    const counts = new Map();
    for (const row of list) for (const code of rows.signal_codes[row].split(",")) counts.set(code, (counts.get(code) ?? 0) + 1);
    const signals = [...counts].sort((one, other) => other[1] - one[1]);
    J.drawBars(by("worklist-chart"), signals.map(([code, count]) => ({ name: data.signals[code] ?? [code, code], length: count, text: [`${count} 份`, `${count} forms`] })),
      { caption: "worklist-caption", table: "signals-table" });
    showTable("signals-table-place", { caption: ["触发的信号（一份可有多项）", "Signals raised (a form may raise several)"], list: signals,
      columns: [{ zh: "信号", en: "Signal", value: ([code]) => data.signals[code]?.[0] ?? code, show: ([code]) => data.signals[code] ?? [code, code] },
        { zh: "份数", en: "Forms", number: true, value: ([, count]) => String(count) }] });
    const columns = COLUMNS();
    showTable("worklist-table-place", { caption: ["重点复核名单（金额单位：万元）", "Forms to re-check first (money in 10,000 yuan)"], list, pageRows: 10,
      columns: [columns.form, columns.unit, { zh: "信号分", en: "Signal points", number: true, value: (row) => String(rows.signals[row]) },
        columns.reasons, columns.budget, columns.rate, columns.score, columns.grade] });
  }

  // Sums of line items by a key: forms, weight, points lost, lines that lose.
  function sumLines(chosen, keyOf) {
    const sums = new Map();
    for (const row of chosen) {
      const lines = rows.lines[row];
      for (let at = 0; at < lines.length; at += 4) {
        const key = keyOf(row, lines[at], lines[at + 1]);
        let sum = sums.get(key);
        if (!sum) sums.set(key, (sum = { key, lines: 0, weight: 0, lost: 0, losing: 0 }));
        sum.lines += 1;
        sum.weight += lines[at + 2];
        sum.lost += lines[at + 3];
        if (lines[at + 3] > 0) sum.losing += 1;
      }
    }
    return sums;
  }
  function showLost(view) {
    const categories = [];
    const figures = view.schemes.map((scheme) => {
      const [here, peers] = [view.now, view.city].map((all) => J.ofScheme(all, scheme));
      const [own, others] = [here, peers].map((all) => sumLines(all, (row, indicator, category) => category));
      const each = (sum, forms) => (sum && forms.length ? J.mean(sum.lost, forms.length) : null);
      const lines = [...own.keys()].sort((one, other) => one - other).map((category) => ({ scheme, category, own: each(own.get(category), here), peers: each(others.get(category), peers), forms: here.length, peerForms: peers.length }));
      categories.push(...lines);
      const place = element("div");
      const caption = `lost-caption-${scheme}`;
      const [zh, en] = J.schemeName(scheme);
      return { lines, place, caption, figure: element("figure", {}, element("figcaption", { id: caption }, pair([
        `${zh}：每份平均扣分（条：所选 ${here.length} 份；竖线：全市同表样 ${peers.length} 份）`, `${en}: points lost per form (bar: the ${here.length} selected; tick: all ${peers.length} of the scheme)`])), place) };
    }).filter((one) => one.lines.length);
    by("lost-charts").replaceChildren(...figures.map((one) => one.figure));
    for (const { lines, place, caption } of figures) {
      J.drawBars(place, lines.map((line) => ({ name: data.categories[line.category], length: hundredths(line.own), mark: hundredths(line.peers),
        text: [`${format.hundredths(line.own)}（全市 ${format.hundredths(line.peers)}）`, `${format.hundredths(line.own)} (city ${format.hundredths(line.peers)})`] })), { caption, table: "lost-categories-table" });
    }
    const points = (zh, en, of) => ({ zh, en, number: true, value: (line) => format.hundredthsExact(of(line)), show: (line) => format.hundredths(of(line)) });
    showTable("lost-categories-table-place", { caption: ["各类别每份平均扣分", "Points lost per form, by category"], list: categories, pageRows: 20,
      columns: [{ zh: "类别", en: "Category", value: (line) => data.categories[line.category][0], show: (line) => data.categories[line.category] },
        points("所选每份扣分", "Selected, per form", (line) => line.own), points("全市同表样每份扣分", "City, per form", (line) => line.peers),
        { zh: "自评表样", en: "Scheme", value: (line) => J.schemeName(line.scheme)[0], show: (line) => J.schemeName(line.scheme) }] });
    const sums = [...sumLines(view.now, (row, indicator) => indicator).values()];
    const indicator = { zh: "指标", en: "Indicator", value: (sum) => data.indicators[sum.key][0], show: (sum) => [data.indicators[sum.key][0], data.indicators[sum.key][1] ?? data.indicators[sum.key][0]] };
    const exact = (zh, en, of) => ({ zh, en, number: true, value: (sum) => format.pointsExact(of(sum)), show: (sum) => format.points(of(sum)) });
    const count = (zh, en, of) => ({ zh, en, number: true, value: (sum) => String(of(sum)) });
    const lost = sums.filter((sum) => sum.losing).sort((one, other) => other.lost - one.lost);
    const never = sums.filter((sum) => !sum.losing).sort((one, other) => other.lines - one.lines || other.weight - one.weight);
    showTable("lost-table-place", { caption: ["扣分最多的指标", "Indicators that lose most points"], list: lost, pageRows: 10,
      columns: [indicator, exact("扣分合计", "Points lost", (sum) => sum.lost), count("扣分行数", "Lines that lose", (sum) => sum.losing), { ...count("指标行数", "Lines", (sum) => sum.lines), wide: true }, { ...exact("权重合计", "Weight", (sum) => sum.weight), wide: true }] });
    showTable("never-table-place", { caption: [`从未扣分的指标（${never.length} 项）`, `Indicators that never lose a point (${never.length})`], list: never, pageRows: 10,
      columns: [indicator, count("指标行数", "Lines", (sum) => sum.lines), exact("权重合计", "Weight", (sum) => sum.weight)] });
  }

  function showReviewers(view) {
    const reviewed = view.now.filter((row) => rows.reviewed_weight_points[row] !== null);
    const units = [...J.groupBy(reviewed, (row) => rows.unit[row])].map(([unit, forms]) => ({ unit, ...J.reviewOf(forms) }))
      .filter((unit) => unit.gap !== null).sort((one, other) => (other.gap > one.gap ? 1 : other.gap < one.gap ? -1 : 0));
    const all = J.reviewOf(reviewed);
    by("reviewers-summary").replaceChildren(pair(reviewed.length
      ? [`${reviewed.length} 份有复核评分：自评得分率 ${format.percent(all.self)}，复核得分率 ${format.percent(all.reviewer)}，每百分高 ${format.hundredths(all.gap)} 分。`,
        `${reviewed.length} forms have reviewers' scores: self ${format.percent(all.self)}, reviewers ${format.percent(all.reviewer)}, ${format.hundredths(all.gap)} points higher per 100.`]
      : ["所选范围没有复核评分。", "No reviewers' scores in this selection."]));
    by("reviewers").hidden = !units.length;
    if (units.length) {
      J.drawDots(by("reviewers-chart"), units.slice(0, 15).map((unit) => ({ name: J.unitName(unit.unit) ?? ["单位未知", "Unit unknown"], values: [{ at: hundredths(unit.self) }, { at: hundredths(unit.reviewer) }],
        text: [`高 ${format.hundredths(unit.gap)} 分（${unit.forms} 份）`, `${format.hundredths(unit.gap, true)} (N ${unit.forms})`] })), { caption: "reviewers-caption", table: "reviewers-table", unit: "%" });
    }
    const percent = (zh, en, of) => ({ zh, en, unit: J.percent, number: true, value: (unit) => format.hundredthsExact(of(unit)), show: (unit) => format.percent(of(unit)) });
    showTable("reviewers-table-place", { caption: ["自评与复核，按单位", "Self-scores and reviewers' scores, by unit"], list: units,
      columns: [{ zh: "单位", en: "Unit", value: (unit) => J.unitName(unit.unit), show: (unit) => J.unitLink(unit.unit) },
        percent("自评得分率", "Self", (unit) => unit.self), percent("复核得分率", "Reviewers", (unit) => unit.reviewer),
        { zh: "每百分高出（分）", en: "Higher per 100 points", number: true, value: (unit) => format.hundredthsExact(unit.gap), show: (unit) => format.hundredths(unit.gap) },
        { zh: "份数", en: "Forms", number: true, value: (unit) => String(unit.forms) }] });
  }

  const RELATIONS = [["同一项目上年", "Same project, earlier year"], ["同一单位其他项目", "Other project of the unit"], ["其他单位", "Other unit"]];
  function showTexts(view) {
    const list = [];
    const forms = RELATIONS.map(() => new Set());
    for (const row of view.now) {
      const found = rows.sources[row];
      for (let at = 0; at < found.length; at += 3) {
        list.push({ row, source: found[at], relation: found[at + 1], count: found[at + 2] });
        forms[found[at + 1]].add(row);
      }
    }
    list.sort((one, other) => other.relation - one.relation || other.count - one.count);
    J.drawBars(by("texts-chart"), RELATIONS.map((name, place) => ({ name, length: forms[place].size, warned: place === 2, text: [`${forms[place].size} 份`, `${forms[place].size} forms`] })),
      { caption: "texts-caption", table: "texts-table" });
    const columns = COLUMNS((line) => line.row);
    showTable("texts-table-place", { caption: ["文字与较早的自评雷同", "Texts that repeat an earlier form's"], list, pageRows: 10,
      columns: [columns.form, columns.unit, { zh: "雷同文字数", en: "Texts repeated", number: true, value: (line) => String(line.count) },
        { zh: "来自", en: "First in", value: (line) => RELATIONS[line.relation][0], show: (line) => RELATIONS[line.relation] },
        { zh: "较早的自评", en: "Earlier form", said: true, value: (line) => `${rows.name[line.source] ?? ""} ${rows.year[line.source]}`,
          show: (line) => {
            const cell = element("span", {}, evaluationLink(line.source, named(line.source)), element("small", { lang: "zh-CN" }, ` ${rows.year[line.source]} `, J.unitName(rows.unit[line.source]) ?? "—"));
            return cell;
          } }] });
  }

  function showFilings(view) {
    const { filings } = view;
    by("filings").hidden = !filings.length;
    by("filings-none").hidden = filings.length > 0;
    const units = [...J.groupBy(filings, (one) => one[0])].map(([unit, list]) => ({ unit, ...J.filingOf(list) }));
    units.sort((one, other) => other.missing - one.missing || other.late - one.late);
    const count = (zh, en, name) => ({ zh, en, number: true, value: (line) => String(line[name]) });
    showTable("filing-units-table-place", { caption: ["各单位报送情况", "Filing by unit"], list: units,
      columns: [{ zh: "单位", en: "Unit", value: (line) => J.unitName(line.unit), show: (line) => J.unitLink(line.unit) }, count("应报", "Expected", "expected"), { ...count("审核通过", "Admitted", "filed"), wide: true },
        count("已报，待核实", "In quarantine", "held"), count("未报", "Not filed", "missing"), count("逾期", "Late", "late")] });
    const open = filings.filter((one) => one[3] !== "filed" || one[5]);
    showTable("filing-table-place", { caption: ["未报、待核实或逾期的应报项目（金额单位：万元）", "Expected projects not filed, in quarantine or late (money in 10,000 yuan)"], list: open,
      columns: [{ zh: "项目", en: "Project", value: (one) => one[1], show: (one) => element("span", { lang: "zh-CN" }, one[1], element("small", { className: "narrow" }, J.unitName(one[0]) ?? "—")) },
        { zh: "单位", en: "Unit", wide: true, value: (one) => J.unitName(one[0]), show: (one) => J.unitLink(one[0]) },
        { zh: "情况", en: "Status", value: (one) => data.filing[one[3]][0], show: (one) => data.filing[one[3]] },
        { zh: "逾期天数", en: "Days late", number: true, value: (one) => (one[6] === null ? null : String(one[6])) },
        { zh: "应报预算", en: "Expected budget", unit: J.wan, number: true, wide: true, value: (one) => format.wanExact(one[4] === null ? null : BigInt(one[4])), show: (one) => format.wan(one[4] === null ? null : BigInt(one[4])) }] });
  }

  function showQuarantine(view) {
    const held = J.sumMoney(view.quarantined, "budget");
    const [zh, en] = format.money(held.sum);
    by("quarantine-summary").replaceChildren(pair(view.quarantined.length
      ? [`${view.quarantined.length} 份未计入任何数字，预算 ${zh}${held.unknown ? `，另有 ${held.unknown} 份金额不明` : ""}。`, `${view.quarantined.length} forms are in no figure, with a budget of ${en}${held.unknown ? `, ${held.unknown} more with unknown amount` : ""}.`]
      : ["所选范围没有待核实的自评。", "No form of this selection is in quarantine."]));
    const columns = COLUMNS();
    showTable("quarantine-table-place", { caption: ["待核实的自评（金额单位：万元）", "Forms in quarantine (money in 10,000 yuan)"], list: view.quarantined, pageRows: 10,
      columns: [columns.form, columns.unit, columns.budget, columns.executed, columns.reasons] });
  }

  const MOST_CHANGES = 4;
  // In the order of the table: what was changed comes first.
  const CHANGES = { regraded: ["等级改变", "Re-graded"], corrected: ["经更正", "Corrected"], revised: ["新版取代旧版", "Replaces an earlier version"], left: ["退出", "Left"], entered: ["新进入", "Entered"] };
  function showChanges(view) {
    const changed = new Map();
    for (const one of data.revisions) changed.set(one[0], [...(changed.get(one[0]) ?? []), one]);
    const list = [];
    for (const row of view.all) {
      const isRegraded = (changed.get(row) ?? []).some((one) => one[1] === "grade");
      if (rows.change[row]) list.push({ row, kind: isRegraded ? "regraded" : rows.change[row] });
      else if (rows.corrected[row]) list.push({ row, kind: "corrected" });
    }
    const counts = Object.entries(CHANGES).map(([kind, name]) => ({ kind, name, count: list.filter((one) => one.kind === kind).length }));
    J.drawBars(by("changes-chart"), counts.map(({ name, count }) => ({ name, length: count, text: [`${count} 份`, `${count} forms`] })), { caption: "changes-caption", table: "changes-table" });
    const describe = (line) => (changed.get(line.row) ?? []).map((one) => [
      `${one[2] ?? data.fields[one[1]]?.[0] ?? one[1]}：${one[3] ?? "—"} → ${one[4] ?? "—"}`, `${one[2] ?? data.fields[one[1]]?.[1] ?? one[1]}: ${one[3] ?? "—"} → ${one[4] ?? "—"}`]);
    // The first changes; the page of the form has all.
    const sayFirst = (line) => {
      const all = describe(line);
      if (!all.length) return null;
      const left = all.length - MOST_CHANGES;
      const first = [0, 1].map((language) => all.slice(0, MOST_CHANGES).map((one) => one[language]).join(["；", "; "][language]));
      return left > 0 ? [`${first[0]}；另 ${left} 处`, `${first[1]}; ${left} more`] : first;
    };
    const columns = COLUMNS((line) => line.row);
    const order = Object.keys(CHANGES);
    list.sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind) || one.row - other.row);
    showTable("changes-table-place", { caption: ["较上一版本的变化", "Changes since the release before"], list, pageRows: 10,
      columns: [columns.form, columns.unit, columns.year, { zh: "变化", en: "Change", value: (line) => CHANGES[line.kind][0], show: (line) => CHANGES[line.kind] },
        { zh: "改了什么", en: "What changed", said: true, value: (line) => describe(line).map(([zh]) => zh).join("；") || null,
          show: sayFirst },
        columns.score, columns.grade, columns.state] });
  }
  Object.assign(window.Jixiao, { showWorklist, showLost, showReviewers, showTexts, showFilings, showQuarantine, showChanges });
})();
