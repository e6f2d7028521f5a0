// Units ranked, distribution of scores, execution against score.
(() => {
  "use strict";
  const J = window.Jixiao;
  const { element, pair, format, data, rows, showTable, COLUMNS, by } = J;
  const DRAWN = 15;
  const HIGH = 9500n; // a score rate of 95 %, in hundredths of a percent
  const LOW = 8000n; // an execution rate of 80 %
  const hundredths = (value) => Number(value) / 100;
  const ofScheme = (chosen, scheme) => chosen.filter((row) => rows.scheme[row] === scheme);

  const MEASURES = {
    score: { name: ["平均得分", "Average score"], unit: ["分", "points"], bySchemes: true, of: (chosen) => J.averageOf(chosen).average, known: (chosen) => J.averageOf(chosen).known },
    execution: { name: ["预算执行率", "Execution rate"], unit: ["%", "%"], bySchemes: false, of: J.executionOf, known: (chosen) => chosen.filter((row) => J.rateOf(row) !== null).length },
    inflation: { name: ["每百分自评高于复算", "Self-score above recomputed per 100 points"], unit: ["分", "points"], bySchemes: true,
      of: (chosen) => J.inflationOf(chosen).inflation, known: (chosen) => J.inflationOf(chosen).known },
  };

  function showUnits(view) {
    const measure = MEASURES[view.filters.measure] ? view.filters.measure : "score";
    const choice = by("units-measure");
    if (!choice.childElementCount) {
      for (const [code, { name }] of Object.entries(MEASURES)) {
        const button = element("button", { type: "button", id: `measure-${code}` }, pair(name));
        button.addEventListener("click", () => J.change({ measure: code }));
        choice.append(button);
      }
    }
    for (const button of choice.children) button.setAttribute("aria-pressed", String(button.id === `measure-${measure}`));
    const chosen = MEASURES[measure];
    const lists = chosen.bySchemes ? view.citySchemes : [null];
    const lines = [];
    // The units of the city are ranked; those that a filter chooses stand out.
    const chosenUnits = new Set(view.filters.unit || view.filters.search ? view.now.map((row) => rows.unit[row]) : []);
    const drawings = lists.map((scheme) => {
      const city = scheme === null ? view.city : ofScheme(view.city, scheme);
      const [all, mean] = [chosen.known(city), chosen.of(city)];
      const units = [...J.groupBy(city, (row) => rows.unit[row])].map(([unit, forms]) => ({ unit, scheme, forms, isChosen: chosenUnits.has(unit), value: chosen.of(forms), known: chosen.known(forms) }));
      units.sort((one, other) => (one.value === null) - (other.value === null) || (other.value > one.value ? 1 : other.value < one.value ? -1 : 0));
      units.forEach((unit, place) => { unit.rank = unit.value === null ? null : place + 1; });
      lines.push(...units);
      const known = units.filter((unit) => unit.value !== null);
      const drawn = known.length > DRAWN ? known.filter((unit, place) => place < DRAWN - 5 || place >= known.length - 5 || unit.isChosen) : known;
      const caption = `units-caption-${scheme ?? "all"}`;
      const left = known.length - drawn.length;
      const place = element("div");
      const title = [...(scheme === null ? [["", ""]] : [J.schemeName(scheme)])][0];
      const figure = element("figure", { className: "wide-figure" }, element("figcaption", { id: caption }, pair([
        `${chosen.name[0]}（${chosen.unit[0]}）${title[0] ? ` · ${title[0]}` : ""}${left ? `；最高 ${DRAWN - 5} 个与最低 5 个单位，中间 ${left} 个见表` : ""}`,
        `${chosen.name[1]} (${chosen.unit[1]})${title[1] ? ` · ${title[1]}` : ""}${left ? `; the highest ${DRAWN - 5} and lowest 5 units, ${left} between them in the table` : ""}`])), place);
      return [figure, place, drawn, caption, mean, all];
    });
    by("units-charts").replaceChildren(...drawings.filter(([, , drawn]) => drawn.length).map(([figure]) => figure));
    for (const [, place, drawn, caption, mean, all] of drawings) {
      if (!drawn.length) continue;
      J.drawDots(place, drawn.map((unit) => ({ name: J.unitName(unit.unit) === null ? ["单位未知", "Unit unknown"] : J.unitName(unit.unit), values: [{ at: hundredths(unit.value) }], warned: unit.isChosen,
        text: [`${format.hundredths(unit.value)}（${unit.known} 份）`, `${format.hundredths(unit.value)} (N ${unit.known})`] })),
      { caption, table: "units-table", mean: hundredths(mean), meanName: [`全市 ${format.hundredths(mean)}（${all} 份）`, `City ${format.hundredths(mean)} (N ${all})`], zero: measure === "inflation" });
    }
    showTable("units-table-place", { caption: [`${view.year}年各单位：${chosen.name[0]}`, `Units in ${view.year}: ${chosen.name[1].toLowerCase()}`], list: lines, pageRows: 15,
      columns: [{ zh: "单位", en: "Unit", value: (line) => J.unitName(line.unit), show: (line) => J.unitLink(line.unit) },
        { zh: "名次", en: "Rank", number: true, value: (line) => (line.rank === null ? null : String(line.rank)) },
        { zh: chosen.name[0], en: chosen.name[1], unit: [`（${chosen.unit[0]}）`, ` (${chosen.unit[1]})`], number: true, value: (line) => format.hundredthsExact(line.value), show: (line) => format.hundredths(line.value) },
        { zh: "计算份数", en: "N", number: true, value: (line) => String(line.known) },
        { zh: "份数", en: "Forms", number: true, wide: true, value: (line) => String(line.forms.length) },
        { zh: "预算", en: "Budget", unit: J.wan, number: true, wide: true, value: (line) => format.wanExact(J.sumMoney(line.forms, "budget").sum),
          show: (line) => {
            const { sum, unknown } = J.sumMoney(line.forms, "budget");
            return unknown ? element("span", {}, format.wan(sum), element("br"), J.small(J.unknownText(unknown))) : format.wan(sum);
          } },
        { zh: "自评表样", en: "Scheme", wide: true, value: (line) => (line.scheme === null ? "全部" : J.schemeName(line.scheme)[0]), show: (line) => (line.scheme === null ? ["全部", "All"] : J.schemeName(line.scheme)) }] });
  }

  // Steps of the score rate: below 60, then of 5, and 95 and above in two.
  const STEPS = [0, 60, 65, 70, 75, 80, 85, 90, 95, 98, 100];
  function showScores(view) {
    const lines = [];
    const figures = view.schemes.map((scheme) => {
      const rates = ofScheme(view.now, scheme).map(J.scoreRateOf).filter((value) => value !== null);
      const bins = STEPS.map((from, place) => {
        const to = STEPS[place + 1] ?? Infinity;
        const count = rates.filter((value) => hundredths(value) >= from && hundredths(value) < to).length;
        const name = place === STEPS.length - 1 ? "100" : place === 0 ? "<60" : `${from}–`;
        return { name, count, from, to, marked: from >= 95 };
      });
      const middle = J.median(rates);
      const high = rates.filter((value) => value >= HIGH).length;
      for (const bin of bins) lines.push({ ...bin, scheme, share: J.rate(bin.count, rates.length || null) });
      const at = middle === null ? null : bins.reduce((found, bin, place) => (hundredths(middle) >= bin.from
        ? place + Math.min(1, (hundredths(middle) - bin.from) / ((Number.isFinite(bin.to) ? bin.to : bin.from + 1) - bin.from)) : found), 0);
      const [zh, en] = J.schemeName(scheme);
      const caption = `scores-caption-${scheme}`;
      const place = element("div");
      const share = format.percent(J.rate(high, rates.length || null));
      const figure = element("figure", {}, element("figcaption", { id: caption }, pair([
        `${zh}：${rates.length} 份，得分率中位数 ${format.percent(middle)}（虚线），得分率 95% 以上（橙色）占 ${share}；横轴为得分率（%）`, `${en}: ${rates.length} forms, median score rate ${format.percent(middle)} (dashed), ${share} at 95 % of the points or more (orange); across: score rate (%)`])), place);
      return { figure, place, bins, at, middle, caption, has: rates.length };
    }).filter((one) => one.has);
    by("scores-charts").replaceChildren(...figures.map((one) => one.figure));
    for (const { place, bins, at, middle, caption } of figures) {
      J.drawHistogram(place, bins, { caption, table: "scores-table", median: at, medianName: [`中位数 ${format.percent(middle)}`, `Median ${format.percent(middle)}`] });
    }
    showTable("scores-table-place", { caption: [`${view.year}年得分率分布`, `Distribution of score rates in ${view.year}`], list: lines, pageRows: 24,
      columns: [{ zh: "得分率", en: "Score rate", value: (line) => (line.from === 100 ? "100%" : line.from === 0 ? "低于 60%" : `${line.from}% 至不足 ${line.to}%`),
        show: (line) => (line.from === 100 ? ["100%", "100%"] : line.from === 0 ? ["低于 60%", "below 60%"] : [`${line.from}% 至不足 ${line.to}%`, `${line.from}% to below ${line.to}%`]) },
      { zh: "份数", en: "Forms", number: true, value: (line) => String(line.count) },
      { zh: "占比", en: "Share", unit: J.percent, number: true, value: (line) => format.hundredthsExact(line.share), show: (line) => format.percent(line.share) },
      { zh: "自评表样", en: "Scheme", value: (line) => J.schemeName(line.scheme)[0], show: (line) => J.schemeName(line.scheme) }] });
  }

  function showScatter(view) {
    const points = [];
    const corner = [];
    for (const row of view.now) {
      const [rate, score] = [J.rateOf(row), J.scoreRateOf(row)];
      if (rate === null || score === null) continue;
      const inside = rate < LOW && score >= HIGH;
      if (inside) corner.push(row);
      points.push({ rate: hundredths(rate), score: hundredths(score), link: inside ? `evaluations/${rows.key[row]}.html` : null,
        name: `${rows.name[row] ?? "—"}：${format.percent(rate)}，${format.percent(score)}` });
    }
    const unknown = view.now.length - points.length;
    by("scatter-summary").replaceChildren(pair([
      `${points.length} 份中有 ${corner.length} 份执行率低于 80% 而得分率在 95% 以上（左上角，可点开）${unknown ? `；另有 ${unknown} 份执行率或得分不明，未画出` : ""}。`,
      `${corner.length} of ${points.length} forms executed below 80 % and score 95 % or more (upper left, each a link)${unknown ? `; ${unknown} more with unknown rate or score are not drawn` : ""}.`]));
    J.drawScatter(by("scatter"), points, { caption: "scatter-caption", table: "corner-table", corner: { rate: 80, score: 95 }, axes: [["执行率 →", "Execution rate →"], ["得分率 ↑", "Score rate ↑"]] });
    const columns = COLUMNS();
    showTable("corner-table-place", { caption: ["得分率 95% 以上而执行率低于 80% 的项目（金额单位：万元）", "Score 95 % or more, execution below 80 % (money in 10,000 yuan)"], list: corner,
      columns: [columns.form, columns.unit, columns.budget, columns.rate, columns.score, columns.grade] });
  }
  Object.assign(window.Jixiao, { showUnits, showScores, showScatter, ofScheme, hundredths });
})();
