// The state of the page is its address: a link shows the same view again, also from a folder.
(() => {
  "use strict";
  const J = window.Jixiao;
  const NAMES = ["year", "unit", "scheme", "grade", "state", "rate_from", "rate_to", "score_from", "score_to", "search", "measure", "rules", "project"];
  // The latest year with admitted evaluations; a year with quarantined forms only may be a misprint.
  const admitted = J.rows.year.filter((year, row) => J.rows.state[row] === "admitted" && year > 0);
  const latest = admitted.reduce((one, other) => Math.max(one, other), 0) || J.rows.year.reduce((one, other) => Math.max(one, other), -1);
  let filters = {};
  // Reads the address; one without a state keeps what is shown.
  function read() {
    const text = window.location.hash.slice(1);
    const found = new URLSearchParams(text.includes("=") ? text : "");
    if (!text || text.includes("=") || !filters.year) {
      filters = Object.fromEntries(NAMES.map((name) => [name, found.get(name) ?? ""]));
      if (!/^-?\d+$/.test(filters.year)) filters.year = String(latest);
    }
    return filters;
  }
  // The address of the view with some filters changed.
  function link(changes) {
    const all = { ...filters, ...changes };
    return `#${new URLSearchParams(NAMES.filter((name) => all[name] !== "" && all[name] !== undefined).map((name) => [name, all[name]]))}`;
  }
  // Typing does not fill the history of the browser; choosing does.
  function change(changes, isTyping = false) {
    if (isTyping) window.location.replace(link(changes));
    else window.location.hash = link(changes);
  }
  Object.assign(window.Jixiao, { readState: read, link, change, latestYear: latest, NAMES });
})();
