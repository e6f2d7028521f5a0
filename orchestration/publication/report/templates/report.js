// Language, and tables that are sorted and paged. Texts of filers only ever become text, never markup.
(() => {
  "use strict";
  const root = document.documentElement;
  const element = (tag, attributes = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), attributes);
    made.append(...children);
    return made;
  };
  const pair = ([chinese, english]) => {
    const both = document.createDocumentFragment();
    both.append(
      element("span", { className: "zh", lang: "zh-CN", textContent: chinese }),
      element("span", { className: "en", lang: "en", textContent: english }),
    );
    return both;
  };
  const remember = (store, key, value) => {
    try { store().setItem(key, value); } catch { /* a browser may keep nothing for files */ }
  };
  const recall = (store, key) => {
    try { return store().getItem(key); } catch { return null; }
  };

  const titles = document.title.split(" · ");
  function showLanguage() {
    const place = root.lang === "en" ? 1 : 0;
    if (document.body.querySelector("#evaluations")) document.title = titles[place];
    for (const option of document.querySelectorAll("option[data-zh]")) {
      option.textContent = place ? option.dataset.en : option.dataset.zh;
    }
  }
  for (const button of document.querySelectorAll(".language")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      root.lang = root.lang === "en" ? "zh-CN" : "en";
      remember(() => localStorage, "language", root.lang === "en" ? "en" : "zh");
      showLanguage();
    });
  }

  // On a phone a wordy table's rows are read one below the other, each cell under the name of its column.
  for (const table of document.querySelectorAll("table.wordy")) {
    const names = [...table.tHead.rows[0].cells].map((head) =>
      [".zh", ".en"].map((language) => head.querySelector(language)?.textContent ?? head.textContent));
    for (const row of table.tBodies[0].rows) {
      [...row.cells].forEach((cell, column) => { [cell.dataset.zh, cell.dataset.en] = names[column]; });
    }
  }

  // A cell's value to sort by: a number where it reads as one, blanks last, else its text.
  const collator = new Intl.Collator("zh-CN", { numeric: true });
  const readNumber = (text) => {
    const number = parseFloat(text.replace(/[,%]/g, ""));
    return Number.isNaN(number) ? null : number;
  };
  function compare(one, other, sign) {
    if (one === null || other === null) return (one === null) - (other === null);
    return sign * (typeof one === "number" ? one - other : collator.compare(one, other));
  }

  // Puts a table under control: `source` has rows, value(row, column) to sort by and draw(row) giving its element.
  function control(table, source, pageRows) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    const state = { rows: source.rows, column: -1, sign: 1, page: 0 };
    const told = element("span", { role: "status" });
    const before = element("button", { type: "button" }, pair(["上一页", "Previous"]));
    const after = element("button", { type: "button" }, pair(["下一页", "Next"]));
    const pager = element("div", { className: "pager" }, before, after, told);
    table.parentElement.after(pager);

    function show() {
      const pages = Math.max(1, Math.ceil(state.rows.length / pageRows));
      state.page = Math.min(Math.max(state.page, 0), pages - 1);
      source.place(body, state.rows, state.page * pageRows, pageRows);
      before.disabled = state.page === 0;
      after.disabled = state.page === pages - 1;
      before.hidden = after.hidden = pages === 1;
      const count = state.rows.length.toLocaleString("en-US");
      const place = pages > 1 ? [`，第 ${state.page + 1} / ${pages} 页`, `, page ${state.page + 1} of ${pages}`] : ["", ""];
      told.replaceChildren(pair([`共 ${count} 条${place[0]}`, `${count} rows${place[1]}`]));
    }
    function sort(column, sign) {
      state.column = column;
      state.sign = sign;
      heads.forEach((head, place) => {
        if (place === column) head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
        else head.removeAttribute("aria-sort");
      });
      if (column >= 0) {
        const keyed = state.rows.map((row) => [source.value(row, column), row]);
        keyed.sort((one, other) => compare(one[0], other[0], sign));
        state.rows = keyed.map(([, row]) => row);
      }
    }
    heads.forEach((head, column) => {
      const button = element("button", { type: "button" });
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const numbers = head.classList.contains("n");
        sort(column, state.column === column ? -state.sign : numbers ? -1 : 1);
        state.page = 0;
        show();
        source.keep?.(state);
      });
    });
    const turn = (step) => { state.page += step; show(); source.keep?.(state); };
    before.addEventListener("click", () => turn(-1));
    after.addEventListener("click", () => turn(1));
    return {
      state,
      set(rows, { column = state.column, sign = state.sign, page = 0 } = {}) {
        state.rows = rows;
        sort(column, sign);
        state.page = page;
        show();
      },
    };
  }

  // Tables whose rows all stand in the page; those of other pages are hidden, and printed.
  for (const table of document.querySelectorAll("table[data-page-rows]")) {
    const rows = [...table.tBodies[0].rows];
    const source = {
      rows,
      value: (row, column) => {
        const cell = row.cells[column];
        const text = (cell.querySelector(".zh") ?? cell).textContent.trim();
        return text === "—" ? null : cell.classList.contains("n") ? readNumber(text) : text;
      },
      place: (body, sorted, start, count) => {
        sorted.forEach((row, place) => row.classList.toggle("more", place < start || place >= start + count));
        body.append(...sorted);
      },
    };
    if (rows.length > 1) control(table, source, Number(table.dataset.pageRows)).set(rows);
  }

  // The list of evaluations, from the data beside the page.
  function showEvaluations() {
    const data = window.EVALUATIONS;
    const table = document.getElementById("evaluations-table");
    if (!data || !table) return;
    const [search, year, chosen] = ["search", "year", "state"].map((id) => document.getElementById(id));
    const fill = (select, all, values) => {
      const option = (value, [zh, en]) => {
        const made = element("option", { value });
        made.dataset.zh = zh;
        made.dataset.en = en;
        return made;
      };
      select.append(option("", all), ...values.map(([value, names]) => option(String(value), names)));
    };
    const years = data.years.map((names, place) => [place, names]);
    fill(year, ["全部年度", "All years"], years.sort((one, other) => collator.compare(other[1][1], one[1][1])));
    const present = new Set(data.rows.map((row) => row[9]));
    fill(chosen, ["全部状态", "All states"], Object.entries(data.states).filter(([state]) => present.has(state)));
    const blank = ["（未填写）", "(blank)"];
    const texts = data.rows.map((row) => `${row[1] ?? ""}\n${data.units[row[2]] ?? ""}`.toLowerCase());
    const shown = (row, column) => {
      if (column === 0) return row[1] ?? "";
      if (column === 1) return data.units[row[2]] ?? "";
      if (column === 2) return data.years[row[3]][1];
      if (column === 7) return data.grades[row[8]]?.[0] ?? null;
      if (column === 8) return data.states[row[9]][0];
      return readNumber(row[column + 1]);
    };
    const cell = (text) => element("td", { className: "n", textContent: text });
    const said = (text) => element("span", { lang: "zh-CN", textContent: text });
    const draw = (row) => {
      const link = element("a", { href: `evaluations/${row[0]}.html` }, row[1] === null ? pair(blank) : said(row[1]));
      const unit = data.units[row[2]];
      const grade = data.grades[row[8]];
      return element("tr", {},
        element("th", { scope: "row" }, link),
        element("td", { className: "unit" }, unit === null ? "—" : said(unit)),
        element("td", {}, pair(data.years[row[3]])),
        cell(row[4]), cell(row[5]), cell(row[6]), cell(row[7]),
        element("td", {}, grade ? pair(grade) : "—"),
        element("td", {}, element("span", { className: `tag ${row[9]}` }, pair(data.states[row[9]]))),
      );
    };
    const list = control(table, {
      rows: data.rows,
      value: shown,
      place: (body, rows, start, count) => body.replaceChildren(...rows.slice(start, start + count).map(draw)),
      keep: (state) => keep(state),
    }, 25);
    const keep = ({ column, sign, page }) => {
      const kept = { search: search.value, year: year.value, state: chosen.value, column, sign, page };
      remember(() => sessionStorage, "list", JSON.stringify(kept));
    };
    const find = (order) => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      list.set(data.rows.filter((row, place) =>
        words.every((word) => texts[place].includes(word)) &&
        (year.value === "" || row[3] === Number(year.value)) &&
        (chosen.value === "" || row[9] === chosen.value)), order);
      keep(list.state);
    };
    let waiting;
    search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(find, 120); });
    year.addEventListener("change", () => find());
    chosen.addEventListener("change", () => find());
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-search], a[data-state]");
      if (!link) return;
      search.value = link.dataset.search ?? "";
      chosen.value = link.dataset.state ?? "";
      year.value = "";
      find();
    });
    const filters = document.querySelector(".filters");
    filters.addEventListener("submit", (event) => event.preventDefault());
    filters.hidden = false;
    let kept = {};
    try { kept = JSON.parse(recall(() => sessionStorage, "list")) ?? {}; } catch { /* another release's */ }
    search.value = kept.search ?? "";
    year.value = kept.year ?? "";
    chosen.value = kept.state ?? "";
    find({ column: kept.column ?? -1, sign: kept.sign ?? 1, page: kept.page ?? 0 });
    showLanguage();
  }
  showLanguage();
  document.addEventListener("DOMContentLoaded", showEvaluations);
})();
