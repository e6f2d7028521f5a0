// What the rules of score_caps.csv would do to scores and grades: a simulation.
(() => {
  "use strict";
  const J = window.Jixiao;
  const { element, pair, format, data, rows, showTable, COLUMNS, by } = J;
  const effects = data.cap_sets.map(({ forms }) => new Map(forms.map(
    ([row, cap, deviation, reason, after, grade, applied, unapplied]) => [row, { row, cap, deviation, reason, after, grade, applied, unapplied }])));
  const lostOf = (one) => (one.after === null ? null : one.cap + one.deviation + one.reason);
  const gradeName = (grade) => data.grades[grade]?.slice(0, 2) ?? ["—", "—"];
  const sum = (list, name) => format.points(list.reduce((total, one) => total + (one[name] ?? 0), 0));

  function showChoice(chosen) {
    by("caps-sets").hidden = data.cap_sets.length < 2;
    by("caps-sets").replaceChildren(...data.cap_sets.map(({ code, name }) => {
      const button = element("button", { type: "button" }, pair(name));
      button.setAttribute("aria-pressed", String(code === chosen));
      button.addEventListener("click", () => J.change({ rules: code }));
      return button;
    }));
  }
  function showCaps(view) {
    const place = Math.max(0, data.cap_sets.findIndex(({ code }) => code === view.filters.rules));
    const set = data.cap_sets[place];
    showChoice(set?.code);
    const list = set ? view.now.map((row) => effects[place].get(row)).filter(Boolean) : [];
    by("caps-shown").hidden = !list.length;
    if (!list.length) {
      by("caps-summary").replaceChildren(pair(["所选范围没有适用的规则。", "No rule applies to this selection."]));
      return;
    }
    const isRegraded = (one) => one.grade !== rows.grade[one.row];
    const hit = list.filter((one) => lostOf(one) > 0).sort((one, other) => lostOf(other) - lostOf(one) || one.row - other.row);
    const regraded = hit.filter(isRegraded).length;
    const open = list.filter((one) => one.unapplied >= 0).length;
    by("caps-summary").replaceChildren(pair([
      `规则集“${set.name[0]}”：${list.length} 份中 ${hit.length} 份会扣分，${regraded} 份等级会变。合计扣 ${sum(hit, "cap")} 分（封顶）、${sum(hit, "deviation")} 分（超额完成，目标偏低）、${sum(hit, "reason")} 分（扣分未说明原因）。${open ? `${open} 份有规则因数值不明未测算。` : ""}`,
      `Rule set “${set.name[1]}”: ${hit.length} of ${list.length} forms would lose points, ${regraded} would get another grade: ${sum(hit, "cap")} points to caps, ${sum(hit, "deviation")} to exceeded targets, ${sum(hit, "reason")} to missing reasons.${open ? ` For ${open} forms a rule could not be applied, because a value is unknown.` : ""}`]));
    showGrades(view, list);
    const columns = COLUMNS((one) => one.row);
    const text = (one, name) => (one[name] < 0 ? null : set.texts[one[name]]);
    const points = (zh, en, of) => ({ zh, en, number: true, value: (one) => format.pointsExact(of(one)), show: (one) => format.points(of(one)) });
    showTable("caps-table-place", { caption: ["测算后会扣分的自评", "Forms that would lose points"], list: hit, pageRows: 10,
      columns: [columns.form, columns.unit, columns.rate, { ...columns.score, zh: "测算前", en: "Before" }, points("测算后", "After", (one) => one.after), points("会扣", "Lost", lostOf),
        { zh: "等级", en: "Grade", value: (one) => (isRegraded(one) ? `${gradeName(rows.grade[one.row])[0]} → ${gradeName(one.grade)[0]}` : gradeName(one.grade)[0]),
          show: (one) => (isRegraded(one) ? [0, 1].map((language) => `${gradeName(rows.grade[one.row])[language]} → ${gradeName(one.grade)[language]}`) : gradeName(one.grade)) },
        { zh: "适用规则", en: "Rules", said: true, value: (one) => text(one, "applied")?.[0] ?? null, show: (one) => text(one, "applied") }] });
  }
  function showGrades(view, list) {
    const lines = [];
    const drawn = view.schemes.flatMap((scheme) => {
      const ofScheme = list.filter((one) => rows.scheme[one.row] === scheme);
      if (!ofScheme.length) return [];
      return [[["测算前", "Before"], (one) => rows.grade[one.row]], [["测算后", "After"], (one) => one.grade]].map(([when, gradeOf]) => {
        const groups = J.groupBy(ofScheme, gradeOf);
        const order = [...groups.keys()].sort((one, other) => (data.grades[one]?.[2] ?? 99) - (data.grades[other]?.[2] ?? 99));
        for (const grade of order) lines.push({ scheme, when, grade, count: groups.get(grade).length, share: J.rate(groups.get(grade).length, ofScheme.length) });
        const best = [0, 1].map((language) => `${gradeName(order[0])[language]} ${format.percent(J.rate(groups.get(order[0]).length, ofScheme.length))}`);
        return { name: J.schemeName(scheme).map((name, language) => `${when[language]} · ${name}`), text: best,
          parts: order.map((grade) => ({ class: J.gradeClass(grade), share: groups.get(grade).length / ofScheme.length })) };
      });
    });
    J.drawShares(by("caps-chart"), drawn, { caption: "caps-caption", table: "caps-grades-table" });
    showTable("caps-grades-table-place", { caption: ["测算前后的等级", "Grades before and after the rules"], list: lines, pageRows: 24,
      columns: [{ zh: "等级", en: "Grade", value: (line) => data.grades[line.grade]?.[0] ?? null, show: (line) => data.grades[line.grade]?.slice(0, 2) ?? null },
        { zh: "测算", en: "Rules", value: (line) => line.when[0], show: (line) => line.when },
        { zh: "份数", en: "Forms", number: true, value: (line) => String(line.count) },
        { zh: "占比", en: "Share", unit: J.percent, number: true, value: (line) => format.hundredthsExact(line.share), show: (line) => format.percent(line.share) },
        { zh: "自评表样", en: "Scheme", value: (line) => J.schemeName(line.scheme)[0], show: (line) => J.schemeName(line.scheme) }] });
  }
  Object.assign(window.Jixiao, { showCaps });
})();
