// The facts of the release: filters, exact sums, and numbers written as Python writes them on the other pages.
// Money is in fen (BigInt), points in ten-thousandths (whole numbers): no sum passes through a fraction.
(() => {
  "use strict";
  const data = window.REPORT_DATA;
  const rows = data.columns;
  const count = rows.key.length;
  const fen = (value) => (value === null ? null : BigInt(value));
  rows.budget = rows.budget.map(fen);
  rows.executed = rows.executed.map(fen);
  const BLANK = "—";

  // Numbers. Halves are rounded away from zero.
  const absolute = (value) => (value < 0n ? -value : value);
  function divide(numerator, denominator) {
    const [top, bottom] = denominator < 0n ? [-numerator, -denominator] : [numerator, denominator];
    const rounded = (2n * absolute(top) + bottom) / (2n * bottom);
    return top < 0n ? -rounded : rounded;
  }
  const group = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",");
  // A whole number of 10^-places as a decimal, with thousands separators or exact and bare.
  function write(value, places, { separators = true, trim = false, sign = false } = {}) {
    const digits = absolute(value).toString().padStart(places + 1, "0");
    let whole = digits.slice(0, digits.length - places);
    let rest = digits.slice(digits.length - places);
    if (trim) rest = rest.replace(/0+$/, "");
    if (separators) whole = group(whole);
    const before = value < 0n ? "-" : sign && value > 0n ? "+" : "";
    return before + whole + (rest ? `.${rest}` : "");
  }
  const bare = { separators: false, trim: true };
  const format = {
    whole: (value) => group(String(value)),
    wan: (value, sign = false) => (value === null ? BLANK : write(divide(value, 10000n), 2, { sign })),
    wanExact: (value) => (value === null ? null : write(value, 6, bare)),
    points: (value) => (value === null ? BLANK : write(BigInt(value), 4, { trim: true })),
    pointsExact: (value) => (value === null ? null : write(BigInt(value), 4, bare)),
    // Hundredths as a decimal with two places; null as a dash.
    hundredths: (value, sign = false) => (value === null ? BLANK : write(value, 2, { sign })),
    hundredthsExact: (value) => (value === null ? null : write(value, 2, { separators: false })),
    percent: (value, sign = false) => (value === null ? BLANK : `${write(value, 2, { sign })}%`),
    money(value, sign = false) {
      if (value === null) return [BLANK, BLANK];
      const size = absolute(value);
      const [unit, zh] = size >= 10n ** 10n ? [10n ** 10n, "亿元"] : size >= 10n ** 6n ? [10n ** 6n, "万元"] : [100n, "元"];
      const [scale, en] = size >= 10n ** 11n ? [10n ** 11n, "billion yuan"] : size >= 10n ** 8n ? [10n ** 8n, "million yuan"] : [100n, "yuan"];
      const scaled = (by) => write(divide(value * 100n, by), 2, { sign });
      return [`${scaled(unit)} ${zh}`, `${scaled(scale)} ${en}`];
    },
    year: (year) => (year > 0 ? [`${year}年`, String(year)] : ["年度未知", "Year unknown"]),
  };
  // A ratio in hundredths of a percent; below 100 % it is never shown as 100 %.
  function rate(numerator, denominator) {
    if (numerator === null || !denominator) return null;
    const [top, bottom] = [BigInt(numerator), BigInt(denominator)];
    const rounded = divide(top * 10000n, bottom);
    return rounded === 10000n && top < bottom ? 9999n : rounded;
  }
  const mean = (sum, known) => (known ? divide(BigInt(sum), BigInt(known) * 100n) : null);
  const rateOf = (row) => rate(rows.executed[row], rows.budget[row]);
  const scoreRateOf = (row) => rate(rows.total_score_computed_points[row], rows.total_weight_points[row]);
  const gapOf = (row) => (rows.recomputed_score_points[row] === null ? null
    : rows.compared_self_score_points[row] - rows.recomputed_score_points[row]);

  // Sums. What is unknown is counted, never added as 0; a sum of which nothing is known is null.
  function sumMoney(chosen, column) {
    let sum = 0n;
    let unknown = 0;
    for (const row of chosen) {
      const value = rows[column][row];
      if (value === null) unknown += 1;
      else sum += value;
    }
    return { sum: chosen.length && unknown === chosen.length ? null : sum, unknown };
  }
  function sumPoints(chosen, column) {
    let sum = 0;
    let known = 0;
    for (const row of chosen) {
      const value = rows[column][row];
      if (value !== null) { sum += value; known += 1; }
    }
    return { sum, known };
  }
  function executionOf(chosen) {
    let executed = 0n;
    let budget = 0n;
    for (const row of chosen) {
      if (rows.executed[row] === null || rows.budget[row] === null) continue;
      executed += rows.executed[row];
      budget += rows.budget[row];
    }
    return rate(executed, budget);
  }
  const averageOf = (chosen) => {
    const { sum, known } = sumPoints(chosen, "total_score_computed_points");
    return { average: mean(sum, known), known };
  };
  // How many of 100 compared points the self-scores exceed the recomputed ones, in hundredths.
  function inflationOf(chosen) {
    let gap = 0;
    let weight = 0;
    let known = 0;
    for (const row of chosen) {
      if (gapOf(row) === null) continue;
      gap += gapOf(row);
      weight += rows.recomputed_weight_points[row];
      known += 1;
    }
    return { inflation: weight ? divide(BigInt(gap) * 10000n, BigInt(weight)) : null, known };
  }
  function reviewOf(chosen) {
    const sums = { weight: 0, self: 0, reviewer: 0, lines: 0, forms: 0 };
    for (const row of chosen) {
      const weight = rows.reviewed_weight_points[row];
      if (weight === null) continue;
      sums.weight += weight;
      sums.self += rows.reviewed_self_score_points[row];
      sums.reviewer += rows.reviewer_score_points[row];
      sums.forms += 1;
    }
    return { self: rate(sums.self, sums.weight), reviewer: rate(sums.reviewer, sums.weight), forms: sums.forms,
      gap: sums.weight ? divide(BigInt(sums.self - sums.reviewer) * 10000n, BigInt(sums.weight)) : null };
  }
  function median(values) {
    if (!values.length) return null;
    const sorted = [...values].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] : divide(sorted[middle - 1] + sorted[middle], 2n);
  }
  function groupBy(chosen, keyOf) {
    const groups = new Map();
    for (const row of chosen) {
      const key = keyOf(row);
      if (groups.has(key)) groups.get(key).push(row);
      else groups.set(key, [row]);
    }
    return groups;
  }

  // Filters. A limit is a decimal of at most four places; both limits of a range belong to it.
  const texts = rows.name.map((name, row) => `${name ?? ""}\n${data.units[rows.unit[row]][1] ?? ""}`.toLowerCase());
  const limit = (text) => {
    const found = /^\s*(\d{1,9})(?:\.(\d{1,4}))?\s*$/.exec(text ?? "");
    return found ? BigInt(found[1] + (found[2] ?? "").padEnd(4, "0")) : null;
  };
  const within = (value, from, to) => value !== null && (from === null || value >= from) && (to === null || value <= to);
  // Whether a unit is the one that a filter names (u:code), or of its supervising department (d:name) or region (r:name).
  const isOfUnit = (place, filter) => {
    const [code, , department, region] = data.units[place];
    return { "u:": code, "d:": department, "r:": region }[filter.slice(0, 2)] === filter.slice(2);
  };
  // The rows that pass the filters, whatever their year. `without` names filters that are left out.
  function select(filters, without = []) {
    const wanted = { ...filters };
    for (const name of without) wanted[name] = "";
    const words = (wanted.search ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const units = wanted.unit ? new Set(data.units.flatMap((unit, place) => (isOfUnit(place, wanted.unit) ? [place] : []))) : null;
    const scheme = wanted.scheme ? data.schemes.findIndex(([code]) => code === wanted.scheme) : null;
    const [rateFrom, rateTo, scoreFrom, scoreTo] = ["rate_from", "rate_to", "score_from", "score_to"].map((name) => limit(wanted[name]));
    const hasRate = rateFrom !== null || rateTo !== null;
    const hasScore = scoreFrom !== null || scoreTo !== null;
    const chosen = [];
    for (let row = 0; row < count; row += 1) {
      if (units && !units.has(rows.unit[row])) continue;
      if (scheme !== null && rows.scheme[row] !== scheme) continue;
      if (wanted.state && rows.state[row] !== wanted.state) continue;
      if (wanted.grade && data.grades[rows.grade[row]]?.[0] !== wanted.grade) continue;
      if (hasRate) {
        const [top, bottom] = [rows.executed[row], rows.budget[row]];
        if (top === null || !bottom) continue;
        const scaled = top * 1000000n;
        if (rateFrom !== null && scaled < rateFrom * bottom) continue;
        if (rateTo !== null && scaled > rateTo * bottom) continue;
      }
      if (hasScore) {
        const score = rows.total_score_computed_points[row];
        if (!within(score === null ? null : BigInt(score), scoreFrom, scoreTo)) continue;
      }
      if (words.length && !words.every((word) => texts[row].includes(word))) continue;
      chosen.push(row);
    }
    return chosen;
  }

  Object.assign(window.Jixiao, {
    data, rows, format, divide, rate, mean, rateOf, scoreRateOf, gapOf, sumMoney, sumPoints, executionOf, averageOf,
    inflationOf, reviewOf, median, groupBy, select, isOfUnit, write,
    unitName: (place) => data.units[place][1],
    schemeName: (place) => data.schemes[place].slice(1),
  });
})();
