// Tables that the browser fills: sorted, paged, taken along as CSV or workbook.
(() => {
  "use strict";
  const J = window.Jixiao;
  const { element, pair, format, data, rows } = J;
  const made = new Map();
  const say = (both) => (Array.isArray(both) ? pair(both) : both);
  const inLanguage = ([chinese, english]) => (document.documentElement.lang === "en" ? english : chinese);
  const namesOf = (column) => `${column.zh}\n${column.en}\n${column.wide ?? ""}`;

  // Shows rows in the table of a place. A column has names in both languages, `value(row)` (a text, or a number as an
  // exact decimal; null if blank) and, where the page shows something else, `show(row)`. On a phone, the
  // cells of a row of a stacked table stand one below the other.
  function showTable(id, { caption, columns, list, pageRows = 12, name, stacked = columns.some((column) => column.said) }) {
    const place = document.getElementById(id);
    const signature = columns.map(namesOf).join("\t");
    let table = made.get(id);
    if (!table || table.signature !== signature) {
      table = build(place, id, columns, pageRows, stacked);
      table.signature = signature;
      made.set(id, table);
    }
    table.columns = columns;
    table.name = name ?? id.replace(/-place$/, "");
    table.caption = caption;
    table.captioned.replaceChildren(pair(caption));
    table.control.set(list, { page: 0 });
  }
  function build(place, id, columns, pageRows, stacked) {
    const identity = id.replace(/-place$/, "");
    const heads = columns.map((column) => element("th", { scope: "col", className: classOf(column) }, pair([column.zh, column.en])));
    const captioned = element("span", {}, "");
    const element_ = element("table", { id: identity, className: stacked ? "wordy" : "" },
      element("caption", { id: `${identity}-name` }, captioned), element("thead", {}, element("tr", {}, ...heads)), element("tbody"));
    const box = element("div", { className: "box", tabIndex: 0, role: "group" }, element_);
    box.setAttribute("aria-labelledby", `${identity}-name`);
    const table = { captioned };
    const button = (text, kind) => {
      const found = element("button", { type: "button", className: "take" }, pair(text));
      found.addEventListener("click", () => take(table, kind));
      return found;
    };
    place.replaceChildren(element("div", {}, box));
    table.control = J.control(element_, {
      rows: [],
      value: (row, column) => {
        const value = table.columns[column].value(row);
        return value !== null && table.columns[column].number ? Number(value) : value;
      },
      place: (body, list, start, count) => body.replaceChildren(...list.slice(start, start + count).map((row) => draw(table, row))),
    }, pageRows);
    box.nextElementSibling.append(element("span", { className: "tools" },
      button(["下载 CSV", "Download CSV"], "csv"), button(["下载 Excel", "Download Excel"], "xlsx")));
    return table;
  }
  const classOf = (column) => [column.number ? "n" : "", column.wide ? "wide" : "", column.said ? "said" : ""].filter(Boolean).join(" ");
  function draw(table, row) {
    return element("tr", {}, ...table.columns.map((column, place) => {
      const shown = column.show ? column.show(row) : column.value(row);
      const attributes = { className: classOf(column) };
      if (place === 0) attributes.scope = "row";
      const cell = element(place === 0 ? "th" : "td", attributes);
      cell.append(...[shown].flat(0).map((one) => (one === null || one === "" ? "—" : say(one))));
      if (!column.number && !column.show && shown) cell.lang = "zh-CN";
      [cell.dataset.zh, cell.dataset.en] = [column.zh, column.en]; // a phone names each cell of a wordy table
      return cell;
    }));
  }
  // What the table shows, all pages of it, in its order.
  function take(table, kind) {
    const heads = table.columns.map((column) => ({ text: inLanguage([column.zh, column.en]) + (column.unit ? inLanguage(column.unit) : ""), number: column.number }));
    const lines = table.control.state.rows.map((row) => table.columns.map((column) => column.text?.(row) ?? column.value(row)));
    const name = `${table.name}-${inLanguage(table.caption).replace(/[\\/:*?"<>|\s]+/g, "-")}`;
    J.save(kind === "csv" ? J.writeCsv(heads, lines) : J.writeWorkbook(inLanguage(table.caption), heads, lines), `${name}.${kind}`);
  }

  // Columns that several tables have. Rows are places of evaluations, or `at(row)` gives the place.
  const said = (text) => element("span", { lang: "zh-CN", textContent: text });
  const blank = ["（未填写）", "(blank)"];
  const tag = (state) => element("span", { className: `tag ${state}` }, pair(data.states[state]));
  const unitLink = (unit) => {
    const [code, name] = data.units[unit];
    return name === null ? pair(["单位未知", "Unit unknown"]) : element("a", { href: J.link({ unit: `u:${code}`, project: "" }) }, said(name));
  };
  const projectLink = (row) => element("a", { href: J.link({ project: data.projects[rows.project[row]] }) }, rows.name[row] ? said(rows.name[row]) : pair(blank));
  const wan = ["（万元）", " (10,000 yuan)"];
  const percent = ["（%）", " (%)"];
  const COLUMNS = (at = (row) => row) => ({
    form: { zh: "项目", en: "Project", value: (row) => rows.name[at(row)],
      show: (row) => {
        const cell = document.createDocumentFragment();
        cell.append(element("a", { href: `evaluations/${rows.key[at(row)]}.html` }, rows.name[at(row)] ? said(rows.name[at(row)]) : pair(blank)),
          element("small", { className: "narrow", lang: "zh-CN" }, J.unitName(rows.unit[at(row)]) ?? "—"));
        return cell;
      } },
    project: { zh: "项目", en: "Project", value: (row) => rows.name[at(row)], show: (row) => projectLink(at(row)) },
    unit: { zh: "单位", en: "Unit", wide: true, value: (row) => J.unitName(rows.unit[at(row)]), show: (row) => unitLink(rows.unit[at(row)]) },
    year: { zh: "年度", en: "Year", wide: true, value: (row) => format.year(rows.year[at(row)])[1], show: (row) => format.year(rows.year[at(row)]) },
    budget: { zh: "预算", en: "Budget", unit: wan, number: true, wide: true, value: (row) => format.wanExact(rows.budget[at(row)]), show: (row) => format.wan(rows.budget[at(row)]) },
    executed: { zh: "全年执行数", en: "Executed", unit: wan, number: true, wide: true, value: (row) => format.wanExact(rows.executed[at(row)]), show: (row) => format.wan(rows.executed[at(row)]) },
    rate: { zh: "执行率", en: "Execution rate", unit: percent, number: true, value: (row) => format.hundredthsExact(J.rateOf(at(row))), show: (row) => format.percent(J.rateOf(at(row))) },
    score: { zh: "自评分", en: "Score", number: true, value: (row) => format.pointsExact(rows.total_score_computed_points[at(row)]), show: (row) => format.points(rows.total_score_computed_points[at(row)]) },
    grade: { zh: "等级", en: "Grade", value: (row) => data.grades[rows.grade[at(row)]]?.[0] ?? null, show: (row) => data.grades[rows.grade[at(row)]]?.slice(0, 2) ?? null },
    state: { zh: "状态", en: "State", value: (row) => data.states[rows.state[at(row)]][0], show: (row) => tag(rows.state[at(row)]) },
    scheme: { zh: "自评表样", en: "Scheme", wide: true, value: (row) => J.schemeName(rows.scheme[at(row)])[0], show: (row) => J.schemeName(rows.scheme[at(row)]) },
    reasons: { zh: "原因", en: "Reasons", said: true, value: (row) => rows.reasons[at(row)]?.[0] ?? null, show: (row) => rows.reasons[at(row)] },
  });
  Object.assign(window.Jixiao, { showTable, COLUMNS, said, unitLink, projectLink, tag, wan, percent });
})();
