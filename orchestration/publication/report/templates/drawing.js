// Charts as inline SVG, drawn at the width of their place so that texts keep their size. Colours come from the style sheet.
(() => {
  "use strict";
  const SPACE = "http://www.w3.org/2000/svg";
  function svg(tag, attributes = {}, ...children) {
    const made = document.createElementNS(SPACE, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }
  const shorten = (text, longest) => (text.length <= longest ? text : `${text.slice(0, longest - 1)}…`);
  // A text in both languages; `longest` counts Chinese characters.
  function text(says, attributes = {}, longest = 40) {
    const [chinese, english] = Array.isArray(says) ? says : [says, says];
    if (chinese === english) return svg("text", attributes, svg("tspan", { lang: "zh-CN" }, shorten(chinese, longest)));
    return svg("text", attributes, svg("tspan", { class: "zh", lang: "zh-CN" }, shorten(chinese, longest)),
      svg("tspan", { class: "en", lang: "en" }, shorten(english, 2 * longest)));
  }
  const round = (value) => Math.round(value * 10) / 10;
  const widthOf = (place) => Math.max(280, Math.min(place.clientWidth || 640, 1100));
  // A drawing is named by its caption and described by the table with the same numbers.
  function frame(place, height, caption, table, role = "img") {
    const width = widthOf(place);
    const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, role, "aria-labelledby": caption });
    if (table) drawing.setAttribute("aria-details", table);
    place.replaceChildren(drawing);
    return { drawing, width };
  }
  // Round steps of an axis that cover a range.
  function ticks(from, to, wanted = 5) {
    const span = to - from || 1;
    const power = 10 ** Math.floor(Math.log10(span / wanted));
    const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => span / size <= wanted) ?? 10 * power;
    const found = [];
    for (let value = Math.ceil(from / step) * step; value <= to + step / 1e6; value += step) found.push(Math.round(value * 1e6) / 1e6);
    return found;
  }

  // Years from left to right: the budget as an outline, the executed amount as a bar in it, the rate above; the chosen year stands out.
  function drawYears(place, years, caption, table) {
    const height = 190;
    const { drawing, width } = frame(place, height, caption, table);
    const most = Math.max(...years.map((year) => Math.max(year.budget ?? 0, year.executed ?? 0)), 1);
    const step = width / Math.max(years.length, 1);
    const bar = Math.min(56, step * 0.62);
    years.forEach((year, place) => {
      const middle = step * (place + 0.5);
      const tall = (value) => round(((value ?? 0) / most) * (height - 70));
      const [budget, executed] = [tall(year.budget), tall(year.executed)];
      const floor = height - 28;
      drawing.append(
        svg("rect", { class: "behind", x: round(middle - bar / 2), y: floor - budget, width: round(bar), height: budget }),
        svg("rect", { class: year.chosen ? "mark" : "mark other", x: round(middle - bar * 0.3), y: floor - executed, width: round(bar * 0.6), height: executed }),
        text(year.rate, { class: year.chosen ? "value strong" : "value", x: round(middle), y: floor - Math.max(budget, executed) - 8, "text-anchor": "middle" }),
        text(year.name, { class: year.chosen ? "strong" : "soft", x: round(middle), y: height - 8, "text-anchor": "middle" }),
      );
    });
    drawing.append(svg("line", { class: "axis", x1: 0, x2: width, y1: height - 28, y2: height - 28 }));
  }

  // Rows with a dot for each value on a common axis; a line marks the mean. Two dots of a row are joined.
  function drawDots(place, lines, { caption, table, mean = null, meanName = null, unit = "", zero = false }) {
    const row = 40;
    const top = 44;
    const height = top + lines.length * row + 28;
    const { drawing, width } = frame(place, height, caption, table);
    const values = [...lines.flatMap((line) => line.values.map((one) => one.at)), ...(mean === null ? [] : [mean]), ...(zero ? [0] : [])];
    let [from, to] = [Math.min(...values), Math.max(...values)];
    const margin = (to - from) * 0.06 || 1;
    [from, to] = [from - margin, to + margin];
    const [left, right] = [10, width - 10];
    const x = (value) => round(left + ((value - from) / (to - from)) * (right - left));
    for (const tick of ticks(from, to, width < 420 ? 4 : 7)) {
      drawing.append(svg("line", { class: "grid", x1: x(tick), x2: x(tick), y1: top - 6, y2: height - 24 }),
        text(`${tick}${unit}`, { class: "soft", x: x(tick), y: height - 6, "text-anchor": "middle" }));
    }
    if (mean !== null) {
      const place = x(mean);
      drawing.append(svg("line", { class: "mean", x1: place, x2: place, y1: 24, y2: height - 24 }),
        text(meanName, { class: "soft", x: Math.min(Math.max(place, 90), width - 90), y: 16, "text-anchor": "middle" }));
    }
    lines.forEach((line, index) => {
      const y = top + index * row + 26;
      const base = mean === null ? line.values[0].at : mean;
      const ends = line.values.length > 1 ? line.values.map((one) => one.at) : [base, line.values[0].at];
      const longest = Math.max(6, Math.floor((width - 150) / 14));
      drawing.append(
        text(line.name, { x: 0, y: y - 12 }, longest),
        text(line.text, { class: "value strong", x: width, y: y - 12, "text-anchor": "end" }),
        svg("line", { class: "join", x1: x(Math.min(...ends)), x2: x(Math.max(...ends)), y1: y, y2: y }),
        ...line.values.map((one, place) => svg("circle", { class: place || line.warned ? "mark second" : "mark", cx: x(one.at), cy: y, r: 5.5 })),
      );
    });
  }

  // Counts by step of the score, with the median as a line.
  function drawHistogram(place, bins, { caption, table, median, medianName }) {
    const height = 200;
    const { drawing, width } = frame(place, height, caption, table);
    const most = Math.max(...bins.map((bin) => bin.count), 1);
    const step = width / bins.length;
    const floor = height - 40;
    bins.forEach((bin, index) => {
      const tall = round((bin.count / most) * (floor - 44));
      drawing.append(
        svg("rect", { class: bin.marked ? "mark warned" : "mark", x: round(index * step + 1), y: floor - tall, width: round(step - 2), height: tall }),
        text(bin.name, { class: "soft", x: round((index + 0.5) * step), y: height - 22, "text-anchor": "middle" }),
      );
    });
    if (median !== null) {
      const at = round(median * step);
      drawing.append(svg("line", { class: "halo", x1: at, x2: at, y1: 22, y2: floor }), svg("line", { class: "mean", x1: at, x2: at, y1: 22, y2: floor }),
        text(medianName, { class: "median", x: Math.min(Math.max(at, 70), width - 70), y: 14, "text-anchor": "middle" }));
    }
    bins.forEach((bin, index) => drawing.append( // above the line, so that no count is struck through
      text(String(bin.count), { class: "value outlined", x: round((index + 0.5) * step), y: floor - round((bin.count / most) * (floor - 44)) - 5, "text-anchor": "middle" })));
    drawing.append(svg("line", { class: "axis", x1: 0, x2: width, y1: floor, y2: floor }));
  }

  // A point for each form: the execution rate to the right, the score upwards. The corner that matters is shaded, its
  // points are links. All other points are one path, because there may be ten thousand.
  function drawScatter(place, points, { caption, table, corner, axes }) {
    const height = 340;
    const { drawing, width } = frame(place, height, caption, table, "group");
    const [left, bottom, right, top] = [44, height - 42, width - 12, 12];
    const lowest = Math.max(0, Math.min(90, Math.floor(Math.min(...points.map((point) => point.score), 100) / 10) * 10));
    const x = (value) => round(left + (Math.min(Math.max(value, 0), 120) / 120) * (right - left));
    const y = (value) => round(bottom - ((Math.min(Math.max(value, lowest), 100) - lowest) / (100 - lowest)) * (bottom - top));
    drawing.append(svg("rect", { class: "corner", x: left, y: y(100) - 6, width: x(corner.rate) - left, height: y(corner.score) - y(100) + 6 }));
    for (const tick of ticks(0, 120, width < 420 ? 4 : 6)) {
      drawing.append(svg("line", { class: "grid", x1: x(tick), x2: x(tick), y1: top, y2: bottom }),
        text(`${tick}%`, { class: "soft", x: x(tick), y: bottom + 17, "text-anchor": "middle" }));
    }
    for (const tick of ticks(lowest, 100, 5)) {
      drawing.append(svg("line", { class: "grid", x1: left, x2: right, y1: y(tick), y2: y(tick) }),
        text(`${tick}%`, { class: "soft", x: left - 6, y: y(tick) + 4, "text-anchor": "end" }));
    }
    drawing.append(text(axes[0], { class: "soft", x: right, y: height - 6, "text-anchor": "end" }),
      text(axes[1], { class: "soft", x: left + 4, y: top + 2, "dominant-baseline": "hanging" }));
    const others = points.filter((point) => !point.link);
    if (others.length) drawing.append(svg("path", { class: "points", d: others.map((point) => `M${x(point.rate)} ${y(point.score)}h0`).join("") }));
    for (const point of points.filter((one) => one.link)) {
      drawing.append(svg("a", { href: point.link }, svg("circle", { class: "mark warned", cx: x(point.rate), cy: y(point.score), r: 5.5 }, svg("title", {}, point.name))));
    }
  }

  // Rows divided into parts of 1, in the order of the parts; `classes` colours them.
  function drawShares(place, lines, { caption, table }) {
    const row = 46;
    const { drawing, width } = frame(place, lines.length * row, caption, table);
    lines.forEach((line, index) => {
      let at = 0;
      drawing.append(text(line.name, { x: 0, y: index * row + 16 }, Math.max(6, Math.floor((width - 120) / 14))), text(line.text, { class: "value", x: width, y: index * row + 16, "text-anchor": "end" }));
      for (const part of line.parts) {
        const wide = part.share * width;
        drawing.append(svg("rect", { class: part.class, x: round(at), y: index * row + 24, width: round(wide), height: 14 }));
        at += wide;
      }
    });
  }

  // Bars from 0, each with a tick for what it is compared with.
  function drawBars(place, lines, { caption, table }) {
    const row = 44;
    const { drawing, width } = frame(place, lines.length * row + 4, caption, table);
    const most = Math.max(...lines.flatMap((line) => [line.length, line.mark ?? 0]), 0) || 1;
    lines.forEach((line, index) => {
      const y = index * row + 18;
      drawing.append(
        text(line.name, { x: 0, y: y - 3 }, Math.max(6, Math.floor((width - 130) / 14))),
        text(line.text, { class: "value strong", x: width, y: y - 3, "text-anchor": "end" }),
        svg("rect", { class: line.warned ? "mark warned" : "mark", x: 0, y: y + 4, width: round((Math.max(line.length, 0) / most) * width), height: 12 }),
      );
      if (line.mark !== undefined && line.mark !== null) {
        const at = round((line.mark / most) * (width - 3));
        drawing.append(svg("rect", { class: "tick", x: at, y: y + 1, width: 3, height: 18 }));
      }
    });
  }
  Object.assign(window.Jixiao, { drawYears, drawDots, drawHistogram, drawScatter, drawShares, drawBars });
})();
