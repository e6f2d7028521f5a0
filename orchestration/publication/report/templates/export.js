// Tables taken along: CSV with a byte order mark, and workbooks that Excel opens. Texts stay texts.
(() => {
  "use strict";
  const encoder = new TextEncoder();
  const table = new Uint32Array(256).map((_, number) => {
    let value = number;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value;
  });
  function checksum(bytes) {
    let value = 0xffffffff;
    for (const byte of bytes) value = table[(value ^ byte) & 255] ^ (value >>> 8);
    return (value ^ 0xffffffff) >>> 0;
  }
  // A zip archive of stored files. The date is fixed, so that equal tables give equal files.
  function zip(files) {
    const parts = [];
    const entries = [];
    let offset = 0;
    const record = (signature, fields) => {
      const view = new DataView(new ArrayBuffer(4 + fields.reduce((sum, [size]) => sum + size, 0)));
      view.setUint32(0, signature, true);
      let at = 4;
      for (const [size, value] of fields) {
        if (size === 2) view.setUint16(at, value, true);
        else view.setUint32(at, value, true);
        at += size;
      }
      return new Uint8Array(view.buffer);
    };
    for (const [name, text] of files) {
      const [label, bytes] = [encoder.encode(name), encoder.encode(text)];
      const common = [[2, 20], [2, 0x800], [2, 0], [2, 0], [2, 0x21], [4, checksum(bytes)], [4, bytes.length], [4, bytes.length], [2, label.length], [2, 0]];
      const head = record(0x04034b50, common);
      parts.push(head, label, bytes);
      entries.push(record(0x02014b50, [[2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]), label);
      offset += head.length + label.length + bytes.length;
    }
    const size = entries.reduce((sum, part) => sum + part.length, 0);
    const end = record(0x06054b50, [[2, 0], [2, 0], [2, files.length], [2, files.length], [4, size], [4, offset], [2, 0]]);
    return new Blob([...parts, ...entries, end], { type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" });
  }

  const escape = (text) => String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const letters = (column) => (column < 26 ? "" : letters(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));
  const xml = (text) => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${text}`;
  const SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
  // A decimal of more than 15 digits would be rounded by Excel: it is written as text.
  const isNumber = (value) => /^-?\d+(\.\d+)?$/.test(value) && value.replace(/\D/g, "").length <= 15;
  function writeWorkbook(title, heads, lines) {
    const cell = (value, row, column, style, number) => {
      if (value === null || value === "") return "";
      const place = `r="${letters(column)}${row}" s="${style}"`;
      return number && isNumber(value) ? `<c ${place}><v>${value}</v></c>`
        : `<c ${place} t="inlineStr"><is><t xml:space="preserve">${escape(value)}</t></is></c>`;
    };
    const row = (values, place, style) => `<row r="${place}">${values.map((value, column) =>
      cell(value, place, column, style, style === 0 && heads[column].number)).join("")}</row>`;
    const all = [row(heads.map((head) => head.text), 1, 1), ...lines.map((values, place) => row(values, place + 2, 0))];
    const widths = heads.map((head, column) => `<col min="${column + 1}" max="${column + 1}" width="${head.number ? 16 : 28}" customWidth="1"/>`);
    const last = `${letters(heads.length - 1)}${lines.length + 1}`;
    const type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    return zip([
      ["[Content_Types].xml", xml(`<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/></Types>`)],
      ["_rels/.rels", xml(`<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`)],
      ["xl/workbook.xml", xml(`<workbook xmlns="${SHEETS}" xmlns:r="${OFFICE}"><sheets><sheet name="${escape(title.replace(/[\\/?*[\]:'"]/g, " ").slice(0, 31).trim())}" sheetId="1" r:id="rId1"/></sheets></workbook>`)],
      ["xl/_rels/workbook.xml.rels", xml(`<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`)],
      ["xl/styles.xml", xml(`<styleSheet xmlns="${SHEETS}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`)],
      ["xl/worksheets/sheet1.xml", xml(`<worksheet xmlns="${SHEETS}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join("")}</cols><sheetData>${all.join("")}</sheetData><autoFilter ref="A1:${last}"/><pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape"/></worksheet>`)],
    ]);
  }
  // A text that a spreadsheet would take for a formula begins with an apostrophe.
  const quote = (value, number) => {
    const text = value === null ? "" : String(value);
    const safe = !number && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  function writeCsv(heads, lines) {
    const all = [heads.map((head) => quote(head.text, false)), ...lines.map((values) => values.map((value, column) => quote(value, heads[column].number)))];
    return new Blob([`\ufeff${all.map((values) => values.join(",")).join("\r\n")}\r\n`], { type: "text/csv;charset=utf-8" });
  }
  function save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
  Object.assign(window.Jixiao, { writeCsv, writeWorkbook, save });
})();
