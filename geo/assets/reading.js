/* What the page carries, read in the order of need: see geo/maps/packing.py. Little data is plain
   JSON. Of much, what is drawn comes first; rows of late tables are undefined until they are read. */
(function () {
  "use strict";
  const geo = window.geoMap;
  const { el } = geo;
  // Milliseconds: what can wait waits for a browser that has nothing else to do, but no longer.
  const LONGEST = 1000;
  const TYPES = { Int8: Int8Array, Int16: Int16Array, Int32: Int32Array, Float64: Float64Array };

  function whenIdle(act) {
    if (window.requestIdleCallback) requestIdleCallback(act, { timeout: LONGEST });
    else setTimeout(act, 20);
  }

  function bytesOf(node) {
    const text = node.textContent;
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const letters = atob(text);
    return Uint8Array.from({ length: letters.length }, (_, at) => letters.charCodeAt(at));
  }

  function inflate(node) {
    const { readable, writable } = new DecompressionStream("deflate");
    const writer = writable.getWriter();
    // What is wrong with the data is said by the reader.
    for (const done of [writer.write(bytesOf(node)), writer.close()]) done.catch(() => {});
    node.remove();
    return new Response(readable);
  }

  /* An element that the page holds, or will hold when it is loaded. */
  async function elementOf(id) {
    if (!document.getElementById(id) && document.readyState === "loading") {
      await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
    }
    return document.getElementById(id);
  }

  /* Tables whose rows are read in blocks; `told` gives the length of each, the rows of a block, names. */
  function lateTables(id, data, told) {
    const tables = new Map();
    for (const [key, [length, step, names]] of Object.entries(told)) {
      for (const name of names) data[key][name] = new Array(length).fill(undefined);
      tables.set(key, { length, step, names, blocks: new Array(Math.ceil(length / step)).fill(null) });
    }

    async function fetchBlock(key, number) {
      const { step, names } = tables.get(key);
      const columns = await (await inflate(await elementOf(`${id}-${key}-${number}`))).json();
      names.forEach((name, at) => columns[at].forEach((value, row) => { data[key][name][number * step + row] = value; }));
      tables.get(key).blocks[number] = true;
    }

    /* Null where a block is read, else the promise that it will be. */
    function read(key, number) {
      const { blocks } = tables.get(key);
      if (blocks[number] === null) blocks[number] = fetchBlock(key, number);
      return blocks[number] === true ? null : blocks[number];
    }

    /* What is still to be waited for of rows of tables; without rows of all of a table. */
    function due(wants) {
      return wants.flatMap(([key, rows]) => {
        const table = tables.get(key);
        const numbers = rows ? new Set(rows.map((row) => Math.floor(row / table.step))) : table.blocks.keys();
        return [...numbers].filter((number) => number >= 0 && number < table.blocks.length).map((number) => read(key, number))
          .filter((one) => one !== null);
      });
    }

    return { due, tables };
  }

  /* Do something once rows of tables are read, pairs of a table and its rows: at once where they are. */
  function whenRead(data, wants, act) {
    const due = data.late ? data.late.due(wants) : [];
    if (due.length) Promise.all(due).then(act);
    else act();
  }

  /* What `make` makes of rows that need not be read yet; a sign stands for it until they are. */
  function later(data, wants, make) {
    let node = null;
    whenRead(data, wants, () => {
      if (node === null) {
        node = make();
        return;
      }
      const parent = node.parentNode;
      node.replaceWith(make());
      // Popups fit anew what grew in them: see popups.js.
      if (parent) parent.dispatchEvent(new Event("toggle"));
    });
    node = node || el("div", { class: "geo-quiet", role: "status" }, "…");
    return node;
  }

  const waiting = [];
  let painted = false;

  /* What is not seen at first: at once in a page of little data, else once the map is on the screen,
     one thing at a time, so that the page answers in between. */
  function afterPaint(data, act) {
    if (!data.late) act();
    else {
      waiting.push(act);
      if (painted && waiting.length === 1) whenIdle(next);
    }
  }

  function next() {
    waiting[0]();
    waiting.shift();
    if (waiting.length) whenIdle(next);
  }

  function startAfterPaint() {
    requestAnimationFrame(() => whenIdle(() => {
      painted = true;
      if (waiting.length) next();
    }));
  }

  /* Read all that is left while the reader looks at the map, a block at a time, the texts that are
     searched first. */
  async function readRest(data) {
    for (const key of ["reports", ...data.late.tables.keys()]) {
      for (let number = 0; number < data.late.tables.get(key).blocks.length; number += 1) {
        await new Promise(whenIdle);
        await Promise.all(data.late.due([[key, [number * data.late.tables.get(key).step]]]));
      }
    }
  }

  /* Data that stands in the page plainly, or `null` where it is packed. */
  function readPlain(id) {
    const node = document.getElementById(id);
    return node.type === "application/json" ? JSON.parse(node.textContent) : null;
  }

  async function unpack(id) {
    const [text, numbers] = await Promise.all([id, `${id}-columns`].map((own) =>
      inflate(document.getElementById(own))).map(async (own, at) => (at ? (await own).arrayBuffer() : (await own).json())));
    const { data, columns, late } = text;
    let offset = 0;
    for (const [path, kind, length] of columns) {
      const home = path.slice(0, -1).reduce((node, key) => node[key], data);
      home[path[path.length - 1]] = new TYPES[kind](numbers, offset, length);
      offset += Math.ceil(home[path[path.length - 1]].byteLength / 8) * 8;
    }
    data.late = lateTables(id, data, late);
    return data;
  }

  Object.assign(geo, { afterPaint, later, readPlain, readRest, startAfterPaint, unpack, whenIdle, whenRead });
})();
