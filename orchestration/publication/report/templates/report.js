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
    if (titles.length === 2 && titles[1].length > 4) document.title = titles[place];
    for (const option of document.querySelectorAll("option[data-zh]")) {
      option.textContent = place ? option.dataset.en : option.dataset.zh;
    }
    for (const group of document.querySelectorAll("optgroup[data-zh]")) group.label = place ? group.dataset.en : group.dataset.zh;
  }
  for (const button of document.querySelectorAll(".language")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      root.lang = root.lang === "en" ? "zh-CN" : "en";
      remember(() => localStorage, "language", root.lang === "en" ? "en" : "zh");
      showLanguage();
    });
  }

  // A row for corrections.csv is copied as it stands; a page that is a file may have no clipboard of its own.
  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const code = button.previousElementSibling;
      try {
        await navigator.clipboard.writeText(code.textContent);
      } catch {
        getSelection().selectAllChildren(code);
        document.execCommand("copy");
      }
      button.replaceChildren(pair(["已复制", "Copied"]));
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

  showLanguage();
  window.Jixiao = { element, pair, control, showLanguage, recall, remember };
})();
